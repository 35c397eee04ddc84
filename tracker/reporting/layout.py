"""A progress report laid out once, in words, for every format that people read.

`Sheet` holds nothing but text and SVG: a template prints it and decides only how it looks.
"""

from dataclasses import dataclass

from django.utils import translation
from django.utils.translation import gettext as _

from tracker.progress import Progress
from tracker.reporting import phrases
from tracker.reporting.circle import status_circle
from tracker.reporting.distribution import distribution_bar, in_rank_order
from tracker.reporting.sections import Section, section
from tracker.words import day

# As the standard for language tags writes them; ours are those of Django's interface.
TAGS = {"sr-latn": "sr-Latn"}


@dataclass(frozen=True, slots=True)
class Fact:
    """A label with what stands beside it, line by line."""

    label: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StatusRow:
    """A row of the table below the distribution."""

    circle: str
    label: str
    number: int
    on_scale: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything a printed progress report shows, in reading order."""

    language: str  # "sr-Latn"
    title: str
    cited_as: str
    on: str
    facts: tuple[Fact, ...]  # the box at the top
    sample_note: str  # empty when no status shown is a sample
    words: dict[str, str]
    bar: str
    bar_told: str  # the bar in words
    share: str
    left_out: str
    counts: tuple[StatusRow, ...]
    strengths: str  # how well the statuses are backed; empty where nothing was judged
    sections: tuple[Section, ...]


def layout(progress: Progress) -> Sheet:
    """The sheet of a report, in the report's own language whatever the reader's is."""
    with translation.override(progress.language):
        words = {name: str(text) for name, text in phrases.HEADINGS.items()}
        ordered = in_rank_order(progress.counts)
        told = phrases.listed(ordered)
        return Sheet(
            language=TAGS.get(progress.language, progress.language),
            title=progress.report.title,
            cited_as=progress.report.cited_as,
            on=day(progress.on),
            facts=_facts(progress),
            sample_note=phrases.samples() if progress.has_samples else "",
            words=words,
            bar=distribution_bar(ordered, title=words["distribution_caption"], description=told),
            bar_told=f"{words['distribution_caption']}: {told}",
            share=phrases.share(progress.fully),
            left_out=phrases.left_out(progress.left_out),
            counts=tuple(
                StatusRow(
                    status_circle(c.status.code), c.status.label, c.number, c.rank is not None
                )
                for c in ordered
            ),
            strengths=phrases.strengths(progress.strengths),
            sections=tuple(section(told) for told in progress.recommendations),
        )


def _facts(progress: Progress) -> tuple[Fact, ...]:
    return (
        Fact(_("State on"), (day(progress.on),)),
        Fact(_("Source"), tuple(_source(progress))),
        Fact(_("Filter"), tuple(_conditions(progress))),
        Fact(
            _("Fully implemented"),
            (f"{phrases.share(progress.fully)}; {phrases.left_out(progress.left_out)}",),
        ),
        Fact(_("Method"), tuple(phrases.method(progress))),
    )


def _source(progress: Progress) -> list[str]:
    head = progress.report
    period = _("covers %(period)s") % {"period": phrases.span(head.period_from, head.period_to)}
    return [
        " · ".join(filter(None, (head.issuer, head.cited_as, head.tier.label))),
        " · ".join(filter(None, (phrases.published(head.published_on), period))),
    ]


def _conditions(progress: Progress) -> list[str]:
    if not progress.filter:
        return [_("none: all recommendations of the report")]
    return [f"{condition.label}: {condition.reads}" for condition in progress.filter]
