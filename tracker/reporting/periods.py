"""What belongs to the time that a report tells of: after `since`, up to `on`."""

from datetime import date

from tracker.progress import Progress


def within(day: date | None, progress: Progress) -> bool:
    """Whether a day is in the period. Without `since` every day up to `on` is; no day never is."""
    if day is None or day > progress.on:
        return False
    return progress.since is None or day > progress.since
