"""When a measure is followed: its days, and whether there is anything left to follow."""

from datetime import date

from django.utils.translation import gettext as _

from tracker.errors import Invalid, OutOfTime, Stale
from tracker.formats import day
from tracker.models import Measure


def check_is_open(measure: Measure) -> None:
    """Raises Stale for a measure that is done, dropped or withdrawn."""
    if measure.is_open:
        return
    if measure.done_on is not None:
        ended = _("done on %(on)s") % {"on": day(measure.done_on)}
    elif measure.dropped_because:
        ended = _("dropped, because “%(why)s”") % {"why": measure.dropped_because}
    else:
        ended = _("withdrawn, because “%(why)s”") % {"why": measure.withdrawn_because}
    raise Stale(
        _("“%(measure)s” is not followed any more: it was %(ended)s. Open it to see what happened.")
        % {"measure": measure, "ended": ended}
    )


def check_undertaking_days(measure: Measure, *, today: date) -> None:
    """Raises OutOfTime for a promise to come, or one due before it was made."""
    if measure.undertaken_on > today:
        raise OutOfTime(
            _(
                "“%(measure)s” can't have been undertaken on %(on)s: that day has not come. Choose "
                "one to %(today)s."
            )
            % {"measure": measure, "on": day(measure.undertaken_on), "today": day(today)}
        )
    if measure.due_on is not None:
        check_due_day(measure, measure.due_on)


def check_due_day(measure: Measure, due_on: date) -> None:
    """Raises OutOfTime for a day before the promise was made."""
    if due_on < measure.undertaken_on:
        raise OutOfTime(
            _(
                "“%(measure)s” can't be due on %(due)s: it was undertaken on %(on)s. Choose a "
                "later day."
            )
            % {"measure": measure, "due": day(due_on), "on": day(measure.undertaken_on)}
        )


def check_move(
    measure: Measure,
    due_on: date | None,
    *,
    reason: str,
    agreed_by: str,
    agreed_on: date,
    today: date,
) -> None:
    """Raises Invalid without words, without who agreed or without a change; OutOfTime for days."""
    if not (reason.strip() and agreed_by.strip()):
        raise Invalid(
            _(
                "The due date of “%(measure)s” can't be moved: it takes a reason, and who agreed. "
                "Say both."
            )
            % {"measure": measure}
        )
    if due_on == measure.due_on:
        raise Invalid(
            _("“%(measure)s” is due on that day already. Choose another, or leave it.")
            % {"measure": measure}
        )
    if due_on is not None:
        check_due_day(measure, due_on)
    check_day_of_news(measure, agreed_on, since=measure.undertaken_on, today=today)


def check_day_of_news(measure: Measure, on: date, *, since: date, today: date) -> None:
    """Raises OutOfTime for a day before `since`, or one to come."""
    if not since <= on <= today:
        raise OutOfTime(
            _(
                "%(on)s can't be a day of news about “%(measure)s”. Choose one from %(since)s to "
                "%(today)s."
            )
            % {"measure": measure, "on": day(on), "since": day(since), "today": day(today)}
        )
