"""Plain text: bytes in whatever encoding they are, decoded or refused."""

from django.utils.translation import gettext as _

from tracker.errors import Unreadable
from tracker.files.decoding import eight_bits, is_binary, marked
from tracker.intake.formats.mojibake import repaired
from tracker.intake.formats.source import Source, check_text


def read(content: bytes) -> Source:
    """The text of a plain file. Raises Unreadable when it is no text, or too much of it."""
    text, said = decoded(content)
    return checked(text, reader="text", said=said)


def checked(text: str, *, reader: str, said: tuple[str, ...] = ()) -> Source:
    """The text without what spoils it. Raises Unreadable when it is no text, or too much of it."""
    check_text(len(text))
    if is_binary(text):
        raise _binary()
    text, repairs = repaired(text)
    return Source(text.removeprefix("\ufeff"), reader, (*said, *repairs))


def decoded(content: bytes) -> tuple[str, tuple[str, ...]]:
    """The text of the bytes, and a sentence when the encoding is a guess.

    Raises Unreadable for bytes that no encoding makes text of.
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
    said = _("The file is not UTF-8; it was read as %(encoding)s. Check letters with accents.")
    return content.decode(encoding, errors="replace"), (said % {"encoding": encoding},)


def _binary() -> Unreadable:
    return Unreadable(
        _(
            "The file was not read: it holds no text that can be recognised. "
            "Give the narrative as text, HTML, DOCX or PDF, or paste it."
        )
    )
