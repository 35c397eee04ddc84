"""Questions and commitments: lists, pages, and forms for what happens to one."""

from collections.abc import Iterable
from functools import partial
from itertools import groupby, pairwise
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _, gettext_lazy

from tracker import formats, policies
from tracker.actions import base, commitments, reference_rows
from tracker.actions.evidence import read_log
from tracker.actions.questions import questions
from tracker.filters.lists import OpenList
from tracker.forms.questions import (
    AnswerForm,
    AskForm,
    CommitmentForm,
    CompleteForm,
    DropForm,
    NewQuestionForm,
    NewsForm,
    ReminderForm,
    RescheduleForm,
)
from tracker.models import (
    Citation,
    Commitment,
    CommitmentQuerySet,
    DueDate,
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
    is_whole,
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
    return list_response(
        request,
        "questions/list.html",
        listed.filter_set,
        paginate(listed, partial(request.user.load_page, _questions)),
        today=request.today,
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
    read_log.log_listed(
        filter(None, [citation.evidence for citation in answers] or (question.answered_by,)),
        by=request.user,
        now=request.now,
    )
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
    return visible_or_404(
        _questions(request.user).prefetch_related("topics", "recommendation__translations"),
        request.user,
        "answered_by__issuer",
        "answered_by__passage__report__mechanism",
        pk=pk,
    )


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
        "due": formats.format_day(question.due_on),
    }


@list_view
def commitment_list(request: UserRequest, listed: OpenList) -> HttpResponse:
    """List commitments by due date; none if a filter can't be read."""
    list_page = paginate(listed, partial(request.user.load_page, _commitments))
    return list_response(
        request,
        "commitments/list.html",
        listed.filter_set,
        list_page,
        rows=[
            {
                "commitment": commitment,
                "is_overdue": commitment.is_overdue(on=request.today),
                "is_quiet": commitment.is_quiet(on=request.today),
            }
            for commitment in list_page.page.rows
        ],
    )


def _commitments(reader: Viewer) -> CommitmentQuerySet:
    return Commitment.objects.annotate(opens=is_under_visible(reader)).select_related(
        "body", "recommendation__report__mechanism"
    )


@page_view
def commitment_detail(request: UserRequest, pk: int) -> HttpResponse:
    """Show a commitment: all its due dates, the last news, and what may be done."""
    commitment = commitment_or_404(request, pk)
    evidence = _evidence(commitment, request)
    read_log.log_listed(filter(None, evidence.values()), by=request.user, now=request.now)
    dates = DueDate.objects.visible_to(request.user).filter(commitment=commitment)
    return render_page(
        request,
        "commitments/detail.html",
        commitment=commitment,
        place=find_place(request, commitment),
        dates=dates.order_by("-pk"),
        evidence=evidence,
        timeline=load_timeline(commitment, request, dates) if is_whole(request) else None,
        today=request.today,
        is_overdue=commitment.is_overdue(on=request.today),
        is_quiet=commitment.is_quiet(on=request.today),
    )


def commitment_or_404(request: UserRequest, pk: int) -> Commitment:
    """Return the commitment with this key; 404 if the user may not know of it."""
    return visible_or_404(
        _commitments(request.user).prefetch_related("recommendation__translations"),
        request.user,
        pk=pk,
    )


def _evidence(commitment: Commitment, request: UserRequest) -> dict[str, Evidence | None]:
    """Return the evidence of the undertaking and of its completion that the user may see."""
    evidence = (
        Evidence.objects.visible_to(request.user)
        .not_withdrawn()
        .select_related("issuer", "original_source", "passage__report__mechanism")
        .in_bulk([key for key in (commitment.undertaken_in_id, commitment.done_by_id) if key])
    )
    return {
        "undertaking": evidence.get(commitment.undertaken_in_id),
        "completion": evidence.get(commitment.done_by_id),
    }


@form_view
def create_commitment(request: UserRequest, slug: str, number: str) -> HttpResponse:
    """Record what a body undertook to do about a recommendation."""
    recommendation = recommendation_or_404(request, slug, number)
    policies.check_can_change(request.user, "commitment", str(recommendation))
    return save_page(
        request,
        open_form(CommitmentForm, request, recommendation),
        FormPage(
            _("Add a commitment"), _("Add"), recommendation, recommendation.text, is_verbatim=True
        ),
        commitments.add,
        commitments.AddCommitment,
        done=_("Commitment added. The status did not change."),
        to=lambda commitment: commitment,
    )


ACTIONS = {  # by noun and by the word in the address
    "question": {
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
            questions.QuestionCommand,
            lambda question: (
                _("Reminder of %(on)s logged.") % {"on": formats.format_day(question.reminded_on)}
            ),
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
            base.RowCommand,
            gettext_lazy("Question dismissed."),
        ),
        "reopen": RowAction(
            gettext_lazy("Reopen the question"),
            gettext_lazy("Reopen"),
            questions.reopen,
            base.RowCommand,
            gettext_lazy("Question reopened."),
        ),
    },
    "commitment": {
        "reschedule": RowAction(
            gettext_lazy("Change the due date"),
            gettext_lazy("Change the date"),
            commitments.reschedule,
            commitments.RescheduleCommitment,
            gettext_lazy("Due date changed. The previous dates are kept."),
            RescheduleForm,
        ),
        "news": RowAction(
            gettext_lazy("Add an update"),
            gettext_lazy("Add"),
            commitments.record_news,
            commitments.RecordNews,
            gettext_lazy("Update added."),
            NewsForm,
        ),
        "complete": RowAction(
            gettext_lazy("Mark as done"),
            gettext_lazy("Mark as done"),
            commitments.complete,
            commitments.CompleteCommitment,
            gettext_lazy(
                "Marked as done. The evidence is cited on the recommendation; assess it there."
            ),
            CompleteForm,
        ),
        "cancel": RowAction(
            gettext_lazy("Mark as dropped"),
            gettext_lazy("Mark as dropped"),
            commitments.drop,
            commitments.DropCommitment,
            gettext_lazy("Marked as dropped. It stays in the list."),
            DropForm,
        ),
        "withdraw": RowAction(
            gettext_lazy("Withdraw the commitment"),
            gettext_lazy("Withdraw"),
            reference_rows.withdraw,
            base.WithdrawRow,
            gettext_lazy("Withdrawn. It stays in the history."),
        ),
    },
}


@form_view
def update(request: UserRequest, pk: int, noun: str, kind: str) -> HttpResponse:
    """Record what happened to a question or a commitment, or withdraw what was a mistake."""
    row = (question_or_404 if noun == "question" else commitment_or_404)(request, pk)
    policies.check_can_change(request.user, noun, str(row))
    return row_page(request, ACTIONS[noun][kind], row, quotation=row.text)
