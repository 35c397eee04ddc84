"""Rendering of a body's question sheet: a Word document or a workbook, imported when needed."""

from collections.abc import Callable

from tracker import question_sheets, reporting

RENDERERS: dict[str, Callable[[question_sheets.Sheet], bytes]] = {
    kind: reporting.renderer(f"question_sheets.{kind}") for kind in ("docx", "xlsx")
}


def file_name(sheet: question_sheets.Sheet, kind: str) -> str:
    """Return the file name of a sheet: "heed-THBD-2026-11-26-sq.docx"."""
    return f"heed-{sheet.body}-{sheet.made_on}-{sheet.language}.{kind}"
