"""Where the things that history tells of are found, for somebody who may know of them."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.text import Truncator

from tracker.audit.timeline import TimelineLine
from tracker.models import (
    Body,
    Event,
    Evidence,
    Indicator,
    Measure,
    Publication,
    Query,
    Recommendation,
    Report,
    User,
)
from tracker.vocabulary import Right

SHOWN = 3  # places beside one line
LONG = 60  # characters


@dataclass(frozen=True, slots=True)
class Place:
    """A page, and what it is called."""

    label: str
    url: str


# What has a page of its own, and what its name reads.
WITH_PAGES: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (Recommendation, ("report__mechanism",)),
    (Evidence, ()),
    (Report, ("mechanism",)),
    (Body, ()),
    (Indicator, ()),
    (Query, ("report__mechanism",)),
    (Measure, ()),
    (Publication, ()),
)


class Places:
    """Places of what some events are about: a query for each noun that they name."""

    def __init__(self, events: Iterable[Event], user: Any) -> None:
        keys: dict[str, set[int]] = defaultdict(set)
        for event in events:
            for table, key in _things(event):
                keys[table].add(key)
        self._found: dict[tuple[str, int], Place] = {}
        for model, reads in WITH_PAGES:
            table = str(model._meta.db_table)
            if wanted := keys.get(table):
                rows = model.objects.visible_to(user).filter(pk__in=wanted)
                for row in rows.select_related(*reads) if reads else rows:
                    self._found[table, row.pk] = Place(_name(row), row.get_absolute_url())
        if (wanted := keys.get(User._meta.db_table)) and user.may(Right.READ_PEOPLE):
            for person in User.objects.filter(pk__in=wanted):
                url = reverse("person", args=[person.username])
                self._found[User._meta.db_table, person.pk] = Place(str(person), url)

    def of(self, line: TimelineLine) -> list[Place]:
        """Of one line, the first few, beginning with recommendations."""
        every = dict.fromkeys(thing for event in line.events for thing in _things(event))
        things = sorted(every, key=lambda thing: thing[0] != Recommendation._meta.db_table)
        return [self._found[thing] for thing in things if thing in self._found][:SHOWN]


def _things(event: Event) -> Iterable[tuple[str, int]]:
    """The recommendation, and the thing itself."""
    if event.recommendation:
        yield str(Recommendation._meta.db_table), event.recommendation
    yield event.table, event.key


def _name(row: Any) -> str:
    match row:
        case Recommendation() | Report():
            return str(row.cited_as)
        case Body():
            return str(row.short)
    return Truncator(str(row)).chars(LONG)
