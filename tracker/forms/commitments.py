"""Forms for commitments: a new one, another due date, news, completion and abandonment."""

from datetime import date
from functools import partial
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tracker.actions.evidence.items import find_lead_body
from tracker.forms.base import (
    ActionForm,
    BodyField,
    DayField,
    ReasonOnlyForm,
    newest_event_of,
)
from tracker.forms.evidence.fields import EvidenceActionForm
from tracker.models import Commitment, Recommendation, User

SENTENCE: dict[str, Any] = {"widget": forms.Textarea(attrs={"rows": 3}), "max_length": 2000}


class CommitmentForm(EvidenceActionForm):
    """A new commitment: its text, its due date, and evidence of it."""

    FIRST = ("text", "body", "undertaken_on", "due_on", "agreed_by")

    text = forms.CharField(
        label=_("Commitment"),
        help_text=_("One thing whose completion can be checked."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    body = BodyField(
        label=_("Body"), help_text=_("Type a name or acronym and choose from the list.")
    )
    undertaken_on = DayField(label=_("Undertaken on"))
    due_on = DayField(
        label=_("Due date"), help_text=_("Leave blank if there is none."), required=False
    )
    agreed_by = forms.CharField(
        label=_("Who agreed to the date"),
        help_text=_("An office or a meeting, for example “Minister of Justice, letter of 3 May”."),
        max_length=200,
        required=False,
    )

    def __init__(
        self, *args: Any, recommendation: Recommendation, user: User, today: date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fill_for(recommendation, user, today=today)
        lead = find_lead_body(recommendation, on=today)
        self.fields["body"].rows = self.fields["body"].rows.offered_to(user)
        self.fields["body"].initial = lead.code if lead else ""
        self.fields["undertaken_on"].initial = today


class CommitmentUpdateForm(ActionForm):
    """Base of the forms about one commitment; its day is today unless another is typed."""

    day_name = "on"

    def __init__(
        self, *args: Any, commitment: Commitment, user: User, today: date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.remember_version(partial(newest_event_of, commitment))
        if self.day_name in self.fields:
            self.fields[self.day_name].initial = today


class RescheduleForm(CommitmentUpdateForm):
    """Another due date, its reason, and who agreed to it."""

    day_name = "agreed_on"

    due_on = DayField(
        label=_("Due date"), help_text=_("Leave blank to remove the due date."), required=False
    )
    reason = forms.CharField(
        label=_("Reason for the change"),
        help_text=_("One sentence, shown beside the date."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    agreed_by = forms.CharField(
        label=_("Who agreed"),
        help_text=_("An office or a meeting, for example “Minister of Justice, letter of 3 May”."),
        max_length=200,
    )
    agreed_on = DayField(label=_("Agreed on"))

    def __init__(self, *args: Any, commitment: Commitment, **kwargs: Any) -> None:
        super().__init__(*args, commitment=commitment, **kwargs)
        self.fields["due_on"].initial = commitment.due_on


class NewsForm(CommitmentUpdateForm):
    """News of a commitment, and the day it was heard."""

    sentence = forms.CharField(label=_("Update"), **SENTENCE)
    on = DayField(label=_("Date of the update"))


class CompleteForm(EvidenceActionForm, CommitmentUpdateForm):
    """Completion of a commitment, and evidence of it."""

    FIRST = ("sentence",)
    LAST = ("on",)

    sentence = forms.CharField(
        label=_("What was done"),
        help_text=_(
            "One to three sentences. The evidence is cited as speaking for implementation."
        ),
        **SENTENCE,
    )
    on = DayField(label=_("Done on"))

    def __init__(
        self, *args: Any, commitment: Commitment, user: User, today: date, **kwargs: Any
    ) -> None:
        super().__init__(*args, commitment=commitment, user=user, today=today, **kwargs)
        self.fill_for(commitment.recommendation, user, today=today)


class DropForm(ReasonOnlyForm, CommitmentUpdateForm):
    """Reason why a commitment will not be kept."""
