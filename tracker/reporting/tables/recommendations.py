"""Table of the recommendations with their statuses."""

from collections.abc import Callable
from datetime import date

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tracker.progress import AssessmentData, Progress, RecommendationProgress
from tracker.reporting.tables.columns import Column, TableData, Value, yes_or_blank
from tracker.vocabulary import Role

NUMBER = pgettext_lazy("column of a table", "No.")


def number_of(recommendation: RecommendationProgress) -> str:
    """Return the number as printed."""
    return recommendation.number


def recommendations(progress: Progress) -> TableData[RecommendationProgress]:
    """Return a table of all recommendations, with everything beside their statuses."""
    return TableData(
        "recommendations",
        _("Recommendations"),
        _("One row for each recommendation, as it stood on the day of the report."),
        (*TEXT_COLUMNS, *STATUS_COLUMNS, *ASSESSMENT_COLUMNS, *FURTHER_COLUMNS),
        lambda: progress.recommendations,
    )


def _of_assessment(
    get: Callable[[AssessmentData], Value],
) -> Callable[[RecommendationProgress], Value]:
    return lambda recommendation: (
        get(recommendation.assessment) if recommendation.assessment else None
    )


def _of_previous(
    get: Callable[[AssessmentData], Value],
) -> Callable[[RecommendationProgress], Value]:
    return lambda recommendation: (
        get(recommendation.previous_assessment) if recommendation.previous_assessment else None
    )


def leads_of(recommendation: RecommendationProgress) -> str:
    """Return the acronyms of the lead bodies; empty for none."""
    return ", ".join(body.short for body in recommendation.bodies if body.role.code == Role.LEAD)


def _rank(recommendation: RecommendationProgress) -> int | None:
    return recommendation.rank


def _as_of(recommendation: RecommendationProgress) -> date | None:
    return recommendation.assessment.as_of if recommendation.assessment else None


def _corrects(assessment: AssessmentData | None) -> str:
    return assessment.correction.status.label if assessment and assessment.correction else ""


TEXT_COLUMNS: tuple[Column[RecommendationProgress], ...] = (
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
        _("Overdue"),
        _("its review is past and it is unsettled"),
        lambda t: yes_or_blank(t.is_overdue),
        9,
    ),
)
STATUS_COLUMNS: tuple[Column[RecommendationProgress], ...] = (
    Column(_("Status"), _("on the day of the report"), lambda t: t.status.label, 22),
    Column(_("Status code"), _("the same, as programs read it"), lambda t: t.status.code, 18),
    Column(
        _("Rank"),
        _("0 no action to 4 fully implemented; empty off the scale; ranks are not averaged"),
        _rank,
        6,
    ),
)
ASSESSMENT_COLUMNS: tuple[Column[RecommendationProgress], ...] = (
    Column(_("Trend"), _("direction since before"), _of_assessment(lambda j: j.trend.label)),
    Column(
        _("Evidence strength"),
        _("how well the status is backed"),
        _of_assessment(lambda j: j.strength.label),
        18,
    ),
    Column(_("As of"), _("the day that the judgment speaks of"), _as_of, 12),
    Column(
        _("Period from"),
        _("first day of the period judged"),
        _of_assessment(lambda j: j.period_from),
        12,
    ),
    Column(
        _("Period to"),
        _("last day of the period judged"),
        _of_assessment(lambda j: j.period_to),
        12,
    ),
    Column(
        _("Before"),
        _("status of the judgment before this one"),
        _of_previous(lambda j: j.status.label),
        22,
    ),
    Column(
        _("Before, as of"),
        _("the day that the judgment before speaks of"),
        _of_previous(lambda j: j.as_of),
        12,
    ),
    Column(
        _("Corrects"),
        _("the status that the judgment takes back; empty for what is no correction"),
        lambda t: _corrects(t.assessment),
        20,
    ),
)
FURTHER_COLUMNS: tuple[Column[RecommendationProgress], ...] = (
    Column(_("Lead"), _("the leading bodies"), leads_of, 14),
    Column(
        _("Approved by its author"),
        _("no second person decided on the status"),
        lambda t: yes_or_blank(bool(t.assessment and t.assessment.is_self_approved)),
        14,
    ),
    Column(
        _("Sample"),
        _("approved when the tracker was set up; no reviewer has confirmed it"),
        lambda t: yes_or_blank(bool(t.assessment and t.assessment.is_sample)),
        9,
    ),
    Column(
        _("Why this status"),
        _("the analysts' reasons"),
        _of_assessment(lambda j: j.rationale),
        60,
    ),
    Column(
        _("Next step"),
        _("what should be done next"),
        _of_assessment(lambda j: j.next_step),
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
        _of_assessment(lambda j: j.withheld_citations),
        10,
    ),
)
