"""Forms to decide, comment on and assign assessments and recommendations."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from tracker.filters.fields import ME, NOBODY, PersonField
from tracker.forms.fields import RowKeysField
from tracker.models import Assessment, User
from tracker.policies import assignable_users
from tracker.summaries.assessments import decidable_assessments


class ReasonForm(forms.Form):
    """The reason for a decision."""

    reason = forms.CharField(
        label=_("Why?"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )


class ApprovalForm(ReasonForm):
    """An approval, whose note is optional."""

    reason = forms.CharField(
        label=_("Note"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    created_at = forms.DateTimeField(required=False, widget=forms.HiddenInput)  # what was read


class CommentForm(forms.Form):
    """A comment on an assessment."""

    text = forms.CharField(
        label=_("Say something on this"), max_length=4000, widget=forms.Textarea(attrs={"rows": 2})
    )
    restricted = forms.BooleanField(
        label=_("For named readers alone; you name them next"), required=False
    )


MAX_SUGGESTIONS = 50  # offered; what is not offered can still be typed


class AssigneeField(PersonField):
    """The user typed; None for "nobody"."""

    def clean(self, value: Any) -> Any:
        """Return the user, None for nobody. Raises ValidationError."""
        username = super().clean(value)
        if username == NOBODY:
            return None
        return self.user if username == ME else self.match or self.user


class AssignForm(forms.Form):
    """The person that one recommendation is assigned to."""

    person = AssigneeField(
        label=_("Assigned to"),
        help_text=_("A user name, “me” or “nobody”."),
        max_length=150,
        widget=forms.TextInput(attrs={"list": "people", "autocomplete": "off"}),
    )
    reason = forms.CharField(
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
        """The users to suggest."""
        return assignable_users()[:MAX_SUGGESTIONS]


class BulkAssignForm(AssignForm):
    """The person that all results of a filter are assigned to; `count` is what the page showed."""

    reason = forms.CharField(
        label=_("Why?"),
        help_text=_("It stands in the history of each of them."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    count = forms.IntegerField(label=_("Number"), min_value=1, max_value=10_000)


NOT_WAITING = _(
    "One of those that you ticked does not wait for you any more: it was decided or "
    "taken back meanwhile. Nothing was approved; look at what waits now and tick again."
)


class BulkApprovalForm(forms.Form):
    """Assessments that others sent for review, and one reason to approve them all."""

    assessment = RowKeysField(
        label=_("Judgments"),
        queryset=Assessment.objects.none(),
        error_messages={
            "required": _("Nothing is ticked: tick what is to be approved."),
            "invalid_choice": NOT_WAITING,
            "invalid_pk_value": NOT_WAITING,
        },
    )
    reason = forms.CharField(
        label=_("Why are they approved?"),
        help_text=_("It stands in the history of each of them."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["assessment"]
        field.queryset = decidable_assessments(user)

    @property
    def created_at(self) -> dict[int, datetime | None]:
        """The times that the rows on the page showed for the chosen assessments, by key."""
        return {
            assessment.pk: _posted_time(self.data, assessment)
            for assessment in self.cleaned_data["assessment"]
        }

    @property
    def selected_keys(self) -> list[str]:
        """The keys of the chosen assessments, as typed."""
        return list(self["assessment"].value() or [])


def _posted_time(data: Any, assessment: Assessment) -> datetime | None:
    try:
        return parse_datetime(data.get(f"created_at_{assessment.pk}", ""))
    except ValueError:
        return None
