"""Text of a file, and the limits on its size."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from tracker.errors import Unreadable

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
        Unreadable: It is larger.
    """
    check_narrative_size(len(content))


def check_narrative_size(size: int) -> None:
    """Refuse more bytes than LARGEST_FILE.

    Raises:
        Unreadable: There are more.
    """
    if size > LARGEST_FILE:
        raise Unreadable(
            _(
                "The file was not read: it has %(size)s MB, and at most %(most)s MB are read. "
                "Save the pages of one country as a file of their own."
            )
            % {"size": size // 1_000_000, "most": LARGEST_FILE // 1_000_000}
        )


def check_text(length: int) -> None:
    """Refuse a text longer than LARGEST_TEXT.

    Raises:
        Unreadable: It is longer.
    """
    if length > LARGEST_TEXT:
        raise Unreadable(
            _(
                "The text was not read: it is longer than %(most)s million characters, and a "
                "country narrative has about twenty thousand. Give only the part on one country."
            )
            % {"most": LARGEST_TEXT // 1_000_000}
        )
