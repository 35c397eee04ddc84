"""What the events of one deed did to each row together: read without asking the database."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from tracker.audit.audited import TOLD_AS_CHANGED
from tracker.audit.names import Model
from tracker.audit.phrases import tie_of
from tracker.audit.values import models_by_table
from tracker.models import Event

WRITES = ("insert", "update", "delete")


@dataclass(frozen=True, slots=True)
class Written:
    """One row as a deed found it and left it: of an update, the columns that differ."""

    table: str
    key: int
    operation: str  # insert, update, delete, or what is no write: a sign-in
    old: Mapping[str, Any]
    new: Mapping[str, Any]
    first: int  # sequences of its oldest and its newest event
    last: int
    recommendation: int | None

    @property
    def model(self) -> Model | None:
        """None for a table that is no more."""
        return models_by_table().get(self.table)

    @property
    def is_tie(self) -> bool:
        """Whether it ties two rows, and is nothing else."""
        return self.model is not None and bool(self.model._meta.auto_created)

    @property
    def owner(self) -> Model | None:
        """The model whose row it is, or whose many-to-many field it is a row of."""
        if self.model is None or not self.is_tie:
            return self.model
        owner: Model = tie_of(self.model).model
        return owner

    @property
    def owner_key(self) -> int:
        """The key of the row whose field ties it; its own, for what is no tie."""
        if self.model is None or not self.is_tie:
            return self.key
        return int((self.new or self.old)[tie_of(self.model).m2m_column_name()])

    @property
    def tied_key(self) -> int:
        """The key of what a tie ties to."""
        assert self.model is not None
        return int((self.new or self.old)[tie_of(self.model).m2m_reverse_name()])

    @property
    def is_withdrawal(self) -> bool:
        return self.operation == "update" and bool(self.new.get("withdrawn_at"))


def written(events: Iterable[Event]) -> list[Written]:
    """What one deed did to each row, in the order in which it first touched them.

    Rows that it left as it found them, added and took away again, are left out.
    """
    rows: dict[tuple[str, int], list[Event]] = {}
    for event in sorted(events, key=lambda event: event.pk):
        rows.setdefault((event.table, event.key), []).append(event)
    found = (_together(some) for some in rows.values())
    return [one for one in found if one is not None]


def _together(events: list[Event]) -> Written | None:
    first, last = events[0], events[-1]
    other = next((e.operation for e in events if e.operation not in WRITES), "")
    is_new, is_gone = first.operation == "insert", last.operation == "delete"
    old: dict[str, Any] = {}
    new: dict[str, Any] = {}
    for event in events:
        for column, value in (event.old or {}).items():
            old.setdefault(column, value)
        new.update(event.new or {})
    operation = other or ("delete" if is_gone else "insert" if is_new else "update")
    if operation == "update":
        same = {c for c in new if c not in TOLD_AS_CHANGED and old.get(c) == new[c]}
        old = {column: value for column, value in old.items() if column not in same}
        new = {column: value for column, value in new.items() if column not in same}
    if (is_new and is_gone) or (operation == "update" and not new):
        return None
    return Written(
        table=first.table,
        key=first.key,
        operation=operation,
        old={} if is_new else old,
        new={} if is_gone else new,
        first=first.pk,
        last=last.pk,
        recommendation=first.recommendation,
    )
