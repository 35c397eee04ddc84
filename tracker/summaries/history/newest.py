"""Events by who may read them: the newest for a user, and those about matter for named readers."""

from collections.abc import Iterable, Iterator
from heapq import nlargest
from itertools import chain, islice
from typing import Any

from django.db import models
from django.db.models import Model, OuterRef

from tracker.audit.audited_tables import models_by_table
from tracker.compiled_queries import Bound, BoundKeys, Rows
from tracker.grouping import group_pairs
from tracker.models import (
    RESTRICTED,
    RESTRICTED_LINKS,
    Citation,
    Comment,
    Commitment,
    Event,
    EventQuerySet,
    Evidence,
    Figure,
    File,
    Question,
    Reader,
    ReadLogEntry,
    Recommendation,
    Responsibility,
    RowExists,
    SensitivityRequest,
    User,
    table_of,
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


LAST_SEQUENCE = 2**62
BEFORE = Bound("before", models.BigIntegerField())


def newest_events(
    user: User,
    *columns: object,
    before: int = LAST_SEQUENCE,
    size: int = 150,
    of_recommendations: bool = False,
) -> Iterator[Any]:
    """Yield keys, and columns, of the events that the user may see, newest first.

    For readers, the newest `size`. For a focal point nearly all of history is of others. So their
    recommendations are taken once, by what changed last: `size` at once, as many newest events of
    those taken and, unless only those are wanted, of events without a recommendation. Of these it
    is asked which the user may see.
    """
    if not user.is_focal_point:
        yield from user.load(_of_reader, columns, size, of_recommendations, before=before)
        return
    changed = iter(_last_changed(user, before))
    keys: list[int] = []
    while before:
        keys += islice(changed, size)
        newest = chain(
            user.load(_of_recommendations, size, before=before, keys=keys),
            () if of_recommendations else user.load(_of_none, size, before=before),
        )
        candidates = nlargest(size, {key for (key,) in newest})
        yield from user.load(_visible, columns, keys=candidates)
        before = candidates[-1] if len(candidates) == size else 0


def _of_reader(
    user: Reader, columns: tuple[Any, ...], size: int, of_recommendations: bool
) -> Rows[Event]:
    is_wanted = models.Q(recommendation__isnull=False) if of_recommendations else models.Q()
    events = Event.objects.visible_to(user).filter(is_wanted, pk__lt=BEFORE)
    return events.newest_first().values_list("pk", *columns)[:size]


def _last_changed(user: User, before: int) -> list[int]:
    """Return the keys of recommendations with events before one, those that changed last first.

    A focal point sees of a recommendation what a role, question or commitment of the body is about,
    so each of these leads to one. Few stand in no role; their newest event is looked up once.
    """
    rows = list(user.load(_concerned, before=before))
    newest = {key: event for key, event in rows if event}
    if others := {key for key, _event in rows} - {None, *newest}:
        newest |= user.load(_newest_by_key, before=before, keys=list(others))
    return sorted(filter(newest.get, newest), key=newest.__getitem__, reverse=True)


def _concerned(user: Reader) -> Rows[Responsibility]:
    """Return recommendations with the newest event, but in no role without it; some repeat."""
    roles = Responsibility.objects.of_bodies(user.represented_body_ids, user.inherited_body_ids)
    none = models.Value(None, models.BigAutoField())
    others: list[Any] = [
        model.objects.visible_to(user).order_by().values_list("recommendation", none)
        for model in (Question, Commitment)
    ]
    return roles.values_list("recommendation", _newest("recommendation")).union(*others, all=True)


def _newest_by_key(_user: Reader) -> Rows[Recommendation]:
    return Recommendation.objects.filter(pk__in=BoundKeys("keys")).values_list("pk", _newest("pk"))


def _newest(column: str) -> models.Subquery:
    events = Event.objects.filter(recommendation=models.OuterRef(column), pk__lt=BEFORE)
    return models.Subquery(events.newest_first().values("pk")[:1])


def _of_recommendations(user: Reader, size: int) -> Rows[Event]:
    events = Event.objects.filter(recommendation__in=BoundKeys("keys"), pk__lt=BEFORE)
    return events.newest_first().values_list("pk")[:size]


def _of_none(user: Reader, size: int) -> Rows[Event]:
    # Of other tables a focal point sees no event without a recommendation.
    shown = set(map(table_of, (*RESTRICTED, *RESTRICTED_LINKS)))
    events = Event.objects.filter(recommendation=None, pk__lt=BEFORE)
    events = events.exclude(table__in=sorted(models_by_table().keys() - shown))
    # In the order of their index: PostgreSQL would else walk all events for these.
    return events.order_by("recommendation", "-pk").values_list("pk")[:size]


def _visible(user: Reader, columns: tuple[Any, ...]) -> Rows[Event]:
    events = Event.objects.visible_to(user).filter(pk__in=BoundKeys("keys"))
    return events.newest_first().values_list("pk", *columns)
