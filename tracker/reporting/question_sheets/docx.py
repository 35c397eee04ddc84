"""A body's question sheet as a Word document."""

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _, override
from docx.document import Document as WordFile
from docx.oxml.xmlchemy import BaseOxmlElement

from tracker.question_sheets import (
    ANSWER_FIELDS,
    PRINTED_FIELDS,
    QUESTION_FIELDS,
    Field,
    Row,
    Sheet,
    SheetQuestion,
    label,
)
from tracker.reporting.blocks import office_tag
from tracker.reporting.docx import helpers, styles
from tracker.reporting.docx.helpers import paragraph, run
from tracker.reporting.question_sheets import phrases

BLANK, WASH = "EAF1F6", "F5F4F1"  # of cells to be filled in, of a header
WIDTHS = (2608, 6917)  # of labels and contents, in twentieths of a point
STYLES = {
    Field.TEXT: "Quote",
    Field.TRANSLATION: "Quote",
    Field.CHECK: "Small",
    Field.WHOLE_CHECK: "Small",
    Field.REFERENCE: "Small",
}


def render(sheet: Sheet) -> bytes:
    """Render the document, in the language of the sheet."""
    with override(sheet.language):
        word = styles.empty_file(is_sheet=True)
        helpers.set_language(word, office_tag(sheet.language))
        footer = word.sections[0].footer.paragraphs[0]
        footer.text = f"Heed · {sheet.body_short} · {sheet.made_on.isoformat()}"
        footer.style = "Small"
        cover = phrases.cover(sheet, check=sheet.hash_sheet())
        _cover(word, sheet, cover)
        for number, row in enumerate(sheet.rows):
            if number == 0:
                word.add_page_break()
                word.add_heading(str(Field.ROWS.label), 1)
            _recommendation(word, sheet, row)
        if sheet.questions:
            word.add_heading(_("Other questions"), 1)
            for question in sheet.questions:
                _question(word, sheet, question)
        return helpers.save(
            word, on=sheet.made_on, title=cover.title, author="Heed", language=sheet.language
        )


def _cover(word: WordFile, sheet: Sheet, cover: phrases.CoverText) -> None:
    word.add_heading(cover.title, 0)
    word.add_paragraph(cover.subtitle, "Subtitle")
    for heading, paragraphs in cover.sections:
        word.add_heading(heading, 1)
        for text in paragraphs:
            word.add_paragraph(text, "List Number" if heading == cover.steps_heading else None)
    word.add_heading(cover.filler_heading, 1)
    _fields(word, [(field, "") for field in phrases.FILLER], name=cover.filler_heading)
    word.add_heading(cover.choices_heading, 1)
    choices = [_cells(label, paragraph("", run(meaning))) for label, meaning in sheet.choices]
    _table(word, cover.choices_head, choices, name=cover.choices_heading)
    word.add_heading(cover.identity_heading, 1)
    _fields(word, cover.identity, name=cover.identity_heading)


def _recommendation(word: WordFile, sheet: Sheet, row: Row) -> None:
    word.add_heading(f"{row.cited_as}. {row.title}", 2)
    word.add_paragraph(_("Your role: %(role)s") % {"role": row.role}, "Small")
    fields = [
        *zip(PRINTED_FIELDS, row.cells(), strict=True),
        *((field, "") for field in ANSWER_FIELDS),
        (Field.CHECK, sheet.hash_row(row.cells())),
    ]
    _fields(
        word,
        fields,
        name=row.cited_as,
        notes={Field.TRANSLATION: phrases.translation_note(row.translation_source).rstrip(":")},
        statuses=[label for label, _meaning in sheet.choices],
    )
    for question in row.questions:
        _question(word, sheet, question)


def _question(word: WordFile, sheet: Sheet, question: SheetQuestion) -> None:
    word.add_heading(_("Question %(key)s") % {"key": question.key}, 3)
    fields = [
        *zip(QUESTION_FIELDS, question.cells(), strict=True),
        (Field.ANSWER, ""),
        (Field.CHECK, sheet.hash_row(question.cells())),
    ]
    _fields(word, fields, name=question.key)


def _fields(
    word: WordFile,
    fields: Iterable[tuple[Field, str]],
    *,
    name: str,
    notes: Mapping[Field, str] = {},
    statuses: Iterable[str] = (),
) -> None:
    """Add a table of labels and contents; fields with a letter are shaded, to be filled in."""
    rows = []
    for field, value in fields:
        content = run(value)
        if field == Field.OWN_STATUS:
            content = helpers.dropdown(statuses, empty=f"– {_('choose')} –", name=label(field))
        rows.append(
            _cells(
                label(field),
                paragraph(STYLES.get(field, ""), content),
                note=notes.get(field, "") if value else "",
                fill=BLANK if field.isalpha() else "",
            )
        )
    _table(word, (_("Field"), _("Content")), rows, name=name)


def _cells(
    label: str, content: BaseOxmlElement, note: str = "", fill: str = ""
) -> list[BaseOxmlElement]:
    lines = [paragraph("", run(label)), *([paragraph("Small", run(note))] if note else [])]
    return [
        helpers.table_cell(WIDTHS[0], *lines),
        helpers.table_cell(WIDTHS[1], content, fill=fill),
    ]


def _table(
    word: WordFile, head: tuple[str, str], rows: Iterable[list[BaseOxmlElement]], *, name: str
) -> None:
    header = [
        helpers.table_cell(width, paragraph("", run(text, "Strong")), fill=WASH)
        for text, width in zip(head, WIDTHS, strict=True)
    ]
    lines = [helpers.table_row(header, is_header=True), *map(helpers.table_row, rows)]
    word.element.body.sectPr.addprevious(helpers.table("TableGrid", name, WIDTHS, lines))
