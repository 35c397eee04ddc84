"""Tables of a filled Word document: the fields each one names, with the cells beside them."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

from tracker.documents.guards import sheet_cut_off
from tracker.intake.question_sheets.fields import FieldGroup
from tracker.question_sheets import find_field

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def tables(data: bytes, *, file_name: str) -> Iterator[FieldGroup]:
    """Yield a group for each table that names fields.

    Raises:
        FileUnreadable: The file is damaged.
    """
    from docx import Document

    try:
        body: Any = Document(BytesIO(data)).element.body
    except Exception as broken:  # python-docx and lxml raise many kinds
        raise sheet_cut_off(file_name) from broken
    for table in body.iter(f"{W}tbl"):
        group = FieldGroup()
        for row in table.iter(f"{W}tr"):
            cells = row.findall(f"{W}tc")
            name = find_field(_words(cells[0])) if len(cells) > 1 else None
            if name is not None:
                group.cells.setdefault(name, _words(cells[1]))
                if _has_formula(cells[1]):
                    group.formulas.add(name)
        if group.cells:
            yield group


def _words(cell: Any) -> str:
    """Return the words of a cell as they are read: without deletions, with insertions."""
    lines = []
    for paragraph in cell.iter(f"{W}p"):
        parts = paragraph.iter(f"{W}t", f"{W}br", f"{W}tab")
        lines.append("".join(p.text or "" if p.tag == f"{W}t" else " " for p in parts))
    return "\n".join(lines).strip()


def _has_formula(cell: Any) -> bool:
    """Return whether Word calculates a cell's text, or fetches it from another program."""
    instructions = [node.text or "" for node in cell.iter(f"{W}instrText")]
    instructions += [node.get(f"{W}instr") or "" for node in cell.iter(f"{W}fldSimple")]
    return any(words.strip().upper().startswith(("=", "DDE")) for words in instructions)
