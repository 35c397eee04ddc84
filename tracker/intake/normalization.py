"""Words of a paragraph without the traces of print, each letter with its place in the paragraph."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from tracker.grouping import group_pairs


@dataclass(frozen=True, slots=True)
class Normalized:
    """Text to read, with the range of the stored text that each of its letters stands for."""

    text: str
    ranges: Sequence[tuple[int, int]]  # code points, the end exclusive

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Return where a range of the text, which is not empty, stands in the stored text."""
        return self.ranges[start][0], self.ranges[end - 1][1]


def normalize(text: str) -> Normalized:
    """Take out of a paragraph what hides its words, so that each word has one spelling.

    Characters get their usual form (NFKC); soft hyphens, zero-width blanks and note numbers go,
    broken words are joined, hyphens and blanks are single ones. Quotes and dashes stay. The time
    is linear in the text.
    """
    result = Normalized(text, list(pairwise(range(len(text) + 1))))
    for pattern, replacement in REPLACEMENTS[CHARACTERS if text.isascii() else 0 :]:
        result = _replace(result, pattern, replacement)
    return result


def find_lost_letters(text: str) -> str | None:
    """Return the first word that lost letters printed as one glyph, such as “fi”, or None."""
    return next(
        (match[0] for match in LOST_LETTERS.finditer(text) if _join_word(match) != match[0]), None
    )


def _replace(
    source: Normalized, pattern: re.Pattern[str], replacement: Callable[[re.Match[str]], str]
) -> Normalized:
    """Replace each match, whose place is that of every letter put there."""
    parts: list[str] = []
    ranges: list[tuple[int, int]] = []
    done = 0
    for match in pattern.finditer(source.text):
        if (words := replacement(match)) != match[0]:
            first, last = match.span()
            parts += source.text[done:first], words
            ranges += [*source.ranges[done:first], *[source.place(first, last)] * len(words)]
            done = last
    if not done:
        return source
    return Normalized("".join([*parts, source.text[done:]]), [*ranges, *source.ranges[done:]])


# Words of narratives that print breaks: at a line's end, or where "ff" and "fi" are one glyph.
_LIGATURE_WORDS = """
trafficking trafficked trafficker traffickers official officials officer officers identified
unidentified identification specific specifically specified unspecified benefit benefits
beneficiaries sufficient insufficient sufficiently certified effort efforts defined confirmed
significant significantly offense offenses offenders affected different difficult ratified
modified classified verified confiscated
""".split()
_WORDS = """
investigate investigated investigating investigation investigations prosecute prosecuted prosecution
prosecutions prosecutor prosecutors convicted conviction convictions sentenced defendants suspects
government governmental authorities ministry victims assisted assistance protection prevention
compensation exploitation persons children reported compared previous provided allocated referred
""".split()
_LIGATURE = re.compile("ffi|ff|fi")
_WITHOUT_LIGATURE = str.maketrans("", "", "fi ")
_WORD_BY_REMNANT = {word.translate(_WITHOUT_LIGATURE): word for word in _LIGATURE_WORDS}


def _lose_letters(word: str) -> str:
    """Return a pattern for a word and its forms without letters of its first ligature."""
    return _LIGATURE.sub(lambda letters: " ?".join(f"{one}?" for one in letters[0]), word, count=1)


_LOST = group_pairs((word[0], _lose_letters(word)[1:]) for word in _LIGATURE_WORDS)
_BY_LETTER = (f"[{one}{one.upper()}](?:{'|'.join(forms)})" for one, forms in _LOST.items())
LOST_LETTERS = re.compile(rf"\b(?![tT]rack)(?:{'|'.join(_BY_LETTER)})\b")


def _join_word(match: re.Match[str]) -> str:
    return match[0][0] + _WORD_BY_REMNANT[match[0].lower().translate(_WITHOUT_LIGATURE)][1:]


def _join_halves(match: re.Match[str]) -> str:
    joined = match[1] + match[2]
    return joined if joined.lower() in (*_LIGATURE_WORDS, *_WORDS) else match[0]


# A hyphen before a blank breaks a word, but for "short- and long-term", "the girls- seven of them".
BROKEN_HYPHEN = re.compile(
    r"(?<=\w)-\s+(?!(?:and|or|to|nor|but|versus|all|both|each|none|no|one|two|three|four|five|six|seven"
    r"|eight|nine|ten|eleven|twelve|\w+teen|\w+ty|a|an|the|in|of|for|from|by|with|as|at|on|which|who"
    r"|were|was|is|are|had|has|including|compared|up|down)\b)(?=[a-z])"
)
NOTE_NUMBER = re.compile(
    r"""(?=[\[\d])(?:\[\d{1,3}(?:,\s?\d{1,3})*\]  # "victims.[12]"
    |(?:(?<=[^\W\d_][.!?])(?<!\b[A-Z][a-z]\.)(?<!\b[A-Z][a-z]{2}\.)(?<!\bNos\.)(?<!\bArts\.)
        (?<!\bpara\.)(?<!\bpp\.)(?<!\bp\.)
      |(?<=[)\]”"’%][.!?])|(?<=[.!?][”"’)\]])|(?<=\s(?:19|20)\d\d\.))
     \d{1,3}(?:,\s?\d{1,3})?(?=\s+[A-Z“"(]|\s*$)  # "victims.12 The", and no "Art.12"
    |(?<=[a-z],)\d{1,3}(?=\s+(?:and|or|but|while|which|who|the|an?|as|in|to|with|for|it|they)\b)
    |(?<=[a-z]{4})\d{1,3}(?=[\s,.;:)]|$)  # "victims12 were"
    |(?:(?<=[a-z]{3}[.!?]\s)(?<!\bpara\.\s)|(?<=[.!?][”"’)]\s))  # "victims. 12 The"
     \d{1,3}(?=\s+(?:The|This|These|In|During|It|However|Authorities|Officials|Police)\b))
    """,
    re.VERBOSE,
)
CHARACTERS = 4  # replacements that plain text does not need
REPLACEMENTS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
    # What is not seen, soft hyphens at a line's end with it, and note numbers raised.
    (
        re.compile("\u00ad(?:\\s+(?=[a-z]))?|[\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]"),
        lambda _: "",
    ),
    (re.compile("[²³¹⁰⁴-⁹]"), lambda _: ""),
    (re.compile("[‐‑−]"), lambda _: "-"),
    # Fractions stay, since "2½" is no "21⁄2", and accents without a letter.
    (
        re.compile(
            "\\w[\u0300-\u036f]+|[\u00a0ªº\u01c4-\u01cc]|[^\0-\u02ff\u2150-\u218f\u2460-\u24ff]"
        ),
        lambda match: unicodedata.normalize("NFKC", match[0]),
    ),
    (LOST_LETTERS, _join_word),
    (re.compile(r"\b([A-Za-z]{2,12})-\s?([a-z]{2,12})\b"), _join_halves),
    (BROKEN_HYPHEN, lambda _match: "-"),
    (NOTE_NUMBER, lambda _match: ""),
    (re.compile(r"\s{2,}|[^\S ]"), lambda _match: " "),
)
