"""The history on the page of a thing, whatever its noun."""

from typing import Any

from django.utils import timezone

from tracker.actions import readings
from tracker.audit.matter import matter_of
from tracker.audit.timeline import Page, page_about
from tracker.requests import UserRequest

PLACE = "history"  # the parameter that names the sequence before which a page begins
MOST_DIGITS = 18


def history_of(row: Any, request: UserRequest, *parts: Any) -> Page:
    """What happened to a row and to its parts: newest first, from the place in the address on.

    What it tells of matter for named readers is written down as met.
    """
    found = page_about(row, request.user, *parts, before=place_in(request))
    readings.met(matter_of(found.events, request.user), by=request.user, now=timezone.now())
    return found


def place_in(request: UserRequest, name: str = PLACE) -> int | None:
    """The sequence in the address; None, the newest, where there is none or what can't be one."""
    asked = request.GET.get(name, "")
    is_one = asked.isascii() and asked.isdecimal() and len(asked) <= MOST_DIGITS
    return int(asked) if is_one else None
