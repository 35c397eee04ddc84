"""Question sheet as a page: a body answers in parts, and an analyst looks at what it sent."""

from functools import partial

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext as _, gettext_lazy, ngettext

from tracker import policies
from tracker.actions.questions import answers
from tracker.forms.questions import PartForm, SheetUploadForm, StatementForm
from tracker.grouping import group_pairs
from tracker.models import AnsweredSheet, Body
from tracker.question_sheets import FilledSheet
from tracker.requests import UserRequest, form_view, page_view, post_view, posted, store_temporarily
from tracker.summaries.questions.comparison import RowOutcome, compare
from tracker.summaries.questions.parts import Part, describe_answers, iter_parts
from tracker.views.base import (
    FormPage,
    PageLink,
    reason_page,
    render_form,
    save_form,
    save_page,
    visible_or_404,
)
from tracker.views.questions.sheets import for_body, preview_sheet
from tracker.vocabulary import State

MAX_PARTS = 100  # of a kind; the sheet as a file has all
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
    rows = AnsweredSheet.objects.visible_to(request.user).filter(body=body).select_related("body")
    draft = _draft(body)
    parts = iter_parts(body, draft, user=request.user, on=request.today, limit=MAX_PARTS)
    return render_form(
        request,
        "questions/sheets/answers.html",
        form,
        body=body,
        language=get_language(),
        groups=group_pairs((part.kind, part) for part in parts),
        draft=draft,
        limit=MAX_PARTS,
        upload=SheetUploadForm(),
        sent=rows.exclude(state=State.DRAFT).newest_first()[:MAX_SENT],
    )


def _draft(body: Body) -> AnsweredSheet | None:
    return AnsweredSheet.objects.filter(body=body, state=State.DRAFT).first()


def _sent_message(sheet: AnsweredSheet) -> str:
    """Return that it was sent, and how many rows were not, as nobody asks them any more."""
    parts = ("rows", "answers", "commitments")
    if not (left := len(sheet.parts) - sum(len(sheet.filled[name]) for name in parts)):
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
    upload = store_temporarily(request, now=request.now)  # before POST is read

    def find_part() -> Part | None:
        parts = iter_parts(body, _draft(body), user=request.user, on=request.today)
        return next((part for part in parts if part.key == key), None)

    if (part := find_part()) is None:
        raise Http404
    form = PartForm(
        posted(request),
        upload,
        part=part,
        version=lambda: (find_part() or part).saved.get("version", 0),
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


@page_view
def answered_sheet(request: UserRequest, pk: int) -> HttpResponse:
    """Show an analyst what sent answers would write; others, what became of them."""
    sheet, user = _sheet_or_404(request, pk), request.user
    waits = sheet.state == State.SUBMITTED
    if user.may_write and waits:
        return preview_sheet(request, _decide(request, sheet, State.SUBMITTED, _("Answers opened")))
    filled = FilledSheet.from_json(sheet.filled)
    is_own = policies.questions.may_answer(user, sheet.body)
    comparison = compare(filled, body=sheet.body, user=user, today=request.today) if waits else None
    context = {
        "sheet": sheet,
        "filled": filled,
        "sentence": describe_answers(sheet),
        "lines": comparison.lines if comparison else (),
        "results": [(name, RowOutcome(code), words) for name, code, words in sheet.results],
        "is_own": is_own,
        "may_take_back": is_own and waits and sheet.opened_at is None,
    }
    return render(request, "questions/sheets/answered.html", context)


@post_view
def take_back_answers(request: UserRequest, pk: int) -> HttpResponse:
    """Take back answers that nobody opened yet."""
    sheet = _decide(request, _sheet_or_404(request, pk), State.WITHDRAWN, _("Answers taken back"))
    messages.success(request, _("Taken back. Change it and send it again."))
    return redirect("body_answers", sheet.body.code)


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
    sheet = visible_or_404(AnsweredSheet, request.user, "body", "author", pk=pk)
    request.back = sheet.body
    return sheet


def _decide(request: UserRequest, sheet: AnsweredSheet, state: State, reason: str) -> AnsweredSheet:
    return answers.decide(
        answers.DecideAnswers(
            sheet=sheet, state=state, reason=reason, by=request.user, now=request.now
        )
    )
