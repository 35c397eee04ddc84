"""Which past day somebody asked for, and by whose knowledge."""

from collections.abc import Mapping
from datetime import date

from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from tracker.errors import InvalidValue
from tracker.formats import day
from tracker.vocabulary import Past, Then

BESIDE = ("on", "past")  # what an address says of it


def then_of(asked: Mapping[str, str], *, today: date) -> Then | None:
    """The day that an address names; None where it names none, which is today.

    Raises Invalid for a day that can't be read or is to come, and for a knowledge there is not.
    """
    past, typed = past_of(asked.get("past", "")), asked.get("on", "")
    return Then(day_of(typed, today=today), past) if typed else None


def past_of(typed: str) -> Past:
    """A knowledge as typed, today's for nothing. Raises Invalid for one there is not."""
    if typed and typed not in Past.values:
        raise InvalidValue(
            _("“%(typed)s” is no way to tell of a past day. Choose one of: %(known)s.")
            % {
                "typed": typed,
                "known": ", ".join(f"{past.value} ({past.label})" for past in Past),
            }
        )
    return Past(typed or Past.KNOWN_NOW)


def days_of(asked: Mapping[str, str], *, today: date) -> tuple[date, date] | None:
    """The two days to compare, the earlier first; the second is today where it is not named.

    None where neither is. Raises Invalid for days that can't be read, are to come, are one day,
    or run backwards, and for a second one alone.
    """
    typed, until = asked.get("from", ""), asked.get("to", "")
    if not typed and not until:
        return None
    if not typed:
        raise InvalidValue(_("Two days are compared, and the first is missing. Choose it too."))
    first = day_of(typed, today=today)
    last = day_of(until, today=today) if until else today
    if first == last:
        raise InvalidValue(
            _("Both days are %(day)s, so there is nothing to compare. Choose an earlier first one.")
            % {"day": day(first)}
        )
    if first > last:
        raise InvalidValue(
            _("%(first)s comes after %(last)s. Choose an earlier first day, or a later last one.")
            % {"first": day(first), "last": day(last)}
        )
    return first, last


def day_of(typed: str, *, today: date) -> date:
    """A day as typed. Raises Invalid for what is no day, and for one that has not come."""
    try:
        on = parse_date(typed)
    except ValueError:
        on = None
    if on is None:
        raise InvalidValue(
            _("“%(typed)s” is no day. Write it as %(today)s.")
            % {"typed": typed, "today": today.isoformat()}
        )
    if on > today:
        raise InvalidValue(
            _("There is no state as of %(on)s yet: that day has not come. Choose one to %(today)s.")
            % {"on": day(on), "today": day(today)}
        )
    return on
