"""Which disagreements somebody asked for."""

from typing import Any

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _

from tracker.filters.base import StrictFilterSet
from tracker.filters.fields import CodeFilter
from tracker.filters.recommendations import YES
from tracker.models import Assessment, Body, User
from tracker.vocabulary import Lifecycle, Perspective

NOT_OURS = [(one.value, one.label) for one in Perspective if one != Perspective.ANALYST]


class DisagreementFilter(StrictFilterSet):
    """By whose view it is. Nothing asked for: all on what is asked for still."""

    body = CodeFilter(
        label=_("Whose view"),
        rows=Body.objects.order_by("code"),
        code="code",
        widget=forms.TextInput(attrs={"list": "bodies-offered", "autocomplete": "off"}),
    )
    perspective = django_filters.ChoiceFilter(
        choices=NOT_OURS, label=_("Perspective"), empty_label=_("any")
    )
    all = django_filters.ChoiceFilter(
        choices=YES, label=_("Older editions"), method="with_older", empty_label=None
    )

    class Meta:
        model = Assessment
        fields: list[str] = []  # every filter is declared above, by name

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.form.fields["body"]
        field.rows = field.rows.visible_to(user)

    def filter_queryset(self, queryset: Any) -> Any:
        found = super().filter_queryset(queryset)
        if self.form.cleaned_data["all"]:
            return found
        past = [Lifecycle.CONTINUED, Lifecycle.CLOSED]
        return found.exclude(recommendation__lifecycle__in=past)

    def with_older(self, rows: Any, name: str, yes: str) -> Any:
        return rows  # says what `filter_queryset` leaves in
