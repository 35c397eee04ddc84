"""The values of indicators, as a progress report tells them."""

from dataclasses import dataclass

from tracker.progress.values import Labelled, Source


@dataclass(frozen=True, slots=True)
class Figure:
    """What a source states of an indicator for a period. An empty value is unknown, never zero.

    A value that may not be shown stands as `hidden` ("<5", "…") and nowhere as a number.
    """

    period: str
    at: float | None  # in years, for the chart; None: the period names none
    value: float | None
    told: str  # as people write it: "at least 12", "unknown", "<5"
    hidden: bool = False
    previous: float | None = None  # what the same source states for the period before
    previous_period: str = ""
    previous_at: float | None = None  # in years, as `at`
    change: float | None = None  # only where the two are comparable
    percent: int | None = None  # only on a base of 20 or more on both sides
    is_provisional: bool = False
    source: Source | None = None
    key: int | None = None  # of the observation


@dataclass(frozen=True, slots=True)
class FigureSeries:
    """The values of one indicator in the country of the report, oldest first."""

    code: str
    name: str
    unit: str
    theme: Labelled
    figures: tuple[Figure, ...]
    breaks: tuple[tuple[float, str], ...] = ()  # from when on it is counted otherwise, and how
    is_in_english: bool = False  # name and unit, for want of words in the report's language
