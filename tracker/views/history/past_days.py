"""Day picker of a page that can be shown for a past day, and the page for a day that can't."""

from dataclasses import dataclass
from datetime import date
from typing import Self

from tracker.filters.past_days import DAY_PARAMETERS
from tracker.requests import UserRequest
from tracker.vocabulary import Basis, PastDay

PLACE_PARAMETERS = (
    "after",
    "before",
    "history_before",
)  # positions in a list or a timeline, which differ on another day


@dataclass(frozen=True, slots=True)
class DayPicker:
    """Form to choose a past day: the chosen day, if any, and the other parameters."""

    past_day: PastDay | None
    today: date
    hidden_fields: list[tuple[str, str]]
    today_query: str  # query string of the same page as it is today

    @classmethod
    def of(cls, request: UserRequest, past_day: PastDay | None, *, today: date) -> Self:
        """Return the day picker for the address of a request."""
        params = request.GET.copy()
        for name in (*DAY_PARAMETERS, *PLACE_PARAMETERS):
            params.pop(name, None)
        hidden_fields = [(name, value) for name, values in params.lists() for value in values]
        return cls(past_day, today, hidden_fields, params.urlencode())

    @property
    def choices(self) -> list[tuple[str, str, bool]]:
        """Values of the basis with their labels, and whether each is the one chosen."""
        chosen = self.past_day.basis if self.past_day else Basis.AS_KNOWN_NOW
        return [(basis.value, str(basis.label), basis == chosen) for basis in Basis]
