"""Questions: their list, the page of a question, and forms for what happens to it."""

from collections.abc import Iterable
from functools import partial
from itertools import groupby, pairwise
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _, gettext_lazy

from tracker import policies
from tracker.actions.base import RowCommand
from tracker.actions.evidence import read_log
from tracker.actions.questions import questions
from tracker.filters.lists import OpenList
from tracker.formats import format_day
from tracker.forms.questions import AnswerForm, AskForm, NewQuestionForm, ReminderForm
from tracker.models import (
    Citation,
    Evidence,
    Passage,
    Question,
    QuestionQuerySet,
    QuestionSpan,
    User,
    Viewer,
    is_under_visible,
)
from tracker.requests import UserRequest, form_view, page_view
from tracker.summaries.recommendations.quotations import find_sentence
from tracker.views.base import (
    FormPage,
    RowAction,
    load_timeline,
    open_form,
    recommendation_or_404,
    render_page,
    row_page,
    save_page,
    visible_or_404,
)
from tracker.views.pagination import find_place, list_response, list_view, paginate


def quoted_sentences(spans: Iterable[Any]) -> list[tuple[Passage, list[tuple[str, bool]]]]:
    """Return the sentences around these spans, in their order. Needs the passages loaded.

    Each, or several that a span covers, with its passage, in parts that are marked or not.
    """
    located = [
        (span.passage_id, find_sentence(span.passage.text, span.start, span.end), span)
        for span in spans
        if span.passage is not None
    ]
    sentences = []
    for (_passage, (first, last)), group in groupby(located, key=lambda item: item[:2]):
        group_spans = [span for _key, _bounds, span in group]
        passage = group_spans[0].passage
        sentences.append((passage, list(_sentence_parts(passage.text, first, last, group_spans))))
    return sentences


def _sentence_parts(
    text: str, first: int, last: int, spans: list[Any]
) -> Iterable[tuple[str, bool]]:
    for start, end in pairwise(
        sorted({first, last, *(span.start for span in spans), *(span.end for span in spans)})
    ):
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


@form_view
def create_question(request: UserRequest, slug: str, number: str) -> HttpResponse:
    """Ask a body something about a recommendation, perhaps from its page ("here")."""
    recommendation = recommendation_or_404(request, slug, number)
    policies.check_can_change(request.user, "question", str(recommendation))
    return save_page(
        request,
        open_form(NewQuestionForm, request, recommendation),
        FormPage(_("Ask a body"), _("Ask"), recommendation, recommendation.text, is_verbatim=True),
        questions.add,
        partial(questions.AddQuestion, report=recommendation.report),
        done=_sent_message,
        to=lambda question: recommendation if "here" in request.POST else question,
    )


def _sent_message(question: Question) -> str:
    if question.body is None or question.asked_on is None or question.due_on is None:
        return _("Question saved. No body has been asked yet.")
    return _("Question to %(body)s saved. The answer is due on %(due)s.") % {
        "body": question.body.short,
        "due": format_day(question.due_on),
    }


ACTIONS = {  # by the word in the address
    "ask": RowAction(
        gettext_lazy("Ask a body"),
        gettext_lazy("Ask"),
        questions.ask,
        questions.AskQuestion,
        _sent_message,
        AskForm,
    ),
    "remind": RowAction(
        gettext_lazy("Log a reminder"),
        gettext_lazy("Log a reminder"),
        questions.remind,
        questions.RemindBody,
        lambda question: _("Reminder of %(on)s logged.") % {"on": format_day(question.reminded_on)},
        ReminderForm,
    ),
    "answer": RowAction(
        gettext_lazy("Log the answer"),
        gettext_lazy("Log the answer"),
        questions.answer,
        questions.AnswerQuestion,
        gettext_lazy("Answer logged. Its evidence is cited on the recommendation."),
        AnswerForm,
    ),
    "dismiss": RowAction(
        gettext_lazy("Dismiss the question"),
        gettext_lazy("Dismiss"),
        questions.dismiss,
        RowCommand,
        gettext_lazy("Question dismissed."),
    ),
    "reopen": RowAction(
        gettext_lazy("Reopen the question"),
        gettext_lazy("Reopen"),
        questions.reopen,
        RowCommand,
        gettext_lazy("Question reopened."),
    ),
}


@form_view
def update(request: UserRequest, pk: int, kind: str) -> HttpResponse:
    """Ask a body, remind it, record its answer, dismiss the question or reopen it."""
    question = question_or_404(request, pk)
    policies.check_can_change(request.user, "question", str(question))
    return row_page(request, ACTIONS[kind], question, quotation=question.text)
