"""Reports of other mechanisms than the TIP Report: whose a text is, its title, its list."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from string import ascii_lowercase

from django.utils.translation import gettext as _

from tracker.errors import FileUnreadable
from tracker.formats.countries import find_country_code
from tracker.intake import countries, sentences
from tracker.intake.drafts import DraftRecommendation, Place
from tracker.intake.profiles import (
    ATTRIBUTES,
    DATE,
    FURNITURE,
    MARKS,
    NO_COUNTRY,
    NO_REPORT,
    POSITIONS,
    PROFILES,
    Layout,
    Profile,
)
from tracker.intake.title_block import NAME, find_country, find_country_spelling

ROMANS = """
i ii iii iv v vi vii viii ix x xi xii xiii xiv xv xvi xvii xviii xix xx xxi xxii xxiii xxiv xxv xxvi
xxvii xxviii xxix xxx
""".split()
SEQUENCES: dict[str, Sequence[str]] = {"letter": ascii_lowercase, "roman": ROMANS}
# Behind a stop, between cells, or before an arrow an item may begin inside a paragraph.
INSIDE = re.compile(
    r"\t\s*|(?<=[.:;,)])(?:\d{1,2}|\[\d{1,3}\])?\s+(?:(?:and|or)\s+)?|\s(?=[→➔➜➢➤►⇒•▪\uf000-\uf0ff])"
)
PARAGRAPH_NUMBER = re.compile(r"\(?(?P<number>\d{1,3})(?:[.)](?:\s+|$)|\t\s*|$)")
LONE_NUMBER = re.compile(r"\W*(?P<number>\d{1,4})\W*")
ENDED = re.compile(r"[.;!?)][”\"’']?(?:\d{1,2}|\[\d{1,3}\])?\s*(?:and|or)?\s*$")
CONJUNCTION = re.compile(r"\s*(?:\b(?:and|or))?\s*$")
NEXT_FOLLOWS = re.compile(r"[;,]\s*(?:and|or)?\s*$")
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
class _ListReader:
    """Recommendations that one layout finds in a text, read paragraph by paragraph."""

    layout: Layout
    paragraphs: Mapping[int, str]  # by number
    items: list[DraftRecommendation] = field(default_factory=list)
    is_open: bool = False  # the last item may go on
    lead: dict[str, str] | None = None
    addressee: Place | None = None
    heading: dict[str, str] = field(default_factory=dict)
    paragraph: str = ""  # its printed number
    ordinal: int = 0  # of the last mark
    count: int = 0  # items below the lead
    has_marks: bool = False

    def read(self) -> list[DraftRecommendation]:
        is_started = self.layout.start is None
        rows = find_rows(self.paragraphs.items(), self.layout.columns)
        for number, text in self.paragraphs.items():
            if self.layout.start and self.layout.start.match(text):
                is_started = True
                self._set_lead({} if self.layout.items else None)
            elif not is_started or self._is_furniture(text):
                continue
            elif number in rows:
                self._read_row(rows[number], text)
            elif not self.layout.stop.match(text):
                self._read_paragraph(number, text)
            elif self.items:
                break
        return [item for item in self.items if item.places]

    def _is_furniture(self, text: str) -> bool:
        """Return whether a paragraph is a note or page number, not the number of the next one."""
        if (lone := LONE_NUMBER.fullmatch(text)) is None:
            return FURNITURE.match(text) is not None
        number = int(lone["number"])
        if "number" in self.layout.items:
            return number not in (1, self.ordinal + 1)
        return number <= int(self.paragraph or 0) or (self.is_open and not self._has_ended())

    def _read_paragraph(self, index: int, text: str) -> None:
        start = 0
        if self.layout.heading and (heading := self.layout.heading.match(text)):
            self.heading, start = _groups(heading), heading.end()
            self._set_lead(None)
        if "number" not in self.layout.items and (number := PARAGRAPH_NUMBER.match(text, start)):
            self.paragraph, start, self.is_open = number["number"], number.end(), False
            self._close_lead()
        cuts = [*self._find_cuts(text, start), (len(text), None)]
        for (position, mark), (end, _mark) in pairwise(cuts):
            self._read_part(Place(index, position, end), mark, text)

    def _read_row(self, cells: Mapping[str, Place], text: str) -> None:
        """Read a row of a table. Its addressee holds for cells below that are one with its own."""
        words = {name: text[place.start : place.end].strip() for name, place in cells.items()}
        place = cells["text"]
        first = min(cells.get("number", place), place)  # a number may open the text, too
        marks = (
            MARKS[kind].match(text, first.start)
            for kind in (MARKS if "number" in cells else self.layout.items)
        )
        mark = next(filter(None, marks), None)
        lead = dict(self.lead or {})
        if "addressee" in words:
            lead["addressee"] = words["addressee"]
        self.lead, self.addressee = {**lead, **words}, cells.get("addressee", self.addressee)
        start, number = (mark.end(), mark["number"]) if mark else (0, "")
        self._begin(replace(place, start=max(place.start, start)), number)
        self.lead, self.is_open = lead, False

    def _find_cuts(self, text: str, start: int) -> Iterator[tuple[int, re.Match[str] | None]]:
        """Yield where cells of a paragraph and items that follow each other begin, with marks."""
        yield start, self._find_mark(text, start, is_first=True)
        for gap in INSIDE.finditer(text, start):
            is_cell = "\t" in gap[0]
            if (mark := self._find_mark(text, gap.end(), is_first=is_cell)) or is_cell:
                yield gap.end(), mark

    def _find_mark(self, text: str, position: int, *, is_first: bool) -> re.Match[str] | None:
        for kind in self.layout.items:
            mark = MARKS[kind].match(text, position)
            if mark and (kind == "bullet" or self._follows(kind, mark["number"], is_first)):
                return mark
        return None

    def _follows(self, kind: str, number: str, is_first: bool) -> bool:
        """Return whether a mark follows the last; where it stands first, some may be lost."""
        ordinal = _ordinal(kind, number)
        may_skip = kind in ("number", "dotted") or (
            number not in "ivx" and self.ordinal in (0, ordinal - 2)
        )
        follows = ordinal in (1, self.ordinal + 1) or (is_first and may_skip)
        self.ordinal = ordinal if follows else self.ordinal
        return follows

    def _read_part(self, place: Place, mark: re.Match[str] | None, text: str) -> None:
        words = text[place.start : place.end]
        if mark and self.lead is not None:
            self.has_marks = True
            self._begin(replace(place, start=mark.end()), mark["number"])
        elif not words.strip() or self._opens(place, text):
            return
        elif self._is_plain_item(words):
            sequence = SEQUENCES.get(self.layout.items[0], ())
            self._begin(place, sequence[self.count] if self.count < len(sequence) else "")
        elif (
            self.is_open
            and self._continues(words)
            and not (text.endswith("\t", 0, place.start) and self.items[-1].places)
        ):
            self._extend(place)
        elif self.items and (position := POSITION.match(words)):
            self.items[-1].attributes["position"] = position["position"]
        else:
            self.is_open = False
            self._close_lead()

    def _opens(self, place: Place, text: str) -> bool:
        """Read the sentences that ask or open a list; return whether there are any."""
        layout = self.layout
        if layout.number == "{heading}" and not self.heading:
            return False
        ending = text[max(place.start, place.end - 20) : place.end].rstrip()
        is_list = layout.items and (ending.endswith(":") or not layout.may_stand_alone)
        leads: list[tuple[int, re.Match[str]]] = []
        for start, end in sentences.split_sentences(text[place.start : place.end]):
            bullet = MARKS["bullet"].match(text, place.start + start, place.start + end)
            start = bullet.end() - place.start if bullet else start
            lead = layout.lead.match(text, place.start + start, place.start + end)
            if lead and not (leads and (layout.items or _groups(lead) == _groups(leads[-1][1]))):
                leads.append((place.start + start, lead))
        ends = [*(start for start, _lead in leads[1:]), place.end]
        for (start, lead), end in zip(leads, ends, strict=False):
            self._set_lead(_groups(lead))
            if "addressee" in _groups(lead):
                self.addressee = Place(place.paragraph, *lead.span("addressee"))
            if not is_list:
                start = lead.end() if layout.begins_after_lead else start
                self._begin(Place(place.paragraph, start, end), "")
                self.heading = self.heading if layout.number != "{heading}" else {}
        return bool(leads)

    def _set_lead(self, lead: dict[str, str] | None) -> None:
        self.lead, self.addressee, self.is_open = lead, None, False
        self.count, self.has_marks = 0, False
        if not self.layout.keeps_lead:  # numbers go on below the next heading
            self.ordinal = 0

    def _close_lead(self) -> None:
        if not self.layout.keeps_lead:
            self._set_lead(None)

    def _begin(self, place: Place, mark: str) -> None:
        template = self.layout.number if mark else self.layout.number.replace("({item})", "")
        is_known = self.paragraph or "{paragraph}" not in template
        number = template.format(
            paragraph=self.paragraph, item=mark, heading=self.heading.get("number", "")
        )
        groups = {**self.heading, **(self.lead or {})}
        attributes = {name: groups[name] for name in ATTRIBUTES if groups.get(name)}
        self.items.append(
            DraftRecommendation(number if is_known else "", "", (), attributes, self.addressee)
        )
        self.count, self.is_open = self.count + 1, True
        self._extend(place)

    def _extend(self, place: Place) -> None:
        """Add a part of a paragraph to the last item."""
        item = self.items[-1]
        *places, last = item.places or (place,)
        if last.paragraph == place.paragraph:
            last = replace(last, end=place.end)
        else:
            places.append(last)
            last = place
        if last.start < last.end:
            self.items[-1] = replace(item, places=(*places, last))

    def _last_words(self) -> str:
        last = self.items[-1].places[-1:] if self.items else ()
        return "".join(self.paragraphs[p.paragraph][max(p.start, p.end - 40) : p.end] for p in last)

    def _has_ended(self) -> bool:
        return ENDED.search(self._last_words()) is not None

    def _is_plain_item(self, words: str) -> bool:
        """Return whether words without a mark are an item, whose marks were lost or never were."""
        endings = self.layout.plain_endings
        if not endings or not self.lead or self.has_marks or len(words.split()) < 2:
            return False
        last, end = (CONJUNCTION.sub("", part[-20:])[-1:] for part in (self._last_words(), words))
        return (not self.count or last in endings) and end in ";,."

    def _continues(self, words: str) -> bool:
        """Return whether words go on with the last item: unfinished, or with points of its own."""
        is_point = any(mark.match(words) for mark in MARKS.values())
        may_have_points = not self.layout.items or NEXT_FOLLOWS.search(self._last_words())
        return not self._has_ended() or words[:1].islower() or bool(is_point and may_have_points)


def find_rows(
    paragraphs: Iterable[tuple[int, str]], columns: Mapping[str, re.Pattern[str]]
) -> dict[int, dict[str, Place]]:
    """Map rows of tables of recommendations to their cells, by what the heads of the columns tell.

    A row has as many cells as there are heads, or fewer where empty ones at its end are lost; below
    a number it is one only if its first cell is a number, or empty. The row of the heads, and one
    that ends before its text or has lost its number, has no text. An empty first cell is left out.
    """
    rows, heads = dict[int, dict[str, Place]](), list[str]()
    for number, text in paragraphs:
        cells = [Place(number, *at.span()) for at in re.finditer(r"(?:^|(?<=\t))[^\t]*", text)]
        names = [
            next((name for name, head in columns.items() if head.search(words)), "")
            for words in (text.split("\t") if len(cells) > 1 else ())
        ]
        are_heads = names.count("text") == 1
        is_full = len(cells) == len(heads) or text.startswith("\t")
        is_marked = any(mark.match(text) for mark in MARKS.values())
        is_row = is_full or not is_marked or heads[:1] in (["number"], ["text"])
        heads = names if are_heads else heads if is_row and 1 < len(cells) <= len(heads) else []
        if heads:
            is_placed = not are_heads and (is_full or is_marked or heads[0] != "number")
            row = {name: cell for name, cell in zip(heads, cells, strict=False) if cell.end}
            rows[number] = row if is_placed and "text" in row else {"text": Place(number, 0, 0)}
    return rows


def read_recommendations(
    profile: Profile, paragraphs: Sequence[str]
) -> tuple[tuple[DraftRecommendation, ...], tuple[str, ...]]:
    """Read a text by the first layout that finds anything.

    Returns the recommendations, and the numbers of those left out, which only ask for reports to
    the mechanism. A number is as printed; where none is, it is that of the paragraph.
    """
    texts = dict(enumerate(paragraphs, 1))
    for layout in profile.layouts:
        drafts = [_finish(item, layout, texts) for item in _ListReader(layout, texts).read()]
        left_out = {
            draft.places[0].paragraph
            for draft in drafts
            if profile.left_out and profile.left_out.search(draft.text)
        }
        omitted = dict.fromkeys(
            draft.number or str(draft.places[0].paragraph)
            for draft in drafts
            if draft.places[0].paragraph in left_out
        )
        if drafts := [draft for draft in drafts if draft.places[0].paragraph not in left_out]:
            return tuple(_number(drafts, layout, _find_verdicts(paragraphs))), tuple(omitted)
    return (), ()


def _finish(
    item: DraftRecommendation, layout: Layout, paragraphs: Mapping[int, str]
) -> DraftRecommendation:
    """Return an item without what only divides the list: stops, notes, references, positions."""
    *places, last = item.places
    text = paragraphs[last.paragraph][last.start : last.end]
    attributes, number = item.attributes, item.number
    if "dotted" in layout.items and (position := POSITION.search(text)):
        attributes["position"], text = position["position"], text[: position.start()]
    text = _cut_ending(text)
    if reference := REFERENCE.search(text, max(0, len(text) - 100)):
        text = _cut_ending(text[: reference.start()])
        number = reference["number"] if layout.start and not layout.items else number
    if "dotted" in layout.items and (states := STATES.search(text, max(0, len(text) - 400))):
        attributes["state"] = "; ".join(match["state"] for match in re.finditer(STATE, states[0]))
    if words := attributes.pop("position", ""):
        attributes["position"] = next(
            (code for code, known in POSITIONS.items() if known.search(words)), ""
        )
    for index, place in enumerate(places):
        if note := NOTE.search(paragraphs[place.paragraph], place.end - 6, place.end):
            places[index] = replace(place, end=note.start())
    start = last.start + len(text) - len(text.lstrip())
    places.append(replace(last, start=start, end=last.start + len(text)))
    text = " ".join(paragraphs[p.paragraph][p.start : p.end] for p in places)
    return replace(item, number=number, text=text, places=tuple(places))


def _cut_ending(text: str) -> str:
    tail = max(0, len(text) - 20)
    return text[:tail] + ENDING.sub("", text[tail:], count=1)


def _number(
    drafts: Sequence[DraftRecommendation], layout: Layout, verdicts: Mapping[str, str]
) -> Iterator[DraftRecommendation]:
    """Give each its number; without one it is counted, and two of one paragraph are 75 and 75-2.

    Numbers that begin anew below each heading tell no two items apart: then all are counted.
    """
    is_counted = "{paragraph}" not in layout.number and len({d.number for d in drafts}) < len(
        drafts
    )
    times: Counter[str] = Counter()
    for position, draft in enumerate(drafts, 1):
        number = "" if is_counted else draft.number
        times[number] += 1
        if number in verdicts:
            draft.attributes["verdict"] = verdicts[number]
        printed = f"{number}-{times[number]}" if number and times[number] > 1 else number
        yield replace(draft, number=printed or str(position), is_numbered=bool(number))


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


def _ordinal(kind: str, number: str) -> int:
    """Return the place of a mark in its sequence: "c" is 3, "iv" is 4, "104.2" is 2."""
    if "roman" in kind:
        return ROMANS.index(number) + 1 if number in ROMANS else 0
    return ord(number) - ord("a") + 1 if kind == "letter" else int(number.rpartition(".")[2])


HEAD, SHORT = 25, 300  # paragraphs that can hold a title; code points of one
NO_REPORT_WITHIN = 10  # paragraphs
LONE_NAME = re.compile(rf"^(?:the\s+|THE\s+)?{NAME}[*\d\s]{{0,4}}$")


@dataclass(frozen=True, slots=True)
class ListedReport:
    """Report of another mechanism, as far as it is read."""

    mechanism: str
    title: str
    country: str | None
    years: tuple[int, ...]
    recommendations: tuple[DraftRecommendation, ...]
    left_out: tuple[str, ...]  # numbers of what asks for reports to the mechanism alone


def read_report(
    paragraphs: Sequence[str], mechanism: str | None, *, is_tip: bool
) -> ListedReport | None:
    """Read a text of another mechanism than the TIP Report; None for one that names no other.

    `is_tip` tells that the text names the TIP Report; `mechanism` is the code that a person gave.
    Raises FileUnreadable for a text that contradicts it, that is about a report, or in which no
    recommendation is recognised.
    """
    if is_tip:
        _check_mechanism(mechanism or "TIP", "TIP")
        return None
    head = [text for text in paragraphs[:HEAD] if len(text) < SHORT]
    titles = [text for text in head if text[-1] not in ".!?"]
    titled = {
        profile.code: match.start()
        for profile in PROFILES.values()
        if (match := profile.title.search("\n".join(titles)))
    }
    named = sorted(titled, key=lambda code: titled[code]) or [
        p.code for p in PROFILES.values() if p.voice and any(map(p.voice.search, paragraphs))
    ]
    if mechanism and named and mechanism not in named:
        _check_mechanism(mechanism, named[0] if titled else ", ".join(named))
    FileUnreadable.raise_if(
        len(named) > 1 and not titled and not mechanism,
        _("The text does not name its mechanism. Choose it."),
    )
    candidates = [mechanism] if mechanism in PROFILES else named
    first = next((n for n, text in enumerate(head) if PARAGRAPH_NUMBER.match(text)), HEAD)
    is_report = not any(map(NO_REPORT.match, head[: min(first, NO_REPORT_WITHIN)]))
    for code in candidates if is_report else ():
        profile = PROFILES[code]
        drafts, left_out = read_recommendations(profile, paragraphs)
        is_marked = all(d.is_numbered for d in drafts) or not profile.layouts[0].number
        if drafts and (code in titled or mechanism or is_marked):
            title = max(filter(profile.title.search, titles), key=len, default="").rstrip("*")
            years = _find_years(profile, head[:first])
            country = _find_country(profile, head[:first], paragraphs)
            return ListedReport(code, title, country, years, drafts, left_out)
    FileUnreadable.raise_if(
        candidates,
        _(
            "Nothing was imported: no recommendations of %(mechanism)s were recognised in the text."
            " Paste the report itself with its recommendations, or import them as a table."
        ),
        mechanism=", ".join(map(str, candidates[:1])),
    )
    return None


def _check_mechanism(given: str, stated: str) -> None:
    """Refuse a text that states another mechanism than a person gives. Raises FileUnreadable."""
    FileUnreadable.raise_if(
        given != stated,
        _(
            "The text is a report of %(stated)s, not of %(given)s. Choose the right mechanism,"
            " or paste the right text."
        ),
        stated=stated,
        given=given,
    )


def _find_years(profile: Profile, head: Sequence[str]) -> tuple[int, ...]:
    """Return the years by the first pattern that fits; of several days the last counts."""
    for pattern in profile.years:
        years = {int(match["year"]) for text in head for match in pattern.finditer(text)}
        if years:
            return (max(years),) if pattern is DATE else tuple(sorted(years))
    return ()


def _find_country(profile: Profile, head: Sequence[str], paragraphs: Sequence[str]) -> str | None:
    """Return the country that the title names, or the lone name at the head that the text uses."""
    for text in (*head, *paragraphs):
        match = profile.country.search(text) if profile.country else None
        if match and not NO_COUNTRY.search(match["country"]):
            return find_country_spelling(match["country"].rstrip(".,’'-"), paragraphs)
    names = [m for text in head if not NO_COUNTRY.search(text) for m in LONE_NAME.finditer(text)]
    for name in (find_country_spelling(match["country"], paragraphs) for match in names):
        words = re.escape(name)
        use = re.compile(rf"\b(?:in|of|on|by|to|that|for)\s+(?:the\s+)?{words}\b|\b{words}[’']s\b")
        is_known = len(name) > countries.LONGEST_CODE and find_country_code(name)
        if is_known or any(map(use.search, paragraphs)):
            return name
    return find_country(paragraphs)
