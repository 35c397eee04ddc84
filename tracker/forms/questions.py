"""Forms for questions and their answers, question sheets and commitments."""

from collections.abc import Callable, Mapping
from copy import deepcopy
from datetime import date
from functools import partial
from typing import Any

from django import forms
from django.utils.translation import gettext as _, gettext_lazy, pgettext_lazy

from tracker import models, question_sheets, vocabulary
from tracker.actions.evidence.items import find_lead_body
from tracker.actions.questions.questions import (
    ANSWER_DUE_AFTER,
    MAX_LENGTH,
)
from tracker.forms.base import (
    ActionForm,
    BodyField,
    DayField,
    ReasonOnlyForm,
    UploadFields,
    add_errors,
    capitalized,
    newest_event_of,
)
from tracker.forms.evidence.fields import EvidenceActionForm, issuer_suggestions
from tracker.intake.tables import parse_day
from tracker.summaries.questions import comparison, sheets


def _takes_questions(body: models.Body, *, on: date) -> bool:
    return body.accepts_correspondence and not body.has_ended(on=on)


def _correspondents(form: ActionForm) -> list[models.Body]:
    """Return the bodies to suggest that can be written to, those with a role first."""
    bodies = issuer_suggestions(getattr(form.row, "recommendation", form.row), form.user)
    return [body for body in bodies if _takes_questions(body, on=form.user.mandates.on)]


class AskForm(ActionForm):
    """Put an existing question to a body."""

    body = BodyField(
        label=gettext_lazy("Body asked"),
        help_text=gettext_lazy(
            "Type a name or acronym and choose from the list. It must be a body that can be"
            " written to."
        ),
    )
    on = DayField(label=gettext_lazy("Asked on"))
    due = DayField(
        label=gettext_lazy("Answer due"),
        help_text=gettext_lazy("Leave blank for 30 days after the question is asked."),
        required=False,
    )

    def prepare(self) -> None:
        """Offer the bodies that can be asked; of a question on record, fill in its addressee."""
        body = self.fields["body"]
        body.rows = body.rows.offered_to(self.user)
        self.fields["due"].initial = self.today + ANSWER_DUE_AFTER
        if isinstance(self.row, models.Question):
            about, on = self.row.recommendation, self.today
            addressee = self.row.body or (find_lead_body(about, on=on) if about else None)
            if addressee and _takes_questions(addressee, on=on):
                body.initial = addressee.code

    suggested_bodies = property(_correspondents)

    def clean_due(self) -> date | None:
        """Return the due date; None if it was left alone."""
        return self.cleaned_data["due"] if "due" in self.changed_data else None


class NewQuestionForm(AskForm):
    """A new question, to be put to a body now or later."""

    field_order = ("text", "kind", "body", "on", "due")

    text = forms.CharField(
        label=gettext_lazy("Question"),
        help_text=gettext_lazy("One thing per question, so that one answer closes it."),
        max_length=MAX_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"),
        help_text=gettext_lazy(
            "Choose “does not add up” to question a figure. The status stays until a new"
            " assessment."
        ),
        choices=capitalized(vocabulary.QuestionKind),
        initial=vocabulary.QuestionKind.ASK,
    )
    body = BodyField(
        label=gettext_lazy("Body asked"),
        help_text=gettext_lazy(
            "Type a name or acronym and choose from the list. Leave blank to ask a body later."
        ),
        required=False,
    )


class ReminderForm(ActionForm):
    """The day a body was reminded."""

    on = DayField(label=gettext_lazy("Reminded on"))


class AnswerForm(EvidenceActionForm):
    """The answer to a question, and the evidence for it."""

    FIRST = ("sentence",)
    LAST: tuple[str, ...] = ("on", "use")

    sentence = forms.CharField(
        label=gettext_lazy("Answer"),
        help_text=gettext_lazy(
            "One to three sentences, kept with the evidence and in the history."
        ),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    on = DayField(label=gettext_lazy("Answered on"))
    use = forms.ChoiceField(
        label=gettext_lazy("Use"),
        help_text=gettext_lazy("What the answer is cited for. The status does not change."),
        choices=capitalized(vocabulary.Use),
        initial=vocabulary.Use.CONTEXT,
    )

    suggested_bodies = property(_correspondents)

    def prepare(self) -> None:
        """Offer evidence; without a recommendation, nothing is cited, so that it has no use."""
        self.fill_for(self.row.recommendation)
        if self.row.recommendation is None:
            self.LAST = ("on",)
            self.fields["use"].required = False


LONG_TEXT: dict[str, Any] = {
    "widget": forms.Textarea(attrs={"rows": 5}),
    "max_length": comparison.MAX_CELL_LENGTH,
    "required": False,
}
# Fields of a row by its kind, in the order of its cells in the sheet.
PART_FIELDS: Mapping[str, Mapping[str, forms.Field]] = {
    "question": {
        "words": forms.CharField(label=gettext_lazy("Your answer"), **LONG_TEXT),
        "value": forms.CharField(label=gettext_lazy("Figure"), max_length=100, required=False),
        "period": forms.CharField(
            label=gettext_lazy("Period of the figure"),
            help_text=gettext_lazy("For example “2025” or “April 2024 – March 2025”."),
            max_length=100,
            required=False,
        ),
    },
    "view": {
        "status": forms.ChoiceField(
            label=gettext_lazy("Your own status"),
            choices=lambda: [("", "–"), *capitalized(vocabulary.SELECTABLE_STATUSES)()],
            required=False,
        ),
        "words": forms.CharField(
            label=gettext_lazy("What was done"),
            help_text=gettext_lazy("One to three sentences."),
            **LONG_TEXT,
        ),
        "evidence": forms.CharField(
            label=gettext_lazy("Evidence: title and link"), max_length=2000, required=False
        ),
    },
    "new": {
        "words": forms.CharField(
            label=gettext_lazy("Commitment"),
            help_text=gettext_lazy("One thing whose completion can be checked."),
            **{**LONG_TEXT, "max_length": 500},
        ),
        "due_on": DayField(label=gettext_lazy("Due date"), required=False),
    },
    "commitment": {
        "words": forms.CharField(
            label=gettext_lazy("Update"),
            help_text=gettext_lazy("What is new. Leave blank if only the date changes."),
            **{**LONG_TEXT, "max_length": 2000},
        ),
        "due_on": DayField(label=gettext_lazy("Due date"), required=False),
        "reason": forms.CharField(
            label=gettext_lazy("Reason for the change"), max_length=500, required=False
        ),
    },
}


class PartForm(UploadFields, ActionForm):
    """What a body writes for one row of its question sheet; it shows what is written so far."""

    def __init__(
        self, *args: Any, part: sheets.Part, version: Callable[[], int], user: models.User
    ) -> None:
        super().__init__(*args)
        self.part, self.user, self.FIRST = part, user, tuple(PART_FIELDS[part.kind])
        cells = dict(zip(self.FIRST, part.saved.get("cells", ()), strict=False))
        self.initial = cells | {"due_on": cells.get("due_on") or part.due_on}
        self.fields |= deepcopy(PART_FIELDS[part.kind])
        self.takes_upload = part.takes_upload
        if not part.takes_upload:
            del self.fields["file"], self.fields["upload"]
        if file := part.saved.get("file"):
            label, self.LAST = _("Remove %(name)s") % file, ("removes_file",)
            self.fields["removes_file"] = forms.BooleanField(label=label, required=False)
        self.remember_version(version)

    def clean(self) -> None:
        """Check that what is sent is whole: a date has words; a reason, period and file theirs."""
        super().clean()
        value, due_on = self.cleaned_data.get, "due_on" in self.FIRST and self.cells[1]
        add_errors(
            self,
            (
                due_on and not value("reason", value("words")),
                self.FIRST[-1],
                _("A due date needs words: say what, or why it moves."),
            ),
            (
                value("reason") and not due_on,
                "due_on",
                _("Choose the date that the reason is for."),
            ),
            (value("period") and not value("value"), "value", _("Enter the figure of the period.")),
            (
                (value("upload") or (self.part.saved.get("file") and not value("removes_file")))
                and not any(self.cells),
                "words",
                _("Say in words what the file shows."),
            ),
        )

    @property
    def cells(self) -> tuple[str, ...]:
        """What was typed, in the order of the sheet; an unchanged due date is none."""
        values = {name: str(self.cleaned_data.get(name) or "").strip() for name in self.FIRST}
        if values.get("due_on") == str(self.part.due_on):
            values["due_on"] = ""
        return (*values.values(), "")[:3]  # a new commitment has no reason


class StatementForm(forms.Form):
    """Who states the answers of a body, and on which day."""

    stated_by = forms.CharField(
        label=gettext_lazy("As stated by"),
        help_text=gettext_lazy("Name and office of the person who states it."),
        max_length=200,
    )
    stated_on = DayField(label=pgettext_lazy("label of a day", "Stated on"))

    def __init__(self, *args: Any, today: date) -> None:
        super().__init__(*args)
        self.initial, self.today = {"stated_on": today}, today

    def clean_stated_on(self) -> date:
        """Check that the day has come."""
        stated_on: date = self.cleaned_data["stated_on"]
        if stated_on > self.today:
            raise forms.ValidationError(_("The date is in the future. Choose today or earlier."))
        return stated_on


FORMATS = (
    ("docx", gettext_lazy("Word document (.docx)")),
    ("xlsx", gettext_lazy("Workbook (.xlsx)")),
)


class SheetForm(forms.Form):
    """A question sheet to print: format, language, due date, and which questions."""

    format = forms.ChoiceField(label=gettext_lazy("Format"), choices=FORMATS)
    language = forms.ChoiceField(
        label=gettext_lazy("Language"), choices=vocabulary.Language.choices
    )
    due = DayField(label=gettext_lazy("Answer by"), required=False)
    include_unasked = forms.BooleanField(
        label=gettext_lazy("Include questions not asked yet"),
        help_text=gettext_lazy(
            "The sheet does not mark them as asked. When you send it, ask them here too:"
        ),
        required=False,
    )


class SheetUploadForm(forms.Form):
    """A question sheet that was filled in."""

    file = forms.FileField(
        label=gettext_lazy("Completed sheet"),
        help_text=gettext_lazy("A Word document or workbook of at most 10 MB."),
        error_messages={
            "required": gettext_lazy("Choose the completed sheet."),
            "empty": gettext_lazy("The file is empty. Save it again where it was filled in."),
        },
        widget=forms.FileInput(attrs={"accept": ".docx,.xlsx"}),
    )


class SheetConfirmForm(StatementForm):
    """Confirmation of a sheet by an analyst: who stated it, when, and the day it is about."""

    as_of = DayField(
        label=gettext_lazy("As of"),
        help_text=gettext_lazy("The day that the statuses refer to."),
    )
    note = forms.CharField(
        label=gettext_lazy("Note to the body"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, filled: question_sheets.FilledSheet, today: date) -> None:
        super().__init__(*args, today=today)
        on = min(parse_day(filled.filled_on) or today, today)
        self.initial = {"stated_by": filled.filled_by[:200], "stated_on": on, "as_of": on}

    def clean(self) -> None:
        """Check that the body is told why rows of its answers are left out."""
        super().clean()
        if self.left_out and not self.cleaned_data.get("note"):
            self.add_error("note", _("Say why rows are left out: the body reads it."))

    @property
    def left_out(self) -> list[str]:
        """Keys of the rows to leave out."""
        return self.data.getlist("left_out") if self.is_bound else []  # type: ignore[attr-defined]

    @property
    def accepted(self) -> frozenset[str]:
        """Keys of the rows that were offered, without those to leave out."""
        return frozenset(self.data.get("offered", "").split("|")).difference(self.left_out)


SENTENCE: dict[str, Any] = {"widget": forms.Textarea(attrs={"rows": 3}), "max_length": 2000}


class CommitmentForm(EvidenceActionForm):
    """A new commitment: its text, its due date, and evidence of it."""

    FIRST = ("text", "body", "undertaken_on", "due_on", "agreed_by")

    text = forms.CharField(
        label=gettext_lazy("Commitment"),
        help_text=gettext_lazy("One thing whose completion can be checked."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    body = BodyField(
        label=gettext_lazy("Body"),
        help_text=gettext_lazy("Type a name or acronym and choose from the list."),
    )
    undertaken_on = DayField(label=gettext_lazy("Undertaken on"))
    due_on = DayField(
        label=gettext_lazy("Due date"),
        help_text=gettext_lazy("Leave blank if there is none."),
        required=False,
    )
    agreed_by = forms.CharField(
        label=gettext_lazy("Who agreed to the date"),
        help_text=gettext_lazy(
            "An office or a meeting, for example “Minister of Justice, letter of 3 May”."
        ),
        max_length=200,
        required=False,
    )

    day_name = "undertaken_on"

    def prepare(self) -> None:
        """Offer evidence and bodies, first the lead body of the recommendation."""
        self.fill_for(self.row)
        lead, body = find_lead_body(self.row, on=self.today), self.fields["body"]
        body.rows, body.initial = body.rows.offered_to(self.user), lead.code if lead else ""


class CommitmentUpdateForm(ActionForm):
    """Base of the forms about one commitment, which notice a later change of it."""

    def prepare(self) -> None:
        """Show the form as of the newest event of the commitment."""
        self.remember_version(partial(newest_event_of, self.row))


class RescheduleForm(CommitmentUpdateForm):
    """Another due date, its reason, and who agreed to it."""

    day_name = "agreed_on"

    due_on = DayField(
        label=gettext_lazy("Due date"),
        help_text=gettext_lazy("Leave blank to remove the due date."),
        required=False,
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason for the change"),
        help_text=gettext_lazy("One sentence, shown beside the date."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    agreed_by = forms.CharField(
        label=gettext_lazy("Who agreed"),
        help_text=gettext_lazy(
            "An office or a meeting, for example “Minister of Justice, letter of 3 May”."
        ),
        max_length=200,
    )
    agreed_on = DayField(label=gettext_lazy("Agreed on"))

    def prepare(self) -> None:
        """Fill in the due date that stands."""
        super().prepare()
        self.fields["due_on"].initial = self.row.due_on


class NewsForm(CommitmentUpdateForm):
    """News of a commitment, and the day it was heard."""

    sentence = forms.CharField(label=gettext_lazy("Update"), **SENTENCE)
    on = DayField(label=gettext_lazy("Date of the update"))


class CompleteForm(EvidenceActionForm, CommitmentUpdateForm):
    """Completion of a commitment, and evidence of it."""

    FIRST = ("sentence",)
    LAST = ("on",)

    sentence = forms.CharField(
        label=gettext_lazy("What was done"),
        help_text=gettext_lazy(
            "One to three sentences. The evidence is cited as speaking for implementation."
        ),
        **SENTENCE,
    )
    on = DayField(label=gettext_lazy("Done on"))

    def prepare(self) -> None:
        """Offer evidence."""
        super().prepare()
        self.fill_for(self.row.recommendation)


class DropForm(ReasonOnlyForm, CommitmentUpdateForm):
    """Reason why a commitment will not be kept."""
