"""Forms to ask questions and log their answers, and to print and read in question sheets."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _, gettext_lazy, pgettext_lazy

from tracker.actions.questions.questions import (
    ANSWER_DUE_AFTER,
    MAX_LENGTH,
)
from tracker.actions.questions.sheets import ImportSheet, SheetSource
from tracker.forms.base import ActionForm, BodyField, DayField, DayInput, capitalized
from tracker.forms.evidence.fields import EvidenceActionForm
from tracker.intake.tables import parse_day
from tracker.models import Body, Question, User
from tracker.question_sheets import FilledSheet
from tracker.vocabulary import Language, QuestionKind, Use


class AskForm(ActionForm):
    """Put an existing question to a body."""

    FIRST: tuple[str, ...] = ("body", "on", "due")

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

    def __init__(self, *args: Any, today: date, user: User) -> None:
        super().__init__(*args)
        self.fields["body"].rows = self.fields["body"].rows.offered_to(user)
        self.fields["on"].initial = today
        self.fields["due"].initial = today + ANSWER_DUE_AFTER

    def clean_due(self) -> date | None:
        """Return the due date; None if it was left alone."""
        return self.cleaned_data["due"] if "due" in self.changed_data else None


class NewQuestionForm(AskForm):
    """A new question, to be put to a body now or later."""

    FIRST = ("text", "kind", "body", "on", "due")
    field_order = FIRST

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
        choices=capitalized(QuestionKind),
        initial=QuestionKind.ASK,
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

    FIRST = ("on",)

    on = DayField(label=gettext_lazy("Reminded on"))

    def __init__(self, *args: Any, today: date) -> None:
        super().__init__(*args)
        self.fields["on"].initial = today


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
        choices=capitalized(Use),
        initial=Use.CONTEXT,
    )

    def __init__(self, *args: Any, question: Question, user: User, today: date) -> None:
        super().__init__(*args)
        self.fill_for(question.recommendation, user, today=today)
        self.fields["on"].initial = today
        if question.recommendation is None:
            self.LAST = ("on",)
            self.fields["use"].required = False


FORMATS = (
    ("docx", gettext_lazy("Word document (.docx)")),
    ("xlsx", gettext_lazy("Workbook (.xlsx)")),
)


class SheetForm(forms.Form):
    """A question sheet to print: format, language, due date, and which questions."""

    format = forms.ChoiceField(label=gettext_lazy("Format"), choices=FORMATS)
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=Language.choices)
    due = forms.DateField(label=gettext_lazy("Reply by"), required=False, widget=DayInput)
    include_unasked = forms.BooleanField(
        label=gettext_lazy("Include questions not asked yet"),
        help_text=gettext_lazy(
            "The sheet does not mark them as asked. When you send it, ask them here too:"
        ),
        required=False,
    )

    @classmethod
    def with_defaults(cls, *, language: str, today: date) -> "SheetForm":
        """Return the form with initial values: the reader's language, and a month to answer."""
        due = today + ANSWER_DUE_AFTER
        initial = {"format": "docx", "language": language, "due": due, "include_unasked": True}
        return cls(initial=initial)


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


class SheetConfirmForm(forms.Form):
    """Confirmation of a sheet by an analyst: who stated it, when, and the day it is about."""

    sheet = forms.CharField(widget=forms.HiddenInput)
    stated_by = forms.CharField(
        label=gettext_lazy("As stated by"),
        help_text=gettext_lazy("Name and office of the person who states it."),
        max_length=200,
    )
    stated_on = forms.DateField(label=pgettext_lazy("label of a day", "Stated on"), widget=DayInput)
    as_of = forms.DateField(
        label=gettext_lazy("As of"),
        help_text=gettext_lazy("The day that the statuses refer to."),
        widget=DayInput,
    )

    def __init__(self, *args: Any, filled: FilledSheet, body: Body, today: date) -> None:
        super().__init__(*args)
        on = min(parse_day(filled.filled_on) or today, today)
        self.initial = {"stated_by": filled.filled_by[:200], "stated_on": on, "as_of": on}
        self.filled, self.body, self.today = filled, body, today

    def clean_stated_on(self) -> date:
        """Check that the day has come."""
        stated_on: date = self.cleaned_data["stated_on"]
        if stated_on > self.today:
            raise forms.ValidationError(_("The date is in the future. Choose today or earlier."))
        return stated_on

    def accept_shown(self, token: str) -> None:
        """Keep the typed values, but accept what the page shows now: the sheet of this token."""
        self.data = self.data.copy()  # type: ignore[attr-defined]
        self.data["sheet"] = token  # type: ignore[index]

    def command(self, *, by: User, now: datetime) -> ImportSheet:
        """Return the command of the form; what the sheet says stands in for invalid values."""
        values = {**self.initial, **getattr(self, "cleaned_data", {})}
        source = SheetSource(values["stated_by"], values["stated_on"], values["as_of"])
        return ImportSheet(filled=self.filled, body=self.body, source=source, by=by, now=now)
