"""Questions: their list, the page of a question, and forms for what happens to it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby, pairwise
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from tracker import policies
from tracker.actions.evidence import items, read_log
from tracker.actions.questions import questions
from tracker.filters.lists import OpenList
from tracker.formats import format_day
from tracker.forms.evidence.fields import issuer_suggestions
from tracker.forms.questions import AnswerForm, AskForm, NewQuestionForm, ReminderForm
from tracker.models import (
    Body,
    Citation,
    Evidence,
    Passage,
    Question,
    QuestionQuerySet,
    QuestionSpan,
    Recommendation,
    User,
    Viewer,
    is_under_visible,
)
from tracker.requests import UserRequest, form_view, page_view, posted_with_upload
from tracker.summaries.recommendations.quotations import find_sentence
from tracker.views.base import (
    FormPage,
    load_timeline,
    reason_page,
    recommendation_or_404,
    render_page,
    save_page,
    visible_or_404,
)
from tracker.views.pagination import find_place, list_response, list_view, paginate


@dataclass(frozen=True, slots=True)
class QuotedSentence:
    """Sentence, or several that a span covers, in parts that are marked or not."""

    passage: Passage
    parts: tuple[tuple[str, bool], ...]


def quoted_sentences(spans: Iterable[Any]) -> list[QuotedSentence]:
    """Return the sentences around these spans, in their order. Needs the passages loaded."""
    located = [
        (span.passage_id, find_sentence(span.passage.text, span.start, span.end), span)
        for span in spans
        if span.passage is not None
    ]
    sentences = []
    for (_passage, (first, last)), group in groupby(located, key=lambda item: item[:2]):
        group_spans = [span for _key, _bounds, span in group]
        passage = group_spans[0].passage
        sentences.append(
            QuotedSentence(passage, tuple(_sentence_parts(passage.text, first, last, group_spans)))
        )
    return sentences


def _sentence_parts(
    text: str, first: int, last: int, spans: list[Any]
) -> Iterable[tuple[str, bool]]:
    cuts = {first, last, *(span.start for span in spans), *(span.end for span in spans)}
    for start, end in pairwise(sorted(cuts)):
        yield text[start:end], any(span.start <= start and end <= span.end for span in spans)


@list_view
def question_list(request: UserRequest, listed: OpenList) -> HttpResponse:
    """List questions by due date; none if a filter can't be read."""
    page = paginate(listed, partial(request.user.load_page, _questions))
    return list_response(
        request, "questions/list.html", listed.filter_set, page, today=request.today
    )


def _questions(reader: Viewer) -> QuestionQuerySet:
    return Question.objects.annotate(opens=is_under_visible(reader)).select_related(
        "body", "report__mechanism", "recommendation__report__mechanism"
    )


@page_view
def question_detail(request: UserRequest, pk: int) -> HttpResponse:
    """Show a question: its answers, its history, and what may be done."""
    question = question_or_404(request, pk)
    answers = list(_answers(question, request.user))
    evidence: list[Evidence | None] = [citation.evidence for citation in answers]
    evidence = evidence or [question.answered_by]
    read_log.log_listed(filter(None, evidence), by=request.user, now=request.now)
    return render_page(
        request,
        "questions/detail.html",
        question=question,
        place=find_place(request, question),
        answers=answers,
        sentences=quoted_sentences(
            QuestionSpan.objects.visible_to(request.user)
            .filter(question=question)
            .select_related("passage__report__mechanism")
            .order_by("passage__number", "start", "pk")
        ),
        timeline=load_timeline(question, request),
        today=request.today,
    )


def question_or_404(request: UserRequest, pk: int) -> Question:
    """Return the question with this key; 404 if the user may not know of it."""
    rows = _questions(request.user).prefetch_related("topics", "recommendation__translations")
    answer = ("answered_by__issuer", "answered_by__passage__report__mechanism")
    return visible_or_404(rows, request.user, *answer, pk=pk)


def _answers(question: Question, user: User) -> Iterable[Citation]:
    """Return the citations of the evidence that answered it, on its recommendation."""
    if not (question.answered_by and question.recommendation and question.answered_on):
        return []
    return (
        Citation.objects.visible_to(user)
        .not_withdrawn()
        .filter(
            recommendation=question.recommendation,
            evidence=question.answered_by,
            as_of=question.answered_on,
        )
        .select_related(
            "evidence__issuer",
            "evidence__original_source",
            "evidence__passage__report__mechanism",
            "assessment",
            "added_by",
        )
        .order_by("pk")
    )


MAX_CHOICES = 50


@form_view
def create_question(request: UserRequest, slug: str, number: str) -> HttpResponse:
    """Ask a body something about a recommendation, perhaps from its page ("here")."""
    recommendation = recommendation_or_404(request, slug, number)
    policies.check_can_change(request.user, "question", str(recommendation))
    return save_page(
        request,
        NewQuestionForm(
            request.POST or None,
            today=request.today,
            user=request.user,
        ),
        FormPage(
            heading=_("Ask a body"),
            button=_("Ask"),
            subject=recommendation,
            quotation=recommendation.text,
            is_verbatim=True,
            bodies=_bodies_offered(recommendation, request.user),
        ),
        questions.add,
        partial(questions.AddQuestion, report=recommendation.report, recommendation=recommendation),
        done=_sent_message,
        to=lambda question: recommendation if "here" in request.POST else question,
    )


@form_view
def ask(request: UserRequest, pk: int) -> HttpResponse:
    """Send a question that is on record already to a body."""
    question = _open(request, pk)
    form = AskForm(request.POST or None, today=request.today, user=request.user)
    about, today = question.recommendation, request.today
    addressee = question.body or (items.find_lead_body(about, on=today) if about else None)
    if addressee and addressee.accepts_correspondence and not addressee.has_ended(on=today):
        form.fields["body"].initial = addressee.code
    bodies = _bodies_offered(question.recommendation, request.user)
    return save_page(
        request,
        form,
        _page(question, _("Ask a body"), _("Ask"), bodies),
        questions.ask,
        partial(questions.AskQuestion, question=question),
        done=_sent_message,
    )


@form_view
def remind(request: UserRequest, pk: int) -> HttpResponse:
    """Record that the body was reminded."""
    question = _open(request, pk)
    form = ReminderForm(request.POST or None, today=request.today)
    return save_page(
        request,
        form,
        _page(question, _("Log a reminder"), _("Log a reminder")),
        questions.remind,
        partial(questions.RemindBody, question=question),
        done=lambda _question: (
            _("Reminder of %(on)s logged.") % {"on": format_day(form.cleaned_data["on"])}
        ),
    )


@form_view
def answer(request: UserRequest, pk: int) -> HttpResponse:
    """Record the answer, with its evidence."""
    question = _open(request, pk)
    form = AnswerForm(
        *posted_with_upload(request),
        question=question,
        user=request.user,
        today=request.today,
    )
    bodies = _bodies_offered(question.recommendation, request.user)
    heading = _("Log the answer")
    return save_page(
        request,
        form,
        _page(question, heading, heading, bodies),
        questions.answer,
        partial(questions.AnswerQuestion, question=question),
        done=_("Answer logged. Its evidence is cited on the recommendation."),
    )


@form_view
def dismiss(request: UserRequest, pk: int) -> HttpResponse:
    """Dismiss a question that needs no answer, with a reason."""
    question = _open(request, pk)
    return reason_page(
        request,
        _page(question, _("Dismiss the question"), _("Dismiss")),
        questions.dismiss,
        partial(questions.DismissQuestion, question=question),
        done=_("Question dismissed."),
    )


@form_view
def reopen(request: UserRequest, pk: int) -> HttpResponse:
    """Reopen a question that was answered or dismissed, with a reason."""
    question = _open(request, pk)
    return reason_page(
        request,
        _page(question, _("Reopen the question"), _("Reopen")),
        questions.reopen,
        partial(questions.ReopenQuestion, question=question),
        done=_("Question reopened."),
    )


def _open(request: UserRequest, pk: int) -> Question:
    """Return a question that the user may change."""
    question = question_or_404(request, pk)
    policies.check_can_change(request.user, "question", str(question))
    return question


def _page(question: Question, heading: str, button: str, bodies: Sequence[Body] = ()) -> FormPage:
    return FormPage(heading, button, subject=question, quotation=question.text, bodies=bodies)


def _sent_message(question: Question) -> str:
    if question.body is None or question.asked_on is None or question.due_on is None:
        return _("Question saved. No body has been asked yet.")
    return _("Question to %(body)s saved. The answer is due on %(due)s.") % {
        "body": question.body.short,
        "due": format_day(question.due_on),
    }


def _bodies_offered(recommendation: Recommendation | None, user: User) -> list[Body]:
    """Return bodies that can be written to, those with a role first."""
    bodies = (
        issuer_suggestions(recommendation, user)
        if recommendation
        else Body.objects.offered_to(user).order_by("code")[:MAX_CHOICES]
    )
    on = user.mandates.on
    return [body for body in bodies if body.accepts_correspondence and not body.has_ended(on=on)]
