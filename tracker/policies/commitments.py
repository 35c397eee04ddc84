"""When a measure is followed: its days, and whether there is anything left to follow."""

from datetime import date

from django.utils.translation import gettext as _

from tracker.errors import InvalidDate, InvalidValue, Stale
from tracker.formats import day
from tracker.models import Commitment


def check_is_open(commitment: Commitment) -> None:
    """Raises Stale for a measure that is done, dropped or withdrawn."""
    if commitment.is_open:
        return
    if commitment.done_on is not None:
        ended = _("done on %(on)s") % {"on": day(commitment.done_on)}
    elif commitment.dropped_reason:
        ended = _("dropped, because “%(why)s”") % {"why": commitment.dropped_reason}
    else:
        ended = _("withdrawn, because “%(why)s”") % {"why": commitment.withdrawal_reason}
    raise Stale(
        _("“%(measure)s” is not followed any more: it was %(ended)s. Open it to see what happened.")
        % {"commitment": commitment, "ended": ended}
    )


def check_undertaking_days(commitment: Commitment, *, today: date) -> None:
    """Raises OutOfTime for a promise to come, or one due before it was made."""
    if commitment.undertaken_on > today:
        raise InvalidDate(
            _(
                "“%(measure)s” can't have been undertaken on %(on)s: that day has not come. Choose "
                "one to %(today)s."
            )
            % {"commitment": commitment, "on": day(commitment.undertaken_on), "today": day(today)}
        )
    if commitment.due_on is not None:
        check_due_day(commitment, commitment.due_on)


def check_due_day(commitment: Commitment, due_on: date) -> None:
    """Raises OutOfTime for a day before the promise was made."""
    if due_on < commitment.undertaken_on:
        raise InvalidDate(
            _(
                "“%(measure)s” can't be due on %(due)s: it was undertaken on %(on)s. Choose a "
                "later day."
            )
            % {"commitment": commitment, "due": day(due_on), "on": day(commitment.undertaken_on)}
        )


def check_move(
    commitment: Commitment,
    due_on: date | None,
    *,
    reason: str,
    agreed_by: str,
    agreed_on: date,
    today: date,
) -> None:
    """Raises Invalid without words, without who agreed or without a change; OutOfTime for days."""
    if not (reason.strip() and agreed_by.strip()):
        raise InvalidValue(
            _(
                "The due date of “%(measure)s” can't be moved: it takes a reason, and who agreed. "
                "Say both."
            )
            % {"commitment": commitment}
        )
    if due_on == commitment.due_on:
        raise InvalidValue(
            _("“%(measure)s” is due on that day already. Choose another, or leave it.")
            % {"commitment": commitment}
        )
    if due_on is not None:
        check_due_day(commitment, due_on)
    check_day_of_news(commitment, agreed_on, since=commitment.undertaken_on, today=today)


def check_day_of_news(commitment: Commitment, on: date, *, since: date, today: date) -> None:
    """Raises OutOfTime for a day before `since`, or one to come."""
    if not since <= on <= today:
        raise InvalidDate(
            _(
                "%(on)s can't be a day of news about “%(measure)s”. Choose one from %(since)s to "
                "%(today)s."
            )
            % {"commitment": commitment, "on": day(on), "since": day(since), "today": day(today)}
        )
