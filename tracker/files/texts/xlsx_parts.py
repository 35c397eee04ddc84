"""What a workbook says beside its cells: in boxes, on each printed page, in comments."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from tracker.files import xml

COMMENTS = frozenset({"comments", "ThreadedComments"})
WORDS = frozenset({"t", "text"})  # of boxes, charts and comments
HEADS = frozenset(
    f"{which}{where}" for which in ("odd", "even", "first") for where in ("Header", "Footer")
)
KEPT_ROWS = frozenset({"pivotCacheDefinition", "pivotCacheRecords"})  # copies of a table's cells
LINKED_ROWS = "externalLink"  # and of another workbook's
DRAWN = re.compile(r"xl/(drawings|charts|diagrams|pivotCache|externalLinks)/[^/]+\.xml", re.I)
CODES = re.compile(r'&"[^"]*"|&K[0-9A-F]{6}|&\d+|&[A-Za-z]')  # how a head is set


@dataclass(frozen=True, slots=True)
class Others:
    printed: str
    comments: str


def linked_parts(parts: Mapping[str, bytes]) -> Others:
    """The words by whether the copy without metadata has them. Raises xml.Harmful."""
    printed: list[str] = []
    comments: list[str] = []
    for path, part in parts.items():
        if not path.startswith("xl/") or not path.endswith(".xml"):
            continue
        if b"eaderFooter" in part:
            printed += [CODES.sub(" ", words) for words in _part_text(part, HEADS)]
        elif xml.root_of(part) in COMMENTS:
            comments += _part_text(part, WORDS)
        elif DRAWN.fullmatch(path):
            printed += _drawn(part)
    return Others("\n".join(printed), "\n".join(comments))


def _drawn(part: bytes) -> list[str]:
    root = xml.root_of(part)
    if root in KEPT_ROWS:
        return _rows(part)
    return _part_text(part, {"v"} if root == LINKED_ROWS else WORDS)


def _part_text(part: bytes, wanted: set[str] | frozenset[str]) -> list[str]:
    """The words of those elements, a paragraph or comment a line."""
    lines: list[str] = [""]
    within = False

    def start(name: str, told: dict[str, str]) -> None:
        nonlocal within
        within = name.rsplit(" ", 1)[-1] in wanted

    def end(name: str) -> None:
        nonlocal within
        within = False
        if name.rsplit(" ", 1)[-1] in ("p", "text", *(wanted - WORDS)) and lines[-1]:
            lines.append("")

    def letters(words: str) -> None:
        if within:
            lines[-1] += words

    xml.walk(part, start, end, letters)
    return [line for line in lines if line.strip()]


def _rows(part: bytes) -> list[str]:
    """The texts and figures that a pivot table keeps of its source, a row a line."""
    lines: list[str] = [""]

    def start(name: str, told: dict[str, str]) -> None:
        if "v" in told and name.endswith((" s", " n", " d")):
            lines[-1] += told["v"].removesuffix("T00:00:00") + "\t"

    def end(name: str) -> None:
        if name.endswith((" r", " cacheField")):
            lines.append("")

    xml.walk(part, start, end)
    return [line for line in lines if line]
