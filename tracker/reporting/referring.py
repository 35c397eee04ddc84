"""What people wrote for a report, led to the recommendations that it names: "(no. 6)"."""

import re
from collections.abc import Iterator

from tracker.progress import RecommendationProgress
from tracker.reporting.blocks import Bit, Line, Style
from tracker.reporting.printing import Printing
from tracker.vocabulary import ReportKind

# "(no. 6)", "(nos. 1, 3)"; in Albanian "(nr. 6)", in Serbian "(br. 6)".
_NAMED = re.compile(r"(\((?:nos?|nr|br)\.\s*)([^()]+)(\))", re.IGNORECASE)


def referring(text: str, printing: Printing) -> Line:
    """A paragraph, in which every recommendation named is followed by its first sources.

    The number leads to its section where it has one. A number that the report does not tell of
    stays as it was written.
    """
    each = {told.number: told for told in printing.progress.recommendations}
    return tuple(_bits(text, each, printing))


def _bits(text: str, each: dict[str, RecommendationProgress], printing: Printing) -> Iterator[Bit]:
    begins = 0
    for found in _NAMED.finditer(text):
        numbers = [number.strip() for number in found[2].split(",")]
        told = [each[number] for number in numbers if number in each]
        if len(told) < len(numbers):
            continue
        yield Bit(text[begins : found.start()] + found[1])
        for place, one in enumerate(told):
            yield Bit(", " if place else "")
            yield _number(one, printing)
        yield Bit(found[3])
        sources = [source for one in told for source in printing.first_sources(one)]
        unnamed = sum(one.judgment.withheld for one in told if one.judgment and not sources)
        if sources or unnamed:
            yield from printing.numbers.refs(sources, withheld=unnamed)
        begins = found.end()
    yield Bit(text[begins:])


def _number(told: RecommendationProgress, printing: Printing) -> Bit:
    if printing.progress.kind.code == ReportKind.BRIEF:  # it has no section for each
        return Bit(told.number)
    return Bit(told.number, Style.LINK, f"#{printing.anchor(told)}")
