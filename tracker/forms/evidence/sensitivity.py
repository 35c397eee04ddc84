"""Forms for the sensitivity of evidence, files and comments, and for the purpose of reading."""

from datetime import datetime
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.forms.boundfield import BoundWidget
from django.utils.translation import gettext as _, gettext_lazy

from tracker.actions.evidence.sensitivity import DecideSensitivity, RequestSensitivity
from tracker.filters.base import MAX_SUGGESTIONS
from tracker.forms.base import PostedData, RowKeysField
from tracker.models import Comment, Evidence, File, SensitivityRequest, User
from tracker.policies.evidence.confidentiality import Target, potential_readers
from tracker.vocabulary import Sensitivity, is_less_sensitive, stricter

SENSITIVITY_HELP = {
    Sensitivity.PUBLIC: gettext_lazy("It can be shown to anyone and printed in public reports."),
    Sensitivity.INTERNAL: gettext_lazy(
        "All users can see it; focal points see only what their own body issued."
    ),
    Sensitivity.NAMED_READERS: gettext_lazy(
        "Only the person who added it and the readers named below. Each reading is logged."
    ),
}
COMMENT_SENSITIVITY_HELP = {
    Sensitivity.INTERNAL: gettext_lazy("Everyone who can see the comments on the assessment."),
    Sensitivity.NAMED_READERS: gettext_lazy(
        "Only its author and the readers named below. Each reading is logged."
    ),
}


class SensitivityReasonForm(forms.Form):
    """The reason for a change or a decision."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("One sentence. It appears in the history."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def decision(
        self, sensitivity_request: SensitivityRequest, *, by: User, now: datetime
    ) -> DecideSensitivity:
        """Return the decision that the valid form gives a reason for."""
        note = self.cleaned_data["reason"]
        return DecideSensitivity(sensitivity_request, by=by, now=now, note=note)


class ApproveRequestForm(SensitivityReasonForm):
    """Approval of a request, whose reason is optional."""

    def __init__(self, data: PostedData | None = None) -> None:
        super().__init__(data)
        self.fields["reason"].required = False


class SensitivityForm(SensitivityReasonForm):
    """Sensitivity and named readers of evidence, a file or a comment."""

    field_order = ("sensitivity", "readers", "reason")

    sensitivity = forms.ChoiceField(
        label=gettext_lazy("Who can see this"), widget=forms.RadioSelect
    )
    readers = RowKeysField(
        queryset=User.objects.none(),
        required=False,
        label=gettext_lazy("Named readers"),
        help_text=gettext_lazy(
            "For the sensitivity “named readers”. You remain one of them. Readers you remove lose"
            " access at once."
        ),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, data: PostedData | None = None, *, target: Target, user: User) -> None:
        super().__init__(data)
        self.target = target
        self.help_texts = (
            COMMENT_SENSITIVITY_HELP if isinstance(target, Comment) else SENSITIVITY_HELP
        )
        sensitivity: Any = self.fields["sensitivity"]
        sensitivity.choices = [(str(code), code.label) for code in _possible(target)]
        sensitivity.initial = target.sensitivity
        if isinstance(target, File):
            del self.fields["readers"]
            return
        present = list(target.readers.values_list("pk", flat=True))
        readers: Any = self.fields["readers"]
        readers.queryset = _candidates(target, user, present)
        readers.initial = present

    @property
    def choices(self) -> list[tuple[BoundWidget, str, bool]]:
        """Each choice with its help text, and whether a second person has to agree."""
        return [
            (
                choice,
                str(self.help_texts.get(Sensitivity(choice.data["value"]), "")),
                is_less_sensitive(self.target.sensitivity, choice.data["value"]),
            )
            for choice in self["sensitivity"]
        ]

    def command(self, *, by: User, now: datetime) -> RequestSensitivity:
        """Return what the valid form says. A file has the readers of its evidence."""
        values = self.cleaned_data
        return RequestSensitivity(
            self.target,
            values["sensitivity"],
            by=by,
            now=now,
            reason=values["reason"],
            readers=values.get("readers"),
        )


class PurposeForm(forms.Form):
    """The purpose of reading evidence for named readers."""

    purpose = forms.CharField(
        label=gettext_lazy("Purpose of reading"),
        help_text=gettext_lazy(
            "One line, for example “To answer a question of the State Department”. It is logged"
            " with your name and the time, once a day for each piece of evidence."
        ),
        max_length=300,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def clean_purpose(self) -> str:
        """Check that the purpose is more than a letter or two."""
        purpose = str(self.cleaned_data["purpose"]).strip()
        if len(purpose) < 3 or not any(letter.isalpha() for letter in purpose):
            raise forms.ValidationError(
                _("State the purpose in words: readers of the log see only them.")
            )
        return purpose


def _possible(target: Target) -> list[Sensitivity]:
    """Return the possible codes: a file is never more open than its evidence.

    A comment is never made public; one that is public may stay so.
    """
    codes = list(Sensitivity)
    if isinstance(target, File):
        of_evidence = target.evidence.sensitivity
        return [code for code in codes if stricter(code, of_evidence) == code]
    if isinstance(target, Comment):
        return [code for code in codes if code in (target.sensitivity, *COMMENT_SENSITIVITY_HELP)]
    return codes


def _candidates(target: Evidence | Comment, user: User, present: list[int]) -> QuerySet[User]:
    """Return at most fifty users with a role: the present readers, then others by user name."""
    people = potential_readers(target).exclude(pk=target.added_by_id)
    others = people.exclude(pk__in=[*present, user.pk]).order_by("username")
    keys = [
        *present,
        *others.values_list("pk", flat=True)[: max(MAX_SUGGESTIONS - len(present), 0)],
    ]
    return people.filter(pk__in=keys).exclude(pk=user.pk).order_by("username")
