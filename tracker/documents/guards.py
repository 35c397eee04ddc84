"""Checks that office files and tables are of their type, of a sane size and safe to open."""

from io import BytesIO
from zipfile import BadZipFile, ZipFile
from zlib import error as ZlibError  # noqa: N812  # noqa: N812

from django.utils.translation import gettext as _

from tracker.errors import FileUnreadable

LARGEST_SHEET = 10 * 2**20  # bytes of a file
UNPACKED_SHEET = 50 * 2**20  # bytes of everything in it
PARTS = 2000
OLD_OR_LOCKED = b"\xd0\xcf\x11\xe0"  # an OLE file: an old format, or one with a password
MAIN = {
    b"wordprocessingml.document.main+xml": "docx",
    b"spreadsheetml.sheet.main+xml": "xlsx",
}


def detect_question_sheet_kind(data: bytes, *, file_name: str) -> str:
    """Return "docx" or "xlsx", once the archive proved whole, of a sane size and free of macros.

    Raises:
        FileUnreadable: It is not.
    """
    if len(data) > LARGEST_SHEET:
        raise sheet_too_large(file_name)
    if data.startswith(OLD_OR_LOCKED):
        raise FileUnreadable(
            _(
                "“%(file)s” is protected by a password, or of an old format. Save it without a "
                "password as a Word document (.docx) or workbook (.xlsx)."
            )
            % {"file": file_name}
        )
    if not data.startswith(b"PK"):
        raise _other_type(file_name)
    try:
        with ZipFile(BytesIO(data)) as archive:
            return _check_sheet_archive(archive, file_name)
    except (BadZipFile, ZlibError, EOFError, NotImplementedError, OSError, ValueError) as broken:
        raise sheet_cut_off(file_name) from broken


def sheet_too_large(file_name: str) -> FileUnreadable:
    """Make the refusal of a file that is larger than any sheet."""
    return FileUnreadable(
        _(
            "“%(file)s” has more than %(most)d MB, and a sheet has far less. Take out the "
            "pictures, or send attachments apart."
        )
        % {"file": file_name, "most": LARGEST_SHEET // 2**20}
    )


def sheet_cut_off(file_name: str) -> FileUnreadable:
    """Make the refusal of a file that ends too early or does not hold together."""
    return FileUnreadable(
        _(
            "“%(file)s” can't be opened: it is damaged or was cut off on the way. Open it where it "
            "was filled in, save it anew and send it again."
        )
        % {"file": file_name}
    )


def _check_sheet_archive(archive: ZipFile, file_name: str) -> str:
    parts = archive.infolist()
    if len(parts) > PARTS or sum(part.file_size for part in parts) > UNPACKED_SHEET:
        raise FileUnreadable(
            _(
                "“%(file)s” unpacks to far more than a sheet holds, and was not opened. Copy what "
                "was filled in into the sheet as it was sent."
            )
            % {"file": file_name}
        )
    if any(part.flag_bits & 1 for part in parts):
        raise FileUnreadable(
            _("“%(file)s” is protected by a password. Save it without one and send it again.")
            % {"file": file_name}
        )
    if archive.testzip() is not None:  # reads each part up to its declared size
        raise sheet_cut_off(file_name)
    names = archive.namelist()
    if "[Content_Types].xml" not in names:
        raise _other_type(file_name)
    types = archive.read("[Content_Types].xml")
    if b"macroEnabled" in types or any("vbaproject" in name.lower() for name in names):
        raise FileUnreadable(
            _(
                "“%(file)s” holds macros, and no file with macros is opened. Save it as a Word "
                "document (.docx) or workbook (.xlsx) without them."
            )
            % {"file": file_name}
        )
    for name in names:
        if name.endswith((".xml", ".rels")) and b"<!DOCTYPE" in archive.read(name):
            raise sheet_cut_off(file_name)  # no office program writes one
    for mark, kind in MAIN.items():
        if mark in types:
            return kind
    raise _other_type(file_name)


def _other_type(file_name: str) -> FileUnreadable:
    return FileUnreadable(
        _(
            "“%(file)s” is neither a Word document nor a workbook. Send the sheet in the format "
            "that it came in: .docx or .xlsx."
        )
        % {"file": file_name}
    )


LARGEST_TABLE = 20 * 2**20  # bytes of a file
UNPACKED_TABLE = 100 * 2**20  # bytes of everything in it
ROWS, COLUMNS, CELLS = 50_000, 200, 1_000_000
CHARACTERS = 50_000_000  # of all cells together
CHUNK = 2**20


def check_table_size(size: int, file_name: str) -> None:
    """Refuse a file that is larger than any table.

    Raises:
        FileUnreadable: It is larger.
    """
    if size > LARGEST_TABLE:
        raise FileUnreadable(
            _(
                "“%(file)s” was not read: it has more than %(most)d MB. Split it by country or "
                "year, and give one part after the other."
            )
            % {"file": file_name, "most": LARGEST_TABLE // 2**20}
        )


def check_extent(rows: int, columns: int, characters: int, file_name: str) -> None:
    """Refuse a table of more cells or characters than anybody looks over.

    Raises:
        FileUnreadable: There are more.
    """
    cells = rows * columns
    if rows > ROWS or columns > COLUMNS or cells > CELLS or characters > CHARACTERS:
        raise FileUnreadable(
            _(
                "“%(file)s” was not read: a table may have at most %(rows)d rows, %(columns)d "
                "columns and %(cells)d cells. Split it, and take out what is not needed."
            )
            % {"file": file_name, "rows": ROWS, "columns": COLUMNS, "cells": CELLS}
        )


def check_archive(content: bytes, file_name: str) -> None:
    """Refuse anything but a whole workbook of a sane size and free of macros.

    Raises:
        FileUnreadable: It is something else.
    """
    try:
        with ZipFile(BytesIO(content)) as archive:
            _check_table_archive(archive, file_name)
    except (BadZipFile, ZlibError, EOFError, NotImplementedError, OSError, ValueError) as broken:
        raise damaged_table(file_name) from broken


def damaged_table(file_name: str) -> FileUnreadable:
    """Make the refusal of a workbook that does not hold together."""
    return FileUnreadable(
        _(
            "“%(file)s” can't be opened: it is damaged or was cut off on the way. Open it where it "
            "came from, and save it anew as a workbook (.xlsx) or as CSV."
        )
        % {"file": file_name}
    )


def not_a_table(file_name: str) -> FileUnreadable:
    """Make the refusal of a file that is no table at all."""
    return FileUnreadable(
        _(
            "“%(file)s” was not read: it is neither a CSV file nor a workbook (.xlsx). Save the "
            "table in one of these, without a password."
        )
        % {"file": file_name}
    )


def _check_table_archive(archive: ZipFile, file_name: str) -> None:
    parts = archive.infolist()
    if len(parts) > PARTS or sum(part.file_size for part in parts) > UNPACKED_TABLE:
        raise FileUnreadable(
            _(
                "“%(file)s” was not opened: it unpacks to far more than a table holds. Save its "
                "first worksheet as CSV, and give that."
            )
            % {"file": file_name}
        )
    if any(part.flag_bits & 1 for part in parts):
        raise not_a_table(file_name)
    names = archive.namelist()
    if "[Content_Types].xml" not in names:
        raise not_a_table(file_name)
    if b"spreadsheetml.sheet.main+xml" not in archive.read("[Content_Types].xml"):
        raise not_a_table(file_name)
    for name in names:
        if _holds_doctype(archive, name):
            raise damaged_table(file_name)  # no office program writes one


def _holds_doctype(archive: ZipFile, name: str) -> bool:
    """Read a part wholly, so that a false size is noticed, and look for a document type."""
    tail, has_doctype = b"", False
    with archive.open(name) as part:
        while chunk := part.read(CHUNK):
            has_doctype = has_doctype or b"<!DOCTYPE" in tail + chunk
            tail = chunk[-16:]
    return has_doctype and name.endswith((".xml", ".rels"))
