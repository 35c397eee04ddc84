"""Text from bytes of any encoding: decoded, repaired or refused; and limits on its size."""

import codecs
import re
import unicodedata
from dataclasses import dataclass

from django.utils.translation import gettext as _

from tracker.documents import refusals
from tracker.errors import FileUnreadable

LARGEST_FILE = 20_000_000  # bytes of a narrative
LARGEST_TEXT = 5_000_000  # code points: a whole TIP Report holds about four million


@dataclass(frozen=True, slots=True)
class ExtractedText:
    """Narrative of a file, the reader that read it, and what is uncertain about it."""

    text: str
    reader: str  # "text", "html", "docx", "pdf"
    uncertainties: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FileText:
    """Text of a file by where it stands. Only `body` can hold its title."""

    body: str = ""
    head: str = ""  # what stands above every page: a letterhead
    foot: str = ""  # footnotes, page feet, hidden sheets, filled-in fields
    beside: str = ""  # comments, building blocks, what was struck out: the copy has none

    @property
    def printed(self) -> str:
        """Text that the copy without metadata holds, too."""
        return join_texts(self.head, self.body, self.foot)


@dataclass(frozen=True, slots=True)
class Contents:
    """Content of a file, as the reader of its format gives it."""

    clean: bytes
    text: FileText
    title: str = ""  # its own, be it rubbish
    pages: int | None = None
    is_signed: bool = False
    runs: bool = False
    has_files: bool = False


def join_texts(*texts: str) -> str:
    """Join texts by a blank line, empty ones left out."""
    return "\n\n".join(text for text in texts if text.strip())


def select_notes(*notes: tuple[object, str]) -> tuple[str, ...]:
    """Return the sentences whose condition holds, in their order."""
    return tuple(sentence for is_so, sentence in notes if is_so)


def check_narrative_size(size: int) -> None:
    """Refuse more bytes than LARGEST_FILE. Raises FileUnreadable."""
    FileUnreadable.raise_if(
        size > LARGEST_FILE,
        _(
            "The file was not read: it has %(size)s MB; the limit is %(most)s MB. Save the pages "
            "on one country as a separate file."
        ),
        size=size // 1_000_000,
        most=LARGEST_FILE // 1_000_000,
    )


def check_text(length: int) -> None:
    """Refuse a text longer than LARGEST_TEXT. Raises FileUnreadable."""
    FileUnreadable.raise_if(
        length > LARGEST_TEXT,
        _(
            "The text was not read: it is longer than %(most)s million characters, while a country"
            " narrative has about twenty thousand. Use only the part on one country."
        ),
        most=LARGEST_TEXT // 1_000_000,
    )


def read(content: bytes) -> ExtractedText:
    """Read the text of a plain file. Raises FileUnreadable for no text, or too much of it."""
    text, notes = decode(content)
    return clean_text(text, reader="text", notes=notes)


def clean_text(text: str, *, reader: str, notes: tuple[str, ...] = ()) -> ExtractedText:
    """Repair misread characters and drop the byte order mark. `notes` come before those of repairs.

    Raises FileUnreadable for no text, or too much of it.
    """
    check_text(len(text))
    FileUnreadable.raise_if(is_binary(text), refusals.NO_TEXT)
    text, repairs = repair_mojibake(text)
    return ExtractedText(text.removeprefix("\ufeff"), reader, (*notes, *repairs))


def decode(content: bytes) -> tuple[str, tuple[str, ...]]:
    """Decode bytes. Returns the text, and a sentence when the encoding is a guess.

    Raises FileUnreadable when no encoding makes text of them.
    """
    encoding = next((encoding for mark, encoding in MARKS if content.startswith(mark)), None)
    if encoding is None and b"\0" in content[:SAMPLE]:
        with FileUnreadable.instead_of(ValueError, refusals.NO_TEXT):
            encoding = _sixteen_bits(content[:SAMPLE])
    if encoding:
        return content.decode(encoding, errors="replace"), ()
    try:
        return content.decode(), ()
    except UnicodeDecodeError as error:
        if error.start >= len(content) - 3 and error.reason == "unexpected end of data":
            return content[: error.start].decode(), (
                _("The file ends in the middle of a character."),
            )
    encoding = _eight_bits(content)
    return content.decode(encoding, errors="replace"), (
        _("The file is not UTF-8; it was read as %(encoding)s. Check letters with accents.")
        % {"encoding": encoding},
    )


def text_of(content: bytes) -> str | None:
    """Decode the bytes, in whatever encoding they are; None when they are no text."""
    try:
        text = decode(content)[0].removeprefix("\ufeff")
    except FileUnreadable:
        return None
    return None if is_binary(text) else text


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


def _eight_bits(content: bytes) -> str:
    """Choose between Western and Central European: one has æ and ð where the other has ć and đ."""
    western = content.decode("cp1252", errors="replace")
    if ISO_MISREAD.search(western) and not re.search(rb"[\x80-\x9f]", content):
        return "iso8859-2"
    is_serbian = SERBIAN_MISREAD.search(western) and not NOT_IN_SERBIAN.search(western)
    return "cp1250" if is_serbian else "cp1252"


def is_binary(text: str) -> bool:
    """Tell whether there are more control characters than a text has."""
    return "\0" in text or len(CONTROLS.findall(text)) > FEW_CONTROLS * len(text)


def _sixteen_bits(sample: bytes) -> str:
    """Recognise UTF-16 by zeros in every other byte. Raises ValueError for other zeros."""
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    most = len(sample) / 2 * 0.6
    if odd > most and even < odd / 10:
        return "utf-16-le"
    if even > most and odd < even / 10:
        return "utf-16-be"
    raise ValueError("zeros where no text has them")


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


def _misreading(encoding: str) -> tuple[dict[str, int], re.Pattern[str]]:
    """Map characters to the bytes from 0x80 that are read as them, and find such misreadings."""
    table = {n: bytes([n]).decode(encoding, errors="ignore") or chr(n) for n in range(0x80, 0x100)}
    tail = f"[{re.escape(''.join(table[n] for n in range(0x80, 0xC0)))}]"
    heads = {
        length: re.escape("".join(table[n] for n in numbers)) for length, numbers in LEADS.items()
    }
    pattern = "|".join(f"[{head}]{tail}{{{length}}}" for length, head in heads.items())
    return {character: number for number, character in table.items()}, re.compile(pattern)


READINGS = [_misreading(encoding) for encoding in ("cp1252", "latin-1", "cp1250")]


def repair_mojibake(text: str) -> tuple[str, tuple[str, ...]]:
    """Repair misread characters. Returns the text, and sentences about repairs and losses."""
    if text.isascii():
        return text, ()
    count = 0
    for _again in range(2):  # a text can be misread twice
        unrepaired = text
        for bytes_by_character, spoilt in READINGS:
            text, repairs = _repair(text, bytes_by_character, spoilt)
            count += repairs
        if text == unrepaired:
            break
    lost = text.count("\ufffd")
    return text, select_notes(
        (
            count,
            _(
                "%(count)s characters were in a wrong encoding and have been corrected. Compare"
                " names and quotation marks with the source."
            )
            % {"count": count},
        ),
        (
            lost,
            _(
                "%(count)s characters were lost before the text was imported and are shown as “�”."
                " Compare them with the source."
            )
            % {"count": lost},
        ),
    )


def _repair(text: str, numbers: dict[str, int], spoilt: re.Pattern[str]) -> tuple[str, int]:
    count = 0

    def repair(match: re.Match[str]) -> str:
        nonlocal count
        try:
            letter = bytes(numbers[character] for character in match[0]).decode()
        except UnicodeDecodeError:
            return match[0]
        if (
            not any(lowest <= ord(letter) <= highest for lowest, highest in PLAUSIBLE)
            or unicodedata.category(letter) == "Cn"
        ):
            return match[0]
        count += 1
        return letter

    return spoilt.sub(repair, text), count
