"""Forms to log a note from Home, and to decide, comment on and assign what was assessed."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import dateparse, timezone
from django.utils.translation import gettext, gettext_lazy as _

from tracker.actions.assessments.review import ApproveAssessment, ConfirmSample
from tracker.actions.evidence.items import EvidenceInput, LogNote, shorten
from tracker.actions.questions.questions import ANSWER_DUE_AFTER
from tracker.actions.recommendations.bulk import CHANGES
from tracker.filters.base import MAX_SUGGESTIONS, PersonField
from tracker.forms.base import (
    DayField,
    Form,
    PostedData,
    RowKeysField,
    UploadedFiles,
    UploadFields,
    UserNameField,
    add_errors,
    suggest_values,
)
from tracker.forms.evidence import edit, fields
from tracker.models import Assessment, Evidence, Recommendation, Topic, User
from tracker.policies import assignable_users
from tracker.summaries.recommendations.matches import find_matches
from tracker.vocabulary import Reason, ReasonCode, Sensitivity, Use

_LINK = re.compile(r"https?://[^\s<>\"“”]+", re.IGNORECASE)


class QuickNoteForm(UploadFields, fields.RecentEvidence):
    """A sentence, a link, a file or recent evidence, and the recommendation they are about.

    Nothing is asked about the evidence; what is read of it can be confirmed later.
    """

    sentence = forms.CharField(
        label=_("What did you learn?"),
        help_text=_("One to three sentences. You can paste a link among them."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    url = forms.URLField(label=_("Link"), required=False, max_length=1000, assume_scheme="https")
    evidence = RowKeysField(
        label=_("Recently added by you"),
        queryset=Evidence.objects.none(),
        required=False,
    )
    offered_url = forms.CharField(required=False, widget=forms.HiddenInput)
    search = forms.CharField(
        label=_("Find a recommendation"),
        help_text=_("By number, body or words: 6, MLSW, shelters."),
        required=False,
        max_length=200,
        widget=forms.TextInput(
            attrs={
                "type": "search",
                "autocomplete": "off",
                "aria-label": _("Find a recommendation"),
            }
        ),
    )
    recommendation = forms.ModelChoiceField(
        label=_("Which recommendation?"),
        queryset=Recommendation.objects.none(),
        required=False,
        error_messages={
            "invalid_choice": _(
                "This recommendation is not in the current list. Choose another one."
            )
        },
    )

    def __init__(
        self, data: PostedData | None = None, files: UploadedFiles | None = None, *, user: User
    ) -> None:
        super().__init__(data, files)  # type: ignore[arg-type]  # uploads of ours
        self.user = user
        self.fields["recommendation"].queryset = (
            Recommendation.objects.visible_to(user).current().for_list()
        )
        self.fields["evidence"].queryset = Evidence.objects.visible_to(user).not_withdrawn()

    def clean(self) -> None:
        """Check that the sentence is more than a link, and that a recommendation is chosen."""
        super().clean()
        values, sentence = self.cleaned_data, self.cleaned_data.get("sentence", "")
        add_errors(
            self,
            (
                sentence and not _LINK.sub("", sentence).strip(),
                "sentence",
                gettext("Write in one sentence what the link shows."),
            ),
            (
                self.offer_link(),
                "url",
                gettext("This link is from your sentence. Save to keep it, or clear the field."),
            ),
        )
        if values.get("recommendation") is None and "recommendation" not in self.errors:
            self.add_error(
                "recommendation",
                gettext("Choose the recommendation that the note is about.")
                if self.matches or not self.words
                else gettext("No recommendation was found. Search by its number or other words."),
            )

    def offer_link(self) -> bool:
        """Fill in the link of the sentence once; return whether it was filled in now."""
        match = _LINK.search(self.data.get("sentence", ""))
        link = match[0].rstrip(".,;:!?)") if match else ""
        if not link or self.data.get("url") or self.data.get("offered_url") == link:
            return False
        self.data = self.data.copy()
        self.data["url"] = self.data["offered_url"] = link
        return True

    @cached_property
    def chosen(self) -> Recommendation | None:
        """The recommendation chosen, for a form that is shown again."""
        try:
            row: Recommendation | None = self.fields["recommendation"].clean(
                self.data.get("recommendation")
            )
        except forms.ValidationError:
            return None
        return row

    @property
    def words(self) -> str:
        """What is compared with recommendations: the search, or else the sentence."""
        return str(self.data.get("search") or self.data.get("sentence", ""))

    @cached_property
    def matches(self) -> list[Recommendation]:
        """Recommendations that match the search, or else the sentence; first the chosen one."""
        rows = find_matches(self.user, self.words, by_number=bool(self.data.get("search")))
        first = [self.chosen] if self.chosen else []
        return [*first, *(row for row in rows if row not in first)]

    def command(self, *, by: User, now: datetime) -> LogNote:
        """Return the note of the valid form."""
        values, upload = self.cleaned_data, self.stored_upload
        guessed = suggest_values(upload) if upload else {}
        return LogNote(
            recommendation=values["recommendation"],
            sentence=values["sentence"],
            evidence_input=EvidenceInput(
                evidence=tuple(values["evidence"]),
                url=values["url"],
                upload=upload,
                title=guessed.get("title") or shorten(_LINK.sub("", values["sentence"])),
            ),
            as_of=timezone.localdate(now),
            use=Use.CONTEXT,
            by=by,
            now=now,
        )


class DecisionForm(forms.Form):
    """A decision on an assessment or a proposal to close, with its note."""

    note = forms.CharField(
        label=_("Note"),
        help_text=_("Required to return or withdraw."),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 1, "data-key": "r"}),
    )
    created_at = forms.DateTimeField(required=False, widget=forms.HiddenInput)  # what was read


class InvitationForm(forms.Form):
    """The person invited to decide on an assessment."""

    person = UserNameField(
        label=_("Person to decide"),
        queryset=User.objects.filter(is_active=True),
        to_field_name="username",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={
            "invalid_choice": _(
                "No open account has the user name “%(value)s”. Type another user name."
            )
        },
    )


class CommentForm(forms.Form):
    """A comment on an assessment."""

    text = forms.CharField(
        label=_("Add a comment"), max_length=4000, widget=forms.Textarea(attrs={"rows": 2})
    )
    restricted = forms.BooleanField(
        label=_("Only for named readers; choose them in the next step"), required=False
    )

    @property
    def sensitivity(self) -> Sensitivity:
        """The sensitivity of the valid form."""
        return (
            Sensitivity.NAMED_READERS if self.cleaned_data["restricted"] else Sensitivity.INTERNAL
        )


class AssigneeField(PersonField):
    """The user typed; None for "nobody"."""

    def clean(self, value: Any) -> Any:
        """Return the user, None for nobody. Raises ValidationError."""
        return self.person(str(super().clean(value)))


class AssignForm(Form):
    """The person that one recommendation is assigned to."""

    person = AssigneeField(
        label=_("Assigned to"),
        help_text=_("A user name, “me” or “nobody”."),
        max_length=150,
        widget=forms.TextInput(attrs={"list": "people", "autocomplete": "off"}),
    )
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("Optional. If left blank, the history says “reassignment”."),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, data: PostedData | None = None, *, user: User, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["person"].user = user

    def clean_reason(self) -> Reason:
        """Return the reason, perhaps that of every reassignment."""
        return Reason(self.cleaned_data["reason"], ReasonCode.REASSIGNMENT)

    @property
    def people(self) -> QuerySet[User]:
        """The users to suggest."""
        return assignable_users()[:MAX_SUGGESTIONS]


class BulkChangeForm(AssignForm):
    """A change of many rows alike: which one, what it sets, and why.

    `expected` is the mark of the preview.
    """

    kind = forms.ChoiceField(label=_("Change"), widget=forms.RadioSelect)
    review_on = DayField(label=_("Review date"))
    topics = forms.ModelMultipleChoiceField(
        label=_("Topics"),
        queryset=Topic.objects.order_by("name"),
        widget=forms.CheckboxSelectMultiple,
    )
    text = forms.CharField(
        label=_("Question"),
        help_text=_(
            "Asked of each body that leads, today. Its name and the day are added in brackets."
        ),
        max_length=700,
        initial=_("What has been done on this recommendation since the last report?"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    on = DayField(label=_("Asked on"))
    due = DayField(label=_("Answer due"))
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("One sentence. It appears in the history of each."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    expected = forms.CharField(required=False)

    field_order = ("kind", "person", "review_on", "topics", "text", "on", "due", "reason")
    topic_choices = edit.EvidenceForm.topic_choices

    def __init__(
        self, data: PostedData | None, *, user: User, today: date, kind: str, kinds: Iterable[str]
    ) -> None:
        super().__init__(
            data, user=user, initial={"kind": kind, "on": today, "due": today + ANSWER_DUE_AFTER}
        )
        self.fields["kind"].choices = [(code, CHANGES[code].label) for code in kinds]
        change = CHANGES.get(str(self["kind"].value()))
        for name in ("person", "review_on", "topics", "text", "on", "due"):
            self.fields[name].required = change is not None and name in change.fields

    def clean_reason(self) -> Reason:
        """Return the reason, with its code for a reassignment."""
        return (
            super().clean_reason()
            if self.cleaned_data.get("kind") == "assign"
            else Reason(self.cleaned_data["reason"])
        )


NOT_WAITING = _(
    "Nothing was approved: one of the selected assessments is no longer waiting "
    "for you. It was decided or withdrawn meanwhile. Select again."
)


class ChosenAssessmentsForm(Form):
    """Assessments chosen in a list of `rows`."""

    def __init__(self, data: PostedData | None = None, *, rows: QuerySet[Assessment]) -> None:
        super().__init__(data)
        self.fields["assessment"].queryset = rows


class BulkApprovalForm(ChosenAssessmentsForm):
    """Assessments that others sent for review, and one reason to approve them all."""

    assessment = RowKeysField(
        label=_("Assessments"),
        queryset=Assessment.objects.none(),
        error_messages={
            "required": _("Nothing is selected. Select the assessments to approve."),
            "invalid_choice": NOT_WAITING,
            "invalid_pk_value": NOT_WAITING,
        },
    )
    reason = forms.CharField(
        label=_("Reason for approving"),
        help_text=_("Shown in the history of each."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def commands(self, *, by: User, now: datetime) -> list[ApproveAssessment]:
        """Return an approval of each chosen assessment, in the version that the page showed."""
        return [
            ApproveAssessment(
                row=assessment,
                by=by,
                now=now,
                note=self.cleaned_data["reason"],
                created_at=_posted_time(self.data, assessment),
            )
            for assessment in self.cleaned_data["assessment"]
        ]


NO_SAMPLE = _(
    "Nothing was confirmed: one of the selected assessments is no longer a sample. Select again."
)


class SampleForm(ChosenAssessmentsForm):
    """Sample approvals to confirm as one's own; the note is optional."""

    assessment = RowKeysField(
        queryset=Assessment.objects.none(),
        error_messages={
            "required": _("Nothing is selected. Select the assessments to confirm."),
            "invalid_choice": NO_SAMPLE,
            "invalid_pk_value": NO_SAMPLE,
        },
    )
    reason = forms.CharField(
        label=_("Note"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def commands(self, *, by: User, now: datetime) -> list[ConfirmSample]:
        """Return a confirmation of each chosen assessment."""
        return [
            ConfirmSample(row=assessment, by=by, now=now, note=self.cleaned_data["reason"])
            for assessment in self.cleaned_data["assessment"]
        ]


def _posted_time(data: Mapping[str, str], assessment: Assessment) -> datetime | None:
    try:
        return dateparse.parse_datetime(data.get(f"created_at_{assessment.pk}", ""))
    except ValueError:
        return None
