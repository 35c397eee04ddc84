"""When a body is asked and reminded, and a question answered or dismissed."""

from datetime import date

from django.utils.translation import gettext as _

from tracker.errors import InvalidDate, NotAllowed, PermissionRefused, Stale
from tracker.formats import day
from tracker.models import Body, Question, User


def check_can_be_asked(body: Body) -> None:
    """Raises NotAllowed for a body that no letter reaches."""
    if not body.accepts_correspondence:
        raise NotAllowed(
            _(
                "%(body)s can't be asked: it can't be written to. Ask the body that answers for "
                "it, or find the answer elsewhere."
            )
            % {"body": body}
        )


def check_asking_days(body: Body, *, on: date, due: date, today: date) -> None:
    """Raises OutOfTime unless it was asked by today, and is due after that."""
    if on > today:
        raise InvalidDate(
            _("%(body)s can't be asked on %(on)s: that day has not come. Choose one to %(today)s.")
            % {"body": body, "on": day(on), "today": day(today)}
        )
    if due <= on:
        raise InvalidDate(
            _(
                "An answer of %(body)s can't be due on %(due)s: it is asked for on %(on)s. Choose "
                "a later day."
            )
            % {"body": body, "on": day(on), "due": day(due)}
        )


def check_is_open(query: Question) -> None:
    """Raises Stale for a question that is answered or dismissed."""
    if query.answered_on is not None:
        raise Stale(
            _(
                "“%(question)s” was answered on %(on)s. Open it again to see the answer; what else "
                "is known can be noted on the recommendation."
            )
            % {"question": query, "on": day(query.answered_on)}
        )
    if query.dismissal_reason:
        raise Stale(
            _(
                "“%(question)s” was dismissed, because “%(why)s”. Open it again first if it is to "
                "be followed after all."
            )
            % {"question": query, "why": query.dismissal_reason}
        )


def check_can_be_reminded(query: Question, *, on: date, today: date) -> None:
    """Raises NotAllowed for what nobody was asked, OutOfTime for a day that can't be."""
    check_is_open(query)
    if query.body is None or query.asked_on is None:
        raise NotAllowed(
            _("Nobody can be reminded of “%(question)s”: no body was asked it. Ask one.")
            % {"question": query}
        )
    earliest = query.reminded_on or query.asked_on
    if not earliest <= on <= today:
        raise InvalidDate(
            _(
                "%(body)s can't have been reminded on %(on)s. Choose a day from %(earliest)s to "
                "%(today)s."
            )
            % {
                "body": query.body,
                "on": day(on),
                "earliest": day(earliest),
                "today": day(today),
            }
        )


def check_answering_day(query: Question, *, on: date, today: date) -> None:
    """Raises OutOfTime for an answer before the question, or one to come."""
    if on > today or (query.asked_on is not None and on < query.asked_on):
        raise InvalidDate(
            _(
                "“%(question)s” can't have been answered on %(on)s: choose a day after it was "
                "asked, and not after %(today)s."
            )
            % {"question": query, "on": day(on), "today": day(today)}
        )


def check_can_ask_by_sheet(user: User, body: Body) -> None:
    """Raises NotYours unless `user` is an analyst or a reviewer."""
    if not user.may_write:
        raise PermissionRefused(
            _(
                "The question sheet of %(body)s can't be made or read in by %(user)s: it takes the "
                "right of an analyst. Ask an administrator for it."
            )
            % {"body": body, "user": user}
        )
