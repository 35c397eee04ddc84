"""Paragraphs of a text, numbered over those that are not blank. Nothing but white space changes.

A blank line ends a paragraph. A line end alone does so too, unless it only breaks a line: then the
lines before and after read on, and most lines of the text are about as long.
"""

import re
from collections import Counter
from itertools import pairwise

from tracker.intake.headings import heading_of, stands_alone

ENDS = re.compile("\r\n|[\r\x0b\x0c\x1c-\x1e\u2028]")
CLOSED = re.compile(r"[.!?:;][”\"’')\]*]*$")
MARKER = re.compile(r"(?:[*•·▪‣●○■□\uf0b7–—-]|\(?\d{1,2}[.)])\s+\S|[•▪‣●\uf0b7]")
FIRST_WORD = re.compile(r"\S+")
LONGEST_LINE = 200  # code points; beyond it a line is no line but a paragraph
MANY = 0.3  # of all line ends: then the text is hard-wrapped
NEARLY = 0.85  # of the width; proportional letters make lines of unequal count
STANDS_APART = {"and", "or", "to"}  # "short- and medium-term"


def split(text: str) -> tuple[str, ...]:
    """The paragraphs that are not blank, each without white space around it."""
    blocks = _blocks(text)
    width = _width(blocks)
    return tuple(paragraph for block in blocks for paragraph in _joined_where_broken(block, width))


def joined(lines: list[str]) -> str:
    """Lines of one paragraph as one line. A word broken at its hyphen keeps the hyphen."""
    pieces = lines[:1]
    for before, after in pairwise(lines):
        first = FIRST_WORD.match(after)
        broken = (
            before[-1:] == "-"
            and before[-2:-1].isalpha()
            and after[:1].islower()
            and (first is None or first[0] not in STANDS_APART)
        )
        pieces.append(after if broken else f" {after}")
    return "".join(pieces)


def _blocks(text: str) -> list[list[str]]:
    """Lines between blank lines, without white space around them."""
    blocks: list[list[str]] = [[]]
    for line in ENDS.sub("\n", text).replace("\u2029", "\n\n").split("\n"):
        if stripped := line.strip():
            blocks[-1].append(stripped)
        elif blocks[-1]:
            blocks.append([])
    return [block for block in blocks if block]


def _width(blocks: list[list[str]]) -> int:
    """How long a full line is, in code points. 0: the text is not hard-wrapped."""
    pairs = [pair for block in blocks for pair in pairwise(block)]
    reading_on = sum(_reads_on(before, after) for before, after in pairs)
    lengths = sorted(len(line) for block in blocks if len(block) > 1 for line in block)
    if not pairs or reading_on < MANY * len(pairs):
        return 0
    width = lengths[int(len(lengths) * 0.95)]
    return width if width <= LONGEST_LINE else 0


def _joined_where_broken(block: list[str], width: int) -> list[str]:
    marks = _marks(block)
    found: list[list[str]] = [block[:1]]
    for before, after in pairwise(block):
        if _is_broken(before, after, width, marks):
            found[-1].append(after)
        else:
            found.append([after])
    return [joined(lines) for lines in found]


def _marks(block: list[str]) -> set[str]:
    """The kinds of marker that begin lines of this block, and no line by chance."""
    kinds = Counter(_kind(line) for line in block if MARKER.match(line))
    within = {kind for kind in kinds if any(f" {kind} " in line for line in block)}
    return {kind for kind, count in kinds.items() if count > 1} - within


def _kind(line: str) -> str:
    return "1" if line[0].isdigit() or line[0] == "(" else line[0]


def _reads_on(before: str, after: str) -> bool:
    """Whether a sentence goes on: "…identified 17 / victims", "€75,000 / ($82,870)"."""
    if CLOSED.search(before[-8:]) or before.isupper():
        return False
    return after[0].islower() or after[0].isdigit() or after[0] in '($€£“"‘'


def _is_broken(before: str, after: str, width: int, marks: set[str]) -> bool:
    if MARKER.match(after) and (_kind(after) in marks or CLOSED.search(before[-8:])):
        return bool(width) and _kind(after) not in marks and _fills(before, after, width)
    if stands_alone(before) or stands_alone(after):
        return False
    if CLOSED.search(before[-8:]) and heading_of(after):
        return False
    if _reads_on(before, after) or before.rfind("(") > before.rfind(")"):
        return True
    return bool(width) and _fills(before, after, width)


def _fills(before: str, after: str, width: int) -> bool:
    """Whether the first word of the next line would not have had room on this one."""
    first = FIRST_WORD.match(after)
    return first is not None and len(before) + 1 + len(first[0]) > NEARLY * width
