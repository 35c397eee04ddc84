"""Form fields that several forms share."""

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.vocabulary import REASONS_NEEDING_TEXT, SELECTABLE_REASONS, Reason, ReasonCode


class DayInput(forms.DateInput):
    """A date that is picked, or typed as 2024-03-31."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class RowKeysField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Rows chosen by their keys; a key of more than 18 digits is refused."""

    def clean(self, value: Any) -> Any:
        """Refuse keys too long for the database, then find the rows. Raises ValidationError."""
        for key in value or ():
            if len(str(key)) > 18:  # SQLite can't even look for it
                raise forms.ValidationError(
                    self.error_messages["invalid_pk_value"], code="invalid", params={"pk": key}
                )
        return super().clean(value)


REASON_FIELDS = ("reason_code", "reason_text")  # no field of a noun has these names


def reason_choices() -> list[tuple[str, str]]:
    """Return the codes of ordinary changes with their labels, in the active language."""
    return [(code.value, capfirst(str(code.label))) for code in SELECTABLE_REASONS]


class ReasonFields(forms.Form):
    """A reason by code, in words, or both."""

    reason_code = forms.ChoiceField(
        label=gettext_lazy("Why?"),
        help_text=gettext_lazy("One click is enough, “Other” aside. It is kept in the history."),
        choices=reason_choices,
        required=False,
        widget=forms.RadioSelect,
    )
    reason_text = forms.CharField(
        label=gettext_lazy("In words"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    @property
    def requires_reason(self) -> bool:
        """Whether a reason is needed: always, unless a form knows that nothing changes."""
        return True

    @property
    def stated_reason(self) -> Reason:
        """The reason as typed, perhaps empty."""
        code = self.cleaned_data.get("reason_code")
        text = (self.cleaned_data.get("reason_text") or "").strip()
        return Reason(text, ReasonCode(code) if code else None)

    def clean(self) -> dict[str, Any]:
        """Check that the reason says enough, if one is required."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        reason = self.stated_reason
        if reason.is_enough or self.errors.get("reason_code"):
            return values
        if reason.code in REASONS_NEEDING_TEXT:
            self.add_error("reason_text", _("Say it in one sentence: “Other” says too little."))
        elif self.requires_reason:
            self.add_error("reason_code", _("Say why: choose one, or write a sentence."))
        return values
