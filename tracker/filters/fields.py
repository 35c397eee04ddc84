"""A code typed or picked, as the row it names."""

from typing import Any

import django_filters
from django import forms
from django.db.models import Model, QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

AT_MOST = 50  # offered in a page; what is not offered can still be typed


class CodeField(forms.CharField):
    """The row with the code typed. Offers at most fifty, and looks among them first."""

    default_error_messages = {
        "unknown": _("“%(value)s” is not known. Choose one that is offered, or check its code.")
    }

    def __init__(self, *, rows: "QuerySet[Any]", code: str, **kwargs: Any) -> None:
        self.rows, self.code = rows, code
        super().__init__(**kwargs)

    @cached_property
    def offered(self) -> list[Any]:
        """The first rows, in their order."""
        return list(self.rows[:AT_MOST])

    def clean(self, value: Any) -> Model | None:
        typed = str(super().clean(value))
        if not typed:
            return None
        for row in self.offered:
            if getattr(row, self.code) == typed:
                return row  # type: ignore[no-any-return]
        found: Model | None = self.rows.filter(**{self.code: typed}).first()
        if found is None:
            raise forms.ValidationError(
                self.error_messages["unknown"], code="unknown", params={"value": typed}
            )
        return found


class CodeFilter(django_filters.Filter):
    """Rows that belong to the one with this code."""

    field_class = CodeField
