"""Paragraphs of a text, numbered over those that are not blank; only white space changes.

A blank line ends a paragraph. A line end alone does so too, unless it only breaks a line: then the
lines before and after read on, and most lines of the text are about as long.
"""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import accumulate, pairwise

from django.utils.translation import gettext as _

from tracker.documents.plain_text import ExtractedText
from tracker.errors import QuoteMismatch
from tracker.grouping import group_pairs
from tracker.intake.drafts import Place
from tracker.intake.headings import find_heading, stands_alone
from tracker.intake.title_block import SMALL_WORDS, is_title

LINE_ENDS = re.compile("\r\n|\n?\x0c\n?|[\r\x0b\x1c-\x1e\u2028]")  # a new page is no blank line
SENTENCE_END = re.compile(r"[.!?:;][”\"’')\]*]*$")
LIST_MARKER = re.compile(r"(?:[*•·▪‣●○■□\uf0b7–—-]|\(?\d{1,2}[.)])\s+\S|[•▪‣●\uf0b7]")
NUMBER = re.compile(r"\d{1,9}")
FIRST_WORD = re.compile(r"\S+")
LONGEST_LINE = 200  # code points; a longer line is a paragraph
TITLE_LINES = 3  # at the top of a text, which running heads repeat
WRAPPED_SHARE = 0.3  # of line ends within a sentence: hard-wrapped text
FULL_SHARE = 0.85  # of the width, since proportional letters vary
COMPOUND_CONJUNCTIONS = {"and", "or", "to"}  # "short- and medium-term"


def split_paragraphs(text: str) -> tuple[str, ...]:
    """Split a text into the paragraphs that are not blank, each without white space around it."""
    blocks = _split_blocks(text)
    width = _line_width(blocks)
    return tuple(paragraph for block in blocks for paragraph in _join_broken_lines(block, width))


def join_lines(lines: list[str]) -> str:
    """Join the lines of one paragraph. A word broken at its hyphen keeps the hyphen."""
    parts = lines[:1]
    for previous, following in pairwise(lines):
        first = FIRST_WORD.match(following)
        is_hyphenated = (
            previous[-1:] == "-"
            and previous[-2:-1].isalpha()
            and following[:1].islower()
            and (first is None or first[0] not in COMPOUND_CONJUNCTIONS)
        )
        parts.append(following if is_hyphenated else f" {following}")
    return "".join(parts)


def drop_page_lines(document: ExtractedText) -> ExtractedText:
    """Take running heads and page numbers out of a plain text, and note which.

    They recur with equal or rising numbers, name the report, or are a number beside capitals, and
    divide a sentence. Lines that end a sentence and the first lines of the text are none.
    """
    lines = [line.strip() for line in LINE_ENDS.sub("\n", document.text).split("\n")]
    printed = [index for index, line in enumerate(lines) if line]
    short = {
        index: lines[index]
        for index in printed[TITLE_LINES:]
        if len(lines[index]) < 100
        and all(not word[0].islower() or word in SMALL_WORDS for word in lines[index].split())
    }
    shapes = group_pairs((NUMBER.sub("0", line), line) for line in short.values())
    recurring = {shape for shape, group in shapes.items() if _number_pages(group)}
    heads = {i: shape for i, line in short.items() if (shape := NUMBER.sub("0", line)) in recurring}
    marks = {i: line.isdigit() for i, line in short.items() if line.isdigit() or line.isupper()}
    dividing: set[int] = set()
    for previous, following in pairwise(i for i in printed if i not in heads and i not in marks):
        between = range(previous + 1, following)
        has_number_and_name = len({marks.get(index) for index in between} - {None}) > 1
        has_head = has_number_and_name or any(index in heads for index in between)
        if has_head and _reads_on(lines[previous], lines[following]):
            dividing.update(between)
    if not dividing or document.reader != "text":
        return document
    dividing_heads = {heads[index] for index in dividing if index in heads}
    dropped = dividing | {index for index, shape in heads.items() if shape in dividing_heads}
    left_out = dict.fromkeys(f"“{lines[index]}”" for index in printed if index in dropped)
    note = _("Running heads and page numbers were left out: %(lines)s.")
    return replace(
        document,
        text="\n".join(line for index, line in enumerate(lines) if index not in dropped),
        uncertainties=(*document.uncertainties, note % {"lines": ", ".join(left_out)}),
    )


def _number_pages(lines: list[str]) -> bool:
    """Return whether lines, equal but for numbers, may be of pages that follow each other."""
    steps = [
        later - earlier
        for pair in pairwise([tuple(map(int, NUMBER.findall(line))) for line in lines])
        for earlier, later in zip(*pair, strict=True)
    ]
    is_named = len(lines) > 1 and not lines[0].isdigit()
    is_rising = all(0 <= step <= 2 for step in steps) and (is_named or sum(steps) > 0)
    return is_rising or is_title(lines[0])


def _split_blocks(text: str) -> list[list[str]]:
    """Group lines between blank lines, without white space around them."""
    blocks: list[list[str]] = [[]]
    for line in LINE_ENDS.sub("\n", text).replace("\u2029", "\n\n").split("\n"):
        if stripped := line.strip():
            blocks[-1].append(stripped)
        elif blocks[-1]:
            blocks.append([])
    return [block for block in blocks if block]


def _line_width(blocks: list[list[str]]) -> int:
    """Return the length of a full line, in code points; 0 when the text is not hard-wrapped."""
    pairs = [pair for block in blocks for pair in pairwise(block)]
    broken_count = sum(_reads_on(previous, following) for previous, following in pairs)
    lengths = sorted(len(line) for block in blocks if len(block) > 1 for line in block)
    if not pairs or broken_count < WRAPPED_SHARE * len(pairs):
        return 0
    width = lengths[int(len(lengths) * 0.95)]
    return width if width <= LONGEST_LINE else 0


def _join_broken_lines(block: list[str], width: int) -> list[str]:
    markers = _line_markers(block)
    groups: list[list[str]] = [block[:1]]
    for previous, following in pairwise(block):
        if _is_broken(previous, following, width, markers):
            groups[-1].append(following)
        else:
            groups.append([following])
    return [join_lines(lines) for lines in groups]


def _line_markers(block: list[str]) -> set[str]:
    """Return the kinds of marker that begin lines of this block on purpose and not by chance."""
    kinds = Counter(_marker_kind(line) for line in block if LIST_MARKER.match(line))
    return {kind for kind, count in kinds.items() if count > 1} - {
        kind for kind in kinds if any(f" {kind} " in line for line in block)
    }


def _marker_kind(line: str) -> str:
    return "1" if line[0].isdigit() or line[0] == "(" else line[0]


def _reads_on(previous: str, following: str) -> bool:
    """Return whether a sentence continues: "…identified 17 / victims", "€75,000 / ($82,870)"."""
    if SENTENCE_END.search(previous[-8:]) or previous.isupper():
        return False
    return following[0].islower() or following[0].isdigit() or following[0] in '($€£“"‘'


def _is_broken(previous: str, following: str, width: int, markers: set[str]) -> bool:
    if LIST_MARKER.match(following) and (
        _marker_kind(following) in markers or SENTENCE_END.search(previous[-8:])
    ):
        return (
            bool(width)
            and _marker_kind(following) not in markers
            and _fills_line(previous, following, width)
        )
    is_before_heading = SENTENCE_END.search(previous[-8:]) and find_heading(following)
    if stands_alone(previous) or stands_alone(following) or is_before_heading:
        return False
    return (
        _reads_on(previous, following)
        or previous.rfind("(") > previous.rfind(")")
        or (bool(width) and _fills_line(previous, following, width))
    )


def _fills_line(previous: str, following: str, width: int) -> bool:
    """Return whether the first word of the next line would not have fitted on this one."""
    first = FIRST_WORD.match(following)
    return first is not None and len(previous) + 1 + len(first[0]) > FULL_SHARE * width


def find_places(words: str, paragraphs: Sequence[str]) -> list[Place]:
    """Find the places of pasted words; a blank line in them separates paragraphs.

    Raises QuoteMismatch if some words are not in the text, or stand there more than once.
    """
    parts = [part for part in re.split(r"\n\s*\n", words) if part.strip()]
    QuoteMismatch.raise_if(not parts, _("There is no text. Paste it as printed."))
    return [_find_place(part, paragraphs) for part in parts]


def find_starts(words: str, text: str, *, start: int, end: int) -> list[int]:
    """Find where words begin between two code points of a text."""
    return [start + place.start for place in _find_words(words, text[start:end])]


def _find_place(words: str, paragraphs: Sequence[str]) -> Place:
    places = [
        replace(place, paragraph=number)
        for number, text in enumerate(paragraphs, 1)
        for place in _find_words(words, text)
    ]
    if len(places) == 1:
        return places[0]
    message = (
        _("“%(words)s” occurs %(times)s times in the text. Paste more words.")
        if places
        else _("“%(words)s” is not found in the text. Paste it as printed.")
    )
    raise QuoteMismatch(message % {"words": _shorten(words), "times": len(places)})


def _find_words(words: str, text: str) -> Iterator[Place]:
    """Find words in a text, whatever white space is between them, in time linear in both."""
    wanted, joined = " ".join(words.split()), " ".join(text.split())
    spans = [match.span() for match in FIRST_WORD.finditer(text)]
    starts = [0, *accumulate(end - start + 1 for start, end in spans)]
    at = joined.find(wanted)
    while wanted and at >= 0:
        first, last = (bisect_right(starts, place) - 1 for place in (at, at + len(wanted) - 1))
        yield Place(
            0,
            spans[first][0] + at - starts[first],
            spans[last][0] + at + len(wanted) - starts[last],
        )
        at = joined.find(wanted, at + len(wanted))


def _shorten(words: str) -> str:
    joined = " ".join(words.split())
    return joined if len(joined) <= 60 else joined[:59] + "…"
