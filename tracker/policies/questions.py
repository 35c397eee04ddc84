"""Checks of questions and commitments: bodies, dates, and whether they are open."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from tracker import formats, vocabulary
from tracker.errors import InvalidDate, InvalidValue, NotAllowed, PermissionRefused, Stale
from tracker.models import AnsweredSheet, Body, Commitment, Question, User
from tracker.policies.bodies import check_exists


def check_accepts_questions(body: Body) -> None:
    """Check that the body can be written to.

    Raises:
        NotAllowed: It can't.
    """
    NotAllowed.raise_if(
        not body.accepts_correspondence,
        _("%(body)s can't be asked: it can't be written to. Ask the body responsible for it."),
        body=body,
    )


def check_question_dates(body: Body, *, on: date, due: date, today: date) -> None:
    """Check that the question was asked by today, and that the answer is due after that.

    Raises:
        InvalidDate: It was not, or is not.
        InvalidValue: The body had ended by then.
    """
    check_exists(body, on=on)
    InvalidDate.raise_if(
        on > today,
        _(
            "%(body)s can't be asked on %(on)s: this date is in the future. Choose one up to"
            " %(today)s."
        ),
        body=body,
        on=on,
        today=today,
    )
    InvalidDate.raise_if(
        due <= on,
        _(
            "An answer from %(body)s can't be due on %(due)s: the question is asked on %(on)s."
            " Choose a later date."
        ),
        body=body,
        on=on,
        due=due,
    )


def check_is_open(question: Question) -> None:
    """Check that the question is neither answered nor dismissed.

    Raises:
        Stale: It is.
    """
    Stale.raise_if(
        question.answered_on is not None,
        _(
            "“%(question)s” was answered on %(on)s. Reload the page to see the answer; log"
            " anything new as progress on the recommendation."
        ),
        question=question,
        on=question.answered_on,
    )
    Stale.raise_if(
        question.dismissal_reason,
        _(
            "“%(question)s” was dismissed for the reason “%(why)s”. Reopen it first if it"
            " needs an answer."
        ),
        question=question,
        why=question.dismissal_reason,
    )


def check_can_be_reminded(question: Question, *, on: date, today: date) -> None:
    """Check that a body can have been reminded of the question on this day.

    Raises:
        Stale: The question is not open.
        NotAllowed: No body was asked.
        InvalidDate: The day is before the last contact, or after today.
    """
    check_is_open(question)
    NotAllowed.raise_if(
        question.body is None or question.asked_on is None,
        _(
            "No reminder can be logged for “%(question)s”: no body has been asked. Ask a body"
            " first."
        ),
        question=question,
    )
    earliest = question.reminded_on or question.asked_on or on
    InvalidDate.raise_if(
        not earliest <= on <= today,
        _(
            "%(body)s can't have been reminded on %(on)s. Choose a date from %(earliest)s to"
            " %(today)s."
        ),
        body=question.body,
        on=on,
        earliest=earliest,
        today=today,
    )


def check_answer_date(question: Question, *, on: date, today: date) -> None:
    """Check that the answer is not before the question, nor after today.

    Raises:
        InvalidDate: It is.
    """
    InvalidDate.raise_if(
        on > today or (question.asked_on is not None and on < question.asked_on),
        _(
            "“%(question)s” can't have been answered on %(on)s. Choose a date from the day it"
            " was asked up to %(today)s."
        ),
        question=question,
        on=on,
        today=today,
    )


def check_can_use_sheet(user: User, body: Body) -> None:
    """Check that the user may download the question sheet of the body, and send it filled in.

    Raises:
        PermissionRefused: The user is no analyst or reviewer, and does not speak for the body.
    """
    if not may_answer(user, body):
        check_can_ask_by_sheet(user, body)


def may_answer(user: User, body: Body) -> bool:
    """Return whether the user speaks for the body."""
    return user.may_represent_body and body.pk in user.represented_body_ids


def check_can_answer(user: User, body: Body) -> None:
    """Check that the user may write and send the answers of the body.

    Raises:
        PermissionRefused: The user does not speak for it.
    """
    PermissionRefused.raise_if(
        not may_answer(user, body),
        _("%(user)s can't answer for %(body)s: only its focal points can."),
        body=body,
        user=user,
    )


def check_can_take_back(user: User, sheet: AnsweredSheet) -> None:
    """Check that the user sent the answers, or speaks for the body.

    Raises:
        PermissionRefused: Neither is so.
    """
    if sheet.author != user:
        check_can_answer(user, sheet.body)


def check_is_waiting(sheet: AnsweredSheet) -> None:
    """Check that sent answers wait for an analyst.

    Raises:
        Stale: They do not.
    """
    Stale.raise_if(
        sheet.state != vocabulary.State.SUBMITTED,
        _("The answers of %(body)s no longer wait: they were accepted, returned or taken back."),
        body=sheet.body.short,
    )


def check_can_ask_by_sheet(user: User, body: Body) -> None:
    """Check that the user may make and import question sheets.

    Raises:
        PermissionRefused: The user is no analyst or reviewer.
    """
    PermissionRefused.raise_if(
        not user.may_write,
        _(
            "%(user)s can't create or import question sheets of %(body)s: only analysts can."
            " Ask an administrator for the role."
        ),
        body=body,
        user=user,
    )


def check_commitment_is_open(commitment: Commitment) -> None:
    """Check that the commitment is neither done nor dropped nor withdrawn.

    Raises:
        Stale: It is.
    """
    ended = _("withdrawn for the reason “%(why)s”") % {"why": commitment.withdrawal_reason}
    if commitment.done_on is not None:
        ended = _("done on %(on)s") % {"on": formats.format_day(commitment.done_on)}
    elif commitment.dropped_reason:
        ended = _("dropped for the reason “%(why)s”") % {"why": commitment.dropped_reason}
    Stale.raise_if(
        not commitment.is_open,
        _(
            "“%(commitment)s” is no longer open: it was %(ended)s. Reload the page to see its "
            "state."
        ),
        commitment=commitment,
        ended=ended,
    )


def check_commitment_dates(commitment: Commitment, *, today: date) -> None:
    """Check that it was undertaken by today, and is due on that day or later.

    Raises:
        InvalidDate: It was not, or is not.
    """
    InvalidDate.raise_if(
        commitment.undertaken_on > today,
        _(
            "“%(commitment)s” can't have been undertaken on %(on)s: this date is in the"
            " future. Choose one up to %(today)s."
        ),
        commitment=commitment,
        on=commitment.undertaken_on,
        today=today,
    )
    if commitment.due_on is not None:
        check_due_date(commitment, commitment.due_on)


def check_due_date(commitment: Commitment, due_on: date) -> None:
    """Check that the due date is not before the day it was undertaken.

    Raises:
        InvalidDate: It is.
    """
    InvalidDate.raise_if(
        due_on < commitment.undertaken_on,
        _(
            "“%(commitment)s” can't be due on %(due)s: it was undertaken on %(on)s. Choose a"
            " later date."
        ),
        commitment=commitment,
        due=due_on,
        on=commitment.undertaken_on,
    )


def check_due_date_change(
    commitment: Commitment,
    due_on: date | None,
    *,
    reason: str,
    agreed_by: str,
    agreed_on: date,
    today: date,
) -> None:
    """Check a change of the due date; None removes it.

    Raises:
        InvalidValue: Reason or agreement is missing, or the date is the same.
        InvalidDate: One of the days is not possible.
    """
    InvalidValue.raise_if(
        not (reason.strip() and agreed_by.strip()),
        _("The due date of “%(commitment)s” was not changed. Enter a reason and who agreed."),
        commitment=commitment,
    )
    InvalidValue.raise_if(
        due_on == commitment.due_on,
        _("“%(commitment)s” is already due on that day. Choose another date."),
        commitment=commitment,
    )
    if due_on is not None:
        check_due_date(commitment, due_on)
    check_update_date(commitment, agreed_on, since=commitment.undertaken_on, today=today)


def check_update_date(commitment: Commitment, on: date, *, since: date, today: date) -> None:
    """Check that the day of an update is between `since` and today.

    Raises:
        InvalidDate: It is not.
    """
    InvalidDate.raise_if(
        not since <= on <= today,
        _(
            "An update of “%(commitment)s” can't have the date %(on)s. Choose one from"
            " %(since)s to %(today)s."
        ),
        commitment=commitment,
        on=on,
        since=since,
        today=today,
    )
