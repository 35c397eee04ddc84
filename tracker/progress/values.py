"""Values that the parts of a progress report share: codes, counts, bodies, sources, figures."""

import gc
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Self

import msgspec

from tracker.vocabulary import Status


@contextmanager
def paused_collection() -> Iterator[None]:
    """Pause the collector of reference cycles, which else goes through all rows again and again.

    The rows of a long report hold none: each is freed when nothing refers to it.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


class Value(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An immutable value in a report; a frozen one with unknown fields is refused."""


class LabelledCode(Value, frozen=True):
    """A code of the vocabulary with its label. An unset value has an empty code and label."""

    code: str = ""
    label: str = ""


UNSET = LabelledCode()


class TranslationData(Value, frozen=True):
    """How a text came into the report's language: it stands in place of what people wrote."""

    translated_by: str = ""  # empty in reports for others
    is_official: bool = False
    is_outdated: bool = False  # whether what people wrote was changed since
    key: int | None = None


class Written(Value, frozen=True, kw_only=True):
    """A value with texts that people wrote, each in a language of its own.

    Both are by name of the attribute. Without an entry a text is in the language of the office.
    """

    text_languages: dict[str, str] = {}  # of the text as it stands here: {"rationale": "sq"}
    translations: dict[str, TranslationData] = {}  # of texts that stand here translated


class Condition(Value, frozen=True):
    """One condition of the filter, as written in addresses and as shown to people."""

    name: str  # as in addresses: "body"
    value: str  # "THBD"; several joined by ","
    label: str  # "Responsible body"
    display_value: str  # "THBD · Trafficking in Human Beings Directorate"


class Count(Value, frozen=True):
    """Number of recommendations at a status. `rank` is 0 to 4, None off the scale."""

    status: LabelledCode
    rank: int | None
    number: int


class Share(Value, frozen=True):
    """Part of a whole, always stated with both numbers."""

    part: int
    base: int

    @classmethod
    def fully_implemented(cls, counts: Iterable[Count]) -> Self:
        """Return the share that is fully implemented, of those that have a place on the scale."""
        ranked = [count for count in counts if count.rank is not None]
        return cls(
            part=sum(count.number for count in ranked if count.status.code == Status.FULL),
            base=sum(count.number for count in ranked),
        )

    @property
    def percent(self) -> int | None:
        """Percentage rounded half up, but 0 only for none and 100 only for all: 199 of 200 is 99.

        None on a base under 20, where a percentage would mislead.
        """
        if self.base < 20:
            return None
        rounded = (200 * self.part + self.base) // (2 * self.base)
        return min(max(rounded, min(self.part, 1)), 99 + (self.part == self.base))


class BodyRole(Value, frozen=True):
    """A body and its role for a recommendation."""

    code: str
    name: str
    short: str  # acronym, or the name
    role: LabelledCode
    holders: tuple[str, ...] = ()  # codes of the bodies that hold it since this one ended
    holder_note: str = ""  # "now MFLT or MOJ (not divided)"


class ViewHolder(Value, frozen=True):
    """Holder of a view: a body; without a code, the report itself or civil society at large."""

    perspective: LabelledCode
    code: str  # of the body
    name: str
    short: str


class Source(Written, frozen=True):
    """Source that may be named: a passage of a report or a piece of evidence.

    Sources of one key are the same source and get one number in a report.
    """

    key: str  # "passage:12:40-81", "evidence:7"
    title: str
    issuer: str = ""
    kind: LabelledCode = UNSET  # empty: not stated
    published_on: date | None = None
    locator: str = ""  # "TIP 2024 Kosovo, ¶ 8"; for a document its page and paragraph
    url: str = ""  # its own, on the web
    address: str = ""  # where the tracker shows it: "/reports/tip-2024-kosovo/#p8"
    quote: str = ""  # the marked words of a passage
    original_source: str = ""  # whose words it passes on
    is_issuer_stated: bool = True

    @property
    def is_passage(self) -> bool:
        """Whether it is a passage of a report."""
        return self.key.startswith("passage:")


class WithheldCount(Value, frozen=True):
    """Kind of matter that a report may not show, and how much where the number may be shown."""

    code: str  # "evidence", "views", "notes", "small_counts", "names"
    label: str  # "evidence that is not public"
    number: int | None = None


class FigureValue(Value, frozen=True):
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

    @property
    def without_suppressed(self) -> Self:
        """The figure as files hold it: none of its numbers where it is suppressed."""
        if not self.is_suppressed:
            return self
        return msgspec.structs.replace(
            self, value=None, previous_value=None, change=None, percent_change=None
        )


class FigureSeries(Value, frozen=True):
    """The values of one indicator in the country of the report, oldest first."""

    code: str
    name: str
    unit: str
    theme: LabelledCode
    figures: tuple[FigureValue, ...]
    breaks: tuple[tuple[float, str], ...] = ()  # decimal years of new definitions, with these
    is_in_english: bool = False  # name and unit lack a translation
