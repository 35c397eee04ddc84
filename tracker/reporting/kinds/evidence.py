"""The evidence pack: what was concretely done, recommendation by recommendation, and by what shown.

Commitments stand apart, since they do not count.
"""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tracker.progress import Cited, RecommendationProgress
from tracker.reporting import opening
from tracker.reporting.blocks import Block, Bullets, Para, Rule, Verbatim, plain
from tracker.reporting.counting import distribution
from tracker.reporting.measures import entry
from tracker.reporting.printing import Printing
from tracker.reporting.quotations import quoted
from tracker.reporting.sections import title
from tracker.reporting.standings import box
from tracker.vocabulary import Use


def blocks(printing: Printing) -> Iterator[Block]:
    """The pack in reading order, up to its sources."""
    progress = printing.progress
    yield opening.facts(printing)
    yield from opening.warnings(progress)
    yield from opening.summary(printing)
    yield opening.contents(printing)
    yield printing.heading("distribution", level=1)
    yield from distribution(printing, zeros=False)
    yield from opening.here(progress)
    if progress.recommendations:
        yield printing.heading("recommendations", level=1)
        for place, told in enumerate(progress.recommendations):
            if place:
                yield Rule()
            yield from _section(told, printing)


def _section(told: RecommendationProgress, printing: Printing) -> Iterator[Block]:
    promised = [cited for cited in told.evidence if cited.use.code == Use.COMMITMENT]
    acts = [cited for cited in told.evidence if cited.use.code != Use.COMMITMENT]
    yield title(told, printing)
    yield Verbatim(told.text, told.text_source)
    yield box(told, printing)
    yield printing.heading("actions")
    yield from (quoted(cited, printing) for cited in acts)
    if not acts:
        yield Para(plain(_("No evidence of a concrete action in this period.")))
    yield from _unnamed(told)
    yield from _commitments(promised, told, printing)


def _commitments(
    cited: list[Cited], told: RecommendationProgress, printing: Printing
) -> Iterator[Block]:
    """What was promised: evidence cited as a commitment, and measures that are open."""
    measures = [one for one in told.measures if one.is_open]
    if cited or measures:
        yield printing.heading("promises")
        yield from (quoted(one, printing) for one in cited)
    if measures:
        yield Bullets(tuple(entry(one, printing) for one in measures))


def _unnamed(told: RecommendationProgress) -> Iterator[Block]:
    number = told.judgment.withheld if told.judgment else 0
    if number:
        words = ngettext(
            "%(number)d piece of evidence that the status rests on is not named here.",
            "%(number)d pieces of evidence that the status rests on are not named here.",
            number,
        )
        yield Para(plain(words % {"number": number}), is_small=True)
