"""The evidence pack: what was concretely done, recommendation by recommendation, and by what shown.

What speaks against it, what is background and commitments stand apart, since they do not count.
"""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tracker.progress import RecommendationProgress
from tracker.reporting import front_matter
from tracker.reporting.blocks import Block, Para, Rule, Verbatim, plain
from tracker.reporting.context import Printing
from tracker.reporting.evidence import merged, quotations, used_as
from tracker.reporting.follow_up import commitments
from tracker.reporting.recommendations import title
from tracker.reporting.status_counts import distribution
from tracker.reporting.statuses import box
from tracker.vocabulary import Use


def blocks(printing: Printing) -> Iterator[Block]:
    """The pack in reading order, up to its sources."""
    progress = printing.progress
    yield front_matter.facts(printing)
    yield from front_matter.warnings(progress)
    yield from front_matter.summary(printing)
    yield front_matter.contents(printing)
    yield printing.heading("distribution", level=1)
    yield from distribution(printing, zeros=False)
    yield from front_matter.here(progress)
    if progress.recommendations:
        yield printing.heading("recommendations", level=1)
        for place, told in enumerate(progress.recommendations):
            if place:
                yield Rule()
            yield from _section(told, printing)


def _section(told: RecommendationProgress, printing: Printing) -> Iterator[Block]:
    pieces = merged(told.evidence)
    yield title(told, printing)
    yield Verbatim(told.text, told.text_source)
    yield box(told, printing)
    yield printing.heading("actions")
    acts = used_as(Use.SUPPORTS, pieces)
    yield from quotations(acts, printing)
    if not acts:
        nothing = _("No evidence of a concrete action in this period.")
        yield printing.none(nothing, of="evidence")
    yield from _unnamed(told)
    for word, use in (("against", Use.CONTRADICTS), ("context", Use.CONTEXT)):
        if some := used_as(use, pieces):
            yield printing.heading(word)
            yield from quotations(some, printing)
    promises = [one for one in told.commitments if one.is_open]
    yield from commitments(promises, printing, used_as(Use.COMMITMENT, pieces))


def _unnamed(told: RecommendationProgress) -> Iterator[Block]:
    number = told.assessment.withheld if told.assessment else 0
    if number:
        words = ngettext(
            "%(number)d piece of evidence that the status rests on is not named here.",
            "%(number)d pieces of evidence that the status rests on are not named here.",
            number,
        )
        yield Para(plain(words % {"number": number}), is_small=True)
