"""Fields that several forms have in common."""

from typing import Any

from django import forms


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
