"""Refusals of files, each a sentence that names the file, the reason and the remedy."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tracker.errors import FileUnreadable

type Sentence = str | Promise


def refusal(sentence: Sentence, file_name: str = "", **values: object) -> FileUnreadable:
    """Make the error that refuses a file."""
    return FileUnreadable(str(sentence) % {"file": file_name, **values})


# Evidence.
EMPTY = _("“%(file)s” was not taken: it is empty. Choose the file again.")
TOO_LARGE = _(
    "“%(file)s” was not taken: it has %(size)s MB, and at most %(most)s MB are taken. "
    "Send the part that matters, or keep the file where it is and paste its link."
)
PROGRAM = _(
    "“%(file)s” was not taken: it is a program, whatever its name says. "
    "Ask who sent it for the document itself, and do not open the file."
)
HOLDS_PROGRAM = _(
    "“%(file)s” was not taken: a program or control that can run is embedded in it. "
    "Save it as PDF, and send that."
)
MACROS = _(
    "“%(file)s” was not taken: it holds macros or commands that can run. "
    "Save it without them, as DOCX, XLSX, ODT, ODS or PDF."
)
OLD_OFFICE = _(
    "“%(file)s” was not taken: it is of an old Office format. Open it and save it as DOCX or XLSX."
)
LOCKED = _(
    "“%(file)s” was not taken: it is protected by a password. "
    "Save it without a password and choose it again."
)
DAMAGED = _(
    "“%(file)s” was not taken: it is damaged or was cut off on the way. "
    "Open it where it came from, save it anew and choose it again."
)
UNPACKS_TOO_FAR = _(
    "“%(file)s” was not taken: it unpacks to far more than a document holds. "
    "Save it as PDF, and send that."
)
MARKUP = _(
    "“%(file)s” was not taken: it is a web page or drawing (HTML, SVG, XML), which can hold "
    "scripts. Print it to PDF, or paste its link."
)
BEGINS_LATE = _(
    "“%(file)s” was not taken: something else stands before the PDF in it. "
    "Open it and print it to a new PDF."
)
TOO_MANY_PAGES = _(
    "“%(file)s” was not taken: it has %(pages)s pages, and at most %(most)s are taken. "
    "Save the pages that matter as a file of their own."
)
TOO_MANY_PIXELS = _(
    "“%(file)s” was not taken: the picture has %(pixels)s megapixels, and at most %(most)s "
    "are taken. Save it smaller."
)
OTHER_KIND = _(
    "“%(file)s” was not taken: it is of none of the kinds that are kept. "
    "Save it as PDF, DOCX, XLSX, ODT, ODS, CSV, TXT, PNG or JPEG."
)


def too_large(file_name: str, *, size: int, largest: int) -> FileUnreadable:
    """Make the refusal of a file of more than `largest` bytes."""
    # Rounded up and down, so that what is refused never reads as what is allowed.
    return refusal(TOO_LARGE, file_name, size=f"{size / 1e6 + 0.05:.1f}", most=f"{largest / 1e6:g}")


# Narratives.
NARRATIVE_TOO_LARGE = _(
    "The file was not read: it has %(size)s MB, and at most %(most)s MB are read. "
    "Save the pages of one country as a file of their own."
)
TEXT_TOO_LONG = _(
    "The text was not read: it is longer than %(most)s million characters, and a "
    "country narrative has about twenty thousand. Give only the part on one country."
)
NO_TEXT = _(
    "The file was not read: it holds no text that can be recognised. "
    "Give the narrative as text, HTML, DOCX or PDF, or paste it."
)
NARRATIVE_OF_OTHER_KIND = _(
    "The file was not read: it is %(kind)s. "
    "Save the narrative as DOCX without a password, as PDF or as plain text, or paste it."
)
WORD_TOO_FAR = _(
    "The Word file was not read: unpacked it is larger than any narrative. "
    "Copy the narrative into a new document, or paste it."
)
WORD_DAMAGED = _(
    "The Word file was not read: it is damaged, locked by a password, or not written by Word. "
    "Open it and save it anew as DOCX without a password, or paste the text."
)
PDF_PICTURES = _(
    "The PDF was not read: its pages are pictures without text. "
    "Run a text recognition over it, or paste the text."
)
PDF_TOO_LONG = _("The PDF was not read: it has %(count)s pages. Save those of one country.")
PDF_LOCKED = _(
    "The PDF was not read: it is locked by a password. "
    "Print it to a new PDF without one, or paste the text."
)
PDF_DAMAGED = _("The PDF was not read: it is damaged. Download it again, or paste the text.")

# Tables.
TABLE_TOO_LARGE = _(
    "“%(file)s” was not read: it has more than %(most)d MB. Split it by country or "
    "year, and give one part after the other."
)
TABLE_TOO_WIDE = _(
    "“%(file)s” was not read: a table may have at most %(rows)d rows, %(columns)d "
    "columns and %(cells)d cells. Split it, and take out what is not needed."
)
TABLE_TOO_FAR = _(
    "“%(file)s” was not opened: it unpacks to far more than a table holds. Save its "
    "first worksheet as CSV, and give that."
)
TABLE_DAMAGED = _(
    "“%(file)s” can't be opened: it is damaged or was cut off on the way. Open it where it "
    "came from, and save it anew as a workbook (.xlsx) or as CSV."
)
TABLE_UNCLOSED = _(
    "“%(file)s” was not read: a cell in quotes is not closed, or is far too long "
    "(%(why)s). Save the table anew as CSV or as a workbook."
)
NO_TABLE = _(
    "“%(file)s” was not read: it is neither a CSV file nor a workbook (.xlsx). Save the "
    "table in one of these, without a password."
)
EMPTY_TABLE = _(
    "“%(file)s” holds no rows. Give a table with headings in one row and a recommendation "
    "in each row below."
)

# Question sheets.
SHEET_TOO_LARGE = _(
    "“%(file)s” has more than %(most)d MB, and a sheet has far less. Take out the "
    "pictures, or send attachments apart."
)
SHEET_TOO_FAR = _(
    "“%(file)s” unpacks to far more than a sheet holds, and was not opened. Copy what "
    "was filled in into the sheet as it was sent."
)
SHEET_LOCKED = _("“%(file)s” is protected by a password. Save it without one and send it again.")
SHEET_OLD_OR_LOCKED = _(
    "“%(file)s” is protected by a password, or of an old format. Save it without a "
    "password as a Word document (.docx) or workbook (.xlsx)."
)
SHEET_DAMAGED = _(
    "“%(file)s” can't be opened: it is damaged or was cut off on the way. Open it where it "
    "was filled in, save it anew and send it again."
)
SHEET_MACROS = _(
    "“%(file)s” holds macros, and no file with macros is opened. Save it as a Word "
    "document (.docx) or workbook (.xlsx) without them."
)
SHEET_OF_OTHER_KIND = _(
    "“%(file)s” is neither a Word document nor a workbook. Send the sheet in the format "
    "that it came in: .docx or .xlsx."
)
SHEET_TOO_LONG = _(
    "“%(file)s” holds far more text than a sheet. Shorten it to one to three sentences "
    "a cell, and send attachments apart."
)
NO_SHEET = _(
    "“%(file)s” is no question sheet of ours: nothing in it says which body it was "
    "made for, and when. Fill in the sheet as it was sent, its first page included."
)
