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
    EvidenceActionForm,
    ReasonOnlyForm,
    newest_event_of,
)
from tracker.models import Commitment, Recommendation, User

SENTENCE: dict[str, Any] = {"widget": forms.Textarea(attrs={"rows": 3}), "max_length": 2000}


class CommitmentForm(EvidenceActionForm):
    """A new commitment: its text, its due date, and evidence of it."""

    FIRST = ("text", "body", "undertaken_on", "due_on", "agreed_by")

    text = forms.CharField(
        label=_("What did it undertake?"),
        help_text=_("One thing that can be seen to be done. It stays a promise until it is."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    body = BodyField(label=_("Body"), help_text=_("The code of the body that promised it."))
    undertaken_on = DayField(label=_("Undertaken on"))
    due_on = DayField(label=_("Due on"), help_text=_("Empty: no date was given."), required=False)
    agreed_by = forms.CharField(
        label=_("Who agreed to the date"),
        help_text=_("An office or a meeting: “Minister of Justice, letter of 3 May”."),
        max_length=200,
        required=False,
    )

    def __init__(
        self, *args: Any, recommendation: Recommendation, user: User, today: date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        lead = find_lead_body(recommendation)
        self.fill_for(recommendation, user, None, today=today)
        self.fields["issuer"].initial = ""  # the action takes the body that promised
        self.fields["issuer"].help_text = _("The code of a body. Empty: the body that promised it.")
        body: Any = self.fields["body"]
        body.rows = body.rows.visible_to(user)
        body.initial = lead.code if lead else ""
        self.fields["undertaken_on"].initial = today

    @property
    def answers(self) -> dict[str, Any]:
        """Keyword arguments of the action."""
        values = {name: self.cleaned_data[name] for name in self.FIRST}
        return {**values, "evidence_input": self.evidence_input}


class RescheduleForm(ActionForm):
    """Another due date, its reason, and who agreed to it."""

    FIRST = ("due_on", "reason", "agreed_by", "agreed_on")

    due_on = DayField(
        label=_("Due on"), help_text=_("Empty: no date is given any more."), required=False
    )
    reason = forms.CharField(
        label=_("Why is it moved?"),
        help_text=_("In one sentence: it stays beside the date."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    agreed_by = forms.CharField(
        label=_("Who agreed"),
        help_text=_("An office or a meeting: “Minister of Justice, letter of 3 May”."),
        max_length=200,
    )
    agreed_on = DayField(label=_("Agreed on"))

    def __init__(
        self, *args: Any, commitment: Commitment, user: User, today: date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["due_on"].initial = commitment.due_on
        self.fields["agreed_on"].initial = today
        self.remember_version(partial(newest_event_of, commitment))

    @property
    def answers(self) -> dict[str, Any]:
        """Keyword arguments of the action."""
        return {name: self.cleaned_data[name] for name in (*self.FIRST, "last_event")}


class CommitmentUpdateForm(ActionForm):
    """News of a commitment, and the day it was heard."""

    FIRST = ("sentence", "on")

    sentence = forms.CharField(label=_("What was heard?"), **SENTENCE)
    on = DayField(label=_("Heard on"))

    def __init__(
        self, *args: Any, commitment: Commitment, user: User, today: date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = today
        self.remember_version(partial(newest_event_of, commitment))

    @property
    def answers(self) -> dict[str, Any]:
        """Keyword arguments of the action."""
        return {name: self.cleaned_data[name] for name in (*self.FIRST, "last_event")}


class CompleteForm(EvidenceActionForm):
    """Completion of a commitment, and evidence of it."""

    FIRST = ("sentence",)
    LAST = ("on",)

    sentence = forms.CharField(
        label=_("What was done?"),
        help_text=_("One to three sentences. What shows it is cited as speaking for progress."),
        **SENTENCE,
    )
    on = DayField(label=_("Done on"))

    def __init__(
        self, *args: Any, commitment: Commitment, user: User, today: date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fill_for(commitment.recommendation, user, commitment.body, today=today)
        self.fields["on"].initial = today
        self.remember_version(partial(newest_event_of, commitment))

    @property
    def answers(self) -> dict[str, Any]:
        """Keyword arguments of the action."""
        values = {name: self.cleaned_data[name] for name in ("sentence", "on", "last_event")}
        return {**values, "evidence_input": self.evidence_input}


class CancelForm(ReasonOnlyForm):
    """Reason why a commitment will not be kept."""

    def __init__(
        self, *args: Any, commitment: Commitment, user: User, today: date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.remember_version(partial(newest_event_of, commitment))

    @property
    def answers(self) -> dict[str, Any]:
        """Keyword arguments of the action."""
        return {name: self.cleaned_data[name] for name in (*self.FIRST, "last_event")}
