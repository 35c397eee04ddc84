"""Forms to ask questions and log their answers, and to print and read in question sheets."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from django import forms
from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from tracker.actions.evidence.files import inspect_upload, load_upload, store_upload
from tracker.actions.questions import sheets
from tracker.actions.questions.questions import ANSWER_DUE_AFTER, MAX_LENGTH
from tracker.actions.questions.sheets import SheetSource
from tracker.documents.guards import LARGEST_SHEET, sheet_too_large
from tracker.errors import FileUnreadable, InvalidValue, TrackerError
from tracker.forms.assessments.log import FormOutcome
from tracker.forms.base import ActionForm, BodyField, DayField, EvidenceActionForm
from tracker.forms.fields import DayInput
from tracker.intake.question_sheets import read
from tracker.models import Body, Question, User
from tracker.question_sheets import FilledRow, FilledSheet
from tracker.summaries.questions.replies import RowOutcome, SheetComparison
from tracker.vocabulary import Language, QuestionKind, Use


class SendQuestionForm(ActionForm):
    """Put an existing question to a body."""

    FIRST: tuple[str, ...] = ("body", "on", "due")

    body = BodyField(
        label=gettext_lazy("Body asked"),
        help_text=gettext_lazy("The code of a body that can be written to."),
    )
    on = DayField(label=gettext_lazy("Asked on"))
    due = DayField(
        label=gettext_lazy("Answer due"),
        help_text=gettext_lazy("Empty: 30 days after it was asked."),
        required=False,
    )

    def __init__(self, *args: Any, today: date, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        body: Any = self.fields["body"]
        body.rows = body.rows.visible_to(user)
        self.fields["on"].initial = today
        self.fields["due"].initial = today + ANSWER_DUE_AFTER

    @property
    def answers(self) -> dict[str, Any]:
        """Keyword arguments of the action. A due date that was left alone is None."""
        values = {name: self.cleaned_data[name] for name in self.FIRST}
        if "due" not in self.changed_data:
            values["due"] = None
        return values


class NewQuestionForm(SendQuestionForm):
    """A new question, to be put to a body now or later."""

    FIRST = ("text", "kind", "body", "on", "due")
    field_order = FIRST

    text = forms.CharField(
        label=gettext_lazy("Question"),
        help_text=gettext_lazy("One thing, so that one answer closes it."),
        max_length=MAX_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"),
        help_text=gettext_lazy(
            "A disputed figure is a question that “does not add up”, not a disputed status: the "
            "status stays until somebody judges it anew."
        ),
        choices=lambda: [(kind.value, capfirst(kind.label)) for kind in QuestionKind],
        initial=QuestionKind.ASK,
    )
    body = BodyField(
        label=gettext_lazy("Body asked"),
        help_text=gettext_lazy(
            "The code of a body that can be written to. Empty: it is kept as an open question "
            "that nobody was asked yet."
        ),
        required=False,
    )


class ReminderForm(ActionForm):
    """The day a body was reminded."""

    FIRST = ("on",)

    on = DayField(label=gettext_lazy("Reminded on"))

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = today


class AnswerForm(EvidenceActionForm):
    """The answer to a question, and the evidence for it."""

    FIRST = ("sentence",)
    LAST: tuple[str, ...] = ("on", "use")

    sentence = forms.CharField(
        label=gettext_lazy("What is the answer?"),
        help_text=gettext_lazy(
            "One to three sentences: they stand with the evidence, and in the history."
        ),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    on = DayField(label=gettext_lazy("Answered on"))
    use = forms.ChoiceField(
        label=gettext_lazy("Use"),
        help_text=gettext_lazy("What the answer is cited for. It changes no status."),
        choices=lambda: [(use.value, capfirst(use.label)) for use in Use],
        initial=Use.CONTEXT,
    )

    def __init__(
        self, *args: Any, question: Question, user: User, today: date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fill_for(question.recommendation, user, question.body, today=today)
        self.fields["on"].initial = today
        if question.recommendation is None:
            self.LAST = ("on",)
            self.fields["use"].required = False

    @property
    def answers(self) -> dict[str, Any]:
        """Keyword arguments of the action."""
        names = ("sentence", "on", "use")
        return {**{n: self.cleaned_data[n] for n in names}, "evidence_input": self.evidence_input}


SALT = "tracker.forms.questions"
MAX_AGE = 24 * 60 * 60  # seconds that a preview may lie open
FORMATS = (
    ("docx", gettext_lazy("Word document (.docx)")),
    ("xlsx", gettext_lazy("Workbook (.xlsx)")),
)


class SheetForm(forms.Form):
    """A question sheet to print: format, language, due date, and which questions."""

    format = forms.ChoiceField(label=gettext_lazy("Format"), choices=FORMATS)
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=Language.choices)
    due = forms.DateField(label=gettext_lazy("To be sent back by"), required=False, widget=DayInput)
    include_unasked = forms.BooleanField(
        label=gettext_lazy("Also questions that it was not asked yet"),
        help_text=gettext_lazy(
            "Printing does not count as asking: put the question to the body on its page too."
        ),
        required=False,
    )

    @classmethod
    def with_defaults(cls, *, language: str, today: date) -> "SheetForm":
        """Return the form with initial values: the reader's language, and a month to answer."""
        return cls(
            initial={"format": "docx", "language": language, "due": today + ANSWER_DUE_AFTER}
        )


class SheetUploadForm(forms.Form):
    """A question sheet that was filled in."""

    file = forms.FileField(
        label=gettext_lazy("The filled sheet"),
        help_text=gettext_lazy("A Word document or workbook of at most 10 MB."),
        error_messages={
            "required": gettext_lazy("No file was chosen. Choose the filled sheet."),
            "empty": gettext_lazy("The file is empty. Save it anew where it was filled in."),
        },
        widget=forms.FileInput(attrs={"accept": ".docx,.xlsx"}),
    )


class SheetConfirmForm(forms.Form):
    """Confirmation of a sheet by an analyst: who stated it, when, and the day it is about."""

    sheet = forms.CharField(widget=forms.HiddenInput)
    stated_by = forms.CharField(
        label=gettext_lazy("As stated by"),
        help_text=gettext_lazy("Name and office of whoever answers for it."),
        max_length=200,
    )
    stated_on = forms.DateField(label=pgettext_lazy("label of a day", "Stated on"), widget=DayInput)
    as_of = forms.DateField(
        label=gettext_lazy("As of"),
        help_text=gettext_lazy("The day that the statuses speak of."),
        widget=DayInput,
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_stated_on(self) -> date:
        """Check that the day has come."""
        stated_on: date = self.cleaned_data["stated_on"]
        if stated_on > self.today:
            raise forms.ValidationError(_("That day has not come. Choose today or earlier."))
        return stated_on

    @property
    def stated_source(self) -> SheetSource:
        """The values of the form; initial values in place of invalid ones."""
        values = {**self.initial, **getattr(self, "cleaned_data", {})}
        return SheetSource(values["stated_by"], values["stated_on"], values["as_of"])


def preview_sheet(
    posted: Mapping[str, Any] | None,
    files: "MultiValueDict[str, UploadedFile[Any]] | None",
    *,
    body: Body,
    user: User,
    now: datetime,
) -> FormOutcome:
    """Read a sheet and show what it would write; it can be confirmed within a day.

    Nothing is written but the stored file; of a file that is refused, not even that.
    """
    form = SheetUploadForm(posted, files)
    if not form.is_bound or not form.is_valid():
        return FormOutcome(context={"upload": form}, status=422 if form.is_bound else 200)
    try:
        return _preview(form.cleaned_data["file"], body=body, user=user, now=now)
    except TrackerError as error:
        form.add_error("file", str(error))
        return FormOutcome(context={"upload": form}, status=422)


def confirm_sheet(
    posted: Mapping[str, Any], *, body: Body, user: User, now: datetime
) -> FormOutcome:
    """Check everything again, and write all accepted rows or none.

    Raises:
        FileUnreadable: The preview is not ours, another body's, or too old.
        NotAllowed: The file was read in meanwhile.
        InvalidValue: The stored file has expired.
        Unwritable: Storage can't be written to.
    """
    filled, accepted, upload_key = _load_sheet(str(posted.get("sheet", "")), body, user)
    today = timezone.localdate(now)
    form = SheetConfirmForm(posted, today=today, initial=_initial_values(filled, today))
    written: dict[str, Any] = {"filled": filled, "body": body, "by": user, "now": now}
    if not form.is_valid():
        reply = sheets.preview(source=form.stated_source, **written)
        return FormOutcome(context=_context(reply, form), status=422)
    try:
        upload = load_upload(upload_key, by=user)
    except InvalidValue:
        sheets.preview(source=form.stated_source, **written)  # one read in meanwhile says so first
        raise
    taken = sheets.import_reply(
        source=form.stated_source, accepted=accepted, upload=upload, **written
    )
    if taken.letter is None:
        form.add_error(None, _failure_message(taken.reply, accepted))
        form = _with_token(form, _sign_sheet(taken.reply, body, user, upload_key))
        return FormOutcome(context=_context(taken.reply, form), status=422)
    return FormOutcome(message=_success_message(taken.reply))


def _preview(file: "UploadedFile[Any]", *, body: Body, user: User, now: datetime) -> FormOutcome:
    name = str(file.name or "")
    if (file.size or 0) > LARGEST_SHEET:
        raise sheet_too_large(name)
    content = file.read()
    filled = read(content, file_name=name)
    text = inspect_upload(content=content, name=name, by=user).screened
    today = timezone.localdate(now)
    form = SheetConfirmForm(initial=_initial_values(filled, today), today=today)
    reply = sheets.preview(
        filled=filled, body=body, source=form.stated_source, by=user, now=now, text=text
    )
    upload = store_upload(content=content, name=name, by=user, now=now)
    form.initial["sheet"] = _sign_sheet(reply, body, user, upload.token)
    return FormOutcome(context=_context(reply, form))


def _context(reply: SheetComparison, form: SheetConfirmForm) -> dict[str, Any]:
    return {
        "reply": reply,
        "form": form,
        "writes": sum(line.is_applied for line in reply.lines),
        "refusals": sum(bool(line.refusal) for line in reply.lines),
    }


def _initial_values(filled: FilledSheet, today: date) -> dict[str, Any]:
    """Return initial values read from the sheet, for the analyst to check."""
    on = min(_day(filled.filled_on) or today, today)
    return {"stated_by": filled.filled_by[:200], "stated_on": on, "as_of": on}


def _day(text: str) -> date | None:
    """Parse a date in a format usual here; None if it can't be read."""
    for date_format in ("%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y"):
        try:
            return datetime.strptime(text.strip(" ."), date_format).date()
        except ValueError:
            continue
    return None


def _sign_sheet(reply: SheetComparison, body: Body, user: User, upload_key: str) -> str:
    """Return a signed token of the sheet as it was read, with the key of its stored file."""
    accepted = [line.key for line in reply.lines if line.is_applied]
    content = {"filled": asdict(reply.filled), "accepted": accepted, "upload": upload_key}
    return signing.dumps(content | {"body": body.pk, "by": user.pk}, salt=SALT, compress=True)


def _load_sheet(token: str, body: Body, user: User) -> tuple[FilledSheet, frozenset[str], str]:
    """Return the filled sheet, the keys of its accepted rows, and the key of its stored file.

    Raises:
        FileUnreadable: The token is not ours, older than a day, or of another body or user.
    """
    try:
        content = signing.loads(token, salt=SALT, max_age=MAX_AGE)
    except signing.BadSignature:
        content = {}
    if (content.get("body"), content.get("by")) != (body.pk, user.pk):
        raise FileUnreadable(
            _(
                "The preview is not one that was shown to you for %(body)s in the last 24 hours, "
                "so nothing was saved. Choose the file again."
            )
            % {"body": body}
        )
    values = content["filled"]
    for name in ("rows", "answers"):
        values[name] = tuple(_load_row(row) for row in values[name])
    return FilledSheet(**values), frozenset(content["accepted"]), content["upload"]


def _load_row(row: dict[str, Any]) -> FilledRow:
    """Return a row from its JSON, where tuples are lists."""
    values: Any = {name: tuple(v) if isinstance(v, list) else v for name, v in row.items()}
    return FilledRow(**values)


def _with_token(form: SheetConfirmForm, token: str) -> SheetConfirmForm:
    """Return the form with another token: what is accepted now is what the page shows now."""
    data: Any = form.data
    form.data = data.copy()
    form.data["sheet"] = token  # type: ignore[index]
    return form


def _failure_message(reply: SheetComparison, accepted: frozenset[str]) -> str:
    names = [line.name for line in reply.lines if line.refusal and line.key in accepted]
    if not names:
        return _("Nothing was saved: no row of the sheet can be read in. Each says why below.")
    return _(
        "Nothing was saved: %(rows)s can't be read in any more, or not with these days. Each says "
        "why below. Change the days, or read in the others alone."
    ) % {"rows": ", ".join(names)}


def _success_message(reply: SheetComparison) -> str:
    effects = [line.outcome for line in reply.lines]
    views, answers, notes = map(
        effects.count, (RowOutcome.VIEW, RowOutcome.ANSWER, RowOutcome.NOTE)
    )
    sentences = [
        ngettext(
            "%(number)d view was sent for review.", "%(number)d views were sent for review.", views
        )
        % {"number": views},
        ngettext(
            "%(number)d question was answered.", "%(number)d questions were answered.", answers
        )
        % {"number": answers},
    ]
    if notes:
        sentences.append(
            ngettext("%(number)d note.", "%(number)d notes.", notes) % {"number": notes}
        )
    return " ".join(sentences)
