"""In which encoding the bytes of a text are."""

import codecs
import re

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
    """The encoding that the bytes say or show by their zeros. Raises ValueError for no text."""
    for mark, encoding in MARKS:
        if content.startswith(mark):
            return encoding
    return _sixteen_bits(content[:SAMPLE]) if b"\0" in content[:SAMPLE] else None


def eight_bits(content: bytes) -> str:
    """Western or Central European: where one has æ and ð, the other has ć and đ."""
    western = content.decode("cp1252", errors="replace")
    if ISO_MISREAD.search(western) and not re.search(rb"[\x80-\x9f]", content):
        return "iso8859-2"
    if SERBIAN_MISREAD.search(western) and not NOT_IN_SERBIAN.search(western):
        return "cp1250"
    return "cp1252"


def is_binary(text: str) -> bool:
    """Whether there are more control characters than a text has."""
    return "\0" in text or len(CONTROLS.findall(text)) > FEW_CONTROLS * len(text)


def text_of(content: bytes) -> str | None:
    """The text of the bytes, in whatever encoding they are; None when they are no text."""
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
    """UTF-16 without a mark has a zero in every other byte. Raises ValueError for other zeros."""
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    most = len(sample) / 2 * 0.6
    if odd > most and even < odd / 10:
        return "utf-16-le"
    if even > most and odd < even / 10:
        return "utf-16-be"
    raise ValueError("zeros where no text has them")
