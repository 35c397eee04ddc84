"""What is being read: a count in its frame, its whole, its earlier values, and who counted."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from tracker.grouping import group_pairs
from tracker.intake.drafts import NATIONAL, EarlierValue, Place
from tracker.intake.figures.comparisons import Span
from tracker.intake.figures.counts import Count
from tracker.intake.figures.frames import PLACES, Frame
from tracker.intake.figures.lexicon import PERSONAL
from tracker.intake.figures.scopes import COMMON, is_meant, is_private

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
    {"closures", "premises", "agencies", "places"},
    {"events", "campaigns", "programs"},
    {"times", "meetings"},
)


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

    @property
    def subject(self) -> tuple[str, str]:
        """Scope and actor of "it" or "they": those of the sentence before."""
        for last in self.known[-1:]:
            is_next = ". " not in self.text[last.count.end : self.start - 1]
            if is_next and is_meant(self.words, last.frame.actor):
                return last.frame.base, last.frame.actor
        return NATIONAL, ""

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
    return not (whole.is_money or part.is_money or "months" in (whole.head, part.head)) and (
        not part.head
        or not whole.head
        or (
            {part.head, whole.head} <= PERSONAL
            and {part.head, whole.head} != {"victims", "accused"}
        )
        or are_alike(part.head, whole.head)
    )


def join_convicted(sentence: Sentence, part: Reading) -> None:
    """Make "11 convicted traffickers received suspended sentences" a part of the convicted."""
    is_placed = part.whole is not None and part.whole.indicator == part.indicator
    if part.indicator in ("SENT_PRISON", "SENT_LIGHT") and not is_placed:
        for whole in reversed([*sentence.known, *sentence.readings]):
            if (
                whole.indicator == "CONV_TRAFFICKERS"
                and whole.count.value >= part.count.value
                and not (whole.whole or whole.count.is_earlier)
            ):
                part.whole = whole
                return


def join_sum(sentence: Sentence) -> None:
    """Make figures by form, sex, or the like parts of the earlier one that they add up to.

    "The system recorded 20 victims of sex trafficking and 10 of forced labor" divides the 30 of
    a sentence before; "seven were women and four men" the 11 before it and not the 90 screened.
    """
    kinds = [r for r in sentence.readings if r.count.dimensions]
    _join_sum(sentence, [r for r in kinds if not r.whole])
    if not sentence.words.startswith(("Of ", "Among ", "From ")):
        divided = [r for r in kinds if r.whole in sentence.known]
        for parts in group_pairs((frozenset(r.count.dimensions), r) for r in divided).values():
            _join_sum(sentence, parts)


def _join_sum(sentence: Sentence, parts: Sequence[Reading]) -> None:
    """Make figures parts of one that they add up to, unless they divide what counts another."""
    total = sum(part.count.value for part in parts)
    whole = next(
        (r for r in reversed(sentence.known) if r.count.value == total and not r.whole), None
    )
    is_by_one = len({tuple(part.count.dimensions.items()) for part in parts}) == len(parts) > 1
    if whole and is_by_one and all(_is_like(part, whole) for part in parts):
        for part in parts:
            part.whole, part.indicator = whole, whole.indicator


def _is_like(part: Reading, whole: Reading) -> bool:
    """Return whether a figure, or what it divides so far, is counted as another is."""
    if part.whole is None:
        return _thing(part) == _thing(whole)
    return are_alike(part.whole.count.head, whole.count.head)


_KIND = r"\s+(?!were\b|was\b|for\b|the\b|who\b|had\b|per\b|and\b|men\b)[a-z-]{3,}"
_BY_KIND = re.compile(
    rf"[a-z],\s+(?:\x00{_KIND}\s+and\s+[\w-]+{_KIND}|[\w-]+{_KIND}\s+and\s+\x00{_KIND})\s*[.,;()]"
)


def is_by_kind(sentence: Sentence, count: Count) -> bool:
    """Return whether a count is one of "41 permits, 28 temporary and 13 permanent"."""
    around = f"{sentence.lead(count)}\x00{sentence.text[count.number_end : count.end + LEAD]}"
    return count.head in ("", "others") and _BY_KIND.search(around) is not None


_SEVERAL = 3  # counts of a sentence that set a school apart; else it trains for the state
_SCHOOL = re.compile(
    r"(?:college|academy|school|"
    r"(?:training|judicial|judges’|magistrates’|police) (?:center|institute))$"
)
# Whose count sets federal bodies apart.
_BESIDE = re.compile(r"\b[Ss]tates?\b|provinc|region|municip|\b[Ll]ocal\b|district")


_FOUND = {"VICT_POTENTIAL": "VICT_IDENTIFIED"}  # by whom: it may be those of another agency


def tell_agencies_apart(readings: Sequence[Reading], *, in_sentence: bool = False) -> None:
    """Give counts of agencies their scope where another agency's count stands beside them.

    Two national values of one indicator, period and parts can't both be right: where agencies are
    named, each counted its own. In one sentence they may be named by what they are: "police".
    """
    ours = [r for r in readings if r.frame.scope == NATIONAL and r.count.head not in PLACES]
    alike: dict[object, list[Reading]] = defaultdict(list)
    beside_them = {_thing(r) for r in readings if _BESIDE.search(r.frame.scope)}
    for reading in ours:
        if reading.indicator and not reading.whole:
            parts = frozenset(reading.count.dimensions.items())
            alike[_thing(reading), reading.count.year, parts].append(reading)
        if reading.indicator:
            alike[_thing(reading)].append(reading)
    named: set[tuple[str, str]] = set()
    for key, beside in alike.items():
        keys = {_key(r) for r in beside if r.frame.actor and not is_private(r.frame.actor)}
        if not in_sentence or len(beside) < _SEVERAL:
            keys = {key for key in keys if not _SCHOOL.search(key[1])}
        if in_sentence and len(keys) > 1:
            named |= keys
        keys = {key for key in keys if not COMMON.fullmatch(key[1])}
        if len(keys) > 1:
            named |= keys
        is_double = isinstance(key, tuple) and len({reading.count.value for reading in beside}) > 1
        named |= {
            (thing, actor)
            for thing, actor in keys
            if (is_double and not thing)
            or (is_double and actor.startswith("office") and not thing.startswith("TRAIN_"))
            or (key in beside_them and actor.startswith("federal"))
        }
    for reading in ours:
        if (actor := _actor(reading)) and _key(reading) in named:
            reading.frame = replace(reading.frame, scope=actor)


def keep_same_agency(readings: Sequence[Reading], frame: Frame) -> list[Reading]:
    """Leave out what others did: "police identified 75 and courts 30", "the coast guard nine"."""
    who = _agent(frame)
    codes = {r.indicator for r in readings if _agent(r.frame) == who}
    return [
        r
        for r in readings
        if not who
        or (theirs := _agent(r.frame)) in ("", who)
        or not (r.indicator in codes or _are_apart(who, theirs))
    ]


def _agent(frame: Frame) -> str:
    return frame.actor.casefold().removeprefix("the ")


_STEM = 5  # code points that "prosecutors" and "the prosecutor’s office" share
_BODIES = {"police", "prosecutors", "courts", "customs"}


def _are_apart(one: str, other: str) -> bool:
    """Return whether two names of agencies can't be of one: "coast guard" and "border guard"."""
    names = {one, other} - _BODIES
    is_named = all(len(name.split()) > 1 and not COMMON.fullmatch(name) for name in names)
    is_same = len(names) == 1 and (one[:_STEM] in other or other[:_STEM] in one)
    words = {*one.split()}, {*other.split()}
    return (
        bool(names) and is_named and not (is_same or words[0] <= words[1] or words[0] >= words[1])
    )


def _key(reading: Reading) -> tuple[str, str]:
    """Return what is counted by whom; a body known by its letters is apart in all it counts."""
    actor = _actor(reading)
    return "" if actor[1:2].isupper() else _thing(reading), actor.casefold().removeprefix("the ")


def _thing(reading: Reading) -> str:
    """Return what is counted; sentences are counted with the convictions."""
    code = reading.indicator or ""
    return "CONV_TRAFFICKERS" if code.startswith("SENT_") else _FOUND.get(code, code)


def _actor(reading: Reading) -> str:
    """Return who counted, by the whole where a part does not say."""
    return reading.frame.actor or (_actor(reading.whole) if reading.whole else "")
