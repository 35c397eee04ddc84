"""Asking a body, reminding it, and keeping its answer."""

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

from tracker.actions.evidence.files import drop, look, picked_up
from tracker.actions.questions import sheets
from tracker.actions.questions.questions import DUE_AFTER, LONGEST
from tracker.actions.questions.sheets import Said
from tracker.documents.guards import LARGEST_SHEET, sheet_too_large
from tracker.errors import FileUnreadable, InvalidValue, TrackerError
from tracker.forms.assessments.log import DayInput, Outcome
from tracker.forms.base import BodyField, DayField, DeedForm, ShowingForm
from tracker.intake.question_sheets import read
from tracker.models import Body, Question, User
from tracker.question_sheets import Filled, FilledRow
from tracker.summaries.questions.replies import Does, Reply
from tracker.vocabulary import Language, QuestionKind, Use


class AskForm(DeedForm):
    """Put a question that is held already to a body."""

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
        self.fields["due"].initial = today + DUE_AFTER

    @property
    def answers(self) -> dict[str, Any]:
        """What the valid form says, named as the action takes it.

        A due date that was left alone moves with the day of asking.
        """
        values = {name: self.cleaned_data[name] for name in self.FIRST}
        if "due" not in self.changed_data:
            values["due"] = None
        return values


class AskNewForm(AskForm):
    """Ask something that nobody asked yet, or keep it until somebody is asked."""

    FIRST = ("question", "kind", "body", "on", "due")
    field_order = FIRST

    question = forms.CharField(
        label=gettext_lazy("Question"),
        help_text=gettext_lazy("One thing, so that one answer closes it."),
        max_length=LONGEST,
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


class RemindForm(DeedForm):
    """The day a body was reminded."""

    FIRST = ("on",)

    on = DayField(label=gettext_lazy("Reminded on"))

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = today


class AnswerForm(ShowingForm):
    """What was answered, and what shows it."""

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

    def __init__(self, *args: Any, query: Question, user: User, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fill_for(query.recommendation, user, query.body, today=today)
        self.fields["on"].initial = today
        if query.recommendation is None:
            self.LAST = ("on",)
            self.fields["use"].required = False

    @property
    def answers(self) -> dict[str, Any]:
        names = ("sentence", "on", "use")
        return {**{n: self.cleaned_data[n] for n in names}, "shown": self.shown}


SALT = "tracker.forms.questions"
GOOD_FOR = 24 * 60 * 60  # seconds that a preview may lie open
KINDS = (
    ("docx", gettext_lazy("Word document (.docx)")),
    ("xlsx", gettext_lazy("Workbook (.xlsx)")),
)


class SheetForm(forms.Form):
    """What is to be printed: in which format and language, due when, with which questions."""

    format = forms.ChoiceField(label=gettext_lazy("Format"), choices=KINDS)
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=Language.choices)
    due = forms.DateField(label=gettext_lazy("To be sent back by"), required=False, widget=DayInput)
    unasked = forms.BooleanField(
        label=gettext_lazy("Also questions that it was not asked yet"),
        help_text=gettext_lazy(
            "Printing does not count as asking: put the question to the body on its page too."
        ),
        required=False,
    )

    @classmethod
    def opened(cls, *, language: str, today: date) -> "SheetForm":
        """The form as it opens: in the reader's language, with a month to answer."""
        return cls(initial={"format": "docx", "language": language, "due": today + DUE_AFTER})


class UploadForm(forms.Form):
    """The filled copy."""

    file = forms.FileField(
        label=gettext_lazy("The filled sheet"),
        help_text=gettext_lazy("A Word document or workbook of at most 10 MB."),
        error_messages={
            "required": gettext_lazy("No file was chosen. Choose the filled sheet."),
            "empty": gettext_lazy("The file is empty. Save it anew where it was filled in."),
        },
        widget=forms.FileInput(attrs={"accept": ".docx,.xlsx"}),
    )


class ConfirmForm(forms.Form):
    """By whom the view was stated, when, and about which day: what an analyst vouches for."""

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
        stated_on: date = self.cleaned_data["stated_on"]
        if stated_on > self.today:
            raise forms.ValidationError(_("That day has not come. Choose today or earlier."))
        return stated_on

    @property
    def said(self) -> Said:
        """What stands in the form; what can't be read is taken from how it opened."""
        values = {**self.initial, **getattr(self, "cleaned_data", {})}
        return Said(values["stated_by"], values["stated_on"], values["as_of"])


def upload(
    posted: Mapping[str, Any] | None,
    files: "MultiValueDict[str, UploadedFile[Any]] | None",
    *,
    body: Body,
    user: User,
    now: datetime,
) -> Outcome:
    """Read the file and tell what it would do, and let it wait a day for its confirmation.

    A refusal says why; nothing is written or kept.
    """
    form = UploadForm(posted, files)
    if not form.is_bound or not form.is_valid():
        return Outcome(context={"upload": form}, status=422 if form.is_bound else 200)
    try:
        return _previewed(form.cleaned_data["file"], body=body, user=user, now=now)
    except TrackerError as refused:
        form.add_error("file", str(refused))
        return Outcome(context={"upload": form}, status=422)


def confirm(posted: Mapping[str, Any], *, body: Body, user: User, now: datetime) -> Outcome:
    """Check everything again, and write all accepted rows or none.

    Raises Unreadable when the preview is not one of ours, is another body's, or too old,
    NotAllowed when the file was read in meanwhile, Invalid when it waits no longer, Unwritable.
    """
    filled, accepted, ticket = _unsigned(str(posted.get("sheet", "")), body, user)
    today = timezone.localdate(now)
    form = ConfirmForm(posted, today=today, initial=_opening(filled, today))
    written: dict[str, Any] = {"filled": filled, "body": body, "by": user, "now": now}
    if not form.is_valid():
        reply = sheets.rehearse(said=form.said, **written)
        return Outcome(context=_context(reply, form), status=422)
    try:
        dropped = picked_up(ticket, by=user)
    except InvalidValue:
        sheets.rehearse(said=form.said, **written)  # one read in meanwhile says so first
        raise
    taken = sheets.take_in(said=form.said, accepted=accepted, dropped=dropped, **written)
    if taken.letter is None:
        form.add_error(None, _lost(taken.reply, accepted))
        shown = _with_token(form, _signed(taken.reply, body, user, ticket))
        return Outcome(context=_context(taken.reply, shown), status=422)
    return Outcome(told=_told(taken.reply))


def _previewed(file: "UploadedFile[Any]", *, body: Body, user: User, now: datetime) -> Outcome:
    name = str(file.name or "")
    if (file.size or 0) > LARGEST_SHEET:
        raise sheet_too_large(name)
    content = file.read()
    filled = read(content, file_name=name)
    text = look(content=content, name=name, by=user).screened
    today = timezone.localdate(now)
    form = ConfirmForm(initial=_opening(filled, today), today=today)
    reply = sheets.rehearse(filled=filled, body=body, said=form.said, by=user, now=now, text=text)
    waiting = drop(content=content, name=name, by=user, now=now)
    form.initial["sheet"] = _signed(reply, body, user, waiting.ticket)
    return Outcome(context=_context(reply, form))


def _context(reply: Reply, form: ConfirmForm) -> dict[str, Any]:
    return {
        "reply": reply,
        "form": form,
        "writes": sum(line.writes for line in reply.lines),
        "refusals": sum(bool(line.refused) for line in reply.lines),
    }


def _opening(filled: Filled, today: date) -> dict[str, Any]:
    """Filled in from the sheet itself, where it can be read: the analyst looks it over."""
    filled_on = _day(filled.filled_on)
    on = min(filled_on or today, today)
    return {"stated_by": filled.filled_by[:200], "stated_on": on, "as_of": on}


def _day(typed: str) -> date | None:
    """A day as people here write one; None for what can't be read."""
    for form in ("%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y"):
        try:
            return datetime.strptime(typed.strip(" ."), form).date()
        except ValueError:
            continue
    return None


def _signed(reply: Reply, body: Body, user: User, ticket: str) -> str:
    """The sheet as it was read, and what stands for its file, to go with the page."""
    accepted = [line.key for line in reply.lines if line.writes]
    held = {"filled": asdict(reply.filled), "accepted": accepted, "body": body.pk, "by": user.pk}
    return signing.dumps(held | {"ticket": ticket}, salt=SALT, compress=True)


def _unsigned(token: str, body: Body, user: User) -> tuple[Filled, frozenset[str], str]:
    try:
        held = signing.loads(token, salt=SALT, max_age=GOOD_FOR)
    except signing.BadSignature:
        held = {}
    if (held.get("body"), held.get("by")) != (body.pk, user.pk):
        raise FileUnreadable(
            _(
                "The preview is not one that was shown to you for %(body)s in the last 24 hours, "
                "so nothing was saved. Choose the file again."
            )
            % {"body": body}
        )
    values = held["filled"]
    for name in ("rows", "answers"):
        values[name] = tuple(_row(**row) for row in values[name])
    return Filled(**values), frozenset(held["accepted"]), held.get("ticket", "")


def _row(
    *, key: str, printed: list[str], check: str, said: list[str], formulas: list[str]
) -> FilledRow:
    return FilledRow(key, tuple(printed), check, tuple(said), tuple(formulas))


def _with_token(form: ConfirmForm, token: str) -> ConfirmForm:
    """The same form; what is accepted now is what the page shows now."""
    typed: Any = form.data
    form.data = typed.copy()
    form.data["sheet"] = token  # type: ignore[index]
    return form


def _lost(reply: Reply, accepted: frozenset[str]) -> str:
    names = [line.name for line in reply.lines if line.refused and line.key in accepted]
    if not names:
        return _("Nothing was saved: no row of the sheet can be read in. Each says why below.")
    return _(
        "Nothing was saved: %(rows)s can't be read in any more, or not with these days. Each says "
        "why below. Change the days, or read in the others alone."
    ) % {"rows": ", ".join(names)}


def _told(reply: Reply) -> str:
    does = [line.does for line in reply.lines]
    views, answers, notes = (does.count(one) for one in (Does.VIEW, Does.ANSWER, Does.NOTE))
    told = [
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
        told.append(ngettext("%(number)d note.", "%(number)d notes.", notes) % {"number": notes})
    return " ".join(told)
