"""Encoding of a text's bytes, and repair of UTF-8 that was read as another encoding."""

import codecs
import re
import unicodedata

from django.utils.translation import gettext as _

MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
SAMPLE = 4096  # bytes that tell what the rest is
FEW_CONTROLS = 0.005  # of all characters; a page of text has none
CONTROLS = re.compile("[\x01-\x08\x0e-\x1b\x7f]")
NOT_IN_SERBIAN = re.compile("[éêçàôùÉÀ]")  # a Western text has these beside æ and ð
SERBIAN_MISREAD = re.compile(r"(?<=\w)[æðè]|[æðèÈÆÐ](?=\w)")
ISO_MISREAD = re.compile(r"(?<=\w)[¹¾]|[©®¹¾](?=\w)")


def marked(content: bytes) -> str | None:
    """Return the encoding of a byte order mark or of zeros. Raises ValueError for no text."""
    for mark, encoding in MARKS:
        if content.startswith(mark):
            return encoding
    return _sixteen_bits(content[:SAMPLE]) if b"\0" in content[:SAMPLE] else None


def eight_bits(content: bytes) -> str:
    """Choose between Western and Central European: one has æ and ð where the other has ć and đ."""
    western = content.decode("cp1252", errors="replace")
    if ISO_MISREAD.search(western) and not re.search(rb"[\x80-\x9f]", content):
        return "iso8859-2"
    if SERBIAN_MISREAD.search(western) and not NOT_IN_SERBIAN.search(western):
        return "cp1250"
    return "cp1252"


def is_binary(text: str) -> bool:
    """Tell whether there are more control characters than a text has."""
    return "\0" in text or len(CONTROLS.findall(text)) > FEW_CONTROLS * len(text)


def text_of(content: bytes) -> str | None:
    """Decode the bytes, in whatever encoding they are; None when they are no text."""
    try:
        encoding = marked(content) or _utf8(content) or eight_bits(content)
    except ValueError:
        return None
    text = content.decode(encoding, errors="replace").removeprefix("\ufeff")
    return None if is_binary(text) else text


def _utf8(content: bytes) -> str | None:
    try:
        content.decode()
    except UnicodeDecodeError:
        return None
    return "utf-8"


def _sixteen_bits(sample: bytes) -> str:
    """Recognise UTF-16 by zeros in every other byte. Raises ValueError for other zeros."""
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    most = len(sample) / 2 * 0.6
    if odd > most and even < odd / 10:
        return "utf-16-le"
    if even > most and odd < even / 10:
        return "utf-16-be"
    raise ValueError("zeros where no text has them")


REPEATS = 2  # a text can be misread twice
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
        """Replace what a table of misreadings names."""
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
