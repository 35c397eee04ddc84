"""Which lines of the read log somebody asked for."""

from typing import Any

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _

from tracker.filters.fields import CodeFilter
from tracker.filters.strict import StrictFilterSet
from tracker.models import Reading, User
from tracker.vocabulary import ReadingDeed

LARGEST_KEY = 2**63 - 1


def _day(label: Any, lookup: str) -> django_filters.DateFilter:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return django_filters.DateFilter(
        field_name="day", lookup_expr=lookup, label=label, widget=widget
    )


class ReadingFilter(StrictFilterSet):
    """Nothing asked for: the whole log."""

    reader = CodeFilter(
        label=_("Reader"),
        rows=User.objects.order_by("username"),
        code="username",
        field_name="by",
        widget=forms.TextInput(attrs={"list": "readers-offered", "autocomplete": "off"}),
    )
    deed = django_filters.ChoiceFilter(
        choices=ReadingDeed, label=_("What was done"), empty_label=_("any")
    )
    piece = django_filters.NumberFilter(
        field_name="evidence",
        label=_("Piece no."),
        decimal_places=0,
        min_value=1,
        max_value=LARGEST_KEY,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    since = _day(_("From"), "gte")
    until = _day(_("To"), "lte")

    class Meta:
        model = Reading
        fields: list[str] = []  # every filter is declared above, by name
