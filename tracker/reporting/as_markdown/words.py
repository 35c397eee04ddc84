"""Words in Markdown: what people typed stays what they typed, and becomes no markup of ours.

Every sign that CommonMark or GitHub's tables, bare links, mentions and formulas could act upon is
escaped; so is what would begin a heading, a list or a quotation at the head of a line.
"""

import re
import unicodedata
from urllib.parse import quote

_ACTED_UPON = re.compile(r"([\\`*_\[\]<>&~|$@^#])")
_AT_THE_HEAD = re.compile(r"^(\d{1,9})?([-+=.):](?=\s|$|[-+=]))", re.MULTILINE)
_BARE_LINK = re.compile(r"(\w):(?=//)|\b(www|mailto)([.:])", re.IGNORECASE)
_WHITE = " \t\r\n"
_SPACES = re.compile(r"[ \t]+")
_ENDS_OF_LINES = re.compile(r"\r\n?|[\u2028\u2029\x85]")
_TURNING = {"R", "AL", "AN", "RLE", "RLO", "RLI", "LRE", "LRO", "LRI", "FSI", "PDF", "PDI"}
_BREAK = "\\\n"  # ends a line within a paragraph


def escaped(text: str) -> str:
    """A text of one or more lines, as Markdown that shows these very characters."""
    shown = "".join(c for c in _ENDS_OF_LINES.sub("\n", text) if not _is_control(c))
    lines = [_SPACES.sub(" ", line).strip(" ") for line in shown.split("\n")]
    told = _ACTED_UPON.sub(r"\\\1", "\n".join(line for line in lines if line))
    told = _AT_THE_HEAD.sub(r"\1\\\2", told)
    told = _BARE_LINK.sub(_unlinked, told)
    return _isolated(told, text).replace("\n", _BREAK)


def inline(text: str) -> str:
    """A piece of a line: the white space at its ends is kept, as one space."""
    told = escaped(text)
    if not told:
        return " " if text else ""
    return " " * (text[0] in _WHITE) + told + " " * (text[-1] in _WHITE)


def flat(told: str) -> str:
    """Markdown on one line, as a cell of a table and a heading must be."""
    return told.replace(_BREAK, " ").replace("\n", " ")


def styled(told: str, sign: str, tag: str, *, after: str = "", before: str = "") -> str:
    """Markdown between two signs; between tags where CommonMark would not take the signs for it.

    `before` and `after` are what stands around it: signs between a letter and a sign are no style.
    """
    inner = told.strip()
    if not inner:
        return told
    left, right = told[: len(told) - len(told.lstrip())], told[len(told.rstrip()) :]
    opens = left or not before or not before[-1].isalnum() or inner[0].isalnum()
    closes = right or not after or not after[0].isalnum() or inner[-1].isalnum()
    if opens and closes:
        return f"{left}{sign}{inner}{sign}{right}"
    return f"{left}<{tag}>{inner}</{tag}>{right}"


def address(href: str) -> str:
    """An address as the target of a link, with the signs that would end it in their codes."""
    return re.sub(r"[<>()\[\]\\\s]", lambda found: quote(found[0]), href)


def _unlinked(found: re.Match[str]) -> str:
    return f"{found[1]}\\:" if found[1] else f"{found[2]}\\{found[3]}"


def _is_control(char: str) -> bool:
    return char not in "\n\t" and unicodedata.category(char) == "Cc"


def _isolated(told: str, text: str) -> str:
    """Words that run from right to left turn around nothing but themselves."""
    if any(unicodedata.bidirectional(c) in _TURNING for c in text):
        return "\n".join(f"\u2068{line}\u2069" for line in told.split("\n"))
    return told
