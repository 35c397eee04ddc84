"""What accepting a run created and changed, so that it can be undone as a whole."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import models

from tracker.models import Event, Recommendation


class Kept:
    """Rows created, by table in order; values changed, with what they were."""

    def __init__(self) -> None:
        self.created: dict[str, list[int]] = {}
        self.changed: list[list[Any]] = []

    def made(self, row: models.Model) -> None:
        self.created.setdefault(str(row._meta.model_name), []).append(int(row.pk))

    def changes(self, row: models.Model, field: str) -> None:
        """Called before the value is set."""
        self.changed.append([row._meta.model_name, row.pk, field, getattr(row, field)])

    @contextmanager
    def carrying(self, row: Recommendation) -> Iterator[None]:
        """Keeps what is carried over to a recommendation beside new rows: topics, an assignee."""
        ties = type(row).topics.through.objects.filter(recommendation=row)
        held, assignee = set(ties.values_list("pk", flat=True)), row.assignee_id
        yield
        for tie in ties.exclude(pk__in=held):
            self.made(tie)
        if row.assignee_id != assignee:
            self.changed.append([row._meta.model_name, row.pk, "assignee_id", assignee])

    @property
    def told(self) -> dict[str, Any]:
        """With the newest event: what happened to these rows later is somebody else's work.

        The order of tables is told apart: PostgreSQL sorts the keys of JSON.
        """
        until = Event.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        order = list(self.created)
        return {"created": self.created, "order": order, "changed": self.changed, "until": until}
