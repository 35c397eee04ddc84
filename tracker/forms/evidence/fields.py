"""Form fields for evidence: where it is, what it is, its source, and who may read it."""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cached_property
from typing import Any

from django import forms
from django.db.models import F, QuerySet
from django.utils.choices import CallableChoiceIterator
from django.utils.translation import gettext, gettext_lazy as _, pgettext_lazy

from tracker import errors, policies, vocabulary
from tracker.actions.bodies import NewSource
from tracker.actions.evidence import files, inbox, items
from tracker.documents.readings import below_head
from tracker.filters.base import MAX_SUGGESTIONS
from tracker.forms.base import (
    ActionForm,
    BodyField,
    DayField,
    ReasonOnlyForm,
    RowKeysField,
    UploadFields,
    add_errors,
    capitalized,
    suggest_values,
)
from tracker.models import Body, Evidence, InboxFile, Reader, Recommendation, User, domain_of
from tracker.summaries.bodies import list_responsible_bodies
from tracker.summaries.recommendations.matches import (
    Proposal,
    Target,
    find_targets,
    fitting_sentence,
    propose,
)


class RecentEvidence(forms.Form):
    """Existing evidence that can be chosen: what the user added last, in one click."""

    user: User

    @property
    def chosen_evidence(self) -> Iterable[Evidence]:
        """Existing evidence that was chosen already, for a form that is shown again."""
        chosen: Iterable[Evidence] = getattr(self, "cleaned_data", {}).get("evidence", [])
        return chosen

    @property
    def recent_evidence(self) -> list[Evidence]:
        """The three newest pieces that the user added, without those chosen already."""
        user, chosen = self.user, [piece.pk for piece in self.chosen_evidence]
        newest = user.load(_recent, 3 + min(len(chosen), MAX_SUGGESTIONS))
        return [piece for piece in newest if piece.pk not in chosen][:3]


def _recent(user: Reader, number: int) -> QuerySet[Evidence]:
    return (
        Evidence.objects.visible_to(user)
        .not_withdrawn()
        .filter(added_by=user.pk, start=None)
        .order_by("-pk")[:number]
    )


def stated_kinds() -> list[tuple[str, str]]:
    """Return the kinds to choose from. A passage of a report is cited by logging its words."""
    left_out = (vocabulary.EvidenceKind.REPORT_PASSAGE, vocabulary.EvidenceKind.NOT_STATED)
    return capitalized(kind for kind in vocabulary.EvidenceKind if kind not in left_out)()


def languages() -> list[tuple[str, str]]:
    """Return the languages to choose from, in the active language."""
    return [("", gettext("not stated")), *vocabulary.Language.choices]


class SourceFields(forms.Form):
    """Link, language and days of evidence, and an issuer that is not in the list yet.

    The domain of a new issuer is that of the link.
    """

    SOURCE_FIELDS = ("new_source_name", "new_source_kind")

    new_source_name = forms.CharField(
        label=_("New source"),
        help_text=_("The name of an issuer that is not in the list. A reviewer checks it later."),
        required=False,
        max_length=200,
    )
    new_source_kind = forms.ChoiceField(
        label=_("Kind of source"),
        choices=lambda: [("", "–"), *capitalized(vocabulary.BodyKind)()],
        required=False,
    )
    url = forms.URLField(label=_("Link"), required=False, max_length=1000, assume_scheme="https")
    language = forms.ChoiceField(label=_("Language"), choices=languages, required=False)
    published_on = DayField(label=pgettext_lazy("label of a day", "Published on"), required=False)
    covers_from = DayField(label=_("Covers from"), required=False)
    covers_to = DayField(label=_("Covers to"), required=False)

    def clean(self) -> None:
        """Check the period, and that a new source has a name and a kind and is not in the list."""
        super().clean()
        values = self.cleaned_data
        first, last = values.get("covers_from"), values.get("covers_to")
        name, kind = values.get("new_source_name"), values.get("new_source_kind")
        add_errors(
            self,
            (
                first and last and first > last,
                "covers_to",
                gettext("The end is before the start. Choose a date after “Covers from”."),
            ),
            (kind and not name, "new_source_name", gettext("Enter the name of the new source.")),
            (
                name and values.get("issuer"),
                "new_source_name",
                gettext("Choose an issuer or add a new source, not both."),
            ),
            (
                name and not kind and "new_source_kind" not in self.errors,
                "new_source_kind",
                gettext("Choose the kind of the new source."),
            ),
        )
        if name:
            try:
                policies.bodies.find_same_source(name, domain_of(values.get("url") or ""))
            except errors.InvalidValue as error:
                self.add_error("new_source_name", str(error))

    @property
    def new_source(self) -> NewSource | None:
        """The new source of the valid form, or None."""
        values = self.cleaned_data
        return (
            NewSource(
                values["new_source_name"],
                vocabulary.BodyKind(values["new_source_kind"]),
                values.get("url") or "",
            )
            if values.get("new_source_name")
            else None
        )


class AcceptSourceForm(ActionForm):
    """Name and kind of a new source, as the reviewer finds them right."""

    name = forms.CharField(label=_("Name"), max_length=200)
    kind = forms.ChoiceField(label=_("Kind"), choices=capitalized(vocabulary.BodyKind))


class MergeSourceForm(ReasonOnlyForm):
    """The body that a new source is, and the reason."""

    FIRST: tuple[str, ...] = ("body", "reason")

    body = BodyField(
        label=_("Body"),
        help_text=_("Type a name or acronym and choose from the list."),
    )

    def prepare(self) -> None:
        """Offer the bodies that are no new sources."""
        self.fields["body"].rows = (
            Body.objects.visible_to(self.user).filter(is_provisional=False).order_by("code")
        )


# What evidence is made of as its form says it, where the form has these fields.
AS_STATED = frozenset(
    {"upload", "url", "quote", "words", "title", "kind", "issuer", "original_source", "language"}
    | {"published_on", "accessed_on", "covers_from", "covers_to", "expires_on", "page"}
    | {"attribution", "remark", "topics"}
)


class NewEvidenceFields(SourceFields, UploadFields):
    """Fields of new evidence, wherever it is added: its file, its sensitivity, its readers."""

    sensitivity = forms.ChoiceField(
        label=_("Who can see this"),
        choices=vocabulary.Sensitivity.choices,
        initial=vocabulary.Sensitivity.INTERNAL,
        required=False,
    )
    readers = RowKeysField(
        label=_("Named readers"),
        help_text=_("Besides you. Each reading is logged."),
        queryset=User.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    confirmed = forms.CharField(required=False, widget=forms.HiddenInput)

    def offer_readers(self, user: User) -> None:
        """Offer named readers to a user who logs progress; a focal point can't name any."""
        if not user.may_write:
            del self.fields["readers"]
            self.fields["sensitivity"].choices = [
                choice
                for choice in vocabulary.Sensitivity.choices
                if choice[0] != vocabulary.Sensitivity.NAMED_READERS
            ]
            return
        readers = self.fields["readers"]
        readers.queryset = others = policies.assignable_users().exclude(pk=user.pk)
        readers.widget.choices = CallableChoiceIterator(
            lambda: [(other.pk, str(other)) for other in others[:MAX_SUGGESTIONS]]
        )

    @property
    def evidence_input(self) -> items.EvidenceInput:
        """The evidence of the valid form, as a value for an action."""
        values = self.cleaned_data
        sensitivity = values.get("sensitivity") or vocabulary.Sensitivity.INTERNAL
        return items.EvidenceInput(
            **{name: values[name] for name in AS_STATED & values.keys()},
            evidence=tuple(values.get("evidence") or ()),
            new_source=self.new_source,
            at_paragraph=values.get("paragraph", ""),
            sensitivity=sensitivity,
            readers=tuple(values.get("readers") or ())
            if sensitivity == vocabulary.Sensitivity.NAMED_READERS
            else (),
            confirmed=values["confirmed"]
            == files.line_mark(values.get("upload"), values.get("url", "")),
        )


class EvidenceFields(NewEvidenceFields, RecentEvidence):
    """Fields to add evidence, and those under “More”. What is left blank is not stated."""

    OPTIONAL_FIELDS: tuple[str, ...] = (
        *("title", "kind", "issuer", "language"),
        *("published_on", "covers_from", "covers_to"),
    )

    recommendation: Any = None  # that it is to be cited on, if any

    quote = forms.CharField(
        label=_("Quote from the report"),
        help_text=_("Paste it exactly; Heed finds the paragraph."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    evidence = RowKeysField(
        label=_("Existing evidence"), queryset=Evidence.objects.none(), required=False
    )
    title = forms.CharField(
        label=_("Title"),
        help_text=_("Leave blank to use the name of the file or the beginning of the sentence."),
        required=False,
        max_length=300,
    )
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=lambda: [("", _("not stated")), *stated_kinds()],
        required=False,
    )
    issuer = BodyField(
        label=_("Issuer"),
        help_text=_("Type a name or acronym and choose from the list. Leave blank if unknown."),
        required=False,
    )
    page = forms.CharField(
        label=_("Page"),
        help_text=_("In the document, as printed, for example 4, iv or 4–6."),
        required=False,
        max_length=20,
    )
    paragraph = forms.CharField(
        label=_("Paragraph"), help_text=_("For example 12 or 3(b)."), required=False, max_length=20
    )

    def set_choices(self, user: User) -> None:
        """Offer the evidence, bodies and readers that the user may see."""
        self.user = user
        self.fields["evidence"].queryset = Evidence.objects.visible_to(user).not_withdrawn()
        self.fields["issuer"].rows = self.fields["issuer"].rows.offered_to(user)
        self.offer_readers(user)
        if not user.may_write:
            for name in self.SOURCE_FIELDS:
                del self.fields[name]

    @property
    def suggested_bodies(self) -> list[Body]:
        """The bodies to suggest, those with a role first."""
        return issuer_suggestions(self.recommendation, self.user)

    @property
    def optional_fields(self) -> list[forms.BoundField]:
        """The fields under “More”."""
        return [self[name] for name in self.OPTIONAL_FIELDS if name in self.fields]

    @property
    def has_optional_errors(self) -> bool:
        """Whether a field under “More” is wrong."""
        return not self.errors.keys().isdisjoint(
            {*self.OPTIONAL_FIELDS, *self.SOURCE_FIELDS, "sensitivity", "readers"}
        )


class EvidenceActionForm(EvidenceFields, ActionForm):
    """An action with evidence. Without a recommendation, only existing evidence can be chosen."""

    takes_evidence = True
    page = paragraph = None  # type: ignore[assignment] # evidence is cited as a whole here

    def fill_for(self, recommendation: Recommendation | None) -> None:
        """Set choices and initial values."""
        self.recommendation = recommendation
        self.set_choices(self.user)
        if recommendation is None:
            for name in (
                "file",
                "upload",
                "url",
                "quote",
                "sensitivity",
                "readers",
                *self.OPTIONAL_FIELDS,
                *self.SOURCE_FIELDS,
            ):
                self.fields.pop(name, None)


def issuer_suggestions(recommendation: Recommendation | None, user: User) -> list[Body]:
    """Return at most 50 bodies to pick an issuer from: those with a role first, then by code.

    Those that have ended come last.
    """
    named = (
        list_responsible_bodies(
            recommendation.responsibilities.not_withdrawn(), on=user.mandates.on
        )[:MAX_SUGGESTIONS]
        if recommendation
        else []
    )
    return [
        *named,
        *Body.objects.offered_to(user)
        .exclude(pk__in=[body.pk for body in named])
        .order_by(F("valid_to").asc(nulls_first=True), "code")[: MAX_SUGGESTIONS - len(named)],
    ]


NOTHING = "evidence"  # the choice to store a file that nothing cites yet


class InboxForm(EvidenceFields):
    """What a waiting file is about, and what it shows; its line, and what is under “More”."""

    target = forms.CharField(
        label=_("What is it about?"),
        error_messages={"required": _("Choose what the file is about.")},
    )
    search = forms.CharField(
        label=_("Find something else"),
        help_text=_("By number, body or words: 6, MLSW, shelters."),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    sentence = forms.CharField(
        label=_("What it shows"),
        help_text=_("One to three sentences. The status does not change."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    on = DayField(label=_("As of"))

    def __init__(
        self,
        data: Mapping[str, str] | None,
        *,
        user: User,
        row: InboxFile,
        twin: Evidence | InboxFile | None,
        issuer: Body | None,
        today: date,
    ) -> None:
        self.user, self.row, self.read_issuer = user, row, issuer
        self.described = inbox.describe(row)
        values = suggest_values(self.described)
        super().__init__(data, initial=values)
        first = next((proposal for proposal in self.proposals if proposal.is_likely), None)
        self.initial.update(
            on=min(values.get("published_on", ""), today.isoformat()) or today,
            target=first.key if first and twin is None else "",
            sentence=fitting_sentence(self.described.file.text, first.words if first else ()),
        )
        self.set_choices(user)

    @cached_property
    def proposals(self) -> list[Proposal]:
        """What the search finds; without one, what the file may be about."""
        if words := self["search"].value():
            return find_targets(self.user, words)
        return propose(self.user, below_head(self.described.file.text), self.read_issuer)

    def clean_upload(self) -> files.Upload:
        """Inspect the waiting file again, to be stored."""
        return inbox.load(self.row, by=self.user)

    def clean_target(self) -> Target | None:
        """Return the row that was chosen; None to store the file alone."""
        rows: dict[str, Target | None] = {proposal.key: proposal.row for proposal in self.proposals}
        if (key := self.cleaned_data["target"]) not in {*rows, NOTHING}:
            raise forms.ValidationError(gettext("Choose what the file is about."))
        return rows.get(key)
