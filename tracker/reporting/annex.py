"""Numbered sources: of the full report in an annex, with what its sections leave out of them."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import batched

from django.utils.translation import ngettext
from msgspec.structs import replace

from tracker.formats import format_day, gettext as _
from tracker.progress import CitationData, Source
from tracker.reporting import phrases
from tracker.reporting.blocks import (
    TAGS,
    Block,
    Bullets,
    Heading,
    Line,
    SourceRow,
    Sources,
    Span,
    Style,
    nest_quotation_marks,
    quotation_marks,
)
from tracker.reporting.context import LayoutContext
from tracker.reporting.evidence import USE_LABELS, is_own_passage, split_evidence
from tracker.reporting.statuses import join_lines

MAX_SOURCES_PER_HEADING = 1_000


def number_sources(context: LayoutContext) -> None:
    """Give each source of the full report its number: documents first, then paragraphs."""
    sources = list(_all_sources(context))
    for source in sources:
        if source and not source.is_passage:
            context.numbers.number_of(source)
    passages = {source.locator: source for source in sources if source and source.is_passage}
    for locator in sorted(passages, key=_natural_order):
        context.numbers.number_of(passages[locator])


def _all_sources(context: LayoutContext) -> Iterator[Source | None]:
    for recommendation in context.progress.recommendations:
        listed, others = split_evidence(recommendation, context)
        yield from (citation.source for _day, citation in listed)
        for commitment in recommendation.commitments:
            yield from commitment.sources
        yield from (view.source for view in recommendation.views)
        yield from (citation.source for citation in others)
        yield from (citation.source for citation in recommendation.citations)
    for series in context.progress.figures:
        yield from (figure.source for figure in series.figures)


def _natural_order(locator: str) -> list[tuple[int, str]]:
    return [(int(part or 0), text) for text, part in re.findall(r"(\D+)(\d*)", locator)]


def annex_sources(context: LayoutContext) -> Iterator[Block]:
    """Yield documents and paragraphs apart, each with what no section says of it."""
    uses, unnamed = _uses(context)
    rows = [replace(row, uses=tuple(uses[row.number])) for row in context.numbers.source_rows()]
    sources = context.numbers.sources
    for key, is_passage in (("sources", False), ("passages", True)):
        group = [row for row in rows if sources[row.number - 1].is_passage is is_passage]
        yield from source_list(group, context.words[key], anchor=key, level=2)
    if unnamed:
        yield context.heading("unnamed", level=2)
        yield Bullets(tuple((line,) for line in unnamed))


def source_list(
    rows: Sequence[SourceRow], title: str, *, anchor: str = "sources", level: int = 1
) -> Iterator[Block]:
    """Yield sources under a heading, very many under several; nothing if there are none."""
    if 0 < len(rows) <= MAX_SOURCES_PER_HEADING:
        yield Heading(level, title, anchor=anchor)
        yield Sources(tuple(rows))
        return
    for group in batched(rows, MAX_SOURCES_PER_HEADING):
        first, last = group[0].number, group[-1].number
        name = f"{title} {first} – {last}"
        yield Heading(level, name, anchor=f"{anchor}-{first}", starts_page=True)
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
    opened, closed = quotation_marks(TAGS.get(context.progress.language, ""))
    for (number, quote), by_use in numbers.items():
        words = f"{opened}{nest_quotation_marks(quote)}{closed}" if quote else ""
        quoted = [(Span(words, Style.QUOTED),)] if words else []
        cited = [(_numbered(cited_for), *use) for use, cited_for in by_use.items()]
        uses[number].append(join_lines([*quoted, *cited]))
    return uses, uses.pop(0, [])


def _numbered(numbers: Sequence[str]) -> Span:
    unique = list(dict.fromkeys(numbers))
    text = ngettext("no. %(numbers)s", "nos. %(numbers)s", len(unique))
    return Span(text % {"numbers": ", ".join(unique)}, Style.STRONG)


def _use(citation: CitationData, context: LayoutContext) -> Line:
    """Return what it shows, for which view or older assessment, and in the analyst's words."""
    bearing, holder = citation.bearing.code, citation.view_holder
    is_own = is_own_passage(citation, context.progress)
    label = context.bearing_labels.get(bearing) or str(USE_LABELS.get(citation.use.code, ""))
    parts = (
        phrases.lower_first(label),
        _("cited for the view of %(whose)s") % {"whose": holder.short} if holder else "",
        _("assessment of %(day)s") % {"day": format_day(citation.as_of)}
        if citation.as_of and citation.assessment and not holder and not is_own
        else "",
    )
    details = Span("".join(f", {part}" for part in parts if part))
    language = citation.text_languages.get("sentence", "")
    sentence = context.text_span(citation.sentence, language)
    return (details, Span(": "), sentence) if citation.sentence else (details,)
