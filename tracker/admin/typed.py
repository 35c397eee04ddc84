"""What is typed in the admin: a row's fields, and why they change."""

from typing import Any

from django import forms
from django.contrib.admin.widgets import AutocompleteSelectMultiple
from django.core.exceptions import ValidationError

from tracker.forms.reasons import WHY, WhyFields

BESIDE = (*WHY, "seen")  # what the form asks beside the fields of the row


def without_clearing(widget: AutocompleteSelectMultiple) -> None:
    """Leave out the cross that clears all: it stands in a list where only list lines may."""
    widget.is_required = True  # what the widget decides the cross by; the field stays optional


class TrackerForm(WhyFields, forms.ModelForm):
    """A row's fields, and why they change: needed once one of them does."""

    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
    refused = ""

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        if self.refused:
            raise ValidationError(self.refused)
        return values

    @property
    def asks_why(self) -> bool:
        return bool(self.instance.pk and self.changed_fields)

    @property
    def changed_fields(self) -> list[str]:
        return [name for name in self.changed_data if name not in BESIDE]
