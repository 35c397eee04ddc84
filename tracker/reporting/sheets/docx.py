"""A body's sheet as a Word document: styles, headings and header rows that a screen reader follows.

The same sheet gives the same bytes: core properties and the times inside the file are fixed.
"""

from datetime import datetime, time
from io import BytesIO
from typing import TYPE_CHECKING, Any

from django.utils import translation
from django.utils.translation import gettext as _

from tracker.reporting.sheets import phrases
from tracker.reporting.sheets.archive import rezipped
from tracker.reporting.sheets.word import (
    choice_control,
    header_row,
    shade,
    styled,
    widths,
)
from tracker.reporting.word.styles import language_of
from tracker.sheet import ASKED, LABELS, PRINTED, SAID, Asked, Field, Row, Sheet, label

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import Table, _Cell

VERBATIM = frozenset({Field.TEXT, Field.TRANSLATION})


def render(sheet: Sheet) -> bytes:
    """The document, in the language of the sheet."""
    from docx import Document

    with translation.override(sheet.language):
        document = Document()
        styled(document)
        language_of(document, sheet.language)
        cover = phrases.cover(sheet, check=sheet.check())
        _properties(document, sheet, cover.title)
        _footer(document, sheet)
        _cover(document, sheet, cover)
        for number, row in enumerate(sheet.rows):
            _recommendation(document, sheet, row, first=number == 0)
        if sheet.questions:
            document.add_heading(_("Other questions"), 1)
            for asked in sheet.questions:
                _question(document, sheet, asked)
        out = BytesIO()
        document.save(out)
    return rezipped(out.getvalue())


def _properties(document: "Document", sheet: Sheet, title: str) -> None:
    """Fixed by the sheet's day, so that printing it again gives the same file."""
    made = datetime.combine(sheet.made_on, time())
    known = document.core_properties
    known.title, known.author, known.last_modified_by = title, "Heed", "Heed"
    known.created = known.modified = made
    known.comments, known.language, known.revision = "", sheet.language, 1


def _footer(document: "Document", sheet: Sheet) -> None:
    line = document.sections[0].footer.paragraphs[0]
    line.text = f"Heed · {sheet.body_short} · {sheet.made_on.isoformat()}"
    line.style = document.styles["Small"]


def _cover(document: "Document", sheet: Sheet, cover: phrases.Cover) -> None:
    document.add_heading(cover.title, 0)
    document.add_paragraph(cover.subtitle, "Subtitle")
    first, *others = cover.paragraphs
    for heading, paragraphs in (first, others[0]):
        _told(document, heading, paragraphs)
    document.add_heading(cover.steps_heading, 1)
    for step in cover.steps:
        document.add_paragraph(step, "List Number")
    for heading, paragraphs in others[1:]:
        _told(document, heading, paragraphs)
    document.add_heading(cover.filler_heading, 1)
    _fields(document, [(field, "") for field in phrases.FILLER], name=cover.filler_heading)
    document.add_heading(cover.choices_heading, 1)
    _choices(document, sheet, cover)
    document.add_heading(cover.identity_heading, 1)
    _fields(document, cover.identity, name=cover.identity_heading)


def _told(document: "Document", heading: str, paragraphs: tuple[str, ...]) -> None:
    document.add_heading(heading, 1)
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)


def _choices(document: "Document", sheet: Sheet, cover: phrases.Cover) -> None:
    table = _table(document, cover.choices_head, name=cover.choices_heading)
    for choice in sheet.choices:
        cells = table.add_row().cells
        cells[0].text, cells[1].text = choice.label, choice.anchor
    widths(table)


def _recommendation(document: "Document", sheet: Sheet, row: Row, *, first: bool) -> None:
    if first:
        document.add_page_break()
        document.add_heading(str(LABELS[Field.ROWS]), 1)
    document.add_heading(f"{row.cited_as}. {row.title}", 2)
    document.add_paragraph(_("Your role: %(role)s") % {"role": row.role}, "Small")
    printed = [(f, c) for f, c in zip(PRINTED, row.cells(), strict=True)]
    blanks = [(field, "") for field in SAID]
    check = [(Field.CHECK, sheet.check_of(row.cells()))]
    notes = {Field.TRANSLATION: phrases.translation_note(row.translation_source)}
    _fields(document, [*printed, *blanks, *check], name=row.cited_as, notes=notes, sheet=sheet)
    for asked in row.questions:
        _question(document, sheet, asked)


def _question(document: "Document", sheet: Sheet, asked: Asked) -> None:
    document.add_heading(_("Question %(key)s") % {"key": asked.key}, 3)
    printed = [(f, c) for f, c in zip(ASKED, asked.cells(), strict=True)]
    check = [(Field.CHECK, sheet.check_of(asked.cells()))]
    _fields(document, [*printed, (Field.ANSWER, ""), *check], name=asked.key)


def _fields(
    document: "Document",
    fields: Any,
    *,
    name: str,
    notes: dict[Field, str] | None = None,
    sheet: Sheet | None = None,
) -> None:
    """A table of fields: label, content. Those with a letter are shaded, to be filled in."""
    table = _table(document, (_("Field"), _("Content")), name=name)
    for field, value in fields:
        head, cell = table.add_row().cells
        head.paragraphs[0].text = label(field)
        note = (notes or {}).get(field)
        if note and value:
            head.add_paragraph(note.rstrip(":"), "Small")
        _content(document, cell, field, value, sheet=sheet)
    widths(table)


def _content(
    document: "Document", cell: "_Cell", field: Field, value: str, *, sheet: Sheet | None
) -> None:
    line = cell.paragraphs[0]
    if field.isalpha():
        shade(cell)
        if field == Field.OWN_STATUS and sheet is not None:
            options = [choice.label for choice in sheet.choices]
            choice_control(line, options, empty=f"– {_('choose')} –", name=label(field))
        return
    line.text = value
    if field in VERBATIM:
        line.style = document.styles["Verbatim"]
    elif field in (Field.CHECK, Field.WHOLE_CHECK, Field.REFERENCE):
        line.style = document.styles["Small"]


def _table(document: "Document", head: tuple[str, str], *, name: str) -> "Table":
    table: Table = document.add_table(rows=1, cols=2, style="Table Grid")
    table.rows[0].cells[0].text, table.rows[0].cells[1].text = head
    header_row(table, name=name)
    return table
