"""Tables of citations, figures and numbered sources."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from tracker.formats import format_locator
from tracker.progress import (
    CitationData,
    FigureSeries,
    FigureValue,
    Progress,
    RecommendationProgress,
    Source,
)
from tracker.reporting.evidence import exclude_notes
from tracker.reporting.source_numbers import SourceNumbers
from tracker.reporting.tables.columns import Column, TableData, yes_or_blank
from tracker.reporting.tables.recommendations import NUMBER

# With the number of its source, and the sentence of its note.
type EvidenceRow = tuple[RecommendationProgress, CitationData, int, str]
type FigureRow = tuple[FigureSeries, FigureValue, int]

SOURCE_NUMBER = _("Source")
_NUMBERED = _("number in the list of sources; empty: it may not be named here")


def evidence(progress: Progress, numbers: SourceNumbers) -> TableData[EvidenceRow]:
    """Return a table of all citations and notes."""
    return TableData(
        "evidence",
        _("Evidence"),
        _("One row for each piece of evidence cited. What is promised is not done yet."),
        _EVIDENCE,
        lambda: _evidence_rows(progress, numbers),
    )


def figures(progress: Progress, numbers: SourceNumbers) -> TableData[FigureRow]:
    """Return a table of all values of the indicators, series by series."""
    return TableData(
        "figures",
        _("Figures"),
        _("One row for each value of an indicator, as its source states it."),
        _FIGURES,
        lambda: _figure_rows(progress, numbers),
    )


def sources(numbers: SourceNumbers) -> TableData[tuple[int, Source]]:
    """Return a table of the numbered sources; call it when all of them are numbered."""
    return TableData(
        "sources",
        _("Sources"),
        _("The numbered sources of the report and of its tables."),
        _SOURCES,
        lambda: list(enumerate(numbers.sources, start=1)),
    )


def _evidence_rows(progress: Progress, numbers: SourceNumbers) -> Iterator[EvidenceRow]:
    for recommendation in progress.recommendations:
        for citation in exclude_notes(recommendation):
            yield recommendation, citation, numbers.number_of(citation.source), ""
        for note in recommendation.notes:
            yield (
                recommendation,
                note.citation,
                numbers.number_of(note.citation.source),
                note.sentence,
            )


def _figure_rows(progress: Progress, numbers: SourceNumbers) -> Iterator[FigureRow]:
    for series in progress.figures:
        for figure in series.figures:
            yield series, figure, numbers.number_of(figure.source)


def _place(citation: CitationData) -> str:
    return citation.locator or format_locator(citation.page, citation.document_paragraph)


def unsuppressed[T](figure: FigureValue, value: T) -> T | None:
    """Return a number of a figure; None where the figure is suppressed."""
    return None if figure.is_suppressed else value


_EVIDENCE: tuple[Column[EvidenceRow], ...] = (
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
        lambda p: p[1].view_holder.short if p[1].view_holder else "",
        14,
    ),
    Column(_("Issuer"), _("who published it"), lambda p: p[1].issuer, 24),
    Column(_("Published"), _("day of publication"), lambda p: p[1].published_on, 12),
    Column(_("Covers from"), _("first day that it is about"), lambda p: p[1].covers_from, 12),
    Column(_("Covers to"), _("last day that it is about"), lambda p: p[1].covers_to, 12),
    Column(_("Link"), _("address on the web"), lambda p: p[1].url, 40),
)
_FIGURES: tuple[Column[FigureRow], ...] = (
    Column(_("Indicator"), _("its code"), lambda p: p[0].code, 20),
    Column(_("Name"), _("what is counted"), lambda p: p[0].name, 40),
    Column(_("Unit"), _("of the value"), lambda p: p[0].unit, 12),
    Column(_("Theme"), _("what it is about"), lambda p: p[0].theme.label, 14),
    Column(_("Period"), _("that the value is of"), lambda p: p[1].period, 22),
    Column(
        _("Value"),
        _("empty: unknown, or not shown because it is small; never 0 for either"),
        lambda p: unsuppressed(p[1], p[1].value),
        10,
    ),
    Column(_("As stated"), _("the value as people write it"), lambda p: p[1].display_value, 16),
    Column(
        _("Year before"),
        _("what the same source states for the period before"),
        lambda p: unsuppressed(p[1], p[1].previous_value),
        12,
    ),
    Column(
        _("Change"),
        _("only where both are counted in the same way"),
        lambda p: unsuppressed(p[1], p[1].change),
        10,
    ),
    Column(
        _("Change in %"),
        _("only where both are 20 or more"),
        lambda p: unsuppressed(p[1], p[1].percent_change),
        11,
    ),
    Column(
        _("Provisional"),
        _("may still be corrected"),
        lambda p: yes_or_blank(p[1].is_provisional),
        11,
    ),
    Column(SOURCE_NUMBER, _NUMBERED, lambda p: p[2] or None, 8),
)
_SOURCES: tuple[Column[tuple[int, Source]], ...] = (
    Column(SOURCE_NUMBER, _("its number"), lambda s: s[0], 8),
    Column(_("Title"), _("of the piece; of a passage, its first words"), lambda s: s[1].title, 50),
    Column(_("Issuer"), _("who published it"), lambda s: s[1].issuer, 26),
    Column(_("Kind"), _("what it is"), lambda s: s[1].kind.label, 18),
    Column(_("Published"), _("day of publication"), lambda s: s[1].published_on, 12),
    Column(_("Place"), _("where it stands"), lambda s: s[1].locator, 24),
    Column(_("Marked words"), _("of a passage"), lambda s: s[1].quote, 60),
    Column(_("Link"), _("address on the web"), lambda s: s[1].url, 40),
    Column(_("In the tracker"), _("address there"), lambda s: s[1].address, 40),
)
