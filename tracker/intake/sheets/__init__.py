"""A filled sheet in, as it came; its words out, as plain values. Nothing is believed here."""

from hashlib import sha256

from tracker.intake.sheets.archive import kind_of
from tracker.intake.sheets.assembly import assembled
from tracker.sheet import Filled


def read(data: bytes, *, file_name: str) -> Filled:
    """What a filled copy says, whatever its name: a Word document or a workbook, by its content.

    Raises Unreadable for a file that is too large, cut off, protected by a password, of another
    type, with macros, or no sheet of ours.
    """
    kind = kind_of(data, file_name=file_name)
    if kind == "docx":
        from tracker.intake.sheets.docx import tables
    else:
        from tracker.intake.sheets.xlsx import tables
    return assembled(
        tables(data, file_name=file_name),
        kind=kind,
        file_name=file_name,
        digest=sha256(data).hexdigest(),
    )
