"""Pages of a long progress report: each lists some recommendations, and counts all."""

from dataclasses import dataclass
from typing import Self

from tracker.progress import Progress

MAX_UNPAGED = 200  # recommendations; a longer report has pages
PAGE_SIZE = 100  # recommendations


@dataclass(frozen=True, slots=True)
class ReportPage:
    """Position of a page among the pages of a report."""

    number: int
    num_pages: int

    @classmethod
    def from_progress(cls, progress: Progress) -> Self:
        """Return the page of a report part; one beyond the last for an empty part."""
        if progress.part is None:
            return cls(1, 1)
        return cls(page_of(progress.part.offset), page_of(progress.part.total - 1))

    @property
    def is_beyond(self) -> bool:
        """Whether it comes after the last page."""
        return self.number > self.num_pages

    @property
    def previous_page_number(self) -> int:
        """The previous page; 0 for none."""
        return self.number - 1

    @property
    def next_page_number(self) -> int:
        """The next page; 0 for none."""
        return self.number + 1 if self.number < self.num_pages else 0


def page_of(place: int) -> int:
    """Return the page of the recommendation at a position, counted from 0."""
    return place // PAGE_SIZE + 1


def page_range(page: int, *, total: int) -> range | None:
    """Return the positions on a page of a report of `total` recommendations; None: all."""
    if total <= MAX_UNPAGED:
        return None
    first = PAGE_SIZE * (max(page, 1) - 1)
    return range(first, first + PAGE_SIZE)
