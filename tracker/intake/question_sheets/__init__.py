"""Reader of filled question sheets: a file in, its words out as plain values, not yet trusted."""

from hashlib import sha256

from tracker.documents.guards import detect_question_sheet_kind
from tracker.intake.question_sheets.fields import assemble_sheet
from tracker.question_sheets import FilledSheet


def read(data: bytes, *, file_name: str) -> FilledSheet:
    """Read a filled question sheet, a Word document or a workbook, by its content.

    Raises:
        FileUnreadable: It is too large, cut off, protected by a password, of another type, with
            macros, or no sheet of ours.
    """
    kind = detect_question_sheet_kind(data, file_name=file_name)
    if kind == "docx":
        from tracker.intake.question_sheets.docx import tables
    else:
        from tracker.intake.question_sheets.xlsx import tables
    return assemble_sheet(
        tables(data, file_name=file_name),
        kind=kind,
        file_name=file_name,
        digest=sha256(data).hexdigest(),
    )
