"""Forms to make, publish, take back and save progress reports, and to write remarks."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django import forms
from django.core.validators import EmailValidator
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from tracker import errors, limited_process, models, vocabulary
from tracker.actions.progress import find_reinstated
from tracker.actions.progress.texts import TranslatedText, parse_translations
from tracker.documents.tables import check_table_size, read
from tracker.filters.base import find_user
from tracker.forms.base import (
    ActionForm,
    BodyField,
    DayField,
    Form,
    PostedData,
    VersionedForm,
    capitalized,
)
from tracker.summaries.progress.texts import Statuses, TranslationLine, find_bindings


class NewPublicationForm(ActionForm):
    """The reason to make a publication. Its parameters are in the address."""

    reason = forms.CharField(
        label=_("Why is it created?"),
        help_text=_("Its readers and its purpose. Kept with the report and in the history."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    formats = forms.MultipleChoiceField(
        choices=vocabulary.ReportFormat.choices, required=False, widget=forms.MultipleHiddenInput
    )


class PublishForm(ActionForm):
    """A note for history, and whether the report supersedes those published before."""

    note = forms.CharField(
        label=_("Note"),
        help_text=_("For the history. If blank, the reason for the draft is used."),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    supersedes = forms.BooleanField(
        label=_("Replace the earlier publications"), required=False, initial=True
    )


def _notice_field(help_text: Any) -> forms.CharField:
    return forms.CharField(
        label=_("Reason"),
        help_text=help_text,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class DiscardForm(ActionForm):
    """The reason to discard a draft."""

    notice = _notice_field(_("Shown in the history. The number of the draft is not used again."))


class WithdrawReportForm(ActionForm):
    """The reason to withdraw a report, and whether those it superseded stand again."""

    notice = _notice_field(
        _("Readers see this instead of the report. Leave out names and anything they may not know.")
    )
    reinstates = forms.BooleanField(
        label=_("Publish again the report that it replaced"), required=False, initial=True
    )

    def prepare(self) -> None:
        """Name the reports that could stand again, if there are any."""
        if older := find_reinstated(self.row):
            self.fields["reinstates"].help_text = "; ".join(map(str, older))
        else:
            del self.fields["reinstates"]


PAGE = 3_000  # characters of a text that about fill a page of a report


class RemarkForm(VersionedForm):
    """A remark in one language, and the day it is about."""

    version_field = "last_remark"

    text = forms.CharField(
        label=_("Text"),
        help_text=format_lazy(
            "{} {}",
            _(
                "Leave an empty line between paragraphs. The text is printed as "
                "written. In an executive summary, “(no. 6)” becomes a link to that "
                "recommendation with its main sources."
            ),
            _("A page fits about 3,000 characters."),
        ),
        max_length=50_000,
        widget=forms.Textarea(attrs={"rows": 10}),
    )
    as_of = DayField(
        label=_("As of"),
        help_text=_("Printed in reports as of this day and later, until a newer text replaces it."),
    )
    last_remark = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)


class BindingsForm(ActionForm):
    """The numbers and statuses of an executive summary that are compared with the data."""

    bindings = forms.MultipleChoiceField(
        label=_("Compare with the data"),
        help_text=_(
            "Reports and the page to publish mark what you tick once the data says otherwise. "
            "Leave out what is not about the state of the recommendations."
        ),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def offer(
        self, summary: models.Remark, earlier: models.Remark | None, statuses: Statuses
    ) -> None:
        """Offer what is found in a summary; chosen is what is stored, or was in an earlier one."""
        found = find_bindings(summary.text, summary.language, statuses)
        field = self.fields["bindings"]
        field.choices = [(binding.code, binding.comparison) for binding in found]
        words = {
            (stored["text"], stored["subject"])
            for stored in summary.bindings or (earlier.bindings if earlier else [])
        }
        field.initial = [b.code for b in found if (b.text, b.subject) in words]


class RecipientsField(forms.CharField):
    """User names and email addresses, one a line, as users and addresses without an account."""

    widget = forms.Textarea(attrs={"rows": 4, "spellcheck": "false"})

    def clean(self, value: Any) -> Any:
        """Return the users and the addresses. Raises ValidationError for a line that is neither."""
        users, addresses = [], []
        for line in filter(None, map(str.strip, super().clean(value).splitlines())):
            if (user := find_user(line)) is None:
                EmailValidator(
                    _("“%(value)s” is neither the user name of an account nor an email address.")
                )(line)
                addresses.append(line)
            elif user.is_active and user.email:
                users.append(user)
            else:
                raise forms.ValidationError(
                    _(
                        "%(user)s has no open account with an email address. An administrator can "
                        "add one."
                    ),
                    params={"user": user},
                )
        return users, list({address.lower(): address for address in addresses}.values())


class RecipientsForm(ActionForm):
    """Who gets a message about each report that is made on a schedule."""

    recipients = RecipientsField(
        label=_("Recipients"),
        help_text=_(
            "User names or email addresses, one a line. Users get a message once they can open the "
            "report: with the draft or when it is published. Addresses without an account get one "
            "when a report for the public is published. It has counts, numbers and a link."
        ),
        required=False,
        max_length=5_000,
    )


class SavedReportForm(Form):
    """A report that is made again and again: its parameters, frequency and first day."""

    name = forms.CharField(
        label=_("Name"),
        help_text=_("A name you will recognize: “Quarterly letter to the ministry”."),
        max_length=200,
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=capitalized(vocabulary.ReportKind))
    language = forms.ChoiceField(label=_("Language"), choices=vocabulary.Language.choices)
    audience = forms.ChoiceField(
        label=_("Audience"),
        help_text=_("A public report contains only public material."),
        choices=capitalized(vocabulary.Audience),
    )
    body = forms.ChoiceField(
        label=_("Responsible body"),
        help_text=_("Required for a report for a body."),
        required=False,
    )
    theme = forms.ChoiceField(
        label=_("Theme"),
        required=False,
        choices=lambda: [("", _("all")), *capitalized(vocabulary.Theme)()],
    )
    frequency = forms.ChoiceField(label=_("How often"), choices=capitalized(vocabulary.Frequency))
    first_run_on = DayField(
        label=_("First day"),
        help_text=_(
            "A draft is created on this day. It shows the state on that day and what "
            "changed since the previous one; a brief, “What changed” and an evidence "
            "pack show the end of the day before, as recorded then. Days chosen in "
            "the preview are not kept."
        ),
    )
    recipients = RecipientsForm.base_fields["recipients"]

    def __init__(
        self,
        data: Mapping[str, object] | None,
        *,
        bodies: Sequence[tuple[str, str]],
        initial: dict[str, object],
        other_conditions: Mapping[str, Sequence[str]],
    ) -> None:
        super().__init__(data, initial=initial)
        self.other_conditions = other_conditions
        code = str(initial.get("body") or "")  # perhaps of a body that has no part in the report
        self.fields["body"].choices = [
            ("", _("all")),
            *bodies,
            *([(code, code)] if code and code not in dict(bodies) else []),
        ]

    @property
    def conditions(self) -> dict[str, Sequence[str]]:
        """The filter of the valid form: its own conditions, and the others."""
        values = self.cleaned_data
        return {
            **self.other_conditions,
            **{name: [values[name]] for name in ("body", "theme") if values.get(name)},
        }


class ReportTextForm(ActionForm):
    """What the progress reports of an edition say of their sender, in one language."""

    sender = forms.CharField(
        label=_("Sender"),
        help_text=_("The office that writes: “Office for Good Governance”."),
        max_length=200,
        required=False,
    )
    contact = forms.CharField(
        label=_("Contact"),
        help_text=_("Address, telephone and mailbox of the office, line by line."),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    preface = forms.CharField(
        label=_("Preface"),
        help_text=_(
            "Printed under the title of each report. Leave an empty line between paragraphs."
        ),
        max_length=5_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    note = forms.CharField(
        label=_("Note on the name of the country"),
        help_text=_("Begin with “*”: the name in the title gets the asterisk, too."),
        max_length=1_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class SendDraftForm(ActionForm):
    """The body that was sent a draft, when, and by when it replies."""

    body = BodyField(
        label=_("Body"), help_text=_("Type a name or acronym and choose from the list.")
    )
    sent_on = DayField(label=_("Sent on"))
    reply_by = DayField(label=_("Reply by"))

    def prepare(self) -> None:
        """Suggest all bodies that are offered, however many."""
        self.fields["body"].suggestions = models.Body.objects.offered_to(self.user).order_by("code")


class ReplyForm(ActionForm):
    """The reply of a body to a draft."""

    text = forms.CharField(
        label=_("Reply"),
        help_text=_("In the words of the body."),
        max_length=20_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    is_none_received = forms.BooleanField(label=_("None received"), required=False)
    replied_on = DayField(label=_("Replied on"))


class TranslationsForm(forms.Form):
    """Translations of texts, side by side with the originals; each field has its own initial."""

    translated_by = forms.CharField(
        label=_("Translated by"),
        help_text=_(
            "Kept with each text that you change here. Of an official translation of a "
            "recommendation, every report names it."
        ),
        max_length=150,
        required=False,
    )

    def __init__(
        self,
        data: PostedData | None,
        *,
        lines: Sequence[TranslationLine],
        language: str,
        initial: dict[str, object],
    ) -> None:
        super().__init__(data, initial=initial)
        self.lines = lines
        for line in lines:
            self.fields[line.name] = forms.CharField(
                label=line.label,
                initial=line.translation,
                required=False,
                max_length=50_000,
                show_hidden_initial=True,  # so that only what was changed here is saved
                widget=forms.Textarea(
                    attrs={"rows": min(2 + len(line.text.text) // 60, 12), "lang": language}
                ),
            )
            self.fields[f"official-{line.name}"] = forms.BooleanField(
                label=_("Official translation"),
                initial=line.is_official,
                required=False,
                show_hidden_initial=True,
            )
            self.fields[f"source-{line.name}"] = forms.CharField(
                initial=line.source_sha256, widget=forms.HiddenInput, required=False
            )
            if line.is_outdated:
                self.fields[f"kept-{line.name}"] = forms.BooleanField(
                    label=_("The translation still fits"), required=False
                )

    @property
    def rows(self) -> Iterator[tuple[TranslationLine, list[forms.BoundField]]]:
        """The lines, each with its fields: translation, whether it is official, hidden hash."""
        for line in self.lines:
            names = (f"{prefix}{line.name}" for prefix in ("", "official-", "source-", "kept-"))
            yield line, [self[name] for name in names if name in self.fields]

    @property
    def texts(self) -> list[TranslatedText]:
        """What was changed, in the valid form."""
        values, changed = self.cleaned_data, set(self.changed_data)
        return [
            TranslatedText(
                *line.text.key,
                text=values[line.name],
                translated_by=values["translated_by"],
                is_official=values[f"official-{line.name}"],
                source_sha256=values[f"source-{line.name}"],
                previous=str(self.data.get(self[line.name].html_initial_name, "")),
            )
            for line in self.lines
            if changed & {line.name, f"official-{line.name}", f"kept-{line.name}"}
        ]


class TranslationTableForm(ActionForm):
    """The table of texts with the translations filled in."""

    file = forms.FileField(
        label=_("Table"),
        help_text=_("The table downloaded here, as CSV or Excel, with translations filled in."),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}),
    )

    def __init__(self, *args: Any, language: str) -> None:
        super().__init__(*args)
        self.language = language

    def clean(self) -> None:
        """Read the table. An error names the row."""
        super().clean()
        if (file := self.cleaned_data.get("file")) is not None:
            try:
                check_table_size(file.size, file.name)
                self.cleaned_data["texts"] = list(
                    parse_translations(
                        limited_process.read_limited(
                            file.name, read, file.read(), file_name=file.name
                        ),
                        self.language,
                    )
                )
            except errors.TrackerError as error:
                self.add_error("file", str(error))
