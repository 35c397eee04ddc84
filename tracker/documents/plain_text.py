"""Text from bytes of any encoding, decoded or refused, and the limits on its size."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from tracker.documents.encodings import eight_bits, is_binary, marked, repair_mojibake
from tracker.errors import FileUnreadable

LARGEST_FILE = 20_000_000  # bytes
LARGEST_TEXT = 5_000_000  # code points: a whole TIP Report holds about four million


@dataclass(frozen=True, slots=True)
class ExtractedText:
    """Text of a file, the reader that read it, and what is uncertain about it."""

    text: str
    reader: str  # "text", "html", "docx", "pdf"
    uncertainties: tuple[str, ...] = ()


def check_file(content: bytes) -> None:
    """Refuse a file larger than LARGEST_FILE.

    Raises:
        FileUnreadable: It is larger.
    """
    check_narrative_size(len(content))


def check_narrative_size(size: int) -> None:
    """Refuse more bytes than LARGEST_FILE.

    Raises:
        FileUnreadable: There are more.
    """
    if size > LARGEST_FILE:
        raise FileUnreadable(
            _(
                "The file was not read: it has %(size)s MB, and at most %(most)s MB are read. "
                "Save the pages of one country as a file of their own."
            )
            % {"size": size // 1_000_000, "most": LARGEST_FILE // 1_000_000}
        )


def check_text(length: int) -> None:
    """Refuse a text longer than LARGEST_TEXT.

    Raises:
        FileUnreadable: It is longer.
    """
    if length > LARGEST_TEXT:
        raise FileUnreadable(
            _(
                "The text was not read: it is longer than %(most)s million characters, and a "
                "country narrative has about twenty thousand. Give only the part on one country."
            )
            % {"most": LARGEST_TEXT // 1_000_000}
        )


def read(content: bytes) -> ExtractedText:
    """Read the text of a plain file.

    Raises:
        FileUnreadable: It is no text, or too much of it.
    """
    text, notes = decode(content)
    return clean_text(text, reader="text", notes=notes)


def clean_text(text: str, *, reader: str, notes: tuple[str, ...] = ()) -> ExtractedText:
    """Repair misread characters and drop the byte order mark. `notes` come before those of repairs.

    Raises:
        FileUnreadable: It is no text, or too much of it.
    """
    check_text(len(text))
    if is_binary(text):
        raise _binary()
    text, repairs = repair_mojibake(text)
    return ExtractedText(text.removeprefix("\ufeff"), reader, (*notes, *repairs))


def decode(content: bytes) -> tuple[str, tuple[str, ...]]:
    """Decode bytes. Returns the text, and a sentence when the encoding is a guess.

    Raises:
        FileUnreadable: No encoding makes text of them.
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


def _binary() -> FileUnreadable:
    return FileUnreadable(
        _(
            "The file was not read: it holds no text that can be recognised. "
            "Give the narrative as text, HTML, DOCX or PDF, or paste it."
        )
    )
