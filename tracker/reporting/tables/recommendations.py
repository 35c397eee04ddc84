"""How each recommendation stands, with all that must be told beside its status."""

from collections.abc import Callable
from datetime import date

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tracker.progress import Judgment, Progress, RecommendationProgress
from tracker.reporting.tables.columns import Column, Listing, Value, yes
from tracker.vocabulary import Role

type Told = RecommendationProgress

NUMBER = pgettext_lazy("column of a table", "No.")


def number_of(told: Told) -> str:
    """The number as printed."""
    return told.number


def recommendations(progress: Progress) -> Listing[Told]:
    """Every recommendation of the report, with all that stands beside its status."""
    return Listing(
        "recommendations",
        _("Recommendations"),
        _("One row for each recommendation, as it stood on the day of the report."),
        (*WHAT, *STATUS, *JUDGED, *REST),
        lambda: progress.recommendations,
    )


def _judged(found: Callable[[Judgment], Value]) -> Callable[[Told], Value]:
    return lambda told: found(told.assessment) if told.assessment else None


def _before(found: Callable[[Judgment], Value]) -> Callable[[Told], Value]:
    return lambda told: found(told.previous) if told.previous else None


def leads_of(told: Told) -> str:
    """The acronyms of the leading bodies; empty for none."""
    return ", ".join(body.short for body in told.bodies if body.role.code == Role.LEAD)


def _rank(told: Told) -> int | None:
    return told.rank


def _as_of(told: Told) -> date | None:
    return told.assessment.as_of if told.assessment else None


def _corrects(judgment: Judgment | None) -> str:
    return judgment.corrects.status.label if judgment and judgment.corrects else ""


WHAT: tuple[Column[Told], ...] = (
    Column(NUMBER, _("number as printed in the source"), number_of, 7),
    Column(_("Short title"), _("the analysts' short title"), lambda t: t.title, 40),
    Column(_("Text"), _("verbatim, in the language of the source"), lambda t: t.text, 60),
    Column(_("Place"), _("where the text stands in the source"), lambda t: t.text_source, 22),
    Column(
        _("Translation"),
        _("in the language of this report; empty where none is held"),
        lambda t: t.translation,
        40,
    ),
    Column(
        _("Source of the translation"),
        _("empty: unofficial"),
        lambda t: t.translation_source,
        18,
    ),
    Column(_("Theme"), _("what it is about"), lambda t: t.theme.label, 14),
    Column(_("Duty"), _("done once, continuing, or an increase"), lambda t: t.duty.label, 12),
    Column(_("Lifecycle"), _("whether it is still asked for"), lambda t: t.lifecycle.label, 12),
    Column(_("Next review"), _("day of the next review"), lambda t: t.review_on, 12),
    Column(
        _("Overdue"), _("its review is past and it is unsettled"), lambda t: yes(t.is_overdue), 9
    ),
)
STATUS: tuple[Column[Told], ...] = (
    Column(_("Status"), _("on the day of the report"), lambda t: t.status.label, 22),
    Column(_("Status code"), _("the same, as programs read it"), lambda t: t.status.code, 18),
    Column(
        _("Rank"),
        _("0 no action to 4 fully implemented; empty off the scale; ranks are not averaged"),
        _rank,
        6,
    ),
)
JUDGED: tuple[Column[Told], ...] = (
    Column(_("Trend"), _("direction since before"), _judged(lambda j: j.trend.label)),
    Column(
        _("Evidence strength"),
        _("how well the status is backed"),
        _judged(lambda j: j.strength.label),
        18,
    ),
    Column(_("As of"), _("the day that the judgment speaks of"), _as_of, 12),
    Column(
        _("Period from"),
        _("first day of the period judged"),
        _judged(lambda j: j.period_from),
        12,
    ),
    Column(
        _("Period to"),
        _("last day of the period judged"),
        _judged(lambda j: j.period_to),
        12,
    ),
    Column(
        _("Before"),
        _("status of the judgment before this one"),
        _before(lambda j: j.status.label),
        22,
    ),
    Column(
        _("Before, as of"),
        _("the day that the judgment before speaks of"),
        _before(lambda j: j.as_of),
        12,
    ),
    Column(
        _("Corrects"),
        _("the status that the judgment takes back; empty for what is no correction"),
        lambda t: _corrects(t.assessment),
        20,
    ),
)
REST: tuple[Column[Told], ...] = (
    Column(_("Lead"), _("the leading bodies"), leads_of, 14),
    Column(
        _("Approved by its author"),
        _("no second person decided on the status"),
        lambda t: yes(bool(t.assessment and t.assessment.approved_by_its_author)),
        14,
    ),
    Column(
        _("Sample"),
        _("approved when the tracker was set up; no reviewer has confirmed it"),
        lambda t: yes(bool(t.assessment and t.assessment.is_sample)),
        9,
    ),
    Column(
        _("Why this status"),
        _("the analysts' reasons"),
        _judged(lambda j: j.rationale),
        60,
    ),
    Column(
        _("Next step"),
        _("what should be done next"),
        _judged(lambda j: j.next_step),
        40,
    ),
    Column(
        _("Remark of the analysts"),
        _("written for this report"),
        lambda t: t.remark.text if t.remark else None,
        40,
    ),
    Column(
        _("Sources not named"),
        _("pieces of evidence that this version may not name"),
        _judged(lambda j: j.withheld),
        10,
    ),
)
