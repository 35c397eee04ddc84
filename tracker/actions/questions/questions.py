"""Questions: put to a body, reminded of, answered by evidence or dismissed with a reason."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tracker import policies
from tracker.actions.evidence.citations import cite
from tracker.actions.evidence.items import Shown, add_shown
from tracker.actions.locks import locked
from tracker.actions.values import check_values, write
from tracker.audit.reasons import because
from tracker.errors import EvidenceMissing, InvalidValue, NotAllowed, Stale
from tracker.models import Body, Evidence, Question, Recommendation, Report, User
from tracker.vocabulary import Reason, ReasonCode, Use

LONGEST = 1000  # characters; PostgreSQL keeps an index of questions and no longer text in it
DUE_AFTER = timedelta(days=30)


@transaction.atomic
def ask(
    *,
    query: Question,
    body: Body,
    on: date,
    by: User,
    now: datetime,
    reason: str | Reason,
    due: date | None = None,
) -> Question:
    """Put a question that is held already to a body; an answer is due after 30 days or on `due`.

    The same a second time changes nothing. Raises NotYours, NotAllowed for a body that can't be
    written to or when another was asked, OutOfTime, Stale when it is answered or dismissed.
    """
    policies.check_can_change(by, "query", str(query))
    with because(reason, by=by):
        fresh = _locked(query)
        return _ask(fresh, body, on=on, due=due, now=now)


@transaction.atomic
def ask_new(
    *,
    report: Report,
    kind: str,
    question: str,
    by: User,
    now: datetime,
    recommendation: Recommendation | None = None,
    body: Body | None = None,
    on: date | None = None,
    due: date | None = None,
    reason: str | Reason = "",
) -> Question:
    """Ask something new about a recommendation, or about the whole report.

    Without a body it is kept as an open question that nobody was asked yet. What is held already
    in the same words is asked, not asked twice. Raises what `ask` raises, Stale also where `by`
    may not know of what is held, and Invalid for a kind that is not known and for a question that
    is empty or too long.
    """
    policies.check_can_change(by, "query", question)
    with because(reason or question, by=by):
        _lock(report, recommendation)
        wanted = Question(
            report=report, recommendation=recommendation, kind=kind, question=question.strip()
        )
        check_values(wanted)
        check(wanted)
        query = _held(wanted, by)
        if query is None:
            wanted.save(force_insert=True)
            query = wanted
        if body is None:
            policies.questions.check_is_open(query)
            return query
        return _ask(query, body, on=on or timezone.localdate(now), due=due, now=now)


@transaction.atomic
def remind(*, query: Question, on: date, by: User, now: datetime) -> Question:
    """Remind the body of what it was asked. The same day a second time changes nothing.

    Raises NotYours, NotAllowed when nobody was asked, OutOfTime, Stale when it is closed.
    """
    policies.check_can_change(by, "query", str(query))
    with because(_("The body was reminded"), by=by):
        fresh = _locked(query)
        policies.questions.check_can_be_reminded(fresh, on=on, today=timezone.localdate(now))
        return write(fresh, {"reminded_on": on})


@transaction.atomic
def answer(
    *,
    query: Question,
    shown: Shown,
    on: date,
    sentence: str,
    by: User,
    now: datetime,
    use: str = Use.CONTEXT,
) -> Question:
    """Close a question by the evidence that answers it, cited on its recommendation.

    The first piece shown is the answer. The sentence is what the citation says, and the reason.
    Raises NotYours, OutOfTime, Stale, EvidenceMissing when nothing is shown, SpanMismatch, Invalid
    for a value that its field can't take.
    """
    policies.check_can_change(by, "query", str(query))
    with because(Reason(sentence, ReasonCode.REPLY_OF_BODY), by=by):
        fresh = _locked(query)
        if _is_answered_by(fresh, shown, on):
            return fresh
        policies.questions.check_is_open(fresh)
        policies.questions.check_answering_day(fresh, on=on, today=timezone.localdate(now))
        pieces = _cited(fresh, shown, use, on=on, sentence=sentence, by=by, now=now)
        return write(fresh, {"answered_on": on, "answered_by": pieces[0]})


@transaction.atomic
def dismiss(*, query: Question, because_of: str, by: User) -> Question:
    """Close a question that needs no answer, with words. The same again changes nothing.

    Raises NotYours, Invalid without words, Stale when it is answered or dismissed otherwise.
    """
    policies.check_can_change(by, "query", str(query))
    why = because_of.strip()
    if not why:
        raise InvalidValue(
            _("“%(question)s” can't be dismissed without a reason. Say why.") % {"question": query}
        )
    with because(why, by=by):
        fresh = _locked(query)
        if fresh.dismissal_reason != why:
            policies.questions.check_is_open(fresh)
        return write(fresh, {"dismissal_reason": why})


@transaction.atomic
def reopen(*, query: Question, because_of: str, by: User) -> Question:
    """Follow a question again that was answered or dismissed; what was cited stays cited.

    Raises NotYours, Invalid without words. One that is open stays as it is.
    """
    policies.check_can_change(by, "query", str(query))
    with because(because_of, by=by):
        fresh = _locked(query)
        return write(fresh, {"answered_on": None, "answered_by": None, "dismissal_reason": ""})


def check(query: Question) -> None:
    """Raises Invalid for a question that no index can hold, NotAllowed for one put to nobody."""
    if len(query.question) > LONGEST:
        raise InvalidValue(
            _(
                "The question has %(length)d characters, more than %(longest)d. Ask it more "
                "shortly, or ask two."
            )
            % {"length": len(query.question), "longest": LONGEST}
        )
    if query.body is not None and query.asked_on is not None and query.is_open:
        policies.questions.check_can_be_asked(query.body)


def _ask(fresh: Question, body: Body, *, on: date, due: date | None, now: datetime) -> Question:
    due = due or on + DUE_AFTER
    asked: dict[str, Any] = {"body": body, "asked_on": on, "due_on": due}
    if all(getattr(fresh, name) == value for name, value in asked.items()) and fresh.is_open:
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
    policies.questions.check_can_be_asked(body)
    policies.questions.check_asking_days(body, on=on, due=due, today=timezone.localdate(now))
    return write(fresh, asked)


def _held(wanted: Question, by: User) -> Question | None:
    """The question in the same words, locked; its recommendation or report is locked already.

    Raises Stale, without a word of what became of it, for one that `by` may not know of.
    """
    same: models.QuerySet[Question] = Question.objects.select_for_update(of=("self",)).filter(
        report=wanted.report, recommendation=wanted.recommendation, question=wanted.question
    )
    held = same.select_related("body", "recommendation", "report__mechanism").first()
    if held is not None and not Question.objects.visible_to(by).filter(pk=held.pk).exists():
        raise Stale(
            _("“%(question)s” was asked in these words before. Ask it in words of your own.")
            % {"question": held}
        )
    return held


def _is_answered_by(fresh: Question, shown: Shown, on: date) -> bool:
    """Whether this very answer was given a moment ago: a second click."""
    piece = fresh.answered_by
    if piece is None or fresh.answered_on != on:
        return False
    if piece in shown.held or (shown.url and piece.url == shown.url):
        return True
    if shown.dropped is None:
        return False
    return bool(piece.files.standing().filter(sha256=shown.dropped.taken.sha256).exists())


def _cited(
    fresh: Question, shown: Shown, use: str, *, on: date, sentence: str, by: User, now: datetime
) -> list[Evidence]:
    """What is shown, cited on the recommendation; about a whole report, what is held already."""
    about, pieces = fresh.recommendation, list(shown.held)
    said: dict[str, Any] = {"sentence": sentence, "as_of": on, "by": by, "now": now}
    if about is not None:
        pieces = add_shown(shown, recommendation=about, **said)
        for piece in pieces:
            cite(
                piece,
                recommendation=about,
                use=use,
                page=shown.page,
                paragraph=shown.at_paragraph,
                **said,
            )
    if not pieces:
        raise EvidenceMissing(
            _(
                "“%(question)s” can't be answered by words alone. Drop a file, give a link, "
                "words of the report or a piece of evidence held already; for the whole report, "
                "evidence held."
            )
            % {"question": fresh}
        )
    return pieces


def _lock(report: Report, recommendation: Recommendation | None) -> None:
    if recommendation is not None:
        locked(recommendation)
    else:
        Report.objects.select_for_update().get(pk=report.pk)


def _locked(query: Question) -> Question:
    """The question as it is now, what it is about locked first."""
    recommendation = locked(query.recommendation) if query.recommendation else None
    fresh: Question = (
        Question.objects.select_for_update(of=("self",))
        .select_related("body", "answered_by", "report__mechanism")
        .get(pk=query.pk)
    )
    fresh.recommendation = recommendation
    return fresh
