"""Plain text from bytes of any encoding, decoded or refused."""

from django.utils.translation import gettext as _

from tracker.errors import Unreadable
from tracker.files.decoding import eight_bits, is_binary, marked
from tracker.intake.formats.mojibake import repair_mojibake
from tracker.intake.formats.source import ExtractedText, check_text


def read(content: bytes) -> ExtractedText:
    """Read the text of a plain file.

    Raises:
        Unreadable: It is no text, or too much of it.
    """
    text, notes = decode(content)
    return clean_text(text, reader="text", notes=notes)


def clean_text(text: str, *, reader: str, notes: tuple[str, ...] = ()) -> ExtractedText:
    """Repair misread characters and drop the byte order mark. `notes` come before those of repairs.

    Raises:
        Unreadable: It is no text, or too much of it.
    """
    check_text(len(text))
    if is_binary(text):
        raise _binary()
    text, repairs = repair_mojibake(text)
    return ExtractedText(text.removeprefix("\ufeff"), reader, (*notes, *repairs))


def decode(content: bytes) -> tuple[str, tuple[str, ...]]:
    """Decode bytes. Returns the text, and a sentence when the encoding is a guess.

    Raises:
        Unreadable: No encoding makes text of them.
    """
    try:
        encoding = marked(content)
    except ValueError as zeros:
        raise _binary() from zeros
    if encoding:
        return content.decode(encoding, errors="replace"), ()
    try:
        return content.decode(), ()
    except UnicodeDecodeError as error:
        if error.start >= len(content) - 3 and error.reason == "unexpected end of data":
            return content[: error.start].decode(), (_("The file ends within a character."),)
    encoding = eight_bits(content)
    note = _("The file is not UTF-8; it was read as %(encoding)s. Check letters with accents.")
    return content.decode(encoding, errors="replace"), (note % {"encoding": encoding},)


def _binary() -> Unreadable:
    return Unreadable(
        _(
            "The file was not read: it holds no text that can be recognised. "
            "Give the narrative as text, HTML, DOCX or PDF, or paste it."
        )
    )
