"""Checks of commitments: dates, and whether they are open."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from tracker.errors import InvalidDate, InvalidValue, Stale
from tracker.formats import format_day
from tracker.models import Commitment


def check_is_open(commitment: Commitment) -> None:
    """Check that the commitment is neither done nor dropped nor withdrawn.

    Raises:
        Stale: It is.
    """
    if commitment.is_open:
        return
    if commitment.done_on is not None:
        ended = _("done on %(on)s") % {"on": format_day(commitment.done_on)}
    elif commitment.dropped_reason:
        ended = _("dropped for the reason “%(why)s”") % {"why": commitment.dropped_reason}
    else:
        ended = _("withdrawn for the reason “%(why)s”") % {"why": commitment.withdrawal_reason}
    raise Stale(
        _("“%(commitment)s” is no longer open: it was %(ended)s. Reload the page to see its state.")
        % {"commitment": commitment, "ended": ended}
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
