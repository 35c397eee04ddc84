"""Numbers of a report's sources, given in the order of first citation."""

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tracker.progress import Source
from tracker.reporting import phrases
from tracker.reporting.blocks import Line, SourceRow, Span, Style

SAFE = ("https://", "http://")  # schemes that a browser may open
GAP = Span("\u00a0")  # keeps a reference on the line of the word before it


class SourceNumbers:
    """Registry that numbers the sources of one report when they are first cited.

    With `by_place`, all citations of one paragraph of a report count as one source. A public report
    has no addresses of the tracker, which require a sign-in.
    """

    def __init__(self, *, by_place: bool = False, is_public: bool = False) -> None:
        self._by_place, self._is_public = by_place, is_public
        self._numbers: dict[str, int] = {}
        self._sources: list[Source] = []

    @property
    def sources(self) -> tuple[Source, ...]:
        """The sources so far; the first is number 1."""
        return tuple(self._sources)

    def number_of(self, source: Source | None) -> int:
        """Return the number of a source; 0 for one that may not be named."""
        if source is None:
            return 0
        key = source.locator if self._by_place and source.quote else source.key
        number = self._numbers.get(key)
        if number is None:
            self._sources.append(source)
            number = self._numbers[key] = len(self._sources)
        return number

    def references(self, sources: Iterable[Source | None], *, withheld: int = 0) -> Line:
        """Return references to sources, each once, for the end of a sentence.

        `withheld` counts sources that may not be named, besides every None among `sources`. Where
        nothing can be named, the line says so.
        """
        all_sources = list(sources)
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
        """Return the sources in order; with `by_place` without quotations.

        The address of a report is printed with the first of its passages; the others only link to
        it.
        """
        printed_urls: set[str] = set()
        rows = []
        for number, source in enumerate(self._sources, start=1):
            href = "" if self._is_public else source.address
            if source.url not in printed_urls and source.url.startswith(SAFE):
                href = source.url
            if source.quote:
                printed_urls.add(source.url)
            rows.append(_row(number, source, href, quoting=not self._by_place))
        return tuple(rows)


def _runs(numbers: list[int]) -> Iterator[Span]:
    """Yield references; of three or more in a row the first and last, with a dash between."""
    start = 0
    for at, number in enumerate(numbers):
        if at + 1 < len(numbers) and numbers[at + 1] == number + 1:
            continue
        run = numbers[start : at + 1]
        start = at + 1
        yield Span(str(run[0]), Style.REF)
        if len(run) > 2:
            yield Span("–")
        if len(run) > 1:
            yield Span(str(run[-1]), Style.REF)


def _row(number: int, source: Source, href: str, *, quoting: bool) -> SourceRow:
    is_passage = bool(source.quote)
    return SourceRow(
        number=number,
        anchor=f"source-{number}",
        title="" if is_passage else source.title,
        place=" · ".join(filter(None, _place(source, is_passage=is_passage))),
        quote=source.quote if quoting else "",
        href=href,
        report=source.url if is_passage and source.url.startswith(SAFE) else "",
    )


def _place(source: Source, *, is_passage: bool) -> tuple[str, ...]:
    if is_passage:
        return (source.locator or source.title,)
    return (
        source.issuer,
        source.kind.label,
        source.locator,
        phrases.published_text(source.published_on),
    )
