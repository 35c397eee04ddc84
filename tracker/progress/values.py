"""Small values that the parts of a progress report are made of."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class LabelledCode:
    """A code of the vocabulary with its label. An unset value has an empty code and label."""

    code: str = ""
    label: str = ""


UNSET = LabelledCode()


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition of the filter, as written in addresses and as shown to people."""

    name: str  # as in addresses: "body"
    value: str  # "THBD"; several joined by ","
    label: str  # "Responsible body"
    display_value: str  # "THBD · Trafficking in Human Beings Directorate"


@dataclass(frozen=True, slots=True)
class Count:
    """Number of recommendations at a status. `rank` is 0 to 4, None off the scale."""

    status: LabelledCode
    rank: int | None
    number: int


@dataclass(frozen=True, slots=True)
class Share:
    """Part of a whole, always stated with both numbers."""

    part: int
    base: int

    @property
    def percent(self) -> int | None:
        """Percentage rounded half up, but 0 only for none and 100 only for all: 199 of 200 is 99.

        None on a base under 20, where a percentage would mislead.
        """
        if self.base < 20:
            return None
        rounded = (200 * self.part + self.base) // (2 * self.base)
        return min(max(rounded, min(self.part, 1)), 99 + (self.part == self.base))


@dataclass(frozen=True, slots=True)
class BodyRole:
    """A body and its role for a recommendation."""

    code: str
    name: str
    short: str  # acronym, or the name
    role: LabelledCode


@dataclass(frozen=True, slots=True)
class ViewHolder:
    """Holder of a view: a body; without a code, the report itself or civil society at large."""

    perspective: LabelledCode
    code: str  # of the body
    name: str
    short: str


@dataclass(frozen=True, slots=True)
class Source:
    """Source that may be named: a passage of a report or a piece of evidence.

    Sources of one key are the same source and get one number in a report.
    """

    key: str  # "passage:12:40-81", "evidence:7"
    title: str
    issuer: str = ""
    kind: LabelledCode = UNSET
    published_on: date | None = None
    locator: str = ""  # "TIP 2024 Kosovo, ¶ 8"; for a document its page and paragraph
    url: str = ""  # its own, on the web
    address: str = ""  # where the tracker shows it: "/reports/tip-2024-kosovo/#p8"
    quote: str = ""  # the marked words of a passage


@dataclass(frozen=True, slots=True)
class WithheldCount:
    """Kind of matter that a report may not show, and how much where the number may be shown."""

    code: str  # "evidence", "views", "notes", "small_counts", "names"
    label: str  # "evidence that is not public"
    number: int | None = None


@dataclass(frozen=True, slots=True)
class FigureValue:
    """Value of an indicator for a period, as a source states it. None is unknown, never zero.

    A value that may not be shown is `is_suppressed`: a text ("<5", "…") and nowhere a number.
    """

    period: str
    decimal_year: float | None  # for the chart: 2023.5; None: the period names no year
    value: float | None
    display_value: str  # "at least 12", "unknown", "<5"
    is_suppressed: bool = False
    previous_value: float | None = None  # what the same source states for the period before
    previous_period: str = ""
    previous_decimal_year: float | None = None
    change: float | None = None  # only where the two are comparable
    percent_change: int | None = None  # only on a base of 20 or more on both sides
    is_provisional: bool = False
    source: Source | None = None
    key: int | None = None  # of the figure


@dataclass(frozen=True, slots=True)
class FigureSeries:
    """The values of one indicator in the country of the report, oldest first."""

    code: str
    name: str
    unit: str
    theme: LabelledCode
    figures: tuple[FigureValue, ...]
    breaks: tuple[
        tuple[float, str], ...
    ] = ()  # decimal year of a new definition, and the definition
    is_in_english: bool = False  # name and unit lack a translation
