"""Which indicators somebody asked for."""

from typing import Any

import django_filters
from django import forms
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from tracker.filters.base import StrictFilterSet
from tracker.filters.fields import AT_MOST
from tracker.formats import in_language
from tracker.models import Indicator, User
from tracker.models.base import MOST_WORDS
from tracker.vocabulary import Theme


class UnitField(forms.CharField):
    """A unit that some indicator is counted in, in any language; the first are offered."""

    default_error_messages = {
        "unknown": _("Nothing is counted in “%(value)s”. Choose a unit that is offered.")
    }

    rows: Any = Indicator.objects.none()  # the filter sets those its user sees

    @cached_property
    def offered(self) -> list[str]:
        name = in_language(sq="unit_sq", sr="unit_sr") or "unit"
        held = self.rows.exclude(**{name: ""}).order_by(name)
        units = held.values_list(name, flat=True).distinct()
        return list(units[:AT_MOST])

    def clean(self, value: Any) -> str:
        typed: str = super().clean(value)
        known = not typed or typed in self.offered
        if not known and not self.rows.filter(_counted_in(typed)).exists():
            raise forms.ValidationError(
                self.error_messages["unknown"], code="unknown", params={"value": typed}
            )
        return typed


class UnitFilter(django_filters.Filter):
    """Indicators counted in this unit."""

    field_class = UnitField

    def filter(self, qs: Any, value: str) -> Any:
        return qs.filter(_counted_in(value)) if value else qs


def _counted_in(unit: str) -> Q:
    return Q(unit=unit) | Q(unit_sq=unit) | Q(unit_sr=unit)


class IndicatorFilter(StrictFilterSet):
    """Nothing asked for: every indicator."""

    words = django_filters.CharFilter(
        method="with_words",
        label=_("Words"),
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("Search the indicators")}),
    )
    theme = django_filters.ChoiceFilter(choices=Theme, label=_("Theme"), empty_label=_("any"))
    unit = UnitFilter(
        label=_("Unit"),
        max_length=40,
        widget=forms.TextInput(attrs={"list": "units-offered", "autocomplete": "off"}),
    )

    class Meta:
        model = Indicator
        fields: list[str] = []  # every filter is declared above, by name

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unit: Any = self.form.fields["unit"]
        unit.rows = Indicator.objects.visible_to(user)

    def with_words(self, rows: Any, name: str, words: str) -> Any:
        """Those whose name, definition or code hold every word typed; of very many, none."""
        if len(words.split()) > MOST_WORDS:
            return rows.none()
        for word in words.split():
            rows = rows.filter(
                Q(name__icontains=word)
                | Q(name_sq__icontains=word)
                | Q(name_sr__icontains=word)
                | Q(definition__icontains=word)
                | Q(code__icontains=word)
            )
        return rows
