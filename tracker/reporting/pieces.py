"""The evidence cited on a recommendation: each piece once, under what it is cited for."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from tracker.progress import Cited, RecommendationProgress
from tracker.reporting.blocks import Bit, Block, Para, Style
from tracker.reporting.printing import Printing
from tracker.reporting.quotations import quoted
from tracker.vocabulary import Use
from tracker.words import day


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece as the newest judgment cites it, and how older ones cite it with the same words."""

    cited: Cited
    older: tuple[Cited, ...] = ()


def merged(evidence: Iterable[Cited]) -> list[Piece]:
    """Every piece once, in the order in which the newest citations of each come."""
    alike: dict[tuple[object, ...], list[Cited]] = {}
    for cited in evidence:
        key = _says(cited)
        earlier = alike.pop(key, [])
        alike[key] = [*earlier, cited]
    return [Piece(newest, tuple(older)) for *older, newest in map(_by_day, alike.values())]


def used_as(use: Use, pieces: Iterable[Piece]) -> list[Piece]:
    """Those cited for this."""
    return [piece for piece in pieces if piece.cited.use.code == use]


def quotations(pieces: Iterable[Piece], printing: Printing) -> Iterator[Block]:
    """Pieces as printed, one after the other."""
    for piece in pieces:
        yield quoted(piece.cited, printing, also_for=_days(piece))


def evidence(
    pieces: Sequence[Piece], told: RecommendationProgress, printing: Printing
) -> Iterator[Block]:
    """Pieces under their heading: those of the newest judgment first, then of older ones and views.

    What they are cited for is said where that is not the same of all.
    """
    if not pieces:
        return
    yield printing.heading("evidence")
    judged = [*told.course, *([told.judgment] if told.judgment else ())]
    days = {one.key: one.as_of for one in judged if one.key}
    groups: dict[tuple[bool, int, str], list[Piece]] = {}
    for piece in pieces:
        groups.setdefault(_group(piece.cited, days), []).append(piece)
    for key in sorted(groups):
        if len(groups) > 1:
            yield Para((Bit(key[-1], Style.STRONG),), is_small=True)
        yield from quotations(groups[key], printing)


def without_notes(told: RecommendationProgress) -> list[Cited]:
    """What is cited, but for what is told as a note."""
    notes = {note.cited.key for note in told.notes} - {None}
    return [cited for cited in told.evidence if cited.key not in notes]


def _says(cited: Cited) -> tuple[object, ...]:
    """What two citations have in common that would be printed word for word twice."""
    whose = cited.cited_by
    return (
        cited.of.key if cited.of else id(cited),  # two that may not be named may be two pieces
        cited.use.code,
        cited.bearing.code,
        cited.sentence,
        (whose.perspective.code, whose.code) if whose else None,
    )


def _by_day(alike: list[Cited]) -> list[Cited]:
    """The newest judgment's last; what no judgment cites before all of them."""
    return sorted(alike, key=lambda one: (one.judgment is not None, one.as_of or date.min))


def _days(piece: Piece) -> list[date]:
    """Of the older judgments that cite it, the newest first."""
    days = {one.as_of for one in piece.older if one.judgment is not None and one.as_of}
    return sorted(days - {piece.cited.as_of}, reverse=True)


def _group(cited: Cited, days: Mapping[int, date]) -> tuple[bool, int, str]:
    """What it is cited for, as a head, led by its place among the others."""
    if cited.cited_by:
        words = _("For the view of %(whose)s") % {"whose": cited.cited_by.short}
        return True, 0, words
    as_of = days.get(cited.judgment or 0, cited.as_of)
    if cited.judgment is None or as_of is None:
        return True, 1, _("For no judgment")
    words = _("For the judgment of %(day)s") % {"day": day(as_of)}
    return False, -as_of.toordinal(), words
