"""The past day that a page is shown for: the form that chooses it, and why one can't be shown."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Self

from django.http import HttpResponse
from django.shortcuts import render

from tracker.errors import TrackerError
from tracker.filters.past_days import BESIDE
from tracker.requests import UserRequest
from tracker.vocabulary import Past, Then

PLACES = ("after", "before", "history")  # in a list or a history, which another day has not


@dataclass(frozen=True, slots=True)
class Switch:
    """What the form shows: the day chosen if there is one, and what else the address says."""

    then: Then | None
    today: date
    carried: list[tuple[str, str]]  # hidden fields
    for_today: str  # the query of the same page as it is today

    @classmethod
    def of(cls, request: UserRequest, then: Then | None, *, today: date) -> Self:
        kept = request.GET.copy()
        for name in (*BESIDE, *PLACES):
            kept.pop(name, None)
        carried = [(name, value) for name, some in kept.lists() for value in some]
        return cls(then, today, carried, kept.urlencode())

    @property
    def choices(self) -> list[tuple[str, Any, bool]]:
        """Each knowledge with its label, and whether it is the one chosen."""
        chosen = self.then.past if self.then else Past.KNOWN_NOW
        return [(past.value, past.label, past == chosen) for past in Past]


def refusal(request: UserRequest, refused: TrackerError, *, back: Any = None) -> HttpResponse:
    """Why the page can't be shown for the day asked for, with the way back to it as it is today."""
    context = {"sentence": str(refused), "back": back}
    return render(request, "error.html", context, status=400)
