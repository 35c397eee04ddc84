"""What is being read: a count in its frame, its whole, and its earlier values."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from tracker.intake.drafts import EarlierValue, Place
from tracker.intake.figures.comparisons import Span
from tracker.intake.figures.counts import Count
from tracker.intake.figures.frames import Frame
from tracker.intake.figures.lexicon import PERSONAL

# Of counts that others can be parts of.
COUNTABLE = PERSONAL | {"cases", "investigations", "prosecutions", "convictions", "arrests", ""}
_ALIKE = (
    {"victims", "persons"},
    {"accused", "persons", "users", "officials", "convictions"},
    {"investigations", "cases"},
    {"prosecutions", "cases"},
    {"prosecutions", "accused", "persons"},
    {"investigations", "accused", "persons"},
    {"convictions", "cases"},
    {"extraditions", "accused", "persons"},
    {"arrests", "accused", "persons"},
    {"closures", "premises", "agencies"},
)


_OPPOSED = {"victims", "accused"}


@dataclass(slots=True, eq=False)
class Reading:
    """Count with what was made of it."""

    count: Count
    frame: Frame
    indicator: str | None
    place: Place
    whole: "Reading | None" = None
    previous: list[EarlierValue] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    is_unknown: bool = False

    @property
    def dimensions(self) -> dict[str, str]:
        """What it is a part by, its whole's included."""
        return {**(self.whole.dimensions if self.whole else {}), **self.count.dimensions}

    def divides(self, other: "Reading") -> bool:
        """Return whether this is a part of another, or a part of its parts."""
        return self.whole is not None and (self.whole is other or self.whole.divides(other))


LEAD = 120  # code points before a count


@dataclass(slots=True)
class Sentence:
    """Sentence of a paragraph with what was read of it."""

    text: str  # of the paragraph
    paragraph: int
    start: int
    end: int
    spans: Sequence[Span]  # of earlier values
    further_back: Sequence[Reading]  # of the paragraphs before
    known: Sequence[Reading]  # of the sentences of the paragraph before it
    topic: Reading | None  # what numbers without a noun are parts of
    readings: list[Reading] = field(default_factory=list)

    @property
    def words(self) -> str:
        """Its text."""
        return self.text[self.start : self.end]

    def lead(self, count: Count) -> str:
        """Return its text before a count, as far as that can matter."""
        return self.text[max(self.start, count.start - LEAD) : count.start]

    def place(self, count: Count) -> Place:
        """Return the place of a count with its noun."""
        return Place(self.paragraph, count.start, count.end)

    def span_of(self, count: Count) -> Span | None:
        """Return the span of earlier values that a count stands in."""
        return next((s for s in self.spans if s.start <= count.start < s.end), None)


def are_alike(one: str, other: str) -> bool:
    """Return whether nouns of two classes can stand for the same thing."""
    return one == other or any({one, other} <= group for group in _ALIKE)


def may_divide(part: Count, whole: Count) -> bool:
    """Return whether one count can be a part of another, by what they count."""
    if whole.is_money or part.is_money:
        return False
    return (
        not part.head
        or not whole.head
        or ({part.head, whole.head} <= PERSONAL and {part.head, whole.head} != _OPPOSED)
        or are_alike(part.head, whole.head)
    )
