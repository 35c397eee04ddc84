"""State that all parts of one report share while it is laid out."""

import re
from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from tracker.progress import AssessmentData, CitationData, Progress, RecommendationProgress, Source
from tracker.reporting import phrases
from tracker.reporting.blocks import Block, Heading, Line, Paragraph, Span, Style
from tracker.reporting.source_numbers import SourceNumbers
from tracker.vocabulary import ReportKind, Use

MAX_FIRST_SOURCES = 2  # of an assessment, where not all are named


class LayoutContext:
    """The report being laid out, with its source numbers, anchors and fixed texts."""

    def __init__(self, progress: Progress) -> None:
        self.progress = progress
        self.numbers = SourceNumbers(
            by_place=progress.kind.code == ReportKind.BRIEF, is_public=progress.is_external
        )
        self.words = {name: str(text) for name, text in phrases.HEADINGS.items()}
        self.bearing_labels = {
            code.value: str(text) for code, text in phrases.BEARING_LABELS.items()
        }
        self._anchors = _anchors(progress.recommendations)
        self._memo: dict[Hashable, Any] = {}

    def memoize[Value](self, key: Hashable, compute: Callable[[], Value]) -> Value:
        """Return `compute()`, called once per key: long reports repeat it thousands of times."""
        if key not in self._memo:
            self._memo[key] = compute()
        memo: Value = self._memo[key]
        return memo

    def anchor(self, recommendation: RecommendationProgress) -> str:
        """Return the anchor of a recommendation's section: "rec-4-2"."""
        return self._anchors[recommendation.number]

    def link(self, recommendation: RecommendationProgress, text: str) -> Line:
        """Return a line that links to the section of a recommendation."""
        return (Span(text, Style.LINK, f"#{self.anchor(recommendation)}"),)

    def heading(self, key: str, *, level: int = 3) -> Heading:
        """Return a heading with a fixed text; of level 1 or 2 it gets an anchor."""
        return Heading(level, self.words[key], anchor=key.replace("_", "-") if level < 3 else "")

    def no_entries(self, sentence: str, *, kind: str = "") -> Paragraph:
        """Return a paragraph that says there is nothing, here or in this part of the report.

        `kind` is the code of a kind of content: where some of it is withheld, the paragraph says
        only that this version shows none.
        """
        if self.has_withheld(kind):
            sentence = _("None is shown in this version.")
        elif self.progress.part:
            sentence = _("None among the recommendations told of here.")
        return Paragraph((Span(sentence),))

    def has_withheld(self, kind: str) -> bool:
        """Return whether this version leaves out content of a kind."""
        return any(withheld.code == kind for withheld in self.progress.withheld)

    def assessment_references(
        self, assessment: AssessmentData, evidence: Iterable[CitationData]
    ) -> Line:
        """Return references to the sources that an assessment cites."""
        return self.numbers.references(
            assessment_sources(assessment, evidence), withheld=assessment.withheld_citations
        )

    def first_sources(self, recommendation: RecommendationProgress) -> list[Source]:
        """Return the first sources of its assessment, those for or against it before others."""
        assessment = recommendation.assessment
        if assessment is None:
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

    def text_paragraphs(self, text: str, refs: Line = ()) -> tuple[Block, ...]:
        """Return the paragraphs of a typed text, with references at its end."""
        parts = paragraphs(text)
        *others, last = parts or [""]
        if not last:
            return ()
        return (*(Paragraph((Span(part),)) for part in others), Paragraph((Span(last), *refs)))


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
    anchors: dict[str, str] = {}
    used: set[str] = set()
    for recommendation in recommendations:
        anchor = base = anchor_of(recommendation.number)
        count = 1
        while anchor in used:
            count += 1
            anchor = f"{base}_{count}"
        used.add(anchor)
        anchors[recommendation.number] = anchor
    return anchors
