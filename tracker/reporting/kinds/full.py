"""The full report: every recommendation in the order of the source, with all that is known."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from tracker.reporting import front_matter, recommendations
from tracker.reporting.blocks import Block, Heading, Para, Rule, plain
from tracker.reporting.context import Printing
from tracker.reporting.figures import figures
from tracker.reporting.recommendations import section
from tracker.reporting.status_counts import distribution, overview
from tracker.reporting.status_matrix import by_body

MANY = 1_000  # recommendations, above which each is told in short


def blocks(printing: Printing) -> Iterator[Block]:
    """The report in reading order, up to its sources.

    Of a part, what would need all of it is left out: the table of bodies, and, before the last
    part, the figures.
    """
    progress = printing.progress
    yield front_matter.facts(printing)
    yield from front_matter.warnings(progress)
    yield from front_matter.summary(printing)
    yield front_matter.contents(printing)
    yield printing.heading("distribution", level=1)
    yield from distribution(printing)
    yield from front_matter.here(progress)
    if progress.recommendations:
        yield from _recommendations(printing)
    if progress.is_last:
        yield from figures(progress.figures, printing)


def _recommendations(printing: Printing) -> Iterator[Block]:
    progress, words = printing.progress, printing.words
    are_many = progress.number > MANY
    if progress.part or not are_many:
        yield printing.heading("overview", level=1)
        yield overview(printing)
    if not progress.part:
        yield from by_body(printing)
    if are_many:
        said = _("Above %(number)d recommendations each is told in short; its page has all.")
        if progress.is_outward:  # who reads it there can't open the page
            said = _("Above %(number)d recommendations each is told in short.")
        yield Para(plain(said % {"number": MANY}))
        yield from recommendations.recommendation_summaries(progress.recommendations, printing)
        return
    yield Heading(1, words["recommendations"], anchor="recommendations", breaks=True)
    for place, told in enumerate(progress.recommendations):
        if place:
            yield Rule()
        yield from section(told, printing)
