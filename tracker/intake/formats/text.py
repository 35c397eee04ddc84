"""Plain text: bytes in whatever encoding they are, decoded or refused."""

import codecs
import re

from django.utils.translation import gettext as _

from tracker.errors import Unreadable
from tracker.intake.formats.mojibake import repaired
from tracker.intake.formats.source import Source, check_text

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


def read(content: bytes) -> Source:
    """The text of a plain file. Raises Unreadable when it is no text, or too much of it."""
    text, said = decoded(content)
    return checked(text, reader="text", said=said)


def checked(text: str, *, reader: str, said: tuple[str, ...] = ()) -> Source:
    """The text without what spoils it. Raises Unreadable when it is no text, or too much of it."""
    check_text(len(text))
    if "\0" in text or len(CONTROLS.findall(text)) > FEW_CONTROLS * len(text):
        raise _binary()
    text, repairs = repaired(text)
    return Source(text.removeprefix("\ufeff"), reader, (*said, *repairs))


def decoded(content: bytes) -> tuple[str, tuple[str, ...]]:
    """The text of the bytes, and a sentence when the encoding is a guess.

    Raises Unreadable for bytes that no encoding makes text of.
    """
    for mark, encoding in MARKS:
        if content.startswith(mark):
            return content.decode(encoding, errors="replace"), ()
    if b"\0" in content[:SAMPLE]:
        return content.decode(_sixteen_bits(content[:SAMPLE]), errors="replace"), ()
    try:
        return content.decode(), ()
    except UnicodeDecodeError as error:
        if error.start >= len(content) - 3 and error.reason == "unexpected end of data":
            return content[: error.start].decode(), (_("The file ends within a character."),)
    encoding = _eight_bits(content)
    said = _("The file is not UTF-8; it was read as %(encoding)s. Check letters with accents.")
    return content.decode(encoding, errors="replace"), (said % {"encoding": encoding},)


def _sixteen_bits(sample: bytes) -> str:
    """UTF-16 without a mark has a zero in every other byte. Raises Unreadable for other zeros."""
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    most = len(sample) / 2 * 0.6
    if odd > most and even < odd / 10:
        return "utf-16-le"
    if even > most and odd < even / 10:
        return "utf-16-be"
    raise _binary()


def _eight_bits(content: bytes) -> str:
    """Western or Central European: where one has æ and ð, the other has ć and đ."""
    western = content.decode("cp1252", errors="replace")
    if ISO_MISREAD.search(western) and not re.search(rb"[\x80-\x9f]", content):
        return "iso8859-2"
    if SERBIAN_MISREAD.search(western) and not NOT_IN_SERBIAN.search(western):
        return "cp1250"
    return "cp1252"


def _binary() -> Unreadable:
    return Unreadable(
        _(
            "The file was not read: it holds no text that can be recognised. "
            "Give the narrative as text, HTML, DOCX or PDF, or paste it."
        )
    )
