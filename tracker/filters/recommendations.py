"""Which recommendations somebody asked for."""

from datetime import date
from typing import Any

import django_filters
from django import forms
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from tracker.filters.base import StrictFilterSet
from tracker.filters.fields import CodeFilter, PersonFilter
from tracker.models import Body, Recommendation, Report, Responsibility, User
from tracker.summaries.history.past_days import current_on
from tracker.vocabulary import Lifecycle, Role, Status, Theme, Then

YES = [("yes", _("yes"))]


class RecommendationFilter(StrictFilterSet):
    """The one set of filters behind the page, the progress report and every export.

    Nothing asked for: the newest edition, and whatever older is neither continued nor closed.
    A report, a lifecycle or `all=yes` shows the rest too. With `then`, statuses are those of a
    past day, and so is what was asked for; everything else is today's.
    """

    words = django_filters.CharFilter(
        method="with_words",
        label=_("Words"),
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("Search the text")}),
    )
    status = django_filters.MultipleChoiceFilter(
        choices=Status, distinct=False, label=_("Status"), widget=forms.CheckboxSelectMultiple
    )
    theme = django_filters.ChoiceFilter(choices=Theme, label=_("Theme"), empty_label=_("any"))
    report = CodeFilter(
        label=_("Report"),
        rows=Report.objects.select_related("mechanism").order_by("-year", "slug"),
        code="slug",
    )
    body = CodeFilter(
        label=_("Responsible body"),
        rows=Body.objects.order_by("code"),
        code="code",
        method="of_body",
        widget=forms.TextInput(attrs={"list": "bodies-offered", "autocomplete": "off"}),
    )
    role = django_filters.ChoiceFilter(
        choices=Role, label=_("Role of the body"), empty_label=_("any"), method="of_body"
    )
    assignee = PersonFilter(
        field_name="assignee",
        label=_("Assigned to"),
        max_length=150,
        widget=forms.TextInput(attrs={"list": "people-offered", "autocomplete": "off"}),
    )
    review_by = django_filters.DateFilter(
        field_name="review_on",
        lookup_expr="lte",
        label=_("Review due on or before"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    overdue = django_filters.ChoiceFilter(
        choices=YES, label=_("Overdue"), method="past_review", empty_label=None
    )
    lifecycle = django_filters.MultipleChoiceFilter(
        choices=Lifecycle, distinct=False, label=_("Lifecycle"), widget=forms.CheckboxSelectMultiple
    )
    all = django_filters.ChoiceFilter(
        choices=YES, label=_("Older editions"), method="with_older", empty_label=None
    )

    class Meta:
        model = Recommendation
        fields: list[str] = []  # every filter is declared above, by name

    def __init__(
        self, *args: Any, user: User, today: date, then: Then | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.today, self.then = today, then
        if then:
            self.filters["status"].field_name = "status_then"
        for name in ("report", "body"):
            field = self.form.fields[name]
            field.rows = field.rows.visible_to(user)
        self.form.fields["assignee"].user = user

    def filter_queryset(self, queryset: Any) -> Any:
        found = super().filter_queryset(queryset.then(self.then) if self.then else queryset)
        asked = self.form.cleaned_data
        if asked["body"] or asked["role"]:
            found = found.filter(Exists(_roles(asked["body"], asked["role"])))
        if asked["all"] or asked["lifecycle"] or asked["report"]:
            return found
        return current_on(found, self.then) if self.then else found.current()

    def with_words(self, rows: Any, name: str, words: str) -> Any:
        return rows.with_words(words)

    def past_review(self, rows: Any, name: str, yes: str) -> Any:
        return rows.overdue(on=self.today)

    def of_body(self, rows: Any, name: str, value: Any) -> Any:
        return rows  # body and role apply together, in `filter_queryset`

    def with_older(self, rows: Any, name: str, yes: str) -> Any:
        return rows  # says what `filter_queryset` leaves in


def _roles(body: Body | None, role: str) -> Any:
    """Standing responsibilities of one recommendation. Its key leads along (body, sort_key)."""
    rows = Responsibility.objects.standing().filter(sort_key=OuterRef("sort_key"))
    rows = rows.filter(body=body) if body else rows.filter(recommendation=OuterRef("pk"))
    return rows.filter(role=role) if role else rows
