"""A status laid out with all that must be told beside it."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from tracker.progress import Judgment, Labelled
from tracker.reporting import phrases
from tracker.reporting.circle import status_circle
from tracker.vocabulary import ARROW, Trend
from tracker.words import day


@dataclass(frozen=True, slots=True)
class Standing:
    """A status as printed. All but circle and label are empty where nobody judged."""

    circle: str
    label: str
    arrow: str = ""
    trend: str = ""
    strength: str = ""
    as_of: str = ""
    period: str = ""  # "for the period 1 April 2023 – 31 March 2024"
    marks: tuple[str, ...] = ()  # "approved by its author"
    correction: str = ""  # what it corrects, and what that said


def standing(judgment: Judgment) -> Standing:
    """How a judgment says that a recommendation stands, in the language in force."""
    marks = []
    if judgment.approved_by_its_author:
        marks.append(_("approved by its author"))
    if judgment.is_sample:
        marks.append(_("sample approval"))
    return Standing(
        circle=status_circle(judgment.status.code),
        label=judgment.status.label,
        arrow=ARROW[Trend(judgment.trend.code)] if judgment.trend.code else "",
        trend=judgment.trend.label,
        strength=judgment.strength.label,
        as_of=day(judgment.as_of),
        period=_("for the period %(period)s")
        % {"period": phrases.span(judgment.period_from, judgment.period_to)},
        marks=tuple(marks),
        correction=phrases.correction(judgment.corrects),
    )


def not_judged(status: Labelled) -> Standing:
    """The status of what nobody judged."""
    return Standing(status_circle(status.code), status.label)
