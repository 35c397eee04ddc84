"""Closing a recommendation: what is proposed, and what is decided."""

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from tracker.vocabulary import ClosedBecause


def reasons() -> list[tuple[str, str]]:
    """The reasons to close, in the language in force."""
    return [(one.value, capfirst(str(one.label))) for one in ClosedBecause]


class ProposalForm(forms.Form):
    """Why a recommendation need not be followed any more."""

    because = forms.ChoiceField(
        label=_("Why is it closed?"),
        choices=reasons,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose why it is closed.")},
    )
    words = forms.CharField(
        label=_("Reason"),
        help_text=_(
            "For a second person who decides, and for whoever asks years later: what was done, "
            "or by what it is superseded."
        ),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def with_seen(self, seen: int) -> None:
        """Show this form again as one opened now: what was typed stays, what was seen is newer."""
        typed: Any = self.data
        self.data = typed.copy()
        self.data["seen"] = str(seen)  # type: ignore[index]


class WordsForm(forms.Form):
    """Words for a decision on a proposal; whether they are needed, the decision says."""

    words = forms.CharField(
        label=_("Note"),
        help_text=_("Needed to return or to withdraw it."),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    made_at = forms.DateTimeField(required=False, widget=forms.HiddenInput)  # what was read


class ReopenForm(forms.Form):
    """Why a closed recommendation is followed again."""

    words = forms.CharField(
        label=_("Why?"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
