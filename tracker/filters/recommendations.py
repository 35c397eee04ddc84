"""Filter for recommendations."""

from typing import Any

import django_filters
from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tracker.errors import InvalidValue
from tracker.filters.base import (
    CountryField,
    PersonField,
    SearchFilterSet,
    TypedFilter,
    body_filter,
    day_filter,
    is_linked,
    mine_filter,
    report_filter,
    topic_filter,
    yes_filter,
)
from tracker.filters.parameters import parse_past_day
from tracker.filters.questions import filter_own_questions
from tracker.models import Question, RecommendationQuerySet, Report, Responsibility
from tracker.summaries.history.past_days import filter_current_on
from tracker.vocabulary import Lifecycle, Role, Status
from tracker.vocabulary.columns import FILTER_COLUMNS


class RecommendationFilter(SearchFilterSet):
    """The one set of filters behind the page, the progress report and every export.

    Without values: the newest edition, and older recommendations that are neither continued nor
    closed; a report, a lifecycle or `all=yes` shows the others too. With a past day, statuses and
    the current editions are those of that day; everything else is today's.
    """

    quick = ("asked_of", "topic", "body", "country")
    status = django_filters.MultipleChoiceFilter(
        choices=Status, distinct=False, label=_("Status"), widget=forms.CheckboxSelectMultiple
    )
    report = report_filter(_("Report"))
    body = body_filter(_("Responsible body"), method="applied_later")
    role = django_filters.ChoiceFilter(
        choices=Role, label=_("Role of the body"), empty_label=_("any"), method="applied_later"
    )
    topic = topic_filter()
    country = TypedFilter(CountryField, label=_("Country"), method="filter_country", max_length=2)
    asked_of = mine_filter()
    assignee = TypedFilter(
        PersonField,
        method="filter_assignee",
        label=_("Assigned to"),
        max_length=150,
        widget=forms.TextInput(attrs={"list": "people-offered", "autocomplete": "off"}),
    )
    review_by = day_filter(_("Review due by"), field_name="review_on", lookup_expr="lte")
    overdue = yes_filter(_("Overdue"), "on_day")
    lifecycle = django_filters.MultipleChoiceFilter(
        choices=Lifecycle, distinct=False, label=_("Lifecycle"), widget=forms.CheckboxSelectMultiple
    )
    all = yes_filter(_("Older editions"), "applied_later")

    @classmethod
    def get_filters(cls) -> dict[str, django_filters.Filter]:
        """Return the filters above, and after that of the status one for each column with codes."""
        declared = super().get_filters()
        first = {name: declared.pop(name) for name in ("search", "status")}
        by_code = {
            code: django_filters.ChoiceFilter(
                field_name=code, choices=column.choices, label=column.label, empty_label=_("any")
            )
            for code, column in FILTER_COLUMNS.items()
        }
        return {**first, **by_code, **declared}

    @property
    def column_fields(self) -> list[forms.BoundField]:
        """The fields of the columns with codes, for the form."""
        return [self.form[code] for code in FILTER_COLUMNS]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        try:
            self.past_day = parse_past_day(self.data, today=self.today)
        except InvalidValue as error:
            self.unreadable = [str(error)]
        if self.past_day and "status" in self.filters:
            self.filters["status"].field_name = "status_then"

    def filter_queryset(self, queryset: RecommendationQuerySet) -> RecommendationQuerySet:
        """Apply the filters, body and role together; without an edition, keep the current ones."""
        past_day, values = self.past_day, self.form.cleaned_data
        if past_day:
            queryset = queryset.with_status_on(past_day)
        rows: RecommendationQuerySet = super().filter_queryset(queryset)
        body, role = values.get("body"), values.get("role", "")
        if body:
            on = past_day.on if past_day else self.today
            own = Responsibility.objects.of_holder(body, on=on).filter(_has_role(role))
            rows = rows.filter(sort_key__in=own.values("sort_key"))  # by its index on bodies
        elif role:
            roles = Responsibility.objects.not_withdrawn().filter(_has_role(role))
            rows = rows.filter(is_linked(roles, "recommendation"))
        if any(values.get(name) for name in ("all", "lifecycle", "report")):
            return rows
        return filter_current_on(rows, past_day) if past_day else rows.current()

    def filter_country(
        self, rows: RecommendationQuerySet, name: str, code: str
    ) -> RecommendationQuerySet:
        """Filter to recommendations of the editions on a country."""
        return rows.filter(is_linked(Report.objects.filter(country=code), "pk", "report"))

    def filter_asked_of(
        self, rows: RecommendationQuerySet, name: str, me: str
    ) -> RecommendationQuerySet:
        """Filter to recommendations with open questions of the user: see `QuestionFilter`."""
        questions = filter_own_questions(Question.objects.visible_to(self.user), self.user)
        return rows.filter(is_linked(questions, "recommendation"))

    def filter_assignee(
        self, rows: RecommendationQuerySet, name: str, value: str
    ) -> RecommendationQuerySet:
        """Filter to recommendations assigned to the person, or to nobody."""
        return rows.filter(assignee=self.form.fields["assignee"].person(value))


def _has_role(role: str) -> Q:
    return Q(role=role) if role else Q()
