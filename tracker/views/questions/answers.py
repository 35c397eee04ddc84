"""Question sheet as a page: a body answers in parts, and an analyst looks at what it sent."""

from functools import partial

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext as _, gettext_lazy, ngettext

from tracker import policies
from tracker.actions.questions import replies
from tracker.forms.questions import PartForm, SheetUploadForm, StatementForm
from tracker.grouping import group_pairs
from tracker.models import Body, SheetReply
from tracker.question_sheets import FilledSheet
from tracker.requests import UserRequest, form_view, page_view, post_view, posted, store_temporarily
from tracker.summaries.questions.parts import Part, describe_reply, iter_parts
from tracker.summaries.questions.replies import RowOutcome, compare
from tracker.views.base import (
    FormPage,
    PageLink,
    reason_page,
    render_form,
    save_form,
    save_page,
    visible_or_404,
)
from tracker.views.questions.sheets import for_body, preview_reply
from tracker.vocabulary import State

MAX_PARTS = 100  # of a kind; the sheet as a file has all
MAX_REPLIES = 10
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
        replies.send,
        partial(replies.SendReply, body=body),
        done=_sent_message,
        to=lambda reply: reply,
    ):
        return response
    rows = SheetReply.objects.visible_to(request.user).filter(body=body).select_related("body")
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
        sent=rows.exclude(state=State.DRAFT).newest_first()[:MAX_REPLIES],
    )


def _draft(body: Body) -> SheetReply | None:
    return SheetReply.objects.filter(body=body, state=State.DRAFT).first()


def _sent_message(reply: SheetReply) -> str:
    """Return that it was sent, and how many rows were not, as nobody asks them any more."""
    parts = ("rows", "answers", "commitments")
    if not (left := len(reply.parts) - sum(len(reply.filled[name]) for name in parts)):
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
        replies.save_part,
        partial(replies.SavePart, body=body, key=key),
        done=_("Kept. Send it to the analysts when you are ready."),
    )


@page_view
def sheet_reply(request: UserRequest, pk: int) -> HttpResponse:
    """Show an analyst what sent answers would write; others, what became of them."""
    reply, user = _reply_or_404(request, pk), request.user
    waits = reply.state == State.SUBMITTED
    if user.may_write and waits:
        return preview_reply(request, _decide(request, reply, State.SUBMITTED, _("Answers opened")))
    filled = FilledSheet.from_json(reply.filled)
    is_own = policies.questions.may_answer(user, reply.body)
    comparison = compare(filled, body=reply.body, user=user, today=request.today) if waits else None
    context = {
        "reply": reply,
        "filled": filled,
        "sentence": describe_reply(reply),
        "lines": comparison.lines if comparison else (),
        "results": [(name, RowOutcome(code), words) for name, code, words in reply.results],
        "is_own": is_own,
        "may_take_back": is_own and waits and reply.opened_at is None,
    }
    return render(request, "questions/sheets/reply.html", context)


@post_view
def take_back_reply(request: UserRequest, pk: int) -> HttpResponse:
    """Take back answers that nobody opened yet."""
    reply = _decide(request, _reply_or_404(request, pk), State.WITHDRAWN, _("Answers taken back"))
    messages.success(request, _("Taken back. Change it and send it again."))
    return redirect("body_answers", reply.body.code)


@form_view
def return_reply(request: UserRequest, pk: int) -> HttpResponse:
    """Return answers to the body, with a note."""
    reply = _reply_or_404(request, pk)
    policies.questions.check_can_ask_by_sheet(request.user, reply.body)
    return reason_page(
        request,
        FormPage(_("Return the answers"), _("Return with a note"), reply),
        replies.decide,
        partial(replies.DecideReply, reply=reply, state=State.RETURNED),
        done=_("Returned. The body sees the note and can send its answers again."),
        to=reply.body,
    )


def _reply_or_404(request: UserRequest, pk: int) -> SheetReply:
    reply = visible_or_404(SheetReply, request.user, "body", "author", pk=pk)
    request.back = reply.body
    return reply


def _decide(request: UserRequest, reply: SheetReply, state: State, reason: str) -> SheetReply:
    return replies.decide(
        replies.DecideReply(
            reply=reply, state=state, reason=reason, by=request.user, now=request.now
        )
    )
