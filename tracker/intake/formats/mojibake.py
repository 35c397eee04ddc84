"""UTF-8 that was read as another encoding: "victimâ€™s" for "victim’s"."""

import re
import unicodedata

from django.utils.translation import gettext as _

REPEATS = 2  # a text can be spoilt twice
LEADS = {1: range(0xC2, 0xE0), 2: range(0xE0, 0xF0), 3: range(0xF0, 0xF5)}
# What a narrative may hold beyond ASCII. "ß“" would also make a letter, but of the N’Ko alphabet.
PLAUSIBLE = (
    (0xA0, 0x24F),  # Latin, with the letters of Albanian and Serbian
    (0x400, 0x45F),  # Serbian Cyrillic
    (0x2010, 0x203A),  # dashes, quotes, bullets
    (0x20A0, 0x20BF),  # currencies
    (0x2122, 0x2122),  # half of a "’" that was misread twice
    (0x2190, 0x25FF),  # arrows, shapes used as bullets
    (0xFB00, 0xFB04),  # ligatures
    (0xFEFF, 0xFEFF),
)


def _misread(encoding: str) -> dict[int, str]:
    """Which character each byte from 0x80 became. Bytes without one keep their number."""
    return {n: _character(n, encoding) for n in range(0x80, 0x100)}


def _character(number: int, encoding: str) -> str:
    try:
        return bytes([number]).decode(encoding)
    except UnicodeDecodeError:
        return chr(number)


def _spoilt(table: dict[int, str]) -> re.Pattern[str]:
    tail = f"[{re.escape(''.join(table[n] for n in range(0x80, 0xC0)))}]"
    heads = {more: re.escape("".join(table[n] for n in numbers)) for more, numbers in LEADS.items()}
    return re.compile("|".join(f"[{head}]{tail}{{{more}}}" for more, head in heads.items()))


READINGS = [
    ({character: number for number, character in table.items()}, _spoilt(table))
    for table in (_misread("cp1252"), _misread("latin-1"), _misread("cp1250"))
]


def repaired(text: str) -> tuple[str, tuple[str, ...]]:
    """The text with what was misread put right, and a sentence about it when there was any."""
    if text.isascii():
        return text, ()
    count = 0
    for _again in range(REPEATS):
        before = text
        for numbers, spoilt in READINGS:
            text, found = _put_right(text, numbers, spoilt)
            count += found
        if text == before:
            break
    return text, tuple(_said(count, lost=text.count("\ufffd")))


def _put_right(text: str, numbers: dict[str, int], spoilt: re.Pattern[str]) -> tuple[str, int]:
    count = 0

    def right(match: re.Match[str]) -> str:
        nonlocal count
        try:
            letter = bytes(numbers[character] for character in match[0]).decode()
        except UnicodeDecodeError:
            return match[0]
        if not any(first <= ord(letter) <= last for first, last in PLAUSIBLE):
            return match[0]
        if unicodedata.category(letter) == "Cn":
            return match[0]
        count += 1
        return letter

    return spoilt.sub(right, text), count


def _said(count: int, *, lost: int) -> list[str]:
    said = []
    if count:
        said.append(
            _(
                "%(count)s characters were UTF-8 read as another encoding and have been put right. "
                "Compare the names and quotation marks with the source."
            )
            % {"count": count}
        )
    if lost:
        said.append(
            _(
                "%(count)s characters were lost before the text came here and stand as “\ufffd”. "
                "Compare them with the source."
            )
            % {"count": lost}
        )
    return said
