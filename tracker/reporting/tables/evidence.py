"""What the report rests on: everything cited, the figures, the numbered sources."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from tracker.formats import locator
from tracker.progress import (
    Cited,
    FigureSeries,
    FigureValue,
    Progress,
    RecommendationProgress,
    Source,
)
from tracker.reporting.evidence import without_notes
from tracker.reporting.source_numbers import Numbers
from tracker.reporting.tables.columns import Column, Listing, yes
from tracker.reporting.tables.recommendations import NUMBER

type Piece = tuple[RecommendationProgress, Cited, int, str]  # its source's number, and a note on it
type Point = tuple[FigureSeries, FigureValue, int]

SOURCE_NUMBER = _("Source")
_NUMBERED = _("number in the list of sources; empty: it may not be named here")


def evidence(progress: Progress, numbers: Numbers) -> Listing[Piece]:
    """Every piece cited on a recommendation, and every note."""
    return Listing(
        "evidence",
        _("Evidence"),
        _("One row for each piece of evidence cited. What is promised is not done yet."),
        _EVIDENCE,
        lambda: _pieces(progress, numbers),
    )


def figures(progress: Progress, numbers: Numbers) -> Listing[Point]:
    """The values of the indicators, series by series."""
    return Listing(
        "figures",
        _("Figures"),
        _("One row for each value of an indicator, as its source states it."),
        _FIGURES,
        lambda: _points(progress, numbers),
    )


def sources(numbers: Numbers) -> Listing[tuple[int, Source]]:
    """The numbered sources; it is made last, when all of them are numbered."""
    return Listing(
        "sources",
        _("Sources"),
        _("The numbered sources of the report and of its tables."),
        _SOURCES,
        lambda: list(enumerate(numbers.sources, start=1)),
    )


def _pieces(progress: Progress, numbers: Numbers) -> Iterator[Piece]:
    for told in progress.recommendations:
        for cited in without_notes(told):
            yield told, cited, numbers.of(cited.of), ""
        for note in told.notes:
            yield told, note.cited, numbers.of(note.cited.of), note.sentence


def _points(progress: Progress, numbers: Numbers) -> Iterator[Point]:
    for series in progress.figures:
        for figure in series.figures:
            yield series, figure, numbers.of(figure.source)


def _place(cited: Cited) -> str:
    return cited.source or locator(cited.page, cited.at_paragraph)


def shown[T](figure: FigureValue, value: T) -> T | None:
    """A number of a figure, unless the figure may not be shown."""
    return None if figure.hidden else value


_EVIDENCE: tuple[Column[Piece], ...] = (
    Column(SOURCE_NUMBER, _NUMBERED, lambda p: p[2] or None, 8),
    Column(NUMBER, _("number of the recommendation"), lambda p: p[0].number, 7),
    Column(_("Use"), _("what it is cited for"), lambda p: p[1].use.label, 14),
    Column(_("Bearing"), _("what the passage shows"), lambda p: p[1].bearing.label, 16),
    Column(_("Title"), _("of the piece"), lambda p: p[1].title, 40),
    Column(_("Kind"), _("what it is"), lambda p: p[1].kind.label, 18),
    Column(
        _("Quotation"),
        _("whole sentence, in the language of the source"),
        lambda p: p[1].context or p[1].quote,
        60,
    ),
    Column(_("Marked words"), _("those that count"), lambda p: p[1].quote, 40),
    Column(_("Place"), _("where it stands"), lambda p: _place(p[1]), 24),
    Column(_("Shows"), _("the analysts' sentence"), lambda p: p[3] or p[1].sentence, 40),
    Column(
        _("Whose view"),
        _("for whose view it is cited; empty: for the analysts' judgment or as a note"),
        lambda p: p[1].cited_by.short if p[1].cited_by else "",
        14,
    ),
    Column(_("Issuer"), _("who published it"), lambda p: p[1].issuer, 24),
    Column(_("Published"), _("day of publication"), lambda p: p[1].published_on, 12),
    Column(_("Covers from"), _("first day that it is about"), lambda p: p[1].covers_from, 12),
    Column(_("Covers to"), _("last day that it is about"), lambda p: p[1].covers_to, 12),
    Column(_("Link"), _("address on the web"), lambda p: p[1].url, 40),
)
_FIGURES: tuple[Column[Point], ...] = (
    Column(_("Indicator"), _("its code"), lambda p: p[0].code, 20),
    Column(_("Name"), _("what is counted"), lambda p: p[0].name, 40),
    Column(_("Unit"), _("of the value"), lambda p: p[0].unit, 12),
    Column(_("Theme"), _("what it is about"), lambda p: p[0].theme.label, 14),
    Column(_("Period"), _("that the value is of"), lambda p: p[1].period, 22),
    Column(
        _("Value"),
        _("empty: unknown, or not shown because it is small; never 0 for either"),
        lambda p: shown(p[1], p[1].value),
        10,
    ),
    Column(_("As stated"), _("the value as people write it"), lambda p: p[1].told, 16),
    Column(
        _("Year before"),
        _("what the same source states for the period before"),
        lambda p: shown(p[1], p[1].previous),
        12,
    ),
    Column(
        _("Change"),
        _("only where both are counted in the same way"),
        lambda p: shown(p[1], p[1].change),
        10,
    ),
    Column(
        _("Change in %"),
        _("only where both are 20 or more"),
        lambda p: shown(p[1], p[1].percent),
        11,
    ),
    Column(_("Provisional"), _("may still be corrected"), lambda p: yes(p[1].is_provisional), 11),
    Column(SOURCE_NUMBER, _NUMBERED, lambda p: p[2] or None, 8),
)
_SOURCES: tuple[Column[tuple[int, Source]], ...] = (
    Column(SOURCE_NUMBER, _("its number"), lambda s: s[0], 8),
    Column(_("Title"), _("of the piece; of a passage, its first words"), lambda s: s[1].title, 50),
    Column(_("Issuer"), _("who published it"), lambda s: s[1].issuer, 26),
    Column(_("Kind"), _("what it is"), lambda s: s[1].kind.label, 18),
    Column(_("Published"), _("day of publication"), lambda s: s[1].published_on, 12),
    Column(_("Place"), _("where it stands"), lambda s: s[1].place, 24),
    Column(_("Marked words"), _("of a passage"), lambda s: s[1].quote, 60),
    Column(_("Link"), _("address on the web"), lambda s: s[1].url, 40),
    Column(_("In the tracker"), _("address there"), lambda s: s[1].address, 40),
)
