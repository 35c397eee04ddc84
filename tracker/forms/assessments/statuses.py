"""The status of the form that logs progress: kept, or chosen, and by whom it may be approved."""

from typing import Any, NamedTuple

from django import forms
from django.forms.boundfield import BoundWidget
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from tracker.models import Assessment, Recommendation, User
from tracker.policies import four_eyes
from tracker.vocabulary import SELECTABLE_STATUSES, Perspective

KEEP_STATUS = ""  # the first choice: the status stays, and a note is logged
STATUS_CHOICES = [(status.value, status.label) for status in SELECTABLE_STATUSES]


class StatusChoice(NamedTuple):
    """A status to choose, and why it needs a second person; empty if it does not."""

    choice: BoundWidget
    second_person: str


class StatusFields(forms.Form):
    """The status to choose, and who has to approve it."""

    recommendation: Recommendation
    user: User
    assessment: Assessment | None  # that is revised or corrected

    status = forms.ChoiceField(
        label=_("What changed?"),
        required=False,
        choices=[(KEEP_STATUS, ""), *STATUS_CHOICES],
        widget=forms.RadioSelect,
    )

    def offer_keeping_status(self, recommendation: Recommendation) -> None:
        """Offer to keep the status as the first choice."""
        label = _("Keep “%(status)s”") % {"status": recommendation.get_status_display()}
        status: Any = self.fields["status"]
        status.choices = [(KEEP_STATUS, label), *STATUS_CHOICES]

    def require_status(self) -> None:
        """Offer the statuses alone, of which one has to be chosen."""
        status: Any = self.fields["status"]
        status.required, status.label = True, _("Status")
        status.choices = STATUS_CHOICES

    @property
    def takes_notes(self) -> bool:
        """Whether the status may be kept, so that a note is logged."""
        return not self.fields["status"].required

    @cached_property
    def status_choices(self) -> list[StatusChoice]:
        """The choices of a status, each with the reason why a second person has to approve it."""
        old = self.assessment
        perspective = old.perspective if old else Perspective.ANALYST
        as_of = old.as_of if old else self.fields["as_of"].initial
        reasons = four_eyes.second_person_reasons(
            Assessment(recommendation=self.recommendation, perspective=perspective, as_of=as_of)
        )
        return [
            StatusChoice(choice, reasons.get(choice.data["value"], "")) for choice in self["status"]
        ]

    @property
    def offers_approval(self) -> bool:
        """Whether the user could approve an own assessment at once, with one status or another."""
        return self.user.may_write and any(
            choice.data["value"] and not reason for choice, reason in self.status_choices
        )
