"""What is done about a question: a body asked and reminded, an answer kept, or none needed."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tracker.actions import queries
from tracker.actions.evidence import lead_of
from tracker.forms.deeds import WordsForm
from tracker.forms.logging import bodies_offered
from tracker.forms.questions import AnswerForm, AskForm, AskNewForm, RemindForm
from tracker.models import Body, Query, Recommendation, User
from tracker.requests import UserRequest, put_down
from tracker.views.deeds import Deed, done_or_again, refused
from tracker.views.questions import question_or_404
from tracker.words import day

OFFERED = 50


@login_required
@require_http_methods(["GET", "POST"])
def ask_new(request: UserRequest, slug: str, number: str) -> HttpResponse:
    """Ask something about a recommendation that nobody asked yet."""
    row = get_object_or_404(
        Recommendation.objects.visible_to(request.user).select_related("report__mechanism"),
        report__slug=slug,
        number=number,
    )
    if told := refused(request, "query", str(row)):
        return told
    now = timezone.now()
    form = AskNewForm(request.POST or None, today=timezone.localdate(now), user=request.user)

    def do() -> tuple[str, Query]:
        asked = queries.ask_new(
            report=row.report, recommendation=row, by=request.user, now=now, **form.answers
        )
        return _told_asked(asked), asked

    deed = Deed(
        heading=_("Ask a body"),
        button=_("Ask"),
        about=row,
        quoted=row.text,
        verbatim=True,
        said_by=_offered(row, request.user),
    )
    return done_or_again(request, form, do, deed=deed)


@login_required
@require_http_methods(["GET", "POST"])
def ask(request: UserRequest, pk: int) -> HttpResponse:
    """Put a question that is held already to a body."""
    row = question_or_404(request, pk)
    if told := refused(request, "query", str(row)):
        return told
    now = timezone.now()
    form = AskForm(request.POST or None, today=timezone.localdate(now), user=request.user)
    lead = lead_of(row.recommendation) if row.recommendation else None
    if lead and lead.can_be_written_to:
        form.fields["body"].initial = lead.code

    def do() -> tuple[str, Query]:
        body: Body = form.cleaned_data["body"]
        asked = queries.ask(
            query=row,
            by=request.user,
            now=now,
            reason=_("Put to %(body)s") % {"body": body.short},
            **form.answers,
        )
        return _told_asked(asked), asked

    deed = Deed(
        heading=_("Ask a body"),
        button=_("Ask"),
        about=row,
        quoted=row.question,
        said_by=_offered(row.recommendation, request.user),
    )
    return done_or_again(request, form, do, deed=deed)


@login_required
@require_http_methods(["GET", "POST"])
def remind(request: UserRequest, pk: int) -> HttpResponse:
    """Keep that the body was reminded."""
    row = question_or_404(request, pk)
    if told := refused(request, "query", str(row)):
        return told
    now = timezone.now()
    form = RemindForm(request.POST or None, today=timezone.localdate(now))

    def do() -> tuple[str, Query]:
        on = form.cleaned_data["on"]
        reminded = queries.remind(query=row, on=on, by=request.user, now=now)
        return _("The reminder of %(on)s was kept.") % {"on": day(on)}, reminded

    deed = Deed(
        heading=_("The body was reminded"),
        button=_("Log the reminder"),
        about=row,
        quoted=row.question,
    )
    return done_or_again(request, form, do, deed=deed)


@login_required
@require_http_methods(["GET", "POST"])
def answer(request: UserRequest, pk: int) -> HttpResponse:
    """Keep the answer, with what shows it."""
    row = question_or_404(request, pk)
    if told := refused(request, "query", str(row)):
        return told
    now = timezone.now()
    came = put_down(request, now=now)
    form = AnswerForm(
        request.POST or None, came, query=row, user=request.user, today=timezone.localdate(now)
    )

    def do() -> tuple[str, Query]:
        answered = queries.answer(query=row, by=request.user, now=now, **form.answers)
        return _("Answered. What shows it is cited on the recommendation."), answered

    deed = Deed(
        heading=_("Log the answer"),
        button=_("Log the answer"),
        about=row,
        quoted=row.question,
        said_by=_offered(row.recommendation, request.user),
    )
    return done_or_again(request, form, do, deed=deed)


@login_required
@require_http_methods(["GET", "POST"])
def dismiss(request: UserRequest, pk: int) -> HttpResponse:
    """Close a question that needs no answer, with words."""
    return _with_words(
        request, pk, queries.dismiss, _("Dismiss the question"), _("Dismiss"), _("Dismissed.")
    )


@login_required
@require_http_methods(["GET", "POST"])
def reopen(request: UserRequest, pk: int) -> HttpResponse:
    """Follow a question again that was answered or dismissed, with words."""
    return _with_words(
        request,
        pk,
        queries.reopen,
        _("Open the question again"),
        _("Open again"),
        _("The question is open again."),
    )


def _with_words(
    request: UserRequest, pk: int, act: Any, heading: str, button: str, done: str
) -> HttpResponse:
    row = question_or_404(request, pk)
    if told := refused(request, "query", str(row)):
        return told
    form = WordsForm(request.POST or None)

    def do() -> tuple[str, Query]:
        why = form.cleaned_data["because_of"]
        return done, act(query=row, because_of=why, by=request.user)

    deed = Deed(heading=heading, button=button, about=row, quoted=row.question)
    return done_or_again(request, form, do, deed=deed)


def _told_asked(asked: Query) -> str:
    if asked.body is None or asked.asked_on is None or asked.due_on is None:
        return _("The question is kept. Nobody was asked yet.")
    return _("The question was put to %(body)s. An answer is due on %(due)s.") % {
        "body": asked.body.short,
        "due": day(asked.due_on),
    }


def _offered(recommendation: Recommendation | None, user: User) -> list[Body]:
    """Bodies that can be written to: those with a role first."""
    if recommendation is not None:
        bodies = list(bodies_offered(recommendation, user))
    else:
        bodies = list(Body.objects.visible_to(user).order_by("code")[:OFFERED])
    return [body for body in bodies if body.can_be_written_to]
