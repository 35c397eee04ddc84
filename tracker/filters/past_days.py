"""Past days in query parameters, and the basis on which they are told."""

from collections.abc import Mapping
from datetime import date

from django.db.models import TextChoices
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from tracker.errors import InvalidValue
from tracker.vocabulary import Basis, PastDay

DAY_PARAMETERS = ("on", "basis")


def parse_past_day(params: Mapping[str, str], *, today: date) -> PastDay | None:
    """Return the past day in query parameters, None without one.

    Raises:
        InvalidValue: The day can't be read or has not come, or the basis is unknown.
    """
    basis, text = parse_basis(params.get("basis", "")), params.get("on", "")
    return PastDay(parse_day(text, today=today), basis) if text else None


def parse_basis(code: str) -> Basis:
    """Return the basis with this code, by default as known now.

    Raises:
        InvalidValue: There is no such basis.
    """
    refusal = _("There is no view “%(typed)s” of a past day. Choose one of: %(known)s.")
    return parse_code(code or Basis.AS_KNOWN_NOW, Basis, refusal)


def parse_code[Choice: TextChoices](code: str, choices: type[Choice], refusal: str) -> Choice:
    """Return the choice with this code. Raises InvalidValue with the refusal if there is none."""
    if code not in choices.values:
        known = ", ".join(f"{choice.value} ({choice.label})" for choice in choices)
        raise InvalidValue(refusal % {"typed": code, "known": known})
    return choices(code)


def read_day(text: str, *, today: date) -> date:
    """Return a day typed as 2024-12-31, even one to come. Raises InvalidValue."""
    try:
        day = parse_date(text)
    except ValueError:
        day = None
    if day is None:
        raise InvalidValue(
            _("“%(typed)s” is not a date. Write it like %(today)s.")
            % {"typed": text, "today": today.isoformat()}
        )
    return day


def parse_day(text: str, *, today: date) -> date:
    """Parse a day written as 2024-03-31.

    Raises:
        InvalidValue: It is no day, or has not come.
    """
    on = read_day(text, today=today)
    InvalidValue.raise_if(
        on > today,
        _("%(on)s is in the future. Choose a day up to %(today)s."),
        on=on,
        today=today,
    )
    return on
