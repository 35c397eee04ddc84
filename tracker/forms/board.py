"""What a reviewer ticks on the board, and why all of it is approved."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from tracker.models import Assessment, User
from tracker.summaries.board import decidable


class TickedField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Judgments by their keys; one that does not wait for this reviewer is refused."""

    def clean(self, value: Any) -> Any:
        if any(not str(key).isdecimal() or len(str(key)) > 18 for key in value or ()):
            raise forms.ValidationError(self.error_messages["invalid_choice"], code="invalid")
        return super().clean(value)


class ApproveSeveralForm(forms.Form):
    """Judgments that others sent for review, and words for all of them."""

    assessment = TickedField(
        label=_("Judgments"),
        queryset=Assessment.objects.none(),
        error_messages={
            "required": _("Nothing is ticked: tick what is to be approved."),
            "invalid_choice": _(
                "One of those that you ticked does not wait for you any more: it was decided or "
                "taken back meanwhile. Nothing was approved; look at what waits now and tick again."
            ),
        },
    )
    words = forms.CharField(
        label=_("Why are they approved?"),
        help_text=_("It stands in the history of each of them."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["assessment"]
        field.queryset = decidable(user)

    @property
    def made_at(self) -> dict[int, datetime | None]:
        """By key, when each judgment was made that was ticked: what its row told."""
        return {one.pk: _moment(self.data, one) for one in self.cleaned_data["assessment"]}

    @property
    def ticked(self) -> list[str]:
        """Keys as they were ticked."""
        return list(self["assessment"].value() or [])


def _moment(typed: Any, assessment: Assessment) -> datetime | None:
    try:
        return parse_datetime(typed.get(f"made_at_{assessment.pk}", ""))
    except ValueError:
        return None
