"""Repair of UTF-8 that was read as another encoding: "victimâ€™s" for "victim’s"."""

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


def _misreading(encoding: str) -> dict[int, str]:
    """Map each byte from 0x80 to the character it is read as, or else to its own number."""
    return {n: _character(n, encoding) for n in range(0x80, 0x100)}


def _character(number: int, encoding: str) -> str:
    try:
        return bytes([number]).decode(encoding)
    except UnicodeDecodeError:
        return chr(number)


def _misread_pattern(table: dict[int, str]) -> re.Pattern[str]:
    tail = f"[{re.escape(''.join(table[n] for n in range(0x80, 0xC0)))}]"
    heads = {
        length: re.escape("".join(table[n] for n in numbers)) for length, numbers in LEADS.items()
    }
    return re.compile("|".join(f"[{head}]{tail}{{{length}}}" for length, head in heads.items()))


READINGS = [
    ({character: number for number, character in table.items()}, _misread_pattern(table))
    for table in (_misreading("cp1252"), _misreading("latin-1"), _misreading("cp1250"))
]


def repair_mojibake(text: str) -> tuple[str, tuple[str, ...]]:
    """Repair misread characters. Returns the text, and sentences about repairs and losses."""
    if text.isascii():
        return text, ()
    count = 0
    for _again in range(REPEATS):
        unrepaired = text
        for bytes_by_character, spoilt in READINGS:
            text, repairs = _repair(text, bytes_by_character, spoilt)
            count += repairs
        if text == unrepaired:
            break
    return text, tuple(_repair_notes(count, lost=text.count("\ufffd")))


def _repair(text: str, numbers: dict[str, int], spoilt: re.Pattern[str]) -> tuple[str, int]:
    count = 0

    def repair(match: re.Match[str]) -> str:
        nonlocal count
        try:
            letter = bytes(numbers[character] for character in match[0]).decode()
        except UnicodeDecodeError:
            return match[0]
        if not any(lowest <= ord(letter) <= highest for lowest, highest in PLAUSIBLE):
            return match[0]
        if unicodedata.category(letter) == "Cn":
            return match[0]
        count += 1
        return letter

    return spoilt.sub(repair, text), count


def _repair_notes(count: int, *, lost: int) -> list[str]:
    notes = []
    if count:
        notes.append(
            _(
                "%(count)s characters were UTF-8 read as another encoding and have been put right. "
                "Compare the names and quotation marks with the source."
            )
            % {"count": count}
        )
    if lost:
        notes.append(
            _(
                "%(count)s characters were lost before the text came here and stand as “\ufffd”. "
                "Compare them with the source."
            )
            % {"count": lost}
        )
    return notes
