"""State that all parts of one report share while it is laid out."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, count, groupby

from django.utils.translation import ngettext
from msgspec.structs import replace

from tracker.formats import format_day, gettext as _
from tracker.progress import (
    AssessmentData,
    CitationData,
    Progress,
    RecommendationProgress,
    Source,
)
from tracker.reporting import phrases
from tracker.reporting.blocks import (
    TAGS,
    Block,
    Column,
    Heading,
    Line,
    Paragraph,
    SourceRow,
    Span,
    Style,
)
from tracker.vocabulary import ReportKind, Use

SAFE = ("https://", "http://")  # schemes that a browser may open
GAP = Span("\u00a0")  # keeps a reference on the line of the word before it


class SourceNumbers:
    """Registry that numbers the sources of one report when they are first cited.

    With `by_place`, all passages of one paragraph of a report count as one source: the paragraph. A
    public report has no addresses of the tracker, which require a sign-in.
    """

    def __init__(self, *, by_place: bool = False, is_public: bool = False) -> None:
        self._by_place, self._is_public = by_place, is_public
        self._numbers: dict[str, int] = {}
        self.sources: list[Source] = []  # so far; the first is number 1

    def number_of(self, source: Source | None) -> int:
        """Return the number of a source; 0 for one that may not be named."""
        if source is None:
            return 0
        is_paragraph = self._by_place and source.is_passage
        key = source.locator if is_paragraph else source.key
        if (number := self._numbers.get(key)) is None:
            self.sources.append(
                replace(source, quote="", original_source="") if is_paragraph else source
            )
            number = self._numbers[key] = len(self.sources)
        return number

    def references(self, sources: Iterable[Source | None], *, withheld: int = 0) -> Line:
        """Return references to sources, each once, for the end of a sentence.

        `withheld` counts sources that may not be named, besides every None among `sources`. Where
        nothing can be named, the line says so.
        """
        all_sources = list(sources)
        if len(all_sources) == 1 and all_sources[0] and not withheld:  # the common case
            return (GAP, Span(str(self.number_of(all_sources[0])), Style.REF))
        numbers = sorted({self.number_of(source) for source in all_sources if source})
        unnamed = withheld + sum(source is None for source in all_sources)
        line = tuple(_runs(numbers))
        if unnamed:
            text = ngettext(
                "(%(number)d source not named here)",
                "(%(number)d sources not named here)",
                unnamed,
            ) % {"number": unnamed}
            line = (*line, Span(f" {text}" if line else text, Style.MUTED))
        return (GAP, *(line or (Span(_("(no source named)"), Style.MUTED),)))

    def source_rows(self) -> tuple[SourceRow, ...]:
        """Return the sources in order.

        The address of a report is printed with the first of its passages; the others only link to
        it.
        """
        numbered = list(enumerate(self.sources, start=1))
        first_passages = {s.url: number for number, s in reversed(numbered) if s.is_passage}
        return tuple(
            SourceRow(
                number=number,
                anchor=f"source-{number}",
                title="" if source.is_passage else source.title,
                place=" · ".join(filter(None, _place(source))),
                quote=source.quote,
                href=self._href(source, first_passages.get(source.url, number) >= number),
                report=source.url if source.is_passage and source.url.startswith(SAFE) else "",
            )
            for number, source in numbered
        )

    def _href(self, source: Source, is_first: bool) -> str:
        """Return the address of a source itself, or of its page in the tracker."""
        if is_first and source.url.startswith(SAFE):
            return source.url
        return "" if self._is_public else source.address


def _runs(numbers: list[int]) -> Iterator[Span]:
    """Yield references; of three or more in a row the first and last, with a dash between."""
    for _gap, group in groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0]):
        run = [number for _at, number in group]
        yield Span(str(run[0]), Style.REF)
        if len(run) > 2:
            yield Span("–")
        if len(run) > 1:
            yield Span(str(run[-1]), Style.REF)


def _place(source: Source) -> tuple[str, ...]:
    """Return locator or issuer, and for a document its kind, page and day."""
    if source.is_passage:
        return (phrases.issuer_text(source.locator or source.title, source),)
    return (
        phrases.issuer_text(source.issuer, source),
        source.kind.label,
        source.locator,
        phrases.published_text(source.published_on),
    )


MAX_FULL_SECTIONS = 1_000  # of a full report; of more recommendations each gets a short one
MAX_FIRST_SOURCES = 2  # of an assessment, where not all are named
# Kinds that name a paragraph once, however many of its passages are cited.
BY_PLACE = (ReportKind.FULL, ReportKind.BRIEF, ReportKind.THEME, ReportKind.EVIDENCE)
# Kinds without a section for each recommendation.
WITHOUT_SECTIONS = (ReportKind.BRIEF, ReportKind.AGENDA, ReportKind.OUTSTANDING)


class LayoutContext:
    """The report being laid out, with its source numbers, anchors and fixed texts."""

    def __init__(self, progress: Progress) -> None:
        self.progress = progress
        self.numbers = SourceNumbers(
            by_place=progress.kind.code in BY_PLACE, is_public=progress.is_external
        )
        # Most sources of a sentence: the annex of the full report has all.
        self.max_sources = MAX_FIRST_SOURCES if progress.kind.code == ReportKind.FULL else None
        self.is_summarized = (
            progress.kind.code == ReportKind.FULL
            and progress.recommendation_count > MAX_FULL_SECTIONS
        )
        self.words, self.bearing_labels = phrases.fixed_texts()
        self._anchors = _anchors(progress.recommendations)

    def anchor(self, recommendation: RecommendationProgress) -> str:
        """Return the anchor of a recommendation's section: "rec-4-2"."""
        return self._anchors[recommendation.number]

    def link(self, recommendation: RecommendationProgress, text: str) -> Line:
        """Return a line that links to the section of a recommendation, if it has one."""
        is_listed = self.progress.kind.code not in WITHOUT_SECTIONS
        return (
            Span(text, Style.LINK, f"#{self.anchor(recommendation)}") if is_listed else Span(text),
        )

    def columns(self, **widths: int) -> tuple[Column, ...]:
        """Return columns with fixed texts as labels, by their keys, and these widths."""
        return tuple(Column(self.words[key], width) for key, width in widths.items())

    def heading(self, key: str, *, level: int = 3, starts_page: bool = False) -> Heading:
        """Return a heading with a fixed text; of level 1 or 2 it gets an anchor."""
        return Heading(
            level,
            self.words[key],
            anchor=key.replace("_", "-") if level < 3 else "",
            starts_page=starts_page,
        )

    def section(
        self, key: str, blocks: Iterable[Block], *, level: int = 3, starts_page: bool = False
    ) -> Iterator[Block]:
        """Yield blocks under a heading with a fixed text; nothing where there are none."""
        if shown := tuple(blocks):
            yield self.heading(key, level=level, starts_page=starts_page)
            yield from shown

    def no_entries(self, sentence: str, *, kind: str = "") -> Paragraph:
        """Return a paragraph that says there is nothing, here or in this part of the report.

        `kind` is the code of a kind of content: where some of it is withheld, the paragraph says
        only that this version shows none.
        """
        if self.has_withheld(kind):
            sentence = _("This version shows none.")
        elif self.progress.part:
            sentence = _("None for the recommendations on this page.")
        return Paragraph((Span(sentence),))

    def has_withheld(self, kind: str) -> bool:
        """Return whether this version leaves out content of a kind."""
        return any(withheld.code == kind for withheld in self.progress.withheld)

    def as_of(self, assessment: AssessmentData) -> str:
        """Return the day that an assessment refers to, inside a sentence."""
        return f"{self.words['as_of_within']} {format_day(assessment.as_of)}"

    def assessment_references(self, recommendation: RecommendationProgress) -> Line:
        """Return references to the sources that its assessment cites; empty without one."""
        if (assessment := recommendation.assessment) is None:
            return ()
        sources = assessment_sources(assessment, recommendation.citations)
        withheld = assessment.withheld_citations
        if self.max_sources is None or len(sources) <= self.max_sources:
            return self.numbers.references(sources, withheld=withheld)
        refs = self.numbers.references(self.first_sources(recommendation), withheld=withheld)
        return (*refs, Span(" "), Span(_("and more in the annex"), Style.MUTED))

    def first_sources(self, recommendation: RecommendationProgress) -> list[Source]:
        """Return the first sources of its assessment, those for or against it before others."""
        if (assessment := recommendation.assessment) is None:
            return []
        citations = [
            citation
            for citation in recommendation.citations
            if citation.use.code in (Use.SUPPORTS, Use.CONTRADICTS)
        ]
        sources = assessment_sources(assessment, citations) or assessment_sources(
            assessment, recommendation.citations
        )
        return list({source.key: source for source in sources}.values())[:MAX_FIRST_SOURCES]

    def text_paragraphs(self, text: str, refs: Line = (), language: str = "") -> tuple[Block, ...]:
        """Return the paragraphs of a typed text in its language, with references at the end."""
        *others, last = [self.text_span(part, language) for part in paragraphs(text)] or [Span("")]
        if not last.text:
            return ()
        return (*(Paragraph((span,)) for span in others), Paragraph((last, *refs)))

    def text_span(self, text: str, language: str, style: Style = Style.PLAIN) -> Span:
        """Return a typed text as a span, with its language where that is not the report's."""
        is_marked = language not in ("", self.progress.language)
        return Span(text, style, language=TAGS.get(language, language) if is_marked else "")


def assessment_sources(
    assessment: AssessmentData, evidence: Iterable[CitationData]
) -> list[Source]:
    """Return the sources that an assessment cites and that may be named."""
    if assessment.key is None:
        return []
    return [
        citation.source
        for citation in evidence
        if citation.assessment == assessment.key and citation.source is not None
    ]


def paragraphs(text: str) -> list[str]:
    """Split a text into paragraphs at empty lines."""
    return [part.strip() for part in re.split(r"\r?\n[ \t]*\r?\n", text) if part.strip()]


def anchor_of(number: str) -> str:
    """Return the anchor of a recommendation's number ("rec-4-2") before it is made unique."""
    slug = re.sub(r"[^0-9A-Za-z]+", "-", number).strip("-")
    return f"rec-{slug}" if slug else "rec"


def _anchors(recommendations: Sequence[RecommendationProgress]) -> dict[str, str]:
    """Map each number to a unique anchor; numbers that differ only in signs get a suffix."""
    numbers: dict[str, str] = {}  # by anchor
    for recommendation in recommendations:
        base = anchor_of(recommendation.number)
        candidates = chain([base], (f"{base}_{number}" for number in count(2)))
        anchor = next(candidate for candidate in candidates if candidate not in numbers)
        numbers[anchor] = recommendation.number
    return {number: anchor for anchor, number in numbers.items()}
