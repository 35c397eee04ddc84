"""Refusals of files, each a sentence that names the file, the reason and the remedy."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tracker.errors import FileUnreadable

type Sentence = str | Promise


# Evidence.
EMPTY = _("“%(file)s” was not accepted: it is empty. Choose another file.")
TOO_LARGE = _(
    "“%(file)s” was not accepted: it has %(size)s MB; the limit is %(most)s MB. Add only the part"
    " that matters, or add a link to the file."
)
MACROS = _(
    "“%(file)s” was not accepted: it contains macros or commands that can run. Save it without"
    " them as DOCX, XLSX, ODT, ODS or PDF."
)
LOCKED = _(
    "“%(file)s” was not accepted: it is protected by a password. Save it without a password and"
    " choose it again."
)
DAMAGED = _(
    "“%(file)s” was not accepted: it is damaged or incomplete. Open the original, save it again"
    " and choose it again."
)
UNPACKS_TOO_FAR = _(
    "“%(file)s” was not accepted: its unpacked content is far too large for a document. Save it as"
    " PDF and add the PDF."
)
MARKUP = _(
    "“%(file)s” was not accepted: it is a web page or drawing (HTML, SVG, XML), which can contain"
    " scripts. Print it to PDF, or add a link."
)
OTHER_KIND = _(
    "“%(file)s” was not accepted: this file type is not supported. Save it as PDF, DOCX, XLSX,"
    " ODT, ODS, CSV, TXT, PNG or JPEG."
)


def check_size(file_name: str, *, size: int, largest: int) -> None:
    """Refuse a file of more than `largest` bytes. Raises FileUnreadable."""
    # Rounded up and down, so that what is refused never reads as what is allowed.
    FileUnreadable.raise_if(
        size > largest,
        TOO_LARGE,
        file=file_name,
        size=f"{size / 1e6 + 0.05:.1f}",
        most=f"{largest / 1e6:g}",
    )


# Narratives.
NO_TEXT = _(
    "The file was not read: no text was recognised in it. Use text, HTML, DOCX or PDF, or paste"
    " the text."
)
WORD_DAMAGED = _(
    "The Word file was not read: it is damaged, protected by a password or not a Word document."
    " Save it again as DOCX without a password, or paste the text."
)

# Tables.
TABLE_TOO_WIDE = _(
    "“%(file)s” was not read: a table can have at most %(rows)d rows, %(columns)d columns and"
    " %(cells)d cells. Split it or remove what is not needed."
)
TABLE_DAMAGED = _(
    "“%(file)s” can't be opened: it is damaged or incomplete. Open the original and save it again"
    " as a workbook (.xlsx) or as CSV."
)
TABLE_UNCLOSED = _(
    "“%(file)s” was not read: a quoted cell is not closed or is far too long (%(why)s). Save the"
    " table again as CSV or as a workbook."
)
NO_TABLE = _(
    "“%(file)s” was not read: it is neither a CSV file nor a workbook (.xlsx). Save the table in"
    " one of these formats, without a password."
)
EMPTY_TABLE = _(
    "“%(file)s” has no rows. Use a table with headings in one row and one recommendation in each"
    " row below."
)

# Question sheets.
SHEET_DAMAGED = _(
    "“%(file)s” can't be opened: it is damaged or incomplete. Open it where it was filled in, save"
    " it again and send it again."
)
SHEET_OF_OTHER_KIND = _(
    "“%(file)s” is neither a Word document nor a workbook. Send the sheet in its original format:"
    " .docx or .xlsx."
)
