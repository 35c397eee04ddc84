"""Filter for indicators."""

from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from tracker.filters.base import MAX_SUGGESTIONS, SearchFilterSet, TypedField, TypedFilter
from tracker.formats import choose_translation
from tracker.models import Indicator, OpenQuerySet, Viewer
from tracker.vocabulary import Theme


class UnitField(TypedField):
    """A unit that some indicator is counted in, in any language; the first are suggested."""

    default_error_messages = {
        "unknown": _("No indicator is counted in “%(value)s”. Choose one of the units offered.")
    }

    user: Viewer

    @property
    def rows(self) -> OpenQuerySet[Indicator]:
        """The indicators that the user sees."""
        return Indicator.objects.visible_to(self.user)

    def offered(self) -> "QuerySet[Indicator, Any]":
        """Return the first units in use, in the active language."""
        name = choose_translation(sq="unit_sq", sr="unit_sr") or "unit"
        return (
            self.rows.exclude(**{name: ""})
            .order_by(name)
            .values_list(name)
            .distinct()[:MAX_SUGGESTIONS]
        )

    def find(self, name: str) -> str | None:
        """Return the unit where an indicator has it."""
        return name if self.rows.filter(_has_unit(name)).exists() else None


def _has_unit(unit: str) -> Q:
    return Q(unit=unit) | Q(unit_sq=unit) | Q(unit_sr=unit)


class IndicatorFilter(SearchFilterSet):
    """Filter for the list of indicators. Without values: all."""

    quick = ("theme", "unit")
    theme = django_filters.ChoiceFilter(choices=Theme, label=_("Theme"), empty_label=_("any"))
    unit = TypedFilter(
        UnitField,
        method="filter_unit",
        label=_("Unit"),
        max_length=40,
        widget=forms.TextInput(attrs={"list": "units-offered", "autocomplete": "off"}),
    )

    def filter_unit(
        self, rows: OpenQuerySet[Indicator], name: str, unit: str
    ) -> OpenQuerySet[Indicator]:
        """Filter to indicators counted in the unit."""
        return rows.filter(_has_unit(unit))
