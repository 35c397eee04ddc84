"""Refusals of files, each a sentence that names the file, the reason and the remedy."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tracker.errors import FileUnreadable

type Sentence = str | Promise


def refusal(sentence: Sentence, file_name: str = "", **values: object) -> FileUnreadable:
    """Make the error that refuses a file."""
    return FileUnreadable(str(sentence) % {"file": file_name, **values})


# Evidence.
EMPTY = _("“%(file)s” was not accepted: it is empty. Choose another file.")
TOO_LARGE = _(
    "“%(file)s” was not accepted: it has %(size)s MB; the limit is %(most)s MB. Add only the part"
    " that matters, or add a link to the file."
)
PROGRAM = _(
    "“%(file)s” was not accepted: it is a program. Do not open it, and ask the sender for the"
    " document."
)
HOLDS_PROGRAM = _(
    "“%(file)s” was not accepted: it contains an embedded program or control. Save it as PDF and"
    " add the PDF."
)
MACROS = _(
    "“%(file)s” was not accepted: it contains macros or commands that can run. Save it without"
    " them as DOCX, XLSX, ODT, ODS or PDF."
)
OLD_OFFICE = _(
    "“%(file)s” was not accepted: it is in an old Office format. Open it and save it as DOCX or"
    " XLSX."
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
BEGINS_LATE = _(
    "“%(file)s” was not accepted: there is other content before the PDF in it. Open it and print"
    " it to a new PDF."
)
TOO_MANY_PAGES = _(
    "“%(file)s” was not accepted: it has %(pages)s pages; the limit is %(most)s. Save the pages"
    " that matter as a separate file."
)
TOO_MANY_PIXELS = _(
    "“%(file)s” was not accepted: the picture has %(pixels)s megapixels; the limit is %(most)s."
    " Save it in a smaller size."
)
OTHER_KIND = _(
    "“%(file)s” was not accepted: this file type is not supported. Save it as PDF, DOCX, XLSX,"
    " ODT, ODS, CSV, TXT, PNG or JPEG."
)


def too_large(file_name: str, *, size: int, largest: int) -> FileUnreadable:
    """Make the refusal of a file of more than `largest` bytes."""
    # Rounded up and down, so that what is refused never reads as what is allowed.
    return refusal(TOO_LARGE, file_name, size=f"{size / 1e6 + 0.05:.1f}", most=f"{largest / 1e6:g}")


# Narratives.
NARRATIVE_TOO_LARGE = _(
    "The file was not read: it has %(size)s MB; the limit is %(most)s MB. Save the pages on one"
    " country as a separate file."
)
TEXT_TOO_LONG = _(
    "The text was not read: it is longer than %(most)s million characters, while a country"
    " narrative has about twenty thousand. Use only the part on one country."
)
NO_TEXT = _(
    "The file was not read: no text was recognised in it. Use text, HTML, DOCX or PDF, or paste"
    " the text."
)
NARRATIVE_OF_OTHER_KIND = _(
    "The file was not read: it is %(kind)s. Save it as DOCX without a password, as PDF or as plain"
    " text, or paste the text."
)
WORD_TOO_FAR = _(
    "The Word file was not read: its unpacked content is too large. Copy the text into a new"
    " document, or paste it."
)
WORD_DAMAGED = _(
    "The Word file was not read: it is damaged, protected by a password or not a Word document."
    " Save it again as DOCX without a password, or paste the text."
)
PDF_PICTURES = _(
    "The PDF was not read: its pages are pictures. Run text recognition (OCR) on it, or paste the"
    " text."
)
PDF_TOO_LONG = _(
    "The PDF was not read: it has %(count)s pages. Save only the pages on one country."
)
PDF_LOCKED = _(
    "The PDF was not read: it is protected by a password. Print it to a new PDF without one, or"
    " paste the text."
)
PDF_DAMAGED = _("The PDF was not read: it is damaged. Download it again, or paste the text.")

# Tables.
TABLE_TOO_LARGE = _(
    "“%(file)s” was not read: it has more than %(most)d MB. Split it by country or year and import"
    " the parts one by one."
)
TABLE_TOO_WIDE = _(
    "“%(file)s” was not read: a table can have at most %(rows)d rows, %(columns)d columns and"
    " %(cells)d cells. Split it or remove what is not needed."
)
TABLE_TOO_FAR = _(
    "“%(file)s” was not opened: its unpacked content is far too large for a table. Save its first"
    " worksheet as CSV and import that."
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
SHEET_TOO_LARGE = _(
    "“%(file)s” has more than %(most)d MB. Remove the pictures, or send attachments separately."
)
SHEET_TOO_FAR = _(
    "“%(file)s” was not opened: its unpacked content is far too large for a question sheet. Copy"
    " the answers into the sheet as it was sent."
)
SHEET_LOCKED = _("“%(file)s” is protected by a password. Save it without one and send it again.")
SHEET_OLD_OR_LOCKED = _(
    "“%(file)s” is protected by a password or in an old format. Save it without a password as a"
    " Word document (.docx) or workbook (.xlsx)."
)
SHEET_DAMAGED = _(
    "“%(file)s” can't be opened: it is damaged or incomplete. Open it where it was filled in, save"
    " it again and send it again."
)
SHEET_MACROS = _(
    "“%(file)s” contains macros and was not opened. Save it without them as a Word document"
    " (.docx) or workbook (.xlsx)."
)
SHEET_OF_OTHER_KIND = _(
    "“%(file)s” is neither a Word document nor a workbook. Send the sheet in its original format:"
    " .docx or .xlsx."
)
SHEET_TOO_LONG = _(
    "“%(file)s” has far too much text for a question sheet. Shorten it to one to three sentences"
    " per cell, and send attachments separately."
)
NO_SHEET = _(
    "“%(file)s” is not a question sheet made here: it does not state the body and the date. Fill"
    " in the sheet as it was sent, including its first page."
)
