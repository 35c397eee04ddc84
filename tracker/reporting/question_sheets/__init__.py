"""Rendering of a body's question sheet: a Word document or a workbook, imported when needed."""

from collections.abc import Callable

from tracker.question_sheets import Sheet


def _docx(sheet: Sheet) -> bytes:
    from tracker.reporting.question_sheets.docx import render

    return render(sheet)


def _xlsx(sheet: Sheet) -> bytes:
    from tracker.reporting.question_sheets.xlsx import render

    return render(sheet)


RENDERERS: dict[str, Callable[[Sheet], bytes]] = {"docx": _docx, "xlsx": _xlsx}


def file_name(sheet: Sheet, kind: str) -> str:
    """Return the file name of a sheet: "heed-THBD-2026-11-26-sq.docx"."""
    return f"heed-{sheet.body}-{sheet.made_on}-{sheet.language}.{kind}"
