"""Ask questions of bodies, remind them, and answer, dismiss and reopen questions."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tracker import policies
from tracker.actions.evidence.citations import cite
from tracker.actions.evidence.items import EvidenceInput, add_evidence
from tracker.actions.locks import lock_recommendation
from tracker.actions.values import check_values, save_changes
from tracker.audit.reasons import because
from tracker.errors import EvidenceMissing, InvalidValue, NotAllowed, Stale
from tracker.models import Body, Evidence, Question, Recommendation, Report, User
from tracker.vocabulary import Reason, ReasonCode, Use

MAX_LENGTH = 1000  # characters; PostgreSQL can't index longer texts
ANSWER_DUE_AFTER = timedelta(days=30)


@transaction.atomic
def ask(
    *,
    question: Question,
    body: Body,
    on: date,
    by: User,
    now: datetime,
    reason: str | Reason,
    due: date | None = None,
) -> Question:
    """Ask a body an existing question; the answer is due on `due`, by default after 30 days.

    The same a second time changes nothing. Raises PermissionRefused, NotAllowed for a body that
    can't be written to or if another was asked, InvalidDate, Stale if it is answered or dismissed.
    """
    policies.check_can_change(by, "question", str(question))
    with because(reason, by=by):
        fresh = _lock_question(question)
        return _ask(fresh, body, on=on, due=due, now=now)


@transaction.atomic
def ask_new(
    *,
    report: Report,
    kind: str,
    text: str,
    by: User,
    now: datetime,
    recommendation: Recommendation | None = None,
    body: Body | None = None,
    on: date | None = None,
    due: date | None = None,
    reason: str | Reason = "",
) -> Question:
    """Add a question about a recommendation, or about a whole report, and ask the body if given.

    Without a body it stays open and unasked. An existing question in the same words is used again.
    Raises what `ask` raises, Stale also if `by` may not see the existing question, and InvalidValue
    for an unknown kind and for a text that is empty or too long.
    """
    policies.check_can_change(by, "question", text)
    with because(reason or text, by=by):
        _lock_subject(report, recommendation)
        question = Question(
            report=report, recommendation=recommendation, kind=kind, text=text.strip()
        )
        check_values(question)
        check(question)
        if existing := _find_existing(question, by):
            question = existing
        else:
            question.save(force_insert=True)
        if body is None:
            policies.questions.check_is_open(question)
            return question
        return _ask(question, body, on=on or timezone.localdate(now), due=due, now=now)


@transaction.atomic
def remind(*, question: Question, on: date, by: User, now: datetime) -> Question:
    """Record that the body was reminded. The same day a second time changes nothing.

    Raises PermissionRefused, NotAllowed if nobody was asked, InvalidDate, Stale if it is closed.
    """
    policies.check_can_change(by, "question", str(question))
    with because(_("The body was reminded"), by=by):
        fresh = _lock_question(question)
        policies.questions.check_can_be_reminded(fresh, on=on, today=timezone.localdate(now))
        return save_changes(fresh, {"reminded_on": on})


@transaction.atomic
def answer(
    *,
    question: Question,
    evidence_input: EvidenceInput,
    on: date,
    sentence: str,
    by: User,
    now: datetime,
    use: str = Use.CONTEXT,
) -> Question:
    """Answer a question by evidence, which is cited on its recommendation.

    The first piece of evidence is the answer. The sentence is that of the citation, and the reason.
    Raises PermissionRefused, InvalidDate, Stale, EvidenceMissing without evidence, QuoteMismatch,
    InvalidValue for a value that its field can't take.
    """
    policies.check_can_change(by, "question", str(question))
    with because(Reason(sentence, ReasonCode.REPLY_OF_BODY), by=by):
        fresh = _lock_question(question)
        if _is_answered_by(fresh, evidence_input, on):
            return fresh
        policies.questions.check_is_open(fresh)
        policies.questions.check_answer_date(fresh, on=on, today=timezone.localdate(now))
        cited = _cite_evidence(fresh, evidence_input, use, on=on, sentence=sentence, by=by, now=now)
        return save_changes(fresh, {"answered_on": on, "answered_by": cited[0]})


@transaction.atomic
def dismiss(*, question: Question, reason: str, by: User) -> Question:
    """Dismiss a question that needs no answer. The same again changes nothing.

    Raises PermissionRefused, InvalidValue without a reason, Stale if it is answered or was
    dismissed for another reason.
    """
    policies.check_can_change(by, "question", str(question))
    why = reason.strip()
    if not why:
        raise InvalidValue(
            _("“%(question)s” can't be dismissed without a reason. Say why.")
            % {"question": question}
        )
    with because(why, by=by):
        fresh = _lock_question(question)
        if fresh.dismissal_reason != why:
            policies.questions.check_is_open(fresh)
        return save_changes(fresh, {"dismissal_reason": why})


@transaction.atomic
def reopen(*, question: Question, reason: str, by: User) -> Question:
    """Reopen a question that was answered or dismissed; its citations stay.

    Raises PermissionRefused, InvalidValue without a reason. An open question does not change.
    """
    policies.check_can_change(by, "question", str(question))
    with because(reason, by=by):
        fresh = _lock_question(question)
        return save_changes(
            fresh, {"answered_on": None, "answered_by": None, "dismissal_reason": ""}
        )


def check(question: Question) -> None:
    """Raise InvalidValue for a text that is too long, NotAllowed for a body that can't be asked."""
    if len(question.text) > MAX_LENGTH:
        raise InvalidValue(
            _(
                "The question has %(length)d characters, more than %(longest)d. Ask it more "
                "shortly, or ask two."
            )
            % {"length": len(question.text), "longest": MAX_LENGTH}
        )
    if question.body is not None and question.asked_on is not None and question.is_open:
        policies.questions.check_accepts_questions(question.body)


def _ask(fresh: Question, body: Body, *, on: date, due: date | None, now: datetime) -> Question:
    due = due or on + ANSWER_DUE_AFTER
    values: dict[str, Any] = {"body": body, "asked_on": on, "due_on": due}
    if all(getattr(fresh, name) == value for name, value in values.items()) and fresh.is_open:
        return fresh
    policies.questions.check_is_open(fresh)
    if fresh.asked_on is not None:
        raise NotAllowed(
            _(
                "“%(question)s” was put to %(body)s already. Remind it, or dismiss the question "
                "and ask another body in words of its own."
            )
            % {"question": fresh, "body": fresh.body or _("a body")}
        )
    policies.questions.check_accepts_questions(body)
    policies.questions.check_question_dates(body, on=on, due=due, today=timezone.localdate(now))
    return save_changes(fresh, values)


def _find_existing(question: Question, by: User) -> Question | None:
    """Return the question in the same words, locked after its recommendation or report.

    Raises Stale, without its state, for one that `by` may not see.
    """
    same: models.QuerySet[Question] = Question.objects.select_for_update(of=("self",)).filter(
        report=question.report, recommendation=question.recommendation, text=question.text
    )
    existing = same.select_related("body", "recommendation", "report__mechanism").first()
    if existing is not None and not Question.objects.visible_to(by).filter(pk=existing.pk).exists():
        raise Stale(
            _("“%(question)s” was asked in these words before. Ask it in words of your own.")
            % {"question": existing}
        )
    return existing


def _is_answered_by(fresh: Question, evidence_input: EvidenceInput, on: date) -> bool:
    """Return whether this answer was saved a moment ago, as after a second click."""
    evidence = fresh.answered_by
    if evidence is None or fresh.answered_on != on:
        return False
    if evidence in evidence_input.evidence:
        return True
    if evidence_input.url and evidence.url == evidence_input.url:
        return True
    if evidence_input.upload is None:
        return False
    return bool(
        evidence.files.not_withdrawn().filter(sha256=evidence_input.upload.file.sha256).exists()
    )


def _cite_evidence(
    fresh: Question,
    evidence_input: EvidenceInput,
    use: str,
    *,
    on: date,
    sentence: str,
    by: User,
    now: datetime,
) -> list[Evidence]:
    """Cite the evidence on the recommendation, or return that given for a whole report."""
    recommendation, cited = fresh.recommendation, list(evidence_input.evidence)
    common: dict[str, Any] = {"sentence": sentence, "as_of": on, "by": by, "now": now}
    if recommendation is not None:
        cited = add_evidence(evidence_input, recommendation=recommendation, **common)
        for evidence in cited:
            cite(
                evidence,
                recommendation=recommendation,
                use=use,
                page=evidence_input.page,
                paragraph=evidence_input.at_paragraph,
                **common,
            )
    if not cited:
        raise EvidenceMissing(
            _(
                "“%(question)s” can't be answered by words alone. Drop a file, give a link, "
                "words of the report or a piece of evidence held already; for the whole report, "
                "evidence held."
            )
            % {"question": fresh}
        )
    return cited


def _lock_subject(report: Report, recommendation: Recommendation | None) -> None:
    if recommendation is not None:
        lock_recommendation(recommendation)
    else:
        Report.objects.select_for_update().get(pk=report.pk)


def _lock_question(question: Question) -> Question:
    """Lock a question, its recommendation first, and return it as it is now."""
    recommendation = (
        lock_recommendation(question.recommendation) if question.recommendation else None
    )
    fresh: Question = (
        Question.objects.select_for_update(of=("self",))
        .select_related("body", "answered_by", "report__mechanism")
        .get(pk=question.pk)
    )
    fresh.recommendation = recommendation
    return fresh
