"""What a narrative asks for: where its list stands, and each recommendation verbatim."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from tracker.intake import cues, headings, separators
from tracker.intake.drafts import DraftRecommendation, Place
from tracker.intake.imperatives import asks
from tracker.intake.sentences import sentences
from tracker.vocabulary import Section

NAMES_GOVERNMENT = re.compile(r"\bThe [Gg]overnment\b")
SHOULD = re.compile(
    r"\b(?:government|authorities|officials|police|ministry|ministries|courts?|parliament|legislature)"
    r"(?:\s+of\s+(?:the\s+)?[A-Z][\w’'-]+(?:\s+[A-Z][\w’'-]+)*)?,?\s+(?:\w+\s+)?should\b",
    re.IGNORECASE,
)
IT_SHOULD = re.compile(
    r"\s*(?:(?:In addition|Also|Finally|Furthermore), )?(?:It|it|They|they) (?:\w+ )?should\b"
)
WITHIN = (Section.PROSECUTION, Section.PROTECTION, Section.PREVENTION, Section.PROFILE)
OPENING_MARK = re.compile(rf"[\s*{separators.BULLETS}–—-]*(?:\(?\d{{1,2}}[.)]\s*)?")
CLOSING = re.compile(r"[.!?:][”\"’')\]]*$")
LEAST = 3  # letters of a recommendation


@dataclass(frozen=True, slots=True)
class Stretch:
    """Part of a paragraph, counted from 0, that belongs to the list."""

    at: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class ListPlace:
    """Where the list stands. Without a heading it was found by how it begins."""

    stretches: tuple[Stretch, ...] = ()
    has_heading: bool = False
    heading_at: int | None = None

    @property
    def first(self) -> int | None:
        return self.stretches[0].at if self.stretches else self.heading_at

    @property
    def paragraphs(self) -> frozenset[int]:
        """Those that belong to the list as a whole, or but for a heading.

        A list that begins in the middle of another text does not make that text a part of it.
        """
        return frozenset(
            one.at for one in self.stretches if one.start == 0 or one.at == self.heading_at
        )


def list_in(paragraphs: Sequence[str], body: int) -> ListPlace:
    """Where the list stands, from the first paragraph of the text on."""
    for at in range(body, len(paragraphs)):
        heading = headings.heading_of(paragraphs[at])
        if heading and heading.section == Section.RECOMMENDATIONS:
            return ListPlace(_from(paragraphs, at, heading.end, named=True), True, at)
    for at in range(body, len(paragraphs)):
        if within := headings.list_within(paragraphs[at]):
            return ListPlace(_from(paragraphs, at, within.end(), named=True), True)
    return _without_heading(paragraphs, body)


def _without_heading(paragraphs: Sequence[str], body: int) -> ListPlace:
    """The paragraph after the introduction that begins with an imperative."""
    introduced = next(
        (
            at
            for at in range(body, len(paragraphs))
            if cues.opens(paragraphs[at]) == Section.SUMMARY
        ),
        body - 1,
    )
    for at in range(introduced + 1, len(paragraphs)):
        if _asks(paragraphs[at]) and not NAMES_GOVERNMENT.search(paragraphs[at]):
            return ListPlace(_from(paragraphs, at, 0, named=False))
    return ListPlace()


def _asks(text: str) -> bool:
    mark = OPENING_MARK.match(text)
    return asks(text, mark.end() if mark else 0, case="upper")


def _from(paragraphs: Sequence[str], at: int, start: int, *, named: bool) -> tuple[Stretch, ...]:
    """The list from there to where the next section begins."""
    end = headings.part_within(paragraphs[at], start)
    is_bounded = named and any(headings.heading_of(text) for text in paragraphs[at + 1 :])
    found = [Stretch(at, start, end)] if start < end else []
    for later in range(at + 1, len(paragraphs) if end == len(paragraphs[at]) else 0):
        text = paragraphs[later]
        before = paragraphs[later - 1] if found else ""
        if headings.heading_of(text) or not _goes_on(
            text, before, sure=is_bounded or (named and not found)
        ):
            break
        end = headings.part_within(text, 0)
        found.append(Stretch(later, 0, end))
        if end < len(text):
            break
    return tuple(found)


def _goes_on(text: str, before: str, *, sure: bool) -> bool:
    """Whether a paragraph belongs to the list: it is marked, asks, or ends an unfinished one."""
    if _asks(text):
        return True
    mark = OPENING_MARK.match(text)
    rest = text[mark.end() :] if mark else text
    if cues.opens(rest) or NAMES_GOVERNMENT.match(rest):
        return False
    if sure or separators.BULLET.match(text) or not CLOSING.search(before):
        return True
    return text[0].islower() or _is_short_request(text)


def _is_short_request(text: str) -> bool:
    """A line of the list that begins with a verb nobody foresaw."""
    return len(text) < 400 and len(sentences(text)) == 1 and separators.is_request(text, 0)


def drafts(
    paragraphs: Sequence[str], place: ListPlace, *, first: int = 1
) -> tuple[DraftRecommendation, ...]:
    """Each recommendation of the list. Paragraphs are numbered from `first`."""
    texts = [paragraphs[one.at][one.start : one.end] for one in place.stretches]
    cut = separators.strongest(texts)
    found: list[list[Place]] = []
    for one, text in zip(place.stretches, texts, strict=True):
        cuts = cut(text)
        begins = [0, *(after for _before, after in cuts)]
        ends = [*(before for before, _after in cuts), len(text)]
        for number, (start, end) in enumerate(zip(begins, ends, strict=True)):
            piece = _trimmed(text, start, end)
            if piece is None:
                continue
            here = Place(one.at + first, one.start + piece[0], one.start + piece[1])
            is_rest = number == 0 and found and not (cuts and cuts[0][0] == 0)
            if is_rest and _continues(
                paragraphs[found[-1][-1].paragraph - first], found[-1][-1], text, piece[0]
            ):
                found[-1].append(here)
            else:
                found.append([here])
    return tuple(
        _draft(number, places, paragraphs, first) for number, places in enumerate(found, start=1)
    )


def _continues(paragraph: str, last: Place, text: str, start: int) -> bool:
    """Whether a paragraph goes on with the recommendation that the one before did not end."""
    return (
        text[start].islower()
        and not CLOSING.search(paragraph[last.start : last.end])
        and (not paragraph[: last.end + 1].endswith(";"))
    )


def _trimmed(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Bounds without white space and without the list's own marks and semicolons."""
    while start < end and (text[start].isspace() or text[start] in ";,"):
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    ending = re.search(r"[;,]\s*(?:and|or)?\s*$", text[max(start, end - 8) : end])
    if ending:
        end -= len(ending[0])
    letters = sum(character.isalnum() for character in text[start : min(end, start + 20)])
    return (start, end) if letters >= LEAST else None


def _draft(
    number: int, places: Sequence[Place], paragraphs: Sequence[str], first: int
) -> DraftRecommendation:
    words = (paragraphs[place.paragraph - first][place.start : place.end] for place in places)
    return DraftRecommendation(str(number), " ".join(words), tuple(places))


def said_as_should(
    paragraphs: Sequence[str], body: int, *, first: int = 1
) -> tuple[DraftRecommendation, ...]:
    """The sentences that say what the government should do: editions to 2008 had no list."""
    found: list[tuple[int, int, int]] = []
    for at in range(body, len(paragraphs)):
        goes_on = False  # "It should also …" asks of whom the sentence before did
        for start, end in sentences(paragraphs[at]):
            goes_on = bool(
                SHOULD.search(paragraphs[at], start, end)
                or (goes_on and IT_SHOULD.match(paragraphs[at], start))
            )
            if goes_on:
                found.append((at, start, end))
    return tuple(
        _draft(number, [Place(at + first, start, end)], paragraphs, first)
        for number, (at, start, end) in enumerate(found, start=1)
    )
