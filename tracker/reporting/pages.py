"""Pages of a long progress report: each lists some recommendations, and counts all."""

MAX_UNPAGED = 200  # recommendations; a longer report has pages
PAGE_SIZE = 100  # recommendations


def page_of(place: int) -> int:
    """Return the page of the recommendation at a position, counted from 0."""
    return place // PAGE_SIZE + 1


def page_range(page: int, *, total: int) -> range | None:
    """Return the positions on a page of a report of `total` recommendations; None: all."""
    if total <= MAX_UNPAGED:
        return None
    first = PAGE_SIZE * (max(page, 1) - 1)
    return range(first, first + PAGE_SIZE)
