"""Matter for named readers in events of history."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Model, OuterRef

from tracker.grouping import group_pairs
from tracker.models import (
    Citation,
    Comment,
    Commitment,
    Event,
    EventQuerySet,
    Evidence,
    Figure,
    File,
    Question,
    ReadLogEntry,
    RowExists,
    SensitivityRequest,
    User,
)
from tracker.vocabulary import Sensitivity

# Models whose events concern evidence, or a comment, and the column that refers to it.
EVIDENCE_RELATIONS: tuple[tuple[Any, str], ...] = (
    (Evidence, "pk"),
    (File, "evidence"),
    (Citation, "evidence"),
    (Figure, "evidence"),
    (Question, "answered_by"),
    (Commitment, "undertaken_in"),
    (Commitment, "done_by"),
    (SensitivityRequest, "evidence"),
    (SensitivityRequest, "file__evidence"),
    (Evidence.topics.through, "evidence"),
)
COMMENT_RELATIONS: tuple[tuple[Any, str], ...] = ((Comment, "pk"), (SensitivityRequest, "comment"))


def find_restricted_matter(events: Iterable[Event], user: User) -> list[Evidence | Comment]:
    """Return evidence and comments for named readers that the events concern.

    Only those of which the user is a reader. Two queries at most, however many events there are;
    of an event only table and key are used.
    """
    keys = group_pairs((event.table, event.key) for event in events)
    return [
        *_restricted(Evidence, EVIDENCE_RELATIONS, keys, user),
        *_restricted(Comment, COMMENT_RELATIONS, keys, user),
    ]


def _restricted(
    model: type[Evidence | Comment],
    relations: Iterable[tuple[type[Model], str]],
    keys: dict[str, list[int]],
    user: User,
) -> list[Evidence | Comment]:
    concerned = [
        other._default_manager.filter(pk__in=other_keys).order_by().values(column)
        for other, column in relations
        if (other_keys := keys.get(other._meta.db_table))
    ]
    if not concerned:
        return []
    rows = model.objects.visible_to(user).filter(
        pk__in=concerned[0].union(*concerned[1:]),  # as alternatives, the table would be read whole
        sensitivity=Sensitivity.NAMED_READERS,
    )
    return list(rows.order_by("pk"))


def exclude_restricted_matter(events: EventQuerySet) -> EventQuerySet:
    """Filter to events that concern no matter for named readers, whoever asks.

    Files are read outside the tracker, where no read log is kept.
    """
    relations = (
        *EVIDENCE_RELATIONS,
        *COMMENT_RELATIONS,
        (File, "pk"),
        (SensitivityRequest, "file"),
        *((ReadLogEntry, column) for column in ("evidence", "file", "comment")),  # its purpose
    )
    for model, column in relations:
        path = "sensitivity" if column == "pk" else f"{column}__sensitivity"
        rows = model._default_manager.filter(
            **{path: Sensitivity.NAMED_READERS}, pk=OuterRef("key")
        )
        events = events.exclude(RowExists(rows), table=model._meta.db_table)
    return events
