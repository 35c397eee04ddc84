"""A piece of evidence laid out: what it says, where it stands, what it is cited for."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.formats import day, locator, short_day
from tracker.progress import Cited, RecommendationProgress
from tracker.reporting import phrases
from tracker.reporting.blocks import Bit, Block, Para, Quoted, Style
from tracker.reporting.context import Printing
from tracker.vocabulary import Use

# What a quotation is cited for, beside the head that says how it bears.
CITED_AS: dict[str, Promise] = {
    Use.SUPPORTS: gettext_lazy("cited as support"),
    Use.CONTRADICTS: gettext_lazy("cited as contrary evidence"),
    Use.CONTEXT: gettext_lazy("cited as background"),
    Use.COMMITMENT: gettext_lazy("cited as a commitment"),
}


def quoted(cited: Cited, printing: Printing, *, also_for: Sequence[date] = ()) -> Quoted:
    """The evidence as printed, in the language in force.

    `also_for` are the days of other judgments that cite it with the same words.
    """
    bearing = cited.bearing.code
    stands = " · ".join(filter(None, (place(cited, printing), _also(also_for))))
    safe = cited.url.startswith(("https://", "http://"))
    before, marked, after = _quotation(cited)
    return Quoted(
        head=printing.bears[bearing] if bearing else phrases.capital(cited.use.label),
        tone=bearing or cited.use.code,
        number=printing.numbers.of(cited.of),
        before=before,
        marked=marked,
        after=after,
        title="" if cited.quote or says_again(cited.title, cited.sentence) else cited.title,
        sentence=cited.sentence,
        place=stands if cited.of else f"{stands} · {_('source not named here')}",
        url=cited.url if safe else "",
    )


def says_again(title: str, sentence: str) -> bool:
    """Whether a title is only the beginning of the sentence beside it, as where nobody gave one."""
    return sentence.startswith(title.removesuffix("…").rstrip())


def place(cited: Cited, printing: Printing) -> str:
    """Where it stands, when it was published, what for it is cited, which time it is about."""
    whose = cited.cited_by
    days = (cited.published_on, cited.covers_from, cited.covers_to)
    published, covers = printing.once(("when", *days), lambda: _when(cited))
    parts = (
        cited.source or cited.issuer,
        "" if cited.source else cited.kind.label,
        locator(cited.page, cited.at_paragraph) if cited.page or cited.at_paragraph else "",
        published,
        str(CITED_AS.get(cited.use.code, "")) if cited.bearing.code else "",
        covers,
        _("cited for the view of %(whose)s") % {"whose": whose.short} if whose else "",
    )
    return " · ".join(filter(None, parts))


def _also(days: Sequence[date]) -> str:
    """That older judgments cite it, too; empty for none."""
    if not days:
        return ""
    told = ", ".join(map(short_day, days))
    return _("also cited for the judgment of %(days)s") % {"days": told}


def _quotation(cited: Cited) -> tuple[str, str, str]:
    """What stands before the words that count, they, and what stands after them.

    Nothing is marked where the whole sentence counts: to stress everything is to stress nothing.
    """
    if not cited.quote:
        return "", "", ""
    before, found, after = cited.context.partition(cited.quote)
    if not found:
        return cited.quote, "", ""
    if not re.search(r"\w", before + after):
        return cited.context, "", ""
    return before, found, after


def _when(cited: Cited) -> tuple[str, str]:
    """When it was published, and which time it is about."""
    span = phrases.span(cited.covers_from, cited.covers_to, written=short_day)
    covers = _("covers %(period)s") % {"period": span} if span else ""
    return phrases.published(cited.published_on, written=short_day), covers


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
    judged = [*told.course, *([told.assessment] if told.assessment else ())]
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
    return sorted(alike, key=lambda one: (one.assessment is not None, one.as_of or date.min))


def _days(piece: Piece) -> list[date]:
    """Of the older judgments that cite it, the newest first."""
    days = {one.as_of for one in piece.older if one.assessment is not None and one.as_of}
    return sorted(days - {piece.cited.as_of}, reverse=True)


def _group(cited: Cited, days: Mapping[int, date]) -> tuple[bool, int, str]:
    """What it is cited for, as a head, led by its place among the others."""
    if cited.cited_by:
        words = _("For the view of %(whose)s") % {"whose": cited.cited_by.short}
        return True, 0, words
    as_of = days.get(cited.assessment or 0, cited.as_of)
    if cited.assessment is None or as_of is None:
        return True, 1, _("For no judgment")
    words = _("For the judgment of %(day)s") % {"day": day(as_of)}
    return False, -as_of.toordinal(), words
