"""Words of a paragraph without the traces of print, each letter with its place in the paragraph."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Normalized:
    """Text to read, with the code points of the stored text that each of its letters stands for."""

    text: str
    starts: Sequence[int]
    ends: Sequence[int]  # exclusive

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Return where a range of the text, which is not empty, stands in the stored text."""
        return self.starts[start], self.ends[end - 1]


def normalize(text: str) -> Normalized:
    """Take out of a paragraph what hides its words, so that each word has one spelling.

    Characters get their usual form (NFKC); soft hyphens, zero-width blanks and note numbers go,
    broken words are joined, hyphens and blanks are single ones. Quotes and dashes stay. The time
    is linear in the text.
    """
    result = Normalized(text, range(len(text)), range(1, len(text) + 1))
    if not text.isascii():
        result = _replace(result, CHARACTER, _plain_character)
    for pattern, replacement in REPLACEMENTS:
        result = _replace(result, pattern, replacement)
    return result


def find_lost_letters(text: str) -> str | None:
    """Return the first word that lost letters printed as one glyph, such as “fi”, or None."""
    matches = LOST_LETTERS.finditer(text)
    return next((match[0] for match in matches if _join_word(match) != match[0]), None)


def _replace(
    source: Normalized, pattern: re.Pattern[str], replacement: Callable[[re.Match[str]], str]
) -> Normalized:
    """Replace each match, whose place is that of every letter put there."""
    parts: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    done = 0
    for match in pattern.finditer(source.text):
        if (words := replacement(match)) != match[0]:
            first, last = match.span()
            parts += source.text[done:first], words
            starts += [*source.starts[done:first], *[source.starts[first]] * len(words)]
            ends += [*source.ends[done:first], *[source.ends[last - 1]] * len(words)]
            done = last
    if not done:
        return source
    return Normalized(
        "".join(parts) + source.text[done:],
        [*starts, *source.starts[done:]],
        [*ends, *source.ends[done:]],
    )


CHARACTER = re.compile(
    "\\w[\u0300-\u036f]+|\u00ad\\s+(?=[a-z])|[\u0080-\u00bf\u0100-\u024f]|[^\0-\u036f]"
)
HYPHENS = "‐‑−"
UNCHANGED = "¨¯´¸"  # accents without a letter, which would become two characters


def _plain_character(match: re.Match[str]) -> str:
    """Return the usual form of a character: none for what is not seen and for note numbers."""
    character = match[0]
    category = unicodedata.category(character[0])
    if category == "Cf" or unicodedata.decomposition(character[0]).startswith("<super> 003"):
        return ""
    if category == "No" or character in UNCHANGED:  # "2½" is no "21⁄2"
        return character
    return "-" if character in HYPHENS else unicodedata.normalize("NFKC", character)


# Words of narratives that print breaks: at a line's end, or where "ff" and "fi" are one glyph.
_LIGATURE_WORDS = """
trafficking trafficked trafficker traffickers official officials officer officers identified
unidentified identification specific specifically specified unspecified benefit benefits
beneficiaries sufficient insufficient sufficiently certified effort efforts defined confirmed
significant significantly offense offenses offenders affected different difficult ratified
modified classified verified confiscated
""".split()
_OTHER_WORDS = """
investigate investigated investigating investigation investigations prosecute prosecuted prosecution
prosecutions prosecutor prosecutors convicted conviction convictions sentenced defendants suspects
government governmental authorities ministry victims assisted assistance protection prevention
compensation exploitation persons children reported compared previous provided allocated referred
""".split()
_WORDS = {*_LIGATURE_WORDS, *_OTHER_WORDS}
_LIGATURE = re.compile("ffi|ff|fi")
_WITHOUT_LIGATURE = str.maketrans("", "", "fi ")
_WORD_BY_REMNANT = {word.translate(_WITHOUT_LIGATURE): word for word in _LIGATURE_WORDS}


def _lose_letters(word: str) -> str:
    """Return a pattern for a word and its forms without letters of its first ligature."""
    forms = _LIGATURE.sub(lambda letters: " ?".join(f"{one}?" for one in letters[0]), word, count=1)
    return f"[{word[0]}{word[0].upper()}]{forms[1:]}"


LOST_LETTERS = re.compile(rf"\b(?![tT]rack)(?:{'|'.join(map(_lose_letters, _LIGATURE_WORDS))})\b")


def _join_word(match: re.Match[str]) -> str:
    return match[0][0] + _WORD_BY_REMNANT[match[0].lower().translate(_WITHOUT_LIGATURE)][1:]


def _join_halves(match: re.Match[str]) -> str:
    joined = match[1] + match[2]
    return joined if joined.lower() in _WORDS else match[0]


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
REPLACEMENTS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
    (LOST_LETTERS, _join_word),
    (re.compile(r"\b([A-Za-z]{2,12})-\s?([a-z]{2,12})\b"), _join_halves),
    (BROKEN_HYPHEN, lambda _match: "-"),
    (NOTE_NUMBER, lambda _match: ""),
    (re.compile(r"\s{2,}|[^\S ]"), lambda _match: " "),
)
