"""Matter for named readers that lines of history tell of."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import Q

from tracker.models import (
    Citation,
    Comment,
    Commitment,
    Evidence,
    Figure,
    File,
    Question,
    ReadLogEntry,
    SensitivityRequest,
)
from tracker.vocabulary import Sensitivity

# Rows whose history tells of a piece, or of a comment, and the column that says of which.
OF_PIECES: tuple[tuple[Any, str], ...] = (
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
OF_COMMENTS: tuple[tuple[Any, str], ...] = ((Comment, "pk"), (SensitivityRequest, "comment"))


def matter_of(events: Iterable[Any], user: Any) -> list[Evidence | Comment]:
    """What is for named readers, this user among them, of all that these events tell of.

    Two questions to the database at most, however many events there are. Of an event, its table
    and its key are asked.
    """
    keys: dict[str, set[int]] = defaultdict(set)
    for event in events:
        keys[event.table].add(event.key)
    return [*_closed(Evidence, OF_PIECES, keys, user), *_closed(Comment, OF_COMMENTS, keys, user)]


def _closed(model: Any, told_by: Any, keys: dict[str, set[int]], user: Any) -> list[Any]:
    told = Q()
    for other, column in told_by:
        if found := keys.get(other._meta.db_table):
            told |= Q(pk__in=other._default_manager.filter(pk__in=found).values(column))
    if not told:
        return []
    rows = model.objects.visible_to(user).filter(told, sensitivity=Sensitivity.NAMED_READERS)
    return list(rows.order_by("pk"))


def without_matter(events: Any) -> Any:
    """Those of these events that tell of nothing that is for named readers now, whoever asks.

    What leaves the house in a file is read where nobody writes it down.
    """
    pieces = Evidence.objects.filter(sensitivity=Sensitivity.NAMED_READERS).values("pk")
    comments = Comment.objects.filter(sensitivity=Sensitivity.NAMED_READERS).values("pk")
    files = File.objects.filter(sensitivity=Sensitivity.NAMED_READERS).values("pk")
    told_by = [
        *((model, column, pieces) for model, column in OF_PIECES),
        *((model, column, comments) for model, column in OF_COMMENTS),
        (File, "pk", files),
        (SensitivityRequest, "file", files),
        (ReadLogEntry, "evidence", pieces),  # says what a piece was read for
        (ReadLogEntry, "file", files),
        (ReadLogEntry, "comment", comments),
    ]
    for model, column, closed in told_by:
        rows = model._default_manager.order_by().filter(**{f"{column}__in": closed})
        events = events.exclude(table=model._meta.db_table, key__in=rows.values("pk"))
    return events
