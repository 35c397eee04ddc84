"""Fields that several forms have in common."""

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.vocabulary import NEED_WORDS, PICKED, Reason, ReasonCode


class DayInput(forms.DateInput):
    """A day, picked or typed as 2024-03-31."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class HeldField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Pieces of evidence by their keys; one that is too long for a key names none."""

    def clean(self, value: Any) -> Any:
        for key in value or ():
            if len(str(key)) > 18:  # SQLite can't even look for it
                raise forms.ValidationError(
                    self.error_messages["invalid_pk_value"], code="invalid", params={"pk": key}
                )
        return super().clean(value)


WHY = ("why", "why_words")  # no field of a noun has these names


def codes() -> list[tuple[str, str]]:
    """The codes somebody picks for an ordinary change, in the language in force."""
    return [(code.value, capfirst(str(code.label))) for code in PICKED]


class WhyFields(forms.Form):
    """A reason by code, in words, or both; `given` is what the valid form says."""

    why = forms.ChoiceField(
        label=gettext_lazy("Why?"),
        help_text=gettext_lazy("One click is enough, “Other” aside. It is kept in the history."),
        choices=codes,
        required=False,
        widget=forms.RadioSelect,
    )
    why_words = forms.CharField(
        label=gettext_lazy("In words"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    @property
    def asks_why(self) -> bool:
        """Whether a reason is needed: always, unless a form knows that nothing changes."""
        return True

    @property
    def given(self) -> Reason:
        """The reason as answered; empty while nothing was."""
        code = self.cleaned_data.get("why")
        words = (self.cleaned_data.get("why_words") or "").strip()
        return Reason(words, ReasonCode(code) if code else None)

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        why = self.given
        if why.is_enough or self.errors.get("why"):
            return values
        if why.code in NEED_WORDS:
            self.add_error("why_words", _("Say it in one sentence: “Other” says too little."))
        elif self.asks_why:
            self.add_error("why", _("Say why: choose one, or write a sentence."))
        return values
