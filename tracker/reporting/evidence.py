"""Layout of citations: the quotation or title, its use and its location."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import batched

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, ngettext
from msgspec.structs import replace

from tracker import grouping, vocabulary
from tracker.formats import (
    format_day,
    format_locator,
    gettext as _,
    lower_first,
    upper_first,
)
from tracker.progress import CitationData, Progress, RecommendationProgress, Source
from tracker.reporting import phrases, statuses
from tracker.reporting.blocks import (
    Block,
    Cell,
    Heading,
    Line,
    Paragraph,
    SourceRow,
    Sources,
    Span,
    Style,
    bullets,
    in_quotation_marks,
    nest_quotation_marks,
    quotation_marks,
)
from tracker.reporting.context import LayoutContext

# Use of a citation, printed where its heading names the bearing instead.
USE_LABELS: dict[str, Promise] = {
    vocabulary.Use.SUPPORTS: gettext_lazy("cited for it"),
    vocabulary.Use.CONTRADICTS: gettext_lazy("cited against it"),
    vocabulary.Use.CONTEXT: gettext_lazy("cited as background"),
    vocabulary.Use.COMMITMENT: gettext_lazy("cited as a commitment"),
}


@dataclass(frozen=True, slots=True)
class EvidenceItem:
    """A citation by the newest assessment, with equal citations by older ones."""

    cited: CitationData
    older: tuple[CitationData, ...] = ()


def cited_entry(item: EvidenceItem, context: LayoutContext) -> Cell:
    """Return a citation as a list entry: what it shows, in which words, and its place."""
    citation = item.cited
    bearing = citation.bearing.code
    label = context.bearing_labels[bearing] if bearing else upper_first(citation.use.label)
    days = ", ".join(map(format_day, _older_dates(item)))
    others = _("also cited for the assessment of %(days)s") % {"days": days} if days else ""
    lines = (
        (
            Span(f"{label}: ", Style.STRONG),
            *_words(citation, context),
            *context.numbers.references([citation.source]),
        ),
        quotation(citation, context) if citation.sentence else (),
        details_line(citation, others),
    )
    return tuple(line for line in lines if line)


def details_line(citation: CitationData, *others: str) -> Line:
    """Return the title, unless an entry says it already, the place, and other details."""
    is_repeated = (
        not citation.sentence or citation.quote or repeats_title(citation.title, citation.sentence)
    )
    title = "" if is_repeated else citation.title
    details = " · ".join(filter(None, (locator_line(citation), *others)))
    return tuple(
        Span(text, Style.MUTED)
        for text in (title, " · " if title and details else "", details)
        if text
    )


def repeats_title(title: str, sentence: str) -> bool:
    """Return whether a title is only the beginning of the sentence, as default titles are."""
    return sentence.startswith(title.removesuffix("…").rstrip())


def locator_line(citation: CitationData) -> str:
    """Return location, publication date, use and period of a citation, on one line."""
    holder = citation.view_holder
    covered = phrases.date_range(citation.covers_from, citation.covers_to)
    parts = (
        phrases.issuer_text(citation.locator or citation.issuer, citation.source),
        "" if citation.locator else citation.kind.label,
        format_locator(citation.page, citation.document_paragraph)
        if citation.page or citation.document_paragraph
        else "",
        phrases.published_text(citation.published_on),
        str(USE_LABELS.get(citation.use.code, "")) if citation.bearing.code else "",
        _("covers %(period)s") % {"period": covered} if covered else "",
        _("cited for the view of %(whose)s") % {"whose": holder.short} if holder else "",
    )
    return " · ".join(filter(None, parts))


def quotation(citation: CitationData, context: LayoutContext) -> Line:
    """Return the quoted sentence with the quotation marked in it; empty without one.

    Nothing is marked where the quotation is the whole sentence.
    """
    if not citation.quote:
        return ()
    before, quote, after = citation.context.partition(citation.quote)
    if not re.search(r"\w", before + after) or not quote:
        before, quote, after = (citation.context if quote else citation.quote), "", ""
    opened, closed = quotation_marks(context.progress.language)
    spans = (
        Span(opened + nest_quotation_marks(before), Style.QUOTED),
        Span(nest_quotation_marks(quote), Style.MARKED),
        Span(nest_quotation_marks(after) + closed, Style.QUOTED),
    )
    return tuple(span for span in spans if span.text)


def _words(citation: CitationData, context: LayoutContext) -> Line:
    """Return the analyst's sentence; without one the quotation, or else the title."""
    if citation.sentence:
        return (context.text_span(citation.sentence, citation.text_languages.get("sentence", "")),)
    return quotation(citation, context) or (Span(citation.title),)


def merge_citations(citations: Iterable[CitationData]) -> list[EvidenceItem]:
    """Merge equal citations, in the order of the newest of each."""
    citations_by_key: dict[tuple[object, ...], list[CitationData]] = {}
    for citation in citations:
        key = _identity(citation)
        citations_by_key[key] = [*citations_by_key.pop(key, []), citation]
    return [
        EvidenceItem(newest, tuple(older))
        for *older, newest in (sorted(same, key=_order) for same in citations_by_key.values())
    ]


def with_use(use: str, items: Iterable[EvidenceItem]) -> list[EvidenceItem]:
    """Filter to items cited for a use; an empty one is a use that nobody stated."""
    return [item for item in items if item.cited.use.code == use]


def unstated_sources(citations: Iterable[CitationData], context: LayoutContext) -> Iterator[Block]:
    """Yield references to the sources of citations without a use; nothing if there are none."""
    if sources := [citation.source for citation in citations]:
        yield Paragraph(
            (
                Span(_("Cited without a stated use:"), Style.MUTED),
                *context.numbers.references(sources),
            ),
            is_small=True,
        )


def exclude_notes(recommendation: RecommendationProgress) -> list[CitationData]:
    """Return the citations of a recommendation that aren't listed as notes."""
    notes = {note.citation.key for note in recommendation.notes} - {None}
    return [citation for citation in recommendation.citations if citation.key not in notes]


ENTRY_MARKS: dict[str, str] = {
    vocabulary.Use.CONTRADICTS: "against",
    vocabulary.Use.CONTEXT: "context",
}
MAX_LISTED = 8  # in the section of a recommendation, the newest; the annex has all others


def split_evidence(
    recommendation: RecommendationProgress, context: LayoutContext
) -> tuple[list[tuple[date, CitationData]], list[CitationData]]:
    """Return the notes and current evidence of a section, oldest first, and what the annex has.

    That is what older assessments and views cite, and the passages of the report itself. What is
    cited as a commitment is in neither.
    """
    current = {None, recommendation.assessment.key if recommendation.assessment else None}
    notes = [
        (note.noted_on, replace(note.citation, sentence=note.sentence))
        for note in recommendation.notes
        if note.citation.use.code != vocabulary.Use.COMMITMENT
    ]
    cited = grouping.group_pairs(  # by whether it stands in the section
        (
            not item.cited.view_holder
            and not is_own_passage(item.cited, context.progress)
            and item.cited.assessment in current,
            item.cited,
        )
        for item in merge_citations(exclude_notes(recommendation))
        if item.cited.use.code != vocabulary.Use.COMMITMENT
    )
    dated = [(c.published_on or c.covers_to or c.as_of or date.min, c) for c in cited[True]]
    listed = sorted([*notes, *dated], key=lambda pair: pair[0])
    cut = len(listed) if context.is_summarized else max(len(listed) - MAX_LISTED, 0)
    return listed[cut:], [*(citation for _day, citation in listed[:cut]), *cited[False]]


def is_own_passage(citation: CitationData, progress: Progress) -> bool:
    """Return whether it is a passage of the report that makes the recommendations."""
    return citation.paragraph is not None and citation.locator.startswith(progress.report.cited_as)


def evidence_entry(day: date, citation: CitationData, context: LayoutContext) -> Cell:
    """Return a piece of evidence as a list entry: what it shows, with its source."""
    role = ENTRY_MARKS.get(citation.use.code, "")
    mark = f" · {lower_first(context.words[role])}" if role else ""
    refs = context.numbers.references([citation.source])
    dated = (Span(f"{format_day(day)} ", Style.MUTED),) if day != date.min else ()
    return ((*dated, *_words(citation, context), *refs, Span(mark, Style.MUTED)),)


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


MAX_SOURCES_PER_HEADING = 1_000


def number_sources(context: LayoutContext) -> None:
    """Give each source of the full report its number: documents first, then paragraphs."""
    by_kind = grouping.group_pairs((s.is_passage, s) for s in _all_sources(context) if s)
    passages = {source.locator: source for source in by_kind[True]}
    for source in (
        *by_kind[False],
        *(passages[locator] for locator in sorted(passages, key=_natural_order)),
    ):
        context.numbers.number_of(source)


def _all_sources(context: LayoutContext) -> Iterator[Source | None]:
    for recommendation in context.progress.recommendations:
        listed, others = split_evidence(recommendation, context)
        yield from (citation.source for _day, citation in listed)
        yield from (source for row in recommendation.commitments for source in row.sources)
        yield from (view.source for view in recommendation.views)
        yield from (citation.source for citation in (*others, *recommendation.citations))
    yield from (figure.source for row in context.progress.figures for figure in row.figures)


def _natural_order(locator: str) -> list[tuple[int, str]]:
    return [(int(part or 0), text) for text, part in re.findall(r"(\D+)(\d*)", locator)]


def annex_sources(context: LayoutContext) -> Iterator[Block]:
    """Yield documents and paragraphs apart, each with what no section says of it."""
    uses, unnamed = _uses(context)
    rows = [replace(row, uses=tuple(uses[row.number])) for row in context.numbers.source_rows()]
    sources = context.numbers.sources
    for key, is_passage in (("sources", False), ("passages", True)):
        yield from source_list(
            [row for row in rows if sources[row.number - 1].is_passage is is_passage],
            context.words[key],
            anchor=key,
            level=2,
        )
    yield from context.section("unnamed", bullets((line,) for line in unnamed), level=2)


def source_list(
    rows: Sequence[SourceRow], title: str, *, anchor: str = "sources", level: int = 1
) -> Iterator[Block]:
    """Yield sources under a heading, very many under several; nothing if there are none."""
    are_many = len(rows) > MAX_SOURCES_PER_HEADING
    for group in batched(rows, MAX_SOURCES_PER_HEADING):
        first, last = group[0].number, group[-1].number
        yield Heading(
            level,
            f"{title} {first} – {last}" if are_many else title,
            anchor=f"{anchor}-{first}" if are_many else anchor,
            starts_page=are_many,
        )
        yield Sources(group)


def _uses(context: LayoutContext) -> tuple[dict[int, list[Line]], list[Line]]:
    """Return lines with what sources are cited for, by their number, and of unnamed sources.

    A quotation stands once, with the recommendations it is cited for.
    """
    numbers: dict[tuple[int, str], dict[Line, list[str]]] = defaultdict(lambda: defaultdict(list))
    for recommendation in context.progress.recommendations:
        for citation in split_evidence(recommendation, context)[1]:
            key = context.numbers.number_of(citation.source), citation.quote or ""
            numbers[key][_use(citation, context)].append(recommendation.number)
    uses: dict[int, list[Line]] = defaultdict(list)
    for (number, quote), by_use in numbers.items():
        words = in_quotation_marks(quote, context.progress.language)
        quoted = [(Span(words, Style.QUOTED),)] if quote else []
        cited = [(_numbered(cited_for), *use) for use, cited_for in by_use.items()]
        uses[number].append(statuses.join_lines([*quoted, *cited]))
    return uses, uses.pop(0, [])


def _numbered(numbers: Sequence[str]) -> Span:
    unique = list(dict.fromkeys(numbers))
    text = ngettext("no. %(numbers)s", "nos. %(numbers)s", len(unique))
    return Span(text % {"numbers": ", ".join(unique)}, Style.STRONG)


def _use(citation: CitationData, context: LayoutContext) -> Line:
    """Return what it shows, for which view or older assessment, and in the analyst's words."""
    bearing, holder = citation.bearing.code, citation.view_holder
    is_own = is_own_passage(citation, context.progress)
    parts = (
        lower_first(
            context.bearing_labels.get(bearing) or str(USE_LABELS.get(citation.use.code, ""))
        ),
        _("cited for the view of %(whose)s") % {"whose": holder.short} if holder else "",
        _("assessment of %(day)s") % {"day": format_day(citation.as_of)}
        if citation.as_of and citation.assessment and not holder and not is_own
        else "",
    )
    details = Span("".join(f", {part}" for part in parts if part))
    sentence = context.text_span(citation.sentence, citation.text_languages.get("sentence", ""))
    return (details, Span(": "), sentence) if citation.sentence else (details,)
