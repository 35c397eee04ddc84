"""Ask questions of bodies, remind them, and answer, dismiss and reopen questions."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tracker import policies
from tracker.actions.base import (
    RowCommand,
    TimedCommand,
    changing,
    check_values,
    lock_recommendation,
    save_changes,
)
from tracker.actions.evidence.items import EvidenceInput, add_and_cite
from tracker.audit.reasons import because
from tracker.errors import EvidenceMissing, InvalidValue, NotAllowed, Stale
from tracker.models import Body, Evidence, Question, Recommendation, Report, User
from tracker.vocabulary import Reason, ReasonCode, Use

MAX_LENGTH = 1000  # characters; PostgreSQL can't index longer texts
RELATED = ("body", "answered_by", "report__mechanism")
ANSWER_DUE_AFTER = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class AskQuestion(TimedCommand):
    """An existing question, and the body to ask; the answer is due after 30 days unless given."""

    question: Question
    body: Body
    on: date
    due: date | None = None
    reason: str | Reason = ""  # which body was asked, if empty


@dataclass(frozen=True, slots=True, kw_only=True)
class AddQuestion(TimedCommand):
    """A question about a recommendation, or about a whole report, and perhaps the body to ask."""

    report: Report
    kind: str
    text: str
    recommendation: Recommendation | None = None
    body: Body | None = None
    on: date | None = None
    due: date | None = None
    reason: str | Reason = ""  # the text, if empty


@dataclass(frozen=True, slots=True, kw_only=True)
class RemindBody(TimedCommand):
    """The day that the body was reminded of a question."""

    question: Question
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerQuestion(TimedCommand):
    """The answer to a question: evidence, the first piece of which is the answer, and a sentence.

    The sentence is that of the citation, and the reason.
    """

    question: Question
    evidence_input: EvidenceInput
    on: date
    sentence: str
    use: str = Use.CONTEXT


@transaction.atomic
def ask(command: AskQuestion) -> Question:
    """Ask a body an existing question. The same a second time changes nothing.

    Raises PermissionRefused, NotAllowed for a body that can't be written to or if another was
    asked, InvalidDate, Stale if it is answered or dismissed.
    """
    reason = command.reason or _("Asked %(body)s") % {"body": command.body.short}
    with changing(command.question, reason, *RELATED, by=command.by) as fresh:
        return _ask(fresh, command.body, on=command.on, due=command.due, now=command.now)


@transaction.atomic
def add(command: AddQuestion) -> Question:
    """Add a question, and ask the body if given; without one it stays open and unasked.

    An existing question in the same words is used again. Raises what `ask` raises, Stale also if
    `by` may not see the existing question, and InvalidValue for an unknown kind and for a text that
    is empty or too long.
    """
    policies.check_can_change(command.by, "question", command.text)
    with because(command.reason or command.text, by=command.by):
        if command.recommendation is not None:
            lock_recommendation(command.recommendation)
        else:
            Report.objects.select_for_update().get(pk=command.report.pk)
        question = Question(
            report=command.report,
            recommendation=command.recommendation,
            kind=command.kind,
            text=command.text.strip(),
        )
        check_values(question)
        check(question)
        if existing := _find_existing(question, command.by):
            question = existing
        else:
            question.save(force_insert=True)
        if command.body is None:
            policies.questions.check_is_open(question)
            return question
        on = command.on or timezone.localdate(command.now)
        return _ask(question, command.body, on=on, due=command.due, now=command.now)


@transaction.atomic
def remind(command: RemindBody) -> Question:
    """Record that the body was reminded. The same day a second time changes nothing.

    Raises PermissionRefused, NotAllowed if nobody was asked, InvalidDate, Stale if it is closed.
    """
    with changing(command.question, _("The body was reminded"), *RELATED, by=command.by) as fresh:
        policies.questions.check_can_be_reminded(
            fresh, on=command.on, today=timezone.localdate(command.now)
        )
        return save_changes(fresh, {"reminded_on": command.on})


@transaction.atomic
def answer(command: AnswerQuestion) -> Question:
    """Answer a question by evidence, which is cited on its recommendation.

    Raises PermissionRefused, InvalidDate, Stale, EvidenceMissing, QuoteMismatch, InvalidValue for a
    value that its field can't take.
    """
    reason = Reason(command.sentence, ReasonCode.REPLY_OF_BODY)
    with changing(command.question, reason, *RELATED, by=command.by) as fresh:
        policies.questions.check_is_open(fresh)
        policies.questions.check_answer_date(
            fresh, on=command.on, today=timezone.localdate(command.now)
        )
        return save_changes(
            fresh, {"answered_on": command.on, "answered_by": _cite_evidence(fresh, command)}
        )


@transaction.atomic
def dismiss(command: RowCommand[Question]) -> Question:
    """Dismiss a question that needs no answer. The same again changes nothing.

    Raises PermissionRefused, InvalidValue without a reason, Stale if it is answered or was
    dismissed for another reason.
    """
    reason = command.reason.strip()
    with changing(command.row, reason, *RELATED, by=command.by) as fresh:
        if fresh.dismissal_reason != reason:
            policies.questions.check_is_open(fresh)
        return save_changes(fresh, {"dismissal_reason": reason})


@transaction.atomic
def reopen(command: RowCommand[Question]) -> Question:
    """Reopen a question that was answered or dismissed; its citations stay.

    Raises PermissionRefused, InvalidValue without a reason. An open question does not change.
    """
    with changing(command.row, command.reason, *RELATED, by=command.by) as fresh:
        return save_changes(
            fresh, {"answered_on": None, "answered_by": None, "dismissal_reason": ""}
        )


def check(question: Question) -> None:
    """Raise InvalidValue for a text that is too long, NotAllowed for a body that can't be asked."""
    InvalidValue.raise_if(
        len(question.text) > MAX_LENGTH,
        _(
            "The question has %(length)d characters; the limit is %(longest)d. Shorten it or"
            " ask two questions."
        ),
        length=len(question.text),
        longest=MAX_LENGTH,
    )
    if question.body is not None and question.asked_on is not None and question.is_open:
        policies.questions.check_accepts_questions(question.body)


def _ask(fresh: Question, body: Body, *, on: date, due: date | None, now: datetime) -> Question:
    due = due or on + ANSWER_DUE_AFTER
    values = {"body": body, "asked_on": on, "due_on": due}
    if all(getattr(fresh, name) == value for name, value in values.items()) and fresh.is_open:
        return fresh
    policies.questions.check_is_open(fresh)
    NotAllowed.raise_if(
        fresh.asked_on is not None,
        _(
            "%(body)s has already been asked “%(question)s”. Log a reminder, or dismiss the"
            " question and ask another body a new one."
        ),
        question=fresh,
        body=fresh.body or _("a body"),
    )
    policies.questions.check_accepts_questions(body)
    policies.questions.check_question_dates(body, on=on, due=due, today=timezone.localdate(now))
    return save_changes(fresh, values)


def _find_existing(question: Question, by: User) -> Question | None:
    """Return the question in the same words, locked after its recommendation or report.

    Raises Stale, without its state, for one that `by` may not see.
    """
    existing: Question | None = (
        Question.objects.select_for_update(of=("self",))
        .filter(report=question.report, recommendation=question.recommendation, text=question.text)
        .select_related("body", "recommendation", "report__mechanism")
        .first()
    )
    Stale.raise_if(
        existing is not None
        and not Question.objects.visible_to(by).filter(pk=existing.pk).exists(),
        _(
            "“%(question)s” has been asked before in the same words. Open that question, or"
            " word this one differently."
        ),
        question=existing,
    )
    return existing


def _cite_evidence(fresh: Question, command: AnswerQuestion) -> Evidence:
    """Cite the evidence on the recommendation, if any; return the first piece."""
    given = command.evidence_input
    EvidenceMissing.raise_if(
        not given.evidence if fresh.recommendation is None else given.is_empty,
        _(
            "The answer to “%(question)s” needs evidence. Add a file, a link, a quote from the"
            " report or existing evidence; for a question about the whole report, existing"
            " evidence."
        ),
        question=fresh,
    )
    if fresh.recommendation is None:
        return given.evidence[0]
    [citation, *_more] = add_and_cite(
        given,
        recommendation=fresh.recommendation,
        use=command.use,
        sentence=command.sentence,
        as_of=command.on,
        by=command.by,
        now=command.now,
    )
    return citation.evidence
