"""Layout of citations: the quotation or title, its use and its location."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy
from msgspec.structs import replace

from tracker.formats import (
    cache_per_language,
    format_day,
    format_locator,
    gettext as _,
    upper_first,
)
from tracker.progress import CitationData, Progress, RecommendationProgress
from tracker.reporting import phrases
from tracker.reporting.blocks import Block, Cell, EvidenceBlock, Paragraph, Span, Style
from tracker.reporting.context import LayoutContext
from tracker.vocabulary import Use

# Use of a citation, printed where its heading names the bearing instead.
USE_LABELS: dict[str, Promise] = {
    Use.SUPPORTS: gettext_lazy("cited for it"),
    Use.CONTRADICTS: gettext_lazy("cited against it"),
    Use.CONTEXT: gettext_lazy("cited as background"),
    Use.COMMITMENT: gettext_lazy("cited as a commitment"),
}


def evidence_block(
    citation: CitationData, context: LayoutContext, *, also_for: Sequence[date] = ()
) -> EvidenceBlock:
    """Lay out a citation, in the language in force.

    `also_for` are the as-of dates of other assessments that cite it with the same words.
    """
    bearing = citation.bearing.code
    days = ", ".join(map(format_day, also_for))
    others = _("also cited for the assessment of %(days)s") % {"days": days} if days else ""
    location = " · ".join(filter(None, (locator_line(citation), others)))
    is_web_url = citation.url.startswith(("https://", "http://"))
    before, quote, after = _quotation(citation)
    return EvidenceBlock(
        heading=context.bearing_labels[bearing] if bearing else upper_first(citation.use.label),
        bearing=bearing or citation.use.code,
        number=context.numbers.number_of(citation.source),
        text_before=before,
        quote=quote,
        text_after=after,
        title=""
        if citation.quote or repeats_title(citation.title, citation.sentence)
        else citation.title,
        sentence=citation.sentence,
        place=location if citation.source else f"{location} · {_('source not named here')}",
        url=citation.url if is_web_url else "",
    )


def repeats_title(title: str, sentence: str) -> bool:
    """Return whether a title is only the beginning of the sentence, as default titles are."""
    return sentence.startswith(title.removesuffix("…").rstrip())


def locator_line(citation: CitationData) -> str:
    """Return location, publication date, use and period of a citation, on one line."""
    holder = citation.view_holder
    published, covers = _dates(citation.published_on, citation.covers_from, citation.covers_to)
    parts = (
        phrases.issuer_text(citation.locator or citation.issuer, citation.source),
        "" if citation.locator else citation.kind.label,
        format_locator(citation.page, citation.document_paragraph)
        if citation.page or citation.document_paragraph
        else "",
        published,
        str(USE_LABELS.get(citation.use.code, "")) if citation.bearing.code else "",
        covers,
        _("cited for the view of %(whose)s") % {"whose": holder.short} if holder else "",
    )
    return " · ".join(filter(None, parts))


def _quotation(citation: CitationData) -> tuple[str, str, str]:
    """Split the quoted sentence into the text before, the marked quotation, the text after.

    Nothing is marked where the quotation is the whole sentence.
    """
    if not citation.quote:
        return "", "", ""
    text_before, quote, text_after = citation.context.partition(citation.quote)
    if not quote:
        return citation.quote, "", ""
    if not re.search(r"\w", text_before + text_after):
        return citation.context, "", ""
    return text_before, quote, text_after


@cache_per_language
def _dates(
    published_on: date | None, covers_from: date | None, covers_to: date | None
) -> tuple[str, str]:
    """Return its publication date and its period, as printed."""
    span = phrases.date_range(covers_from, covers_to)
    covers = _("covers %(period)s") % {"period": span} if span else ""
    return phrases.published_text(published_on), covers


@dataclass(frozen=True, slots=True)
class EvidenceItem:
    """A citation by the newest assessment, with equal citations by older ones."""

    cited: CitationData
    older: tuple[CitationData, ...] = ()


def merge_citations(citations: Iterable[CitationData]) -> list[EvidenceItem]:
    """Merge equal citations, in the order of the newest of each."""
    citations_by_key: dict[tuple[object, ...], list[CitationData]] = {}
    for citation in citations:
        key = _identity(citation)
        previous = citations_by_key.pop(key, [])
        citations_by_key[key] = [*previous, citation]
    return [
        EvidenceItem(newest, tuple(older))
        for *older, newest in (sorted(same, key=_order) for same in citations_by_key.values())
    ]


def with_use(use: str, items: Iterable[EvidenceItem]) -> list[EvidenceItem]:
    """Filter to items cited for a use; an empty one is a use that nobody stated."""
    return [item for item in items if item.cited.use.code == use]


def evidence_blocks(items: Iterable[EvidenceItem], context: LayoutContext) -> Iterator[Block]:
    """Yield the items laid out one after the other, then references to those without a use."""
    unstated = []
    for item in items:
        if item.cited.use.code:
            yield evidence_block(item.cited, context, also_for=_older_dates(item))
        else:
            unstated.append(item.cited.source)
    if unstated:
        refs = context.numbers.references(unstated)
        yield Paragraph((Span(_("Cited without a stated use:"), Style.MUTED), *refs), is_small=True)


def exclude_notes(recommendation: RecommendationProgress) -> list[CitationData]:
    """Return the citations of a recommendation that aren't listed as notes."""
    notes = {note.citation.key for note in recommendation.notes} - {None}
    return [citation for citation in recommendation.citations if citation.key not in notes]


ENTRY_MARKS: dict[str, str] = {Use.CONTRADICTS: "against", Use.CONTEXT: "context"}
MAX_LISTED = 8  # in the section of a recommendation, the newest; the annex has all others
type DatedCitation = tuple[date, CitationData]


def split_evidence(
    recommendation: RecommendationProgress, context: LayoutContext
) -> tuple[list[DatedCitation], list[CitationData]]:
    """Return the notes and current evidence of a section, oldest first, and what the annex has.

    That is what older assessments and views cite, and the passages of the report itself. What is
    cited as a commitment is in neither.
    """
    current = {None, recommendation.assessment.key if recommendation.assessment else None}
    listed = [
        (note.noted_on, replace(note.citation, sentence=note.sentence))
        for note in recommendation.notes
        if note.citation.use.code != Use.COMMITMENT
    ]
    others = []
    for item in merge_citations(exclude_notes(recommendation)):
        citation = item.cited
        is_own = is_own_passage(citation, context.progress)
        if citation.use.code == Use.COMMITMENT:
            continue
        if citation.view_holder or is_own or citation.assessment not in current:
            others.append(citation)
        else:
            day = citation.published_on or citation.covers_to or citation.as_of or date.min
            listed.append((day, citation))
    listed.sort(key=lambda pair: pair[0])
    cut = len(listed) if context.is_summarized else max(len(listed) - MAX_LISTED, 0)
    return listed[cut:], [*(citation for _day, citation in listed[:cut]), *others]


def is_own_passage(citation: CitationData, progress: Progress) -> bool:
    """Return whether it is a passage of the report that makes the recommendations."""
    return citation.paragraph is not None and citation.locator.startswith(progress.report.cited_as)


def evidence_entry(day: date, citation: CitationData, context: LayoutContext) -> Cell:
    """Return a piece of evidence as a list entry: what it shows, with its source."""
    role = ENTRY_MARKS.get(citation.use.code, "")
    language = citation.text_languages.get("sentence", "")
    text = (
        context.text_span(citation.sentence, language)
        if citation.sentence
        else Span(citation.quote or citation.title, Style.QUOTED if citation.quote else Style.PLAIN)
    )
    mark = f" · {phrases.lower_first(context.words[role])}" if role else ""
    refs = context.numbers.references([citation.source])
    dated = (Span(f"{format_day(day)} ", Style.MUTED),) if day != date.min else ()
    return ((*dated, text, *refs, Span(mark, Style.MUTED)),)


def _identity(citation: CitationData) -> tuple[object, ...]:
    """Return what makes two citations equal in print."""
    holder = citation.view_holder
    return (
        citation.source.key if citation.source else id(citation),  # withheld sources may differ
        citation.use.code,
        citation.bearing.code,
        citation.sentence,
        (holder.perspective.code, holder.code) if holder else None,
    )


def _order(citation: CitationData) -> tuple[bool, date]:
    """Return the sort key by as-of date, citations of no assessment first."""
    return citation.assessment is not None, citation.as_of or date.min


def _older_dates(item: EvidenceItem) -> list[date]:
    """Return the as-of dates of older assessments that cite it, newest first."""
    days = {
        citation.as_of
        for citation in item.older
        if citation.assessment is not None and citation.as_of
    }
    return sorted(days - {item.cited.as_of}, reverse=True)
