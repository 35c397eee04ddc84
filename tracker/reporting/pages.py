"""The pages of a long progress report: each tells of some, and counts all. Files hold the whole."""

from dataclasses import dataclass
from typing import Self

from tracker.progress import Progress

LONG = 200  # recommendations of a report, above which it is told page by page
SIZE = 100  # recommendations of a page


@dataclass(frozen=True, slots=True)
class ReportPage:
    """Which page of a report is told."""

    page: int
    pages: int

    @classmethod
    def of(cls, told: Progress) -> Self:
        """Where what is told stands; beyond the last page where it tells of nothing any more."""
        if told.part is None:
            return cls(1, 1)
        return cls(page_at(told.part.first), page_at(told.part.of - 1))

    @property
    def is_beyond(self) -> bool:
        """Whether the report ends before it."""
        return self.page > self.pages

    @property
    def before(self) -> int:
        """The page before this; 0 for none."""
        return self.page - 1

    @property
    def after(self) -> int:
        """The page after this; 0 for none."""
        return self.page + 1 if self.page < self.pages else 0


def page_at(place: int) -> int:
    """The page on which the recommendation at a place, from 0, is told."""
    return place // SIZE + 1


def shown_on(page: int, *, held: int) -> range | None:
    """The places told on a page of a report that holds so many; None: all of them."""
    if held <= LONG:
        return None
    first = SIZE * (max(page, 1) - 1)
    return range(first, first + SIZE)
