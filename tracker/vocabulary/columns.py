"""Columns of a recommendation, each declared once: lists, filters, imports, reports, tables."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Final

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _, override, pgettext_lazy

from tracker.vocabulary import people, recommendations

type Words = str | Promise
type Choices = type[TextChoices]
NUMBER: Final = pgettext_lazy("column of a table", "No.")


def in_languages(words: Words) -> list[str]:
    """Return a label in every language of the tracker."""
    texts = []
    for language in people.Language:
        with override(language):
            texts.append(str(words))
    return texts


@cache
def codes_by_label(choices: Iterable[TextChoices]) -> dict[str, str]:
    """Return the codes by themselves and by their labels in every language, in lower case."""
    return {
        label.casefold(): choice.value for choice in choices for label in in_languages(choice.label)
    } | {choice.value: choice.value for choice in choices}


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: label, description, the attribute it shows, width in letters.

    Days are dates and numbers are numbers; an unknown value is empty, never 0.
    """

    label: Words
    description: Words
    path: str  # of what a row is about: "assessment.trend.label"
    width: int = 16


@dataclass(frozen=True, slots=True)
class RecommendationColumn(Column):
    """A column of a recommendation, and where else than in tables of reports it stands."""

    head: Words = ""  # in the list on screen; empty: not there
    order: str = ""  # of the list, by its head; empty: none
    choices: Choices | None = None  # of a code
    is_filter: bool = False
    is_editable: bool = False  # by analysts, in the admin
    max_length: int | None = None  # letters
    is_day: bool = False
    headings: str = ""  # normalised ones of an imported table, by "|"; empty: not imported


EDITION_LABELS: dict[str, Words] = {  # beside a recommendation, in tables that come in or go out
    "external_id": _("External ID"),
    "mechanism": _("Mechanism"),
    "country": _("Country"),
    "year": _("Year of the edition"),
    "published_on": pgettext_lazy("label of a day", "Published on"),
    "document": _("Document symbol"),
    "topics": _("Topics"),
}
INTERNAL_PATH = "assessment.next_step"  # of what no report for others holds
RECOMMENDATION_COLUMNS: dict[str, RecommendationColumn] = {
    "number": RecommendationColumn(
        NUMBER,
        _("number as printed in the source"),
        "number",
        7,
        head=NUMBER,
        order="key",
        max_length=16,
        headings="number|no|nr|recommendation number|recommendation no|rec no|paragraph",
    ),
    "short_title": RecommendationColumn(
        _("Short title"),
        _("the analysts' short title"),
        "title",
        40,
        head=_("Recommendation"),
        is_editable=True,
        max_length=120,
        headings="short title|title",
    ),
    "text": RecommendationColumn(
        _("Text"),
        _("verbatim, in the language of the source"),
        "text",
        60,
        headings="text|recommendation|recommendations|recommendation text|full text|wording",
    ),
    "text_source": RecommendationColumn(
        _("Place"), _("place of the text in the source"), "text_source", 22
    ),
    "translation": RecommendationColumn(
        _("Translation"),
        _("in the language of this report; blank if there is no translation"),
        "translation",
        40,
    ),
    "translation_source": RecommendationColumn(
        _("Source of the translation"), _("blank: unofficial"), "translation_source", 18
    ),
    "theme": RecommendationColumn(
        _("Theme"),
        _("subject"),
        "theme.label",
        14,
        choices=recommendations.Theme,
        is_filter=True,
        is_editable=True,
        headings="theme",
    ),
    "duty": RecommendationColumn(
        _("Duty"),
        _("done once, continuing, or an increase"),
        "duty.label",
        12,
        choices=recommendations.Duty,
        is_editable=True,
        headings="duty",
    ),
    "lifecycle": RecommendationColumn(
        _("Lifecycle"), _("whether it is still asked for"), "lifecycle.label", 12
    ),
    "review_on": RecommendationColumn(
        _("Next review"),
        _("day of the next review"),
        "review_on",
        12,
        head=_("Review due"),
        order="review",
        is_day=True,
        is_editable=True,
    ),
    "is_overdue": RecommendationColumn(
        _("Overdue"),
        _("the review date has passed and the recommendation is still open"),
        "is_overdue",
        9,
    ),
    "status": RecommendationColumn(
        _("Status"),
        _("on the day of the report"),
        "status.label",
        22,
        head=_("Status"),
        order="status",
    ),
    "status_code": RecommendationColumn(
        _("Status code"), _("status code, for programs"), "status.code", 18
    ),
    "rank": RecommendationColumn(
        _("Rank"),
        _(
            "from 0 (no action) to 4 (fully implemented); blank outside the scale; ranks "
            "are never averaged"
        ),
        "rank",
        6,
    ),
    "trend": RecommendationColumn(
        _("Trend"), _("compared with the period before"), "assessment.trend.label", head=_("Trend")
    ),
    "strength": RecommendationColumn(
        _("Strength of the evidence"),
        _("strength of the evidence for the status"),
        "assessment.strength.label",
        18,
        head=_("Evidence"),
    ),
    "as_of": RecommendationColumn(
        _("As of"),
        _("the day the assessment refers to"),
        "assessment.as_of",
        12,
        head=_("As of"),
        order="assessed",
        is_day=True,
    ),
    "period_from": RecommendationColumn(
        _("Period from"), _("first day of the period assessed"), "assessment.period_from", 12
    ),
    "period_to": RecommendationColumn(
        _("Period to"), _("last day of the period assessed"), "assessment.period_to", 12
    ),
    "previous_status": RecommendationColumn(
        _("Before"),
        _("status of the assessment before this one"),
        "previous_assessment.status.label",
        22,
    ),
    "previous_as_of": RecommendationColumn(
        _("Before, as of"),
        _("the day the previous assessment refers to"),
        "previous_assessment.as_of",
        12,
    ),
    "corrects": RecommendationColumn(
        _("Corrects"),
        _("the status that this assessment corrects; blank if it is no correction"),
        "assessment.correction.status.label",
        20,
    ),
    "leads": RecommendationColumn(
        _("Lead"), _("the lead bodies"), "leads", 14, head=_("Lead"), order="lead"
    ),
    "is_self_approved": RecommendationColumn(
        _("Approved by its author"),
        _("no second person decided on the status"),
        "assessment.is_self_approved",
        14,
    ),
    "is_sample": RecommendationColumn(
        _("Sample"),
        _("approved when the tracker was set up; no reviewer has confirmed it"),
        "assessment.is_sample",
        9,
    ),
    "conclusion": RecommendationColumn(
        _("Conclusion"), _("one sentence on the status"), "assessment.conclusion", 40
    ),
    "offered_conclusion": RecommendationColumn(
        _("Conclusion (draft)"),
        _("offered by Heed where nobody has kept a conclusion"),
        "offered_conclusion",
        40,
    ),
    "rationale": RecommendationColumn(
        _("Why this status"), _("the analysts' reasons"), "assessment.rationale", 60
    ),
    "remaining": RecommendationColumn(
        _("What remains to be done"), _("by the bodies"), "assessment.remaining", 40
    ),
    "remaining_by": RecommendationColumn(
        _("To be done by"), _("day by which it is to be done"), "assessment.remaining_by", 12
    ),
    "next_step": RecommendationColumn(
        _("Our next step"), _("only in internal reports"), INTERNAL_PATH, 40
    ),
    "remark": RecommendationColumn(
        _("Analysts' remark"), _("written for this report"), "remark.text", 40
    ),
    "withheld_citations": RecommendationColumn(
        _("Sources not named"),
        _("evidence that this version does not name"),
        "assessment.withheld_citations",
        10,
    ),
}
# On screen, in this order; inside a report without NOT_BRIEF, on a past day without the review.
LIST_COLUMNS = (
    "number",
    "short_title",
    "status",
    "trend",
    "strength",
    "leads",
    "as_of",
    "review_on",
)
NOT_BRIEF = frozenset({"strength", "as_of", "review_on"})
FILTER_COLUMNS = {code: c for code, c in RECOMMENDATION_COLUMNS.items() if c.is_filter}
EDITABLE_COLUMNS = tuple(code for code, c in RECOMMENDATION_COLUMNS.items() if c.is_editable)
IMPORTED_COLUMNS = {code: c for code, c in RECOMMENDATION_COLUMNS.items() if c.headings}
