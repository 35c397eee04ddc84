"""Forms to add evidence, edit it, give it a file, cite it, and set who can see it."""

from functools import partial

from django import forms
from django.db.models import QuerySet
from django.forms.boundfield import BoundWidget
from django.utils.translation import gettext as _, gettext_lazy

from tracker.actions.evidence.items import EvidenceInput
from tracker.actions.reference_rows import ChangeRow
from tracker.filters.base import MAX_SUGGESTIONS
from tracker.forms.base import (
    ActionForm,
    BodyField,
    DayField,
    PostedData,
    ReasonFields,
    ReasonForm,
    ReasonOnlyForm,
    RowKeysField,
    UploadFields,
    capitalized,
    newest_event_of,
)
from tracker.forms.evidence.fields import NewEvidenceFields, SourceFields, stated_kinds
from tracker.forms.recommendations import find_recommendation
from tracker.models import (
    Body,
    Comment,
    Evidence,
    File,
    Report,
    Topic,
    User,
)
from tracker.policies.evidence.confidentiality import Target, potential_readers
from tracker.vocabulary import (
    Attribution,
    EvidenceKind,
    Sensitivity,
    Use,
    is_less_sensitive,
    stricter,
)

FIELDS = (
    "title",
    "kind",
    "issuer",
    "original_source",
    "url",
    "language",
    "published_on",
    "accessed_on",
    "covers_from",
    "covers_to",
    "expires_on",
    "attribution",
    "remark",
)
BODY_FIELDS = ("issuer", "original_source")


def kinds() -> list[tuple[str, str]]:
    """Return the kinds to choose from, and that nobody stated one."""
    return [(EvidenceKind.NOT_STATED.value, _("not stated")), *stated_kinds()]


class EvidenceForm(SourceFields, ActionForm):
    """Kind, issuer, period and other fields of evidence."""

    FIRST: tuple[str, ...] = (*FIELDS[:3], *SourceFields.SOURCE_FIELDS, *FIELDS[3:])

    title = forms.CharField(label=gettext_lazy("Title"), max_length=300)
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"), choices=kinds, initial=EvidenceKind.NOT_STATED
    )
    issuer = BodyField(
        label=gettext_lazy("Issuer"),
        help_text=gettext_lazy(
            "Type a name or acronym and choose from the list. Leave blank if unknown."
        ),
        required=False,
    )
    original_source = BodyField(
        label=gettext_lazy("Whose words it passes on"),
        help_text=gettext_lazy(
            "For a press release that was reprinted, or “the government reported”. It counts as the"
            " word of this body."
        ),
        required=False,
    )
    accessed_on = DayField(label=gettext_lazy("Accessed on"), required=False)
    covers_from = DayField(
        label=gettext_lazy("Covers from"),
        help_text=gettext_lazy("The time that the evidence is about, not the day it was written."),
        required=False,
    )
    expires_on = DayField(
        label=gettext_lazy("Expires on"),
        help_text=gettext_lazy("The last day on which it is valid, if stated."),
        required=False,
    )
    attribution = forms.ChoiceField(
        label=gettext_lazy("Attribution"),
        help_text=gettext_lazy("Whether users other than analysts can see the issuer."),
        choices=capitalized(Attribution),
        initial=Attribution.ATTRIBUTABLE,
    )
    topics = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Topics"),
        queryset=Topic.objects.none(),
        to_field_name="code",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    remark = forms.CharField(
        label=gettext_lazy("Remark"),
        help_text=gettext_lazy("Only analysts can see it."),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def prepare(self) -> None:
        """Offer bodies and topics."""
        for name in BODY_FIELDS:
            self.fields[name].rows = self.fields[name].rows.offered_to(self.user)
        self.fields["topics"].queryset = Topic.objects.visible_to(self.user).order_by(
            "name", "code"
        )

    @property
    def topic_choices(self) -> list[BoundWidget]:
        """The chosen topics, then at most fifty others."""
        choices = list(self["topics"])
        return [
            *(choice for choice in choices if choice.data["selected"]),
            *[choice for choice in choices if not choice.data["selected"]][:MAX_SUGGESTIONS],
        ]


class NewEvidenceForm(NewEvidenceFields, EvidenceForm):
    """New evidence that nothing cites yet, by its file, its link or its title."""

    LAST = ("reason",)

    names_readers = True

    title = forms.CharField(
        label=gettext_lazy("Title"),
        help_text=gettext_lazy("Leave blank to use the title of the file."),
        required=False,
        max_length=300,
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"),
        choices=kinds,
        required=False,
    )
    sensitivity = forms.ChoiceField(
        label=gettext_lazy("Sensitivity"),
        help_text=gettext_lazy("Evidence for named readers is visible only to them and to you."),
        choices=capitalized(Sensitivity),
        initial=Sensitivity.INTERNAL,
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("One sentence. It appears in the history."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def prepare(self) -> None:
        """Offer named readers, too."""
        super().prepare()
        self.offer_readers(self.user)

    def clean(self) -> None:
        """Check that there is a title or a file."""
        super().clean()
        values = self.cleaned_data
        if not (
            values.get("title") or values.get("upload") or {"title", "file"} & set(self.errors)
        ):
            self.add_error("title", _("Enter a title or choose a file."))


class EditEvidenceForm(ReasonFields, EvidenceForm):
    """The fields of existing evidence, and the reason to change them."""

    def prepare(self) -> None:
        """Fill in the fields of the evidence."""
        super().prepare()
        self.initial = {name: getattr(self.row, name) for name in FIELDS}
        self.initial["topics"] = [topic.code for topic in self.row.topics.all()]
        for name in BODY_FIELDS:
            body: Body | None = self.initial[name]
            self.initial[name] = body.code if body else ""
            if body is not None:  # a new source too, which the list leaves out
                self.fields[name].rows |= Body.objects.filter(pk=body.pk).order_by("code")
        if self.row.passage_id is not None:
            del self.fields["kind"]
        self.remember_version(partial(newest_event_of, self.row))

    def command(self, *, by: User) -> ChangeRow[Evidence]:
        """Return what the valid form says: the fields that were changed."""
        changed = {name: self.cleaned_data[name] for name in FIELDS if name in self.changed_data}
        return ChangeRow(
            row=self.row,
            fields=changed | ({"issuer": self.new_source} if self.new_source else {}),
            many={"topics": self.cleaned_data["topics"]} if "topics" in self.changed_data else {},
            reason=self.stated_reason,
            by=by,
            last_event=self.cleaned_data["last_event"],
        )


class FileForm(UploadFields, ReasonOnlyForm):
    """A file, and the reason to add it."""

    def clean(self) -> None:
        """Check that there is a file."""
        super().clean()
        if not self.cleaned_data.get("upload") and "file" not in self.errors:
            self.add_error("file", _("Choose a file."))


class CitationForm(ActionForm):
    """A citation of evidence on one recommendation."""

    report = forms.ModelChoiceField(
        label=gettext_lazy("Report"),
        queryset=Report.objects.none(),
        to_field_name="slug",
        empty_label=None,
    )
    number = forms.CharField(
        label=gettext_lazy("Recommendation number"),
        help_text=gettext_lazy("As printed in the report, for example 4 or 12(b), or words of it."),
        max_length=200,
    )
    sentence = forms.CharField(
        label=gettext_lazy("What it shows"),
        help_text=gettext_lazy("One to three sentences. The status does not change."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    use = forms.ChoiceField(
        label=gettext_lazy("Use"), choices=capitalized(Use), initial=Use.CONTEXT
    )
    page = forms.CharField(
        label=gettext_lazy("Page"),
        help_text=gettext_lazy("As printed, for example 4, iv or 4–6."),
        required=False,
        max_length=20,
    )
    paragraph = forms.CharField(label=gettext_lazy("Paragraph"), required=False, max_length=20)
    as_of = DayField(label=gettext_lazy("As of"))

    day_name = "as_of"

    def prepare(self) -> None:
        """Offer the reports; a passage stands in its place."""
        self.fields["report"].queryset = (
            Report.objects.visible_to(self.user)
            .select_related("mechanism")
            .order_by("-year", "slug")
        )
        if self.row.passage_id is not None:
            del self.fields["page"], self.fields["paragraph"]

    def clean(self) -> None:
        """Find the recommendation by report and number."""
        super().clean()
        values = self.cleaned_data
        report, number = values.get("report"), (values.get("number") or "").strip()
        if report is not None and number:
            values["recommendation"] = find_recommendation(report, number, user=self.user)

    @property
    def evidence_input(self) -> EvidenceInput:
        """The evidence, with the place in it that the valid form names."""
        values = self.cleaned_data
        return EvidenceInput(
            [self.row], page=values.get("page", ""), at_paragraph=values.get("paragraph", "")
        )


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


class SensitivityForm(ReasonForm):
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
        self.fields["sensitivity"].choices = [(str(code), code.label) for code in _possible(target)]
        self.initial = {"sensitivity": target.sensitivity}
        if isinstance(target, File):
            del self.fields["readers"]
            return
        present = list(target.readers.values_list("pk", flat=True))
        self.fields["readers"].queryset = _candidates(target, user, present)
        self.initial["readers"] = present

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
    if isinstance(target, File):
        return [c for c in Sensitivity if stricter(c, target.evidence.sensitivity) == c]
    return [
        code
        for code in Sensitivity
        if not isinstance(target, Comment)
        or code in (target.sensitivity, *COMMENT_SENSITIVITY_HELP)
    ]


def _candidates(target: Evidence | Comment, user: User, present: list[int]) -> QuerySet[User]:
    """Return at most fifty users with a role: the present readers, then others by user name."""
    people = potential_readers(target).exclude(pk=target.added_by_id)
    keys = [
        *present,
        *people.exclude(pk__in=[*present, user.pk])
        .order_by("username")
        .values_list("pk", flat=True)[: max(MAX_SUGGESTIONS - len(present), 0)],
    ]
    return people.filter(pk__in=keys).exclude(pk=user.pk).order_by("username")
