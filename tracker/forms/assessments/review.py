"""Words about an assessment: why it is decided so, and what is said on it."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from tracker.filters.fields import ME, NOBODY, PersonField
from tracker.models import Assessment, User
from tracker.policies import assignable
from tracker.summaries.assessments import decidable


class ReasonForm(forms.Form):
    """Words for a decision: why it is returned, withdrawn or approved."""

    reason = forms.CharField(
        label=_("Why?"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )


class ApprovalForm(ReasonForm):
    """Words are welcome on an approval, not asked for."""

    reason = forms.CharField(
        label=_("Note"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    created_at = forms.DateTimeField(required=False, widget=forms.HiddenInput)  # what was read


class CommentForm(forms.Form):
    """Something said on an assessment."""

    text = forms.CharField(
        label=_("Say something on this"), max_length=4000, widget=forms.Textarea(attrs={"rows": 2})
    )
    closed = forms.BooleanField(
        label=_("For named readers alone; you name them next"), required=False
    )


AT_MOST = 50  # offered; what is not offered can still be typed


class WhoField(PersonField):
    """The person typed; None for "nobody"."""

    def clean(self, value: Any) -> Any:
        typed = super().clean(value)
        if typed == NOBODY:
            return None
        return self.user if typed == ME else self.found or self.user


class AssignForm(forms.Form):
    """One recommendation: a person is enough."""

    person = WhoField(
        label=_("Assigned to"),
        help_text=_("A user name, “me” or “nobody”."),
        max_length=150,
        widget=forms.TextInput(attrs={"list": "people", "autocomplete": "off"}),
    )
    words = forms.CharField(
        label=_("Why?"),
        help_text=_("May stay empty: the history then says “reassignment”."),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["person"]
        field.user = user

    @property
    def people(self) -> Any:
        """Those to offer."""
        return assignable()[:AT_MOST]


class AssignSeveralForm(AssignForm):
    """All that a filter finds: with words, and with how many there were when it was opened."""

    words = forms.CharField(
        label=_("Why?"),
        help_text=_("It stands in the history of each of them."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    count = forms.IntegerField(label=_("Number"), min_value=1, max_value=10_000)


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
    def created_at(self) -> dict[int, datetime | None]:
        """By key, when each judgment was made that was ticked: what its row told."""
        return {one.pk: _moment(self.data, one) for one in self.cleaned_data["assessment"]}

    @property
    def ticked(self) -> list[str]:
        """Keys as they were ticked."""
        return list(self["assessment"].value() or [])


def _moment(typed: Any, assessment: Assessment) -> datetime | None:
    try:
        return parse_datetime(typed.get(f"created_at_{assessment.pk}", ""))
    except ValueError:
        return None
