"""Sentences of a report with the words in them that count: each sentence once."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from tracker.actions.evidence import read_log
from tracker.actions.evidence.items import lead_of
from tracker.actions.questions import questions
from tracker.filters.questions import QuestionFilter
from tracker.formats import day
from tracker.forms.assessments.log import bodies_offered
from tracker.forms.base import WordsForm
from tracker.forms.questions import AnswerForm, AskForm, AskNewForm, RemindForm
from tracker.models import Body, Citation, Passage, Question, QuestionSpan, Recommendation, User
from tracker.requests import UserRequest, put_down
from tracker.summaries.recommendations.quotations import sentence_around
from tracker.views.form_views import Deed, done_or_again, refused
from tracker.views.history.timeline import history_of
from tracker.views.pagination import (
    DUE,
    chips,
    filled_in,
    has_empty,
    listed_of,
    opens_recommendation,
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, or several that a span holds, as words that are marked or not."""

    passage: Passage
    pieces: tuple[tuple[str, bool], ...]


def sentences(spans: Iterable[Any]) -> list[Sentence]:
    """The sentences around these spans, in their order. Needs the passages at hand."""
    placed = [
        (span.passage_id, sentence_around(span.passage.text, span.start, span.end), span)
        for span in spans
        if span.passage is not None
    ]
    told = []
    for (_passage, (first, last)), some in groupby(placed, key=lambda one: one[:2]):
        inside = [span for _key, _place, span in some]
        passage = inside[0].passage
        told.append(Sentence(passage, tuple(_cut(passage.text, first, last, inside))))
    return told


def _cut(text: str, first: int, last: int, spans: list[Any]) -> Iterable[tuple[str, bool]]:
    cuts = {first, last, *(s.start for s in spans), *(s.end for s in spans)}
    for start, end in pairwise(sorted(cuts)):
        yield text[start:end], any(s.start <= start and end <= s.end for s in spans)


BESIDE = ("after", "before")
AT_HAND = ("body", "report__mechanism", "recommendation__report__mechanism")


@login_required
@require_GET
def question_list(request: UserRequest) -> HttpResponse:
    """What the filter finds, by due date. What can't be read shows its error, and no rows."""
    if has_empty(request.GET):
        return redirect(f"{request.path}?{filled_in(request.GET)}")
    today = timezone.localdate()
    found = QuestionFilter(
        request.GET,
        queryset=Question.objects.visible_to(request.user)
        .annotate(opens=opens_recommendation(request.user))
        .select_related(*AT_HAND),
        user=request.user,
        today=today,
        beside=BESIDE,
    )
    listed = listed_of(found, request.GET, beside=BESIDE, orders=DUE)
    context = {
        "found": found,
        "listed": listed,
        "chips": chips(found, request.GET),
        "today": today,
    }
    status = 400 if listed.problems else 200
    return render(request, "questions/list.html", context, status=status)


@login_required
@require_GET
def question(request: UserRequest, pk: int) -> HttpResponse:
    """One question: what became of it, and what may be done."""
    row = question_or_404(request, pk)
    answers = list(_answers(row, request.user))
    shown = [citation.evidence for citation in answers] or [row.answered_by]
    read_log.met(filter(None, shown), by=request.user, now=timezone.now())
    context = {
        "query": row,
        "answers": answers,
        "sentences": sentences(_spans(row, request.user)),
        "told": history_of(row, request),
        "today": timezone.localdate(),
    }
    return render(request, "questions/detail.html", context)


def question_or_404(request: UserRequest, pk: int) -> Question:
    """The question with this key, if the user may know of it."""
    rows = Question.objects.visible_to(request.user).annotate(
        opens=opens_recommendation(request.user)
    )
    rows = rows.select_related(
        *AT_HAND, "answered_by__issuer", "answered_by__passage__report__mechanism"
    )
    found: Question = get_object_or_404(
        rows.prefetch_related("topics", "recommendation__translations"), pk=pk
    )
    return found


def _answers(row: Question, user: User) -> Any:
    """Citations of the evidence that answered it, on its recommendation."""
    if row.answered_by is None or row.recommendation is None:
        return []
    return (
        Citation.objects.visible_to(user)
        .standing()
        .filter(recommendation=row.recommendation, evidence=row.answered_by, as_of=row.answered_on)
        .select_related(
            "evidence__issuer",
            "evidence__passage__report__mechanism",
            "assessment",
            "added_by",
        )
        .order_by("pk")
    )


def _spans(row: Question, user: User) -> Any:
    """The words of the report that it cites, in the order in which they stand there."""
    spans = QuestionSpan.objects.visible_to(user).filter(query=row)
    return spans.select_related("passage__report__mechanism").order_by(
        "passage__number", "start", "pk"
    )


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

    def do() -> tuple[str, Question]:
        asked = questions.ask_new(
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
    if lead and lead.accepts_correspondence:
        form.fields["body"].initial = lead.code

    def do() -> tuple[str, Question]:
        body: Body = form.cleaned_data["body"]
        asked = questions.ask(
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

    def do() -> tuple[str, Question]:
        on = form.cleaned_data["on"]
        reminded = questions.remind(query=row, on=on, by=request.user, now=now)
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

    def do() -> tuple[str, Question]:
        answered = questions.answer(query=row, by=request.user, now=now, **form.answers)
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
        request, pk, questions.dismiss, _("Dismiss the question"), _("Dismiss"), _("Dismissed.")
    )


@login_required
@require_http_methods(["GET", "POST"])
def reopen(request: UserRequest, pk: int) -> HttpResponse:
    """Follow a question again that was answered or dismissed, with words."""
    return _with_words(
        request,
        pk,
        questions.reopen,
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

    def do() -> tuple[str, Question]:
        why = form.cleaned_data["because_of"]
        return done, act(query=row, because_of=why, by=request.user)

    deed = Deed(heading=heading, button=button, about=row, quoted=row.question)
    return done_or_again(request, form, do, deed=deed)


def _told_asked(asked: Question) -> str:
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
    return [body for body in bodies if body.accepts_correspondence]
