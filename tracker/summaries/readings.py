"""Who read how much of what is for named readers, and what of that is unusual."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from tracker.models import Evidence, Reading, User
from tracker.summaries import unusual
from tracker.summaries.unusual import TAKEN, Read
from tracker.vocabulary import ReadingDeed, Sensitivity

PERIOD = timedelta(days=30)  # looked at when nothing else is asked for
READ = TAKEN | {ReadingDeed.OPENED}  # to meet it in a list is not to read it


@dataclass(slots=True)
class OfReader:
    """What one person read in the period, and what of it is unusual, in sentences."""

    reader: User
    pieces: int  # different ones opened, downloaded or exported
    downloads: int  # files handed out, and exports
    days: int  # on which they read
    flags: list[str] = field(default_factory=list)


def of_readers(*, first: date, last: date) -> list[OfReader]:
    """Each person who read in these days, both included; the unusual first, then who read most.

    Four queries, however much was read. Comments, which are met and not opened, stay out.
    """
    rows = Reading.objects.filter(day__gte=first, day__lte=last, deed__in=sorted(READ))
    found: dict[int, list[Read]] = defaultdict(list)
    told = rows.order_by("at", "pk").values_list("by", "at", "evidence", "deed")
    for by, at, piece, deed in told.iterator():
        found[by].append(Read(timezone.localtime(at), piece, deed))
    people = User.objects.in_bulk(list(found))
    open_to = _OpenTo(rows)
    made = [_of(people[key], lines, open_to) for key, lines in found.items()]
    return sorted(made, key=lambda one: (not one.flags, -one.pieces, one.reader.username))


class _OpenTo:
    """Which of the pieces read each person may read now."""

    def __init__(self, rows: Any) -> None:
        pieces = rows.order_by().values("evidence")
        self.own: dict[int, set[int]] = defaultdict(set)
        self.everybody: set[int] = set()
        known = Evidence.objects.filter(pk__in=pieces)
        for piece, owner, code in known.values_list("pk", "added_by", "sensitivity"):
            self.own[owner].add(piece)
            if code != Sensitivity.NAMED_READERS:
                self.everybody.add(piece)
        named = Evidence.readers.through.objects.filter(evidence__in=pieces)
        for piece, person in named.values_list("evidence", "user"):
            self.own[person].add(piece)

    def pieces_of(self, person: User) -> set[int]:
        return self.own.get(person.pk, set()) | self.everybody


def _of(reader: User, lines: list[Read], open_to: _OpenTo) -> OfReader:
    by_day: dict[date, set[int | None]] = defaultdict(set)
    for line in lines:
        by_day[line.at.date()].add(line.piece)
    may_read = open_to.pieces_of(reader)
    return OfReader(
        reader,
        pieces=len({line.piece for line in lines}),
        downloads=sum(line.deed in TAKEN for line in lines),
        days=len(by_day),
        flags=[
            *unusual.when_nobody_works(lines),
            *unusual.very_many_pieces(by_day),
            *unusual.very_many_files(lines),
            *unusual.no_reader_any_more(lines, may_read=may_read, is_active=reader.is_active),
        ],
    )
