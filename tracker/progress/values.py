"""Plain values that everything in a progress report is told with."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Labelled:
    """A code of the vocabulary with its label. An unset value has an empty code and label."""

    code: str = ""
    label: str = ""


UNSET = Labelled()


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition of the filter: its name in addresses, and how people read it."""

    name: str  # "body"
    value: str  # "THBD"; several joined by ","
    label: str  # "Responsible body"
    reads: str  # "THBD · Trafficking in Human Beings Directorate"


@dataclass(frozen=True, slots=True)
class Count:
    """How many recommendations stand at a status. `rank` is 0 to 4, None off the scale."""

    status: Labelled
    rank: int | None
    number: int


@dataclass(frozen=True, slots=True)
class Share:
    """Part of a whole, always told with both numbers."""

    part: int
    base: int

    @property
    def percent(self) -> int | None:
        """Rounded half up, but 0 and 100 for none and all alone: 199 of 200 is 99.

        None on a base under 20, where a percentage would mislead.
        """
        if self.base < 20:
            return None
        rounded = (200 * self.part + self.base) // (2 * self.base)
        return min(max(rounded, min(self.part, 1)), 99 + (self.part == self.base))


@dataclass(frozen=True, slots=True)
class BodyRole:
    """A body and what it has to do with a recommendation."""

    code: str
    name: str
    short: str  # acronym, or the name
    role: Labelled


@dataclass(frozen=True, slots=True)
class Whose:
    """Who holds a view. Without a code it is the report's own, or of civil society at large."""

    perspective: Labelled
    code: str  # of the body
    name: str
    short: str


@dataclass(frozen=True, slots=True)
class Source:
    """Where something is told: a passage of a report or a piece of evidence that may be named.

    Two sources of one key are the same source, and get one number in a report.
    """

    key: str  # "passage:12:40-81", "evidence:7"
    title: str
    issuer: str = ""
    kind: Labelled = UNSET
    published_on: date | None = None
    place: str = ""  # "TIP 2024 Kosovo, ¶ 8"; page and paragraph of what is no report
    url: str = ""  # its own, on the web
    address: str = ""  # where the tracker shows it: "/reports/tip-2024-kosovo/#p8"
    quote: str = ""  # the marked words of a passage


@dataclass(frozen=True, slots=True)
class Withheld:
    """Matter that a report may not show: of which kind, and how many where that may be told."""

    code: str  # "evidence", "views", "notes", "small_counts", "names"
    label: str  # "evidence that is not public"
    number: int | None = None


@dataclass(frozen=True, slots=True)
class FigureValue:
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
    figures: tuple[FigureValue, ...]
    breaks: tuple[tuple[float, str], ...] = ()  # from when on it is counted otherwise, and how
    is_in_english: bool = False  # name and unit, for want of words in the report's language
