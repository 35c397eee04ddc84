"""Question sheet as a page: a body answers in parts, and an analyst looks at what it sent."""

from functools import partial

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext as _, gettext_lazy, ngettext

from tracker import policies
from tracker.actions.evidence.files import load_stored
from tracker.actions.questions import answers
from tracker.errors import Stale
from tracker.forms.questions import PartForm, SheetUploadForm, StatementForm
from tracker.grouping import group_pairs
from tracker.models import AnsweredSheet, Body
from tracker.question_sheets import FilledSheet
from tracker.requests import (
    UserRequest,
    form_view,
    page_view,
    post_view,
    posted,
    store_temporarily,
)
from tracker.summaries.questions.comparison import RowOutcome, compare
from tracker.summaries.questions.sheets import SavedParts, describe_answers, find_part, iter_parts
from tracker.views.base import (
    FormPage,
    PageLink,
    reason_page,
    render_form,
    save_form,
    save_page,
    visible_or_404,
)
from tracker.views.evidence.files import send_file
from tracker.views.questions.sheets import confirm_sheet, for_body
from tracker.vocabulary import CONTENT_TYPES, State

MAX_PARTS = 100  # of a kind, and those that are written; the sheet as a file has all
MAX_SENT = 10
HEADINGS = {
    "question": gettext_lazy("Your answer"),
    "view": gettext_lazy("Your own view"),
    "new": gettext_lazy("New commitment"),
    "commitment": gettext_lazy("Commitment"),
}


@form_view
@for_body(policies.questions.check_can_answer)
def body_answers(request: UserRequest, body: Body) -> HttpResponse:
    """List what a body may answer, with what is written so far; send it to the analysts."""
    form = StatementForm(posted(request), today=request.today)
    if response := save_form(
        request,
        form,
        answers.send,
        partial(answers.SendAnswers, body=body),
        done=_sent_message,
        to=lambda sheet: sheet,
    ):
        return response
    rows = AnsweredSheet.objects.visible_to(request.user).filter(body=body)
    saved = _saved_parts(body)
    return render_form(
        request,
        "questions/sheets/answers.html",
        form,
        body=body,
        language=get_language(),
        groups=group_pairs(
            (part.kind, part)
            for part in iter_parts(
                body, saved, user=request.user, on=request.today, limit=MAX_PARTS, keys=saved
            )
        ),
        saved=saved,
        limit=MAX_PARTS,
        upload=SheetUploadForm(),
        sent=rows.exclude(state=State.DRAFT).for_list().newest_first()[:MAX_SENT],
    )


def _saved_parts(body: Body) -> SavedParts:
    """Return what the draft of the body holds, by key of the row."""
    drafts = AnsweredSheet.objects.filter(body=body, state=State.DRAFT)
    return drafts.values_list("parts", flat=True).first() or {}


def _sent_message(sheet: AnsweredSheet) -> str:
    """Return that it was sent, and how many rows were not, as nobody asks them any more."""
    if not (left := len(sheet.parts) - sum(sheet.counts)):
        return _("Sent to the analysts.")
    return ngettext(
        "Sent to the analysts, but for %(number)d row that is no longer asked.",
        "Sent to the analysts, but for %(number)d rows that are no longer asked.",
        left,
    ) % {"number": left}


@form_view
@for_body(policies.questions.check_can_answer)
def answer_part(request: UserRequest, body: Body, key: str) -> HttpResponse:
    """Write the answer to one row, which is kept until it is sent."""
    saved = _saved_parts(body)
    if (part := find_part(body, saved, key, user=request.user, on=request.today)) is None:
        Stale.raise_if(
            request.method == "POST",
            _("This is no longer asked, so it was not kept. You wrote: %(words)s"),
            words=request.POST.get("words", ""),
        )
        raise Http404
    upload = store_temporarily(request, now=request.now) if part.takes_upload else None
    form = PartForm(
        posted(request),
        upload,
        part=part,
        version=lambda: _saved_parts(body).get(key, {}).get("version", 0),
        user=request.user,
    )
    page = FormPage(
        heading=f"{HEADINGS[part.kind]}: {part.name}",
        button=_("Keep"),
        subject=PageLink(_("Answers"), "body_answers", (body.code,)),
        quotation=part.quotation or part.text,
        is_verbatim=part.is_verbatim,
    )
    return save_page(
        request,
        form,
        page,
        answers.save_part,
        partial(answers.SavePart, body=body, key=key),
        done=_("Kept. Send it to the analysts when you are ready."),
    )


@form_view
def answered_sheet(request: UserRequest, pk: int) -> HttpResponse:
    """Show an analyst what answers that wait would write; others, what became of them."""
    sheet, user = _sheet_or_404(request, pk), request.user
    waits = sheet.state == State.SUBMITTED
    if request.method == "POST" or (user.may_write and waits):
        return confirm_sheet(request, sheet)
    filled = FilledSheet.from_json(sheet.filled)
    context = {
        "sheet": sheet,
        "filled": filled,
        "sentence": describe_answers(sheet),
        "lines": compare(filled, body=sheet.body, user=user, today=request.today).lines
        if waits
        else (),
        "results": [(*row, RowOutcome(code), why) for *row, code, why in sheet.results],
        "is_own": policies.questions.may_answer(user, sheet.body),
    }
    return render(request, "questions/sheets/answered.html", context)


@page_view
def answered_file(request: UserRequest, pk: int, key: str) -> HttpResponse:
    """Send a file that waits with answers, without metadata; accepted ones are evidence."""
    sheet = _sheet_or_404(request, pk)
    if sheet.state != State.SUBMITTED or key not in sheet.files:
        raise Http404
    file = load_stored(**sheet.files[key]).file
    return send_file(file.clean, CONTENT_TYPES[file.kind], file.name, is_saved=True)


@post_view
def take_back_answers(request: UserRequest, pk: int) -> HttpResponse:
    """Take back answers that were not accepted or returned yet."""
    sheet, user = _sheet_or_404(request, pk), request.user
    answers.decide(
        answers.DecideAnswers(
            sheet=sheet,
            state=State.WITHDRAWN,
            reason=_("Answers taken back"),
            by=user,
            now=request.now,
        )
    )
    messages.success(request, _("Taken back. Change it and send it again."))
    return redirect("question_sheet" if user.may_write else "body_answers", sheet.body.code)


@form_view
def return_answers(request: UserRequest, pk: int) -> HttpResponse:
    """Return answers to the body, with a note."""
    sheet = _sheet_or_404(request, pk)
    policies.questions.check_can_ask_by_sheet(request.user, sheet.body)
    return reason_page(
        request,
        FormPage(_("Return the answers"), _("Return with a note"), sheet),
        answers.decide,
        partial(answers.DecideAnswers, sheet=sheet, state=State.RETURNED),
        done=_("Returned. The body sees the note and can send its answers again."),
        to=sheet.body,
    )


def _sheet_or_404(request: UserRequest, pk: int) -> AnsweredSheet:
    """Return what was sent, and where refusals lead back to; a draft has no page of its own."""
    sheet = visible_or_404(
        AnsweredSheet.objects.exclude(state=State.DRAFT), request.user, "body", "author", pk=pk
    )
    request.back = sheet.body
    return sheet
