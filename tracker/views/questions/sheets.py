"""Question sheet of a body: printed, read back, confirmed."""

from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from functools import wraps

from django.contrib import messages
from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import get_language, gettext as _, ngettext

from tracker import policies
from tracker.actions.evidence.files import inspect_upload, load_upload, store_upload
from tracker.actions.questions import sheets
from tracker.errors import FileUnreadable, InvalidValue, TrackerError
from tracker.forms.questions import SheetConfirmForm, SheetForm, SheetUploadForm
from tracker.intake.question_sheets import check_sheet_size, read
from tracker.limited_process import read_limited
from tracker.models import Body, User
from tracker.question_sheets import FilledRow, FilledSheet
from tracker.reporting import CONTENT_TYPES
from tracker.reporting.question_sheets import RENDERERS, file_name
from tracker.requests import UserRequest, form_view, is_sent, page_view, post_view
from tracker.summaries.questions.replies import RowOutcome, SheetComparison
from tracker.summaries.questions.sheets import build_sheet
from tracker.views.base import render_form, visible_or_404

SALT = "tracker.forms.questions"
MAX_AGE = 24 * 60 * 60  # seconds that a preview may lie open

BodyView = Callable[[UserRequest, Body], HttpResponse]


def _for_body(view: BodyView) -> Callable[[UserRequest, str], HttpResponse]:
    """Allow a view of a body to users who may send it a sheet; others are shown why not."""

    @wraps(view)
    def checked(request: UserRequest, code: str) -> HttpResponse:
        body = visible_or_404(Body, request.user, code=code)
        request.back = body
        policies.questions.check_can_ask_by_sheet(request.user, body)
        return view(request, body)

    return checked


@form_view
@_for_body
def question_sheet(request: UserRequest, body: Body) -> HttpResponse:
    """Offer the sheet to print, and read a filled one, which is shown before it counts."""
    posted = (request.POST, request.FILES) if request.method == "POST" else ()
    form = SheetUploadForm(*posted)
    if is_sent(form):
        try:
            return _preview(request, body, form.cleaned_data["file"], now=request.now)
        except TrackerError as error:
            form.add_error("file", str(error))
    printing = SheetForm.with_defaults(language=get_language() or "en", today=request.today)
    return _sheet_page(request, body, printing, form, status=422 if form.is_bound else 200)


@page_view
def question_sheet_file(request: UserRequest, code: str) -> HttpResponse:
    """Send the sheet as a Word document or a workbook, to focal points of the body too."""
    body = visible_or_404(Body, request.user, code=code)
    request.back = body
    policies.questions.check_can_download_sheet(request.user, body)
    form = SheetForm(request.GET)
    if not form.is_valid():
        policies.questions.check_can_ask_by_sheet(request.user, body)  # whose page it is
        return _sheet_page(request, body, form, SheetUploadForm(), status=400)
    values = form.cleaned_data
    sheet = build_sheet(
        body,
        user=request.user,
        language=values["language"],
        made_on=request.today,
        due_on=values["due"],
        unasked=values["include_unasked"],
    )
    name = file_name(sheet, values["format"])
    return HttpResponse(
        RENDERERS[values["format"]](sheet),
        content_type=CONTENT_TYPES[values["format"]],
        headers={"Content-Disposition": str(content_disposition_header(True, name))},
    )


@post_view
@_for_body
def confirm_question_sheet(request: UserRequest, body: Body) -> HttpResponse:
    """Check everything again, and write all accepted rows under the dates and the name given."""
    return _import(request, body, now=request.now)


@dataclass(frozen=True, slots=True)
class ShownSheet:
    """A filled sheet as it was shown: what was read, and the key of its stored file."""

    filled: FilledSheet
    accepted: frozenset[str]  # keys of the rows that would be written
    upload: str


def _preview(
    request: UserRequest, body: Body, file: UploadedFile[bytes], *, now: datetime
) -> HttpResponse:
    """Show what a sheet would write. Only the file is stored; of a refused one, not even that."""
    name = str(file.name or "")
    check_sheet_size(file.size or 0, name)
    content, user = file.read(), request.user
    filled = read_limited(name, read, content, file_name=name)
    text = inspect_upload(content=content, name=name, by=user).screened
    form = SheetConfirmForm(filled=filled, body=body, today=request.today)
    reply = sheets.preview(replace(form.command(by=user, now=now), text=text))
    upload = store_upload(content=content, name=name, by=user, now=now)
    form.initial["sheet"] = _sign(reply, body, user, upload.token)
    return _confirm_page(request, body, reply, form)


def _import(request: UserRequest, body: Body, *, now: datetime) -> HttpResponse:
    """Import a sheet that was shown; nothing is written if a row is refused now.

    Raises FileUnreadable for a preview that is not ours, another body's, or too old; NotAllowed if
    the file was read in meanwhile; InvalidValue if the stored file has expired; Unwritable.
    """
    user = request.user
    shown = _load(request.POST.get("sheet", ""), body, user)
    form = SheetConfirmForm(request.POST, filled=shown.filled, body=body, today=request.today)
    is_valid = form.is_valid()
    command = form.command(by=user, now=now)
    if not is_valid:
        return _confirm_page(request, body, sheets.preview(command), form)
    try:
        upload = load_upload(shown.upload, by=user)
    except InvalidValue:
        sheets.preview(command)  # one read in meanwhile says so first
        raise
    imported = sheets.import_reply(replace(command, accepted=shown.accepted, upload=upload))
    if imported.letter is None:
        form.add_error(None, _failure_message(imported.reply, shown.accepted))
        form.accept_shown(_sign(imported.reply, body, user, shown.upload))
        return _confirm_page(request, body, imported.reply, form)
    messages.success(request, _success_message(imported.reply))
    return redirect(body)


def _sheet_page(
    request: UserRequest, body: Body, printing: SheetForm, upload: SheetUploadForm, *, status: int
) -> HttpResponse:
    context = {"body": body, "printing": printing, "upload": upload}
    return render(request, "questions/sheets/page.html", context, status=status)


def _confirm_page(
    request: UserRequest, body: Body, reply: SheetComparison, form: SheetConfirmForm
) -> HttpResponse:
    return render_form(
        request,
        "questions/sheets/confirm.html",
        form,
        body=body,
        return_url=reverse("question_sheet", args=[body.code]),
        reply=reply,
        writes=sum(line.is_applied for line in reply.lines),
        refusals=sum(bool(line.refusal) for line in reply.lines),
    )


def _sign(reply: SheetComparison, body: Body, user: User, upload: str) -> str:
    """Return a signed token of the sheet as it was read, with the key of its stored file."""
    accepted = [line.key for line in reply.lines if line.is_applied]
    content = {"filled": asdict(reply.filled), "accepted": accepted, "upload": upload}
    return signing.dumps(content | {"body": body.pk, "by": user.pk}, salt=SALT, compress=True)


def _load(token: str, body: Body, user: User) -> ShownSheet:
    """Return the sheet of a token.

    Raises FileUnreadable for one that is not ours, older than a day, or of another body or user.
    """
    try:
        content = signing.loads(token, salt=SALT, max_age=MAX_AGE)
    except signing.BadSignature:
        content = {}
    if (content.get("body"), content.get("by")) != (body.pk, user.pk):
        raise FileUnreadable(
            _("The preview for %(body)s has expired, so nothing was saved. Choose the file again.")
            % {"body": body}
        )
    values = content["filled"]
    for name in ("rows", "answers"):
        values[name] = tuple(_load_row(row) for row in values[name])
    return ShownSheet(FilledSheet(**values), frozenset(content["accepted"]), content["upload"])


def _load_row(row: dict[str, object]) -> FilledRow:
    """Return a row from its JSON, where tuples are lists."""
    values = {name: tuple(v) if isinstance(v, list) else v for name, v in row.items()}
    return FilledRow(**values)  # type: ignore[arg-type]


def _failure_message(reply: SheetComparison, accepted: frozenset[str]) -> str:
    if not (names := [line.name for line in reply.lines if line.refusal and line.key in accepted]):
        return _(
            "Nothing was saved: no row of the sheet can be imported. Each row shows the reason."
        )
    return _(
        "Nothing was saved: these rows can't be imported with these dates: %(rows)s. Each shows"
        " the reason. Change the dates, or import only the other rows."
    ) % {"rows": ", ".join(names)}


def _success_message(reply: SheetComparison) -> str:
    effects = [line.outcome for line in reply.lines]
    views, answers, notes = map(
        effects.count, (RowOutcome.VIEW, RowOutcome.ANSWER, RowOutcome.NOTE)
    )
    sentences = (
        (
            views,
            ngettext(
                "%(number)d view was sent for review.",
                "%(number)d views were sent for review.",
                views,
            ),
        ),
        (
            answers,
            ngettext(
                "%(number)d question was answered.", "%(number)d questions were answered.", answers
            ),
        ),
        (
            notes,
            ngettext("%(number)d note was added.", "%(number)d notes were added.", notes),
        ),
    )
    return " ".join(text % {"number": number} for number, text in sentences if number)
