"""The numbers of a report's sources: the next one for each source, when it is first cited."""

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tracker.progress import Source
from tracker.reporting import phrases
from tracker.reporting.blocks import Bit, Line, SourceRow, Style

SAFE = ("https://", "http://")  # what a browser may open
GAP = Bit("\u00a0")  # keeps a reference on the line of the word before it


class Numbers:
    """Numbers the sources of one report in the order in which they are cited.

    With `by_place` all that is cited of one paragraph of a report is one source. A public report
    has no addresses of the tracker, which ask for a sign-in.
    """

    def __init__(self, *, by_place: bool = False, is_public: bool = False) -> None:
        self._by_place, self._is_public = by_place, is_public
        self._numbers: dict[str, int] = {}
        self._sources: list[Source] = []

    @property
    def sources(self) -> tuple[Source, ...]:
        """The sources so far: the first one is number 1."""
        return tuple(self._sources)

    def of(self, source: Source | None) -> int:
        """The number of a source; 0 for one that may not be named."""
        if source is None:
            return 0
        key = source.place if self._by_place and source.quote else source.key
        number = self._numbers.get(key)
        if number is None:
            self._sources.append(source)
            number = self._numbers[key] = len(self._sources)
        return number

    def refs(self, sources: Iterable[Source | None], *, withheld: int = 0) -> Line:
        """References to these sources, each once, as they stand at the end of a sentence.

        `withheld` counts those that this report may not name, besides every None among the sources.
        A sentence for which nothing can be named says so.
        """
        found = list(sources)
        numbers = sorted({self.of(source) for source in found if source})
        unnamed = withheld + sum(source is None for source in found)
        line = tuple(_runs(numbers))
        if unnamed:
            told = ngettext(
                "(%(number)d source not named here)",
                "(%(number)d sources not named here)",
                unnamed,
            ) % {"number": unnamed}
            line = (*line, Bit(f" {told}" if line else told, Style.SOFT))
        return (GAP, *(line or (Bit(_("(no source named)"), Style.SOFT),)))

    def rows(self) -> tuple[SourceRow, ...]:
        """The sources in the order of their numbers; by place, without the words quoted.

        The address of a report stands with the first of its passages: with each it would be
        noise. The others only lead there.
        """
        told: set[str] = set()
        rows = []
        for number, source in enumerate(self._sources, start=1):
            href = "" if self._is_public else source.address
            if source.url not in told and source.url.startswith(SAFE):
                href = source.url
            if source.quote:
                told.add(source.url)
            rows.append(_row(number, source, href, quoting=not self._by_place))
        return tuple(rows)


def _runs(numbers: list[int]) -> Iterator[Bit]:
    """References; of three numbers or more in a row the first and the last, with a dash between."""
    start = 0
    for at, number in enumerate(numbers):
        if at + 1 < len(numbers) and numbers[at + 1] == number + 1:
            continue
        run = numbers[start : at + 1]
        start = at + 1
        yield Bit(str(run[0]), Style.REF)
        if len(run) > 2:
            yield Bit("–")
        if len(run) > 1:
            yield Bit(str(run[-1]), Style.REF)


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
        return (source.place or source.title,)
    return (
        source.issuer,
        source.kind.label,
        source.place,
        phrases.published(source.published_on),
    )
