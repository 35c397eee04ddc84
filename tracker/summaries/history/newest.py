"""The newest events that a focal point may see, found by what changed last."""

from collections.abc import Iterator
from heapq import nlargest
from itertools import chain
from typing import Any

from django.db import models

from tracker.audit.audited_tables import models_by_table
from tracker.compiled_queries import Bound, BoundKeys, Rows
from tracker.models import (
    RESTRICTED,
    RESTRICTED_LINKS,
    Commitment,
    Event,
    Question,
    Reader,
    Responsibility,
    User,
    table_of,
)

LAST_SEQUENCE = 2**62
BEFORE = Bound("before", models.BigAutoField())


def newest_events(
    user: User,
    *columns: object,
    before: int = LAST_SEQUENCE,
    size: int = 150,
    of_recommendations: bool = False,
) -> Iterator[Any]:
    """Yield keys, and columns, of the events that a focal point may see, newest first.

    Nearly all of history is of others. So the recommendations that changed last are found first,
    `size` at once, then as many of their newest events and, unless only those are wanted, of events
    without a recommendation. Of these it is asked which the user may see.
    """
    while before:
        changed = user.load(_last_changed, size, before=before)
        keys = [key for newest, key in changed if newest]
        newest = chain(
            user.load(_of_recommendations, size, before=before, keys=keys),
            () if of_recommendations else user.load(_of_none, size, before=before),
        )
        candidates = nlargest(size, {key for (key,) in newest})
        yield from user.load(_visible, columns, keys=candidates)
        before = candidates[-1] if len(candidates) == size else 0


def _last_changed(user: Reader, size: int) -> Rows[Event]:
    """Return newest event and key of the recommendations that changed last.

    A focal point sees of a recommendation what a role, question or commitment of the body is about,
    so each of these leads to one.
    """
    roles = Responsibility.objects.of_bodies(user.represented_body_ids, user.inherited_body_ids)
    questions, commitments = Question.objects.visible_to(user), Commitment.objects.visible_to(user)
    events = Event.objects.filter(recommendation=models.OuterRef("recommendation"))
    newest = models.Subquery(events.filter(pk__lt=BEFORE).newest_first().values("pk")[:1])
    parts: list[Any] = [
        rows.order_by().annotate(newest=newest).values_list("newest", "recommendation")
        for rows in (roles, questions, commitments)
    ]
    changed: models.QuerySet[Any, Any] = parts[0].union(*parts[1:])
    return changed.order_by(models.F("newest").desc(nulls_last=True))[:size]


def _of_recommendations(user: Reader, size: int) -> Rows[Event]:
    events = Event.objects.filter(recommendation__in=BoundKeys("keys"), pk__lt=BEFORE)
    return events.newest_first().values_list("pk")[:size]


def _of_none(user: Reader, size: int) -> Rows[Event]:
    # Of other tables a focal point sees no event without a recommendation.
    shown = set(map(table_of, (*RESTRICTED, *RESTRICTED_LINKS)))
    events = Event.objects.filter(recommendation=None, pk__lt=BEFORE)
    events = events.exclude(table__in=sorted(models_by_table().keys() - shown))
    return events.newest_first().values_list("pk")[:size]


def _visible(user: Reader, columns: tuple[Any, ...]) -> Rows[Event]:
    events = Event.objects.visible_to(user).filter(pk__in=BoundKeys("keys"))
    return events.newest_first().values_list("pk", *columns)
