"""Grammar of lists: what a report asks for, read by the layouts of its profile."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from tracker.intake.drafts import DraftRecommendation, Place
from tracker.intake.profiles import ATTRIBUTES, MARKS, POSITIONS, Layout, Profile
from tracker.intake.sentences import split_sentences

ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50}
# Behind a stop, between cells, or before an arrow an item may begin inside a paragraph.
INSIDE = re.compile(
    r"\t\s*|(?<=[.:;,)])(?:\d{1,2}|\[\d{1,3}\])?\s+(?:(?:and|or)\s+)?|\s(?=[→➔➜➢➤►⇒•▪\uf000-\uf0ff])"
)
PARAGRAPH_NUMBER = re.compile(r"\(?(?P<number>\d{1,3})(?:[.)](?:\s+|$)|\t\s*)")
LONE_NUMBER = re.compile(r"\W*(?P<number>\d{1,4})\W*")
# Notes, symbols of documents and the like between the lines of a page.
FURNITURE = re.compile(
    r"\d{1,3} ?(?=[A-Z“\"])|(?:Page\s+)?\d+\s*(?:of|/)\s*\d+$|_{3,}|GE\.\d\d"
    r"|[A-Z]{1,5}/[A-Z]{1,4}(?:\.\d+)?/\S+(?:\s+\d+)?$|(?:GRETA|Greco\w*)\s?\(\d{4}\)\s?\S+(?:\s+\d+)?$"
)
ENDED = re.compile(r"[.;!?)][”\"’']?(?:\d{1,2}|\[\d{1,3}\])?\s*(?:and|or)?\s*$")
NEXT_FOLLOWS = re.compile(r"[;,]\s*(?:and|or)?\s*$")
PLAIN_END = re.compile(r"[.;,]\s*(?:and|or)?\s*$")
REFERENCE = re.compile(
    r"\s*\((?:see\s+)?(?:also\s+)?paragraphs?\s+(?P<number>\d{1,4})[^()]{0,60}\)\W{0,2}$"
)
ENDING = re.compile(
    r"(?:(?<=[.;:,)])(?:\d{1,2}|\[\d{1,3}\]))?\s*(?:[;,]\s*(?:and|or)?)?\s*(?:\d{1,2})?\s*$"
)
NOTE = re.compile(r"(?<=[.:;,)])(?:\d{1,2}|\[\d{1,3}\])\s*$")
STATE = r"\((?P<state>[A-Z](?:[^()]|\([^()]{1,60}\)){2,100})\)"
STATES = re.compile(rf"(?:\s*{STATE.replace('?P<state>', '?:')}[,;]?)+\W{{0,3}}$")
POSITION = re.compile(
    r"(?:(?<=[;.)])|^)\s*(?P<position>Supported|Noted|Accepted|Rejected|Pending|Not\s+(?:accepted|supported))\W{0,2}$",
    re.IGNORECASE,
)
VERDICT = re.compile(
    r"\brecommendations?\s+(?P<numbers>[ivxl]{1,7}(?:(?:,|\s+and)\s+[ivxl]{1,7}){0,20})\s+"
    r"(?:(?:ha(?:s|ve)|had)\s+(?:now\s+)?been|(?:therefore\s+)?remains?|is|are|was|were)\s+(?P<verdict>[^.;]{4,80})"
)


@dataclass(slots=True)
class _Item:
    """Recommendation while it is read."""

    number: str  # empty: to be counted
    attributes: dict[str, str]
    addressee: Place | None
    places: list[Place] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Chunk:
    """Part of a paragraph, with the mark that it begins with."""

    paragraph: int
    start: int
    end: int
    mark: re.Match[str] | None


@dataclass(slots=True)
class _ListReader:
    """Recommendations that one layout finds in a text, read paragraph by paragraph."""

    layout: Layout
    paragraphs: Sequence[str]
    items: list[_Item] = field(default_factory=list)
    is_open: bool = False  # the last item may go on
    lead: dict[str, str] | None = None
    addressee: Place | None = None
    heading: dict[str, str] = field(default_factory=dict)
    paragraph: str = ""  # its printed number
    ordinal: int = 0  # of the last mark
    count: int = 0  # items below the lead
    has_marks: bool = False

    def read(self) -> list[_Item]:
        is_started = self.layout.start is None
        for index, text in enumerate(self.paragraphs):
            if self.layout.start and self.layout.start.match(text):
                is_started = True
                self._set_lead({} if self.layout.items else None)
            elif not is_started or self._is_furniture(text):
                continue
            elif self.layout.stop.match(text):
                if self.items:
                    break
            else:
                self._read_paragraph(index, text)
        return self.items

    def _is_furniture(self, text: str) -> bool:
        """Return whether a paragraph is a note or page number, not the number of the next one."""
        if (lone := LONE_NUMBER.fullmatch(text)) is None:
            return FURNITURE.match(text) is not None
        number = int(lone["number"])
        if "number" in self.layout.items:
            return number not in (1, self.ordinal + 1)
        return number <= int(self.paragraph or 0) or (
            self.is_open and not ENDED.search(self._last_words())
        )

    def _read_paragraph(self, index: int, text: str) -> None:
        start = 0
        if self.layout.heading and (heading := self.layout.heading.match(text)):
            self.heading, start = _groups(heading), heading.end()
            self._set_lead(None)
        is_numbered = "number" not in self.layout.items
        number = PARAGRAPH_NUMBER.match(text, start) or LONE_NUMBER.fullmatch(text, start)
        if is_numbered and number:
            self.paragraph, start, self.is_open = number["number"], number.end(), False
            if not self.layout.keeps_lead:
                self._set_lead(None)
        for chunk in self._cut(index, text, start):
            self._read_chunk(chunk, text)

    def _cut(self, index: int, text: str, start: int) -> Iterator[_Chunk]:
        """Cut a paragraph into cells, and at the marks of items that follow each other."""
        cuts: list[tuple[int, re.Match[str] | None]] = []
        positions = [
            (start, True),
            *((m.end(), "\t" in m[0]) for m in INSIDE.finditer(text, start)),
        ]
        for position, is_cell in positions if self.layout.items else positions[:1]:
            mark = self._find_mark(text, position, is_first=is_cell)
            if mark or is_cell:
                cuts.append((position, mark))
        for (position, mark), (end, _mark) in pairwise([*cuts, (len(text), None)]):
            yield _Chunk(index, position, end, mark)

    def _find_mark(self, text: str, position: int, *, is_first: bool) -> re.Match[str] | None:
        for kind in self.layout.items:
            mark = MARKS[kind].match(text, position)
            if mark is None or kind == "bullet":
                if mark:
                    return mark
                continue
            ordinal = _ordinal(kind, mark["number"])
            is_next = ordinal in (1, self.ordinal + 1)
            is_after_gap = kind in ("number", "dotted") or (
                mark["number"] not in "ivx" and ordinal == self.ordinal + 2
            )
            if is_next or (is_first and is_after_gap):
                self.ordinal = ordinal
                return mark
        return None

    def _read_chunk(self, chunk: _Chunk, text: str) -> None:
        words = text[chunk.start : chunk.end]
        if chunk.mark and self.lead is not None:
            self.has_marks = True
            self._begin(chunk, chunk.mark.end(), chunk.mark["number"])
        elif not words.strip() or self._opens(chunk, text):
            return
        elif self._is_plain_item(words):
            letter = chr(ord("a") + min(self.count, 25))
            self._begin(chunk, chunk.start, letter if "letter" in self.layout.items[0] else "")
        elif self.is_open and self._continues(words):
            self._extend(chunk)
        elif self.items and (position := POSITION.match(words)):
            self.items[-1].attributes["position"] = _position(position["position"])
        else:
            self.is_open = False
            if not self.layout.keeps_lead:
                self._set_lead(None)

    def _opens(self, chunk: _Chunk, text: str) -> bool:
        """Read the sentences that ask or open a list; return whether there are any."""
        layout = self.layout
        is_list = layout.items and (
            not layout.may_stand_alone or text[: chunk.end].rstrip().endswith(":")
        )
        if layout.number == "{heading}" and not self.heading:
            return False
        leads: list[tuple[int, re.Match[str]]] = []
        for start, end in split_sentences(text[chunk.start : chunk.end]):
            place = chunk.start + start
            lead = layout.lead.match(text, place, chunk.start + end)
            if lead and not (leads and (layout.items or _groups(lead) == _groups(leads[-1][1]))):
                leads.append((place, lead))
        for (start, lead), (end, _lead) in pairwise([*leads, (chunk.end, None)]):
            if lead is None:
                continue
            groups = _groups(lead)
            self._set_lead(groups)
            if "addressee" in groups:
                self.addressee = Place(chunk.paragraph, *lead.span("addressee"))
            if not is_list:
                start = lead.end() if layout.begins_after_lead else start
                self._begin(replace(chunk, end=end), start, "")
                self.heading = self.heading if layout.number != "{heading}" else {}
        return bool(leads)

    def _set_lead(self, lead: dict[str, str] | None) -> None:
        self.lead, self.addressee, self.is_open = lead, None, False
        self.count, self.has_marks = 0, False
        if not self.layout.keeps_lead:  # numbers go on below the next heading
            self.ordinal = 0

    def _begin(self, chunk: _Chunk, start: int, mark: str) -> None:
        template = self.layout.number if mark else self.layout.number.replace("({item})", "")
        is_known = self.paragraph or "{paragraph}" not in template
        heading = self.heading.get("number", "")
        number = template.format(paragraph=self.paragraph, item=mark, heading=heading)
        attributes = {**self.heading, **(self.lead or {})}
        self.items.append(
            _Item(
                number if is_known else "",
                {name: words for name, words in attributes.items() if name in ATTRIBUTES},
                self.addressee,
            )
        )
        self.count, self.is_open = self.count + 1, True
        self._extend(replace(chunk, start=start))

    def _extend(self, chunk: _Chunk) -> None:
        """Add a part of a paragraph to the last item."""
        places = self.items[-1].places
        place = Place(chunk.paragraph, chunk.start, chunk.end)
        if places and places[-1].paragraph == chunk.paragraph:
            place = replace(places.pop(), end=chunk.end)
        if place.start < place.end:
            places.append(place)

    def _last_words(self) -> str:
        places = self.items[-1].places if self.items else []
        last = places[-1] if places else None
        return self.paragraphs[last.paragraph][last.start : last.end][-40:].rstrip() if last else ""

    def _is_plain_item(self, words: str) -> bool:
        """Return whether words without a mark are an item, whose marks were lost or never were."""
        if not self.layout.has_plain_items or not self.lead or self.has_marks:
            return False
        last = self._last_words()
        is_next = not self.count or NEXT_FOLLOWS.search(last) is not None
        is_next = is_next or (self.layout.keeps_lead and last.endswith("."))
        return is_next and len(words.split()) > 1 and PLAIN_END.search(words[-20:]) is not None

    def _continues(self, words: str) -> bool:
        """Return whether words go on with the last item: unfinished, or with points of its own."""
        last = self._last_words()
        if not ENDED.search(last) or words[:1].islower():
            return True
        is_point = any(mark.match(words) for mark in MARKS.values())
        return is_point and (last[-1] in ";," or not self.layout.items)


def read_recommendations(
    profile: Profile, paragraphs: Sequence[str]
) -> tuple[tuple[DraftRecommendation, ...], tuple[int, ...]]:
    """Read a text by the first layout that finds anything.

    Returns the recommendations, and the numbers of paragraphs that were left out, since they only
    ask for reports to the mechanism.
    """
    for layout in profile.layouts:
        items = [item for item in _ListReader(layout, paragraphs).read() if item.places]
        drafts = [_draft(item, layout, paragraphs) for item in items]
        left_out = {
            draft.places[0].paragraph
            for draft in drafts
            if profile.left_out and profile.left_out.search(draft.text)
        }
        drafts = [draft for draft in drafts if draft.places[0].paragraph not in left_out]
        if drafts:
            verdicts = _find_verdicts(paragraphs)
            return tuple(_number(drafts, layout, verdicts)), tuple(sorted(left_out))
    return (), ()


def _draft(item: _Item, layout: Layout, paragraphs: Sequence[str]) -> DraftRecommendation:
    """Return an item without what only divides the list: stops, notes, references, positions."""
    *places, last = item.places
    text = paragraphs[last.paragraph][last.start : last.end]
    attributes, number = item.attributes, item.number
    if "dotted" in layout.items and (position := POSITION.search(text)):
        attributes["position"] = position["position"]
        text = text[: position.start()]
    text = _cut_ending(text)
    if reference := REFERENCE.search(text, max(0, len(text) - 100)):
        text = _cut_ending(text[: reference.start()])
        if layout.start and layout.number == "{paragraph}":
            number = reference["number"]
    if "dotted" in layout.items and (states := STATES.search(text, max(0, len(text) - 400))):
        names = (match["state"] for match in re.finditer(STATE, states[0]))
        attributes["state"] = "; ".join(names)
    if "position" in attributes:
        attributes["position"] = _position(attributes["position"])
    start = last.start + len(text) - len(text.lstrip())
    for index, place in enumerate(places):
        if note := NOTE.search(paragraphs[place.paragraph], place.end - 6, place.end):
            places[index] = replace(place, end=note.start())
    places.append(replace(last, start=start, end=last.start + len(text)))
    return DraftRecommendation(
        number,
        " ".join(paragraphs[p.paragraph][p.start : p.end] for p in places),
        tuple(map(_from_one, places)),
        tuple(sorted(attributes.items())),
        _from_one(item.addressee) if item.addressee else None,
    )


def _cut_ending(text: str) -> str:
    tail = len(text) - min(len(text), 20)
    return text[:tail] + ENDING.sub("", text[tail:], count=1)


def _from_one(place: Place) -> Place:
    """Return a place whose paragraph is counted from 1."""
    return replace(place, paragraph=place.paragraph + 1)


def _number(
    drafts: Sequence[DraftRecommendation], layout: Layout, verdicts: dict[str, str]
) -> Iterator[DraftRecommendation]:
    """Give each its number; without one it is counted, and two of one paragraph are 75 and 75-2.

    Numbers that begin anew below each heading tell no two items apart: then all are counted.
    """
    numbers = Counter(draft.number for draft in drafts)
    is_counted = layout.number in ("", "{item}") and len(numbers) < len(drafts)
    times: Counter[str] = Counter()
    for position, draft in enumerate(drafts, 1):
        number = "" if is_counted else draft.number
        times[number] += 1
        attributes = dict(draft.attributes)
        if number in verdicts:
            attributes["verdict"] = verdicts[number]
        printed = f"{number}-{times[number]}" if number and times[number] > 1 else number
        yield replace(
            draft,
            number=printed or str(position),
            attributes=tuple(attributes.items()),
            is_numbered=bool(number),
        )


def _find_verdicts(paragraphs: Sequence[str]) -> dict[str, str]:
    """Map numbers of recommendations to the last conclusion that a text draws on each."""
    return {
        number: match["verdict"].strip()
        for text in paragraphs
        for match in VERDICT.finditer(text)
        for number in re.findall(r"\b[ivxl]+\b", match["numbers"])
    }


def _groups(match: re.Match[str]) -> dict[str, str]:
    return {name: words for name, words in match.groupdict().items() if words}


def _position(words: str) -> str:
    """Return the code of a state's position; empty where the words tell none."""
    positions = (
        code for code, pattern in POSITIONS.items() if re.search(pattern, words, re.IGNORECASE)
    )
    return next(positions, "")


def _ordinal(kind: str, number: str) -> int:
    """Return the place of a mark in its sequence: "c" is 3, "iv" is 4, "104.2" is 2."""
    if kind == "letter":
        return ord(number) - ord("a") + 1
    if number.isdecimal() or "." in number:
        return int(number.rpartition(".")[2])
    values = [ROMAN[letter] for letter in number]
    return sum(
        -value if value < following else value for value, following in pairwise([*values, 0])
    )
