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
from tracker.actions.questions import answers, sheets
from tracker.actions.questions.answers import SHEET
from tracker.errors import FileUnreadable, InvalidValue, TrackerError
from tracker.forms.questions import SheetConfirmForm, SheetForm, SheetUploadForm
from tracker.intake.question_sheets import check_sheet_size, read
from tracker.limited_process import read_limited
from tracker.models import AnsweredSheet, Body, User
from tracker.question_sheets import FilledSheet
from tracker.reporting import CONTENT_TYPES
from tracker.reporting.question_sheets import RENDERERS, file_name
from tracker.requests import UserRequest, form_view, is_sent, page_view, post_view
from tracker.summaries.questions.comparison import (
    RowOutcome,
    SheetComparison,
    check_is_sheet_of,
)
from tracker.summaries.questions.sheets import build_sheet
from tracker.views.base import render_form, visible_or_404

SALT = "tracker.forms.questions"
MAX_AGE = 24 * 60 * 60  # seconds that a preview may lie open

BodyView = Callable[..., HttpResponse]  # of a request, a body and what else stands in the address


def for_body(
    check: Callable[[User, Body], None],
) -> Callable[[BodyView], Callable[..., HttpResponse]]:
    """Return a decorator that gives a view its body if `check` allows it; others see why not."""

    def decorator(view: BodyView) -> Callable[..., HttpResponse]:
        @wraps(view)
        def checked(request: UserRequest, code: str, **kwargs: str) -> HttpResponse:
            body = visible_or_404(Body, request.user, code=code)
            request.back = body
            check(request.user, body)
            return view(request, body, **kwargs)

        return checked

    return decorator


@form_view
@for_body(policies.questions.check_can_download_sheet)
def question_sheet(request: UserRequest, body: Body) -> HttpResponse:
    """Offer the sheet to print, and read a filled one, which is shown before it counts.

    One that a focal point sends waits until an analyst looks at it.
    """
    posted = (request.POST, request.FILES) if request.method == "POST" else ()
    form = SheetUploadForm(*posted)
    if is_sent(form):
        take = _preview if request.user.may_write else _send
        try:
            return take(request, body, form.cleaned_data["file"], now=request.now)
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
@for_body(policies.questions.check_can_ask_by_sheet)
def confirm_question_sheet(request: UserRequest, body: Body) -> HttpResponse:
    """Check everything again, and write all accepted rows under the dates and the name given."""
    return _import(request, body, now=request.now)


@dataclass(frozen=True, slots=True)
class ShownSheet:
    """A filled sheet as it was shown: what was read, and the key of its stored file, if any."""

    filled: FilledSheet
    accepted: frozenset[str]  # keys of the rows that would be written
    upload: str
    sent: AnsweredSheet | None  # the answers that wait


def _preview(
    request: UserRequest, body: Body, file: UploadedFile[bytes], *, now: datetime
) -> HttpResponse:
    """Show what a sheet would write. Only the file is stored; of a refused one, not even that."""
    name = str(file.name or "")
    content, user = file.read(), request.user
    filled = _read(content, name)
    text = inspect_upload(content=content, name=name, by=user).screened
    form = SheetConfirmForm(filled=filled, body=body, today=request.today)
    comparison = sheets.preview(replace(form.command(by=user, now=now), text=text))
    upload = store_upload(content=content, name=name, by=user, now=now)
    form.initial["sheet"] = _sign(comparison, body, user, upload.token)
    return _confirm_page(request, body, comparison, form)


def _read(content: bytes, name: str) -> FilledSheet:
    check_sheet_size(len(content), name)
    return read_limited(name, read, content, file_name=name)


def _send(
    request: UserRequest, body: Body, file: UploadedFile[bytes], *, now: datetime
) -> HttpResponse:
    """Send the filled sheet of a focal point to the analysts."""
    content, name, user = file.read(), str(file.name or ""), request.user
    filled = _read(content, name)
    check_is_sheet_of(filled, body, today=request.today)
    sheet = answers.send(
        answers.SendAnswers(
            body=body,
            stated_by=filled.filled_by[:200] or str(user),
            stated_on=request.today,
            filled=filled,
            upload=store_upload(content=content, name=name, by=user, now=now),
            by=user,
            now=now,
        )
    )
    messages.success(request, _("Sent to the analysts."))
    return redirect(sheet)


def preview_sheet(request: UserRequest, sheet: AnsweredSheet) -> HttpResponse:
    """Show an analyst what answers that wait would write."""
    filled, user = FilledSheet.from_json(sheet.filled), request.user
    form = SheetConfirmForm(filled=filled, body=sheet.body, today=request.today, sent=sheet)
    comparison = sheets.preview(form.command(by=user, now=request.now))
    form.initial["sheet"] = _sign(comparison, sheet.body, user, "", sheet)
    return _confirm_page(request, sheet.body, comparison, form)


def _import(request: UserRequest, body: Body, *, now: datetime) -> HttpResponse:
    """Import a sheet that was shown; nothing is written if a row is refused now.

    Raises FileUnreadable for a preview that is not ours, another body's, or too old; NotAllowed if
    the file was read in meanwhile; InvalidValue if the stored file has expired; Unwritable.
    """
    user = request.user
    shown = _load(request.POST.get("sheet", ""), body, user)
    form = SheetConfirmForm(
        request.POST, filled=shown.filled, body=body, today=request.today, sent=shown.sent
    )
    is_valid = form.is_valid()
    command = form.command(by=user, now=now)
    if not is_valid:
        return _confirm_page(request, body, sheets.preview(command), form)
    uploads = answers.load_uploads(shown.sent) if shown.sent else {}
    try:
        upload = uploads.pop(SHEET, None) or (
            load_upload(shown.upload, by=user) if shown.upload else None
        )
    except InvalidValue:
        sheets.preview(command)  # one read in meanwhile says so first
        raise
    accepted = shown.accepted.difference(form.left_out)
    imported = sheets.import_sheet(
        replace(command, accepted=accepted, upload=upload, uploads=uploads)
    )
    if imported.letter is None:
        form.add_error(None, _failure_message(imported.comparison, accepted))
        form.accept_shown(_sign(imported.comparison, body, user, shown.upload, shown.sent))
        return _confirm_page(request, body, imported.comparison, form)
    messages.success(request, _success_message(imported.comparison))
    return redirect(body)


def _sheet_page(
    request: UserRequest, body: Body, printing: SheetForm, upload: SheetUploadForm, *, status: int
) -> HttpResponse:
    context = {"body": body, "printing": printing, "upload": upload}
    return render(request, "questions/sheets/page.html", context, status=status)


def _confirm_page(
    request: UserRequest, body: Body, comparison: SheetComparison, form: SheetConfirmForm
) -> HttpResponse:
    return render_form(
        request,
        "questions/sheets/confirm.html",
        form,
        body=body,
        return_url=body.get_absolute_url()
        if form.sent
        else reverse("question_sheet", args=[body.code]),
        comparison=comparison,
        writes=sum(line.is_applied for line in comparison.lines),
        refusals=sum(bool(line.refusal) for line in comparison.lines),
    )


def _sign(
    comparison: SheetComparison,
    body: Body,
    user: User,
    upload: str,
    sent: AnsweredSheet | None = None,
) -> str:
    """Return a signed token of the sheet as it was read, with the key of its stored file."""
    accepted = [line.key for line in comparison.lines if line.is_applied]
    content = {"filled": asdict(comparison.filled), "accepted": accepted, "upload": upload}
    subject = {"body": body.pk, "by": user.pk, "sent": sent.pk if sent else None}
    return signing.dumps(content | subject, salt=SALT, compress=True)


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
    sent = content["sent"]
    return ShownSheet(
        FilledSheet.from_json(content["filled"]),
        frozenset(content["accepted"]),
        content["upload"],
        visible_or_404(AnsweredSheet, user, "body", pk=sent) if sent else None,
    )


def _failure_message(comparison: SheetComparison, accepted: frozenset[str]) -> str:
    if not (
        names := [line.name for line in comparison.lines if line.refusal and line.key in accepted]
    ):
        return _(
            "Nothing was saved: no row of the sheet can be imported. Each row shows the reason."
        )
    return _(
        "Nothing was saved: these rows can't be imported with these dates: %(rows)s. Each shows"
        " the reason. Change the dates, or import only the other rows."
    ) % {"rows": ", ".join(names)}


COUNTED = (
    *(RowOutcome.VIEW, RowOutcome.ANSWER, RowOutcome.NOTE),
    *(RowOutcome.COMMITMENT, RowOutcome.RESCHEDULED, RowOutcome.NEWS),
)


def _success_message(comparison: SheetComparison) -> str:
    effects = [line.outcome for line in comparison.lines]
    views, answers, notes, *of_commitments = map(effects.count, COUNTED)
    changes = sum(of_commitments)
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
        (
            changes,
            ngettext(
                "%(number)d commitment was added or changed.",
                "%(number)d commitments were added or changed.",
                changes,
            ),
        ),
    )
    return " ".join(text % {"number": number} for number, text in sentences if number)
