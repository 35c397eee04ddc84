"""A body's question sheet as a Word document."""

from datetime import datetime, time
from io import BytesIO
from typing import TYPE_CHECKING, Any

from django.utils import translation
from django.utils.translation import gettext as _

from tracker.documents.archives import rezipped
from tracker.question_sheets import (
    ANSWER_FIELDS,
    LABELS,
    PRINTED_FIELDS,
    QUESTION_FIELDS,
    Field,
    Row,
    Sheet,
    SheetQuestion,
    label,
)
from tracker.reporting.docx.styles import set_language
from tracker.reporting.question_sheets import phrases

if TYPE_CHECKING:
    from docx.table import Table, _Cell
    from docx.text.paragraph import Paragraph

    from docx.document import Document

SHADE = "EAF1F6"  # of cells to be filled in
WASH = "F5F4F1"
LABEL_CM, CONTENT_CM = 4.6, 12.2


def apply_styles(document: "Document") -> None:
    """Set the styles: sans for our text, serif for the report's, a small one for marks."""
    from docx.enum.style import WD_STYLE_TYPE
    from docx.shared import Cm, Pt, RGBColor

    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.1)
    section.top_margin = section.bottom_margin = Cm(2)
    ink, accent = RGBColor(0x1C, 0x21, 0x28), RGBColor(0x1A, 0x52, 0x76)
    for name, size in (("Normal", 10.5), ("Title", 20), ("Subtitle", 11), ("Heading 1", 14)):
        _font(document.styles[name], "Segoe UI", Pt(size), ink)
    for name, size in (("Heading 2", 12), ("Heading 3", 10.5)):
        _font(document.styles[name], "Segoe UI", Pt(size), accent)
    document.styles["Normal"].paragraph_format.space_after = Pt(6)
    for name, font, size in (("Verbatim", "Georgia", 10.5), ("Small", "Segoe UI", 8.5)):
        style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = document.styles["Normal"]
        _font(style, font, Pt(size), ink)


def header_row(table: "Table", *, name: str) -> None:
    """Mark the first row as the header that repeats on each page, and name the table."""
    from docx.oxml import OxmlElement

    row = table.rows[0]
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for cell in row.cells:
        shade(cell, WASH)
        for run in cell.paragraphs[0].runs:
            run.bold = True
    properties = table._tbl.tblPr
    properties.append(_element("w:tblCaption", val=name))


def shade(cell: "_Cell", colour: str = SHADE) -> None:
    """Shade a cell that is to be filled in."""
    cell._tc.get_or_add_tcPr().append(_element("w:shd", val="clear", color="auto", fill=colour))


def set_column_widths(table: "Table") -> None:
    """Set a narrow column of labels and a wide one to write in; rows never split."""
    from docx.oxml import OxmlElement
    from docx.shared import Cm

    table.autofit = False
    for row in table.rows:
        row._tr.get_or_add_trPr().insert(0, OxmlElement("w:cantSplit"))
        row.cells[0].width, row.cells[1].width = Cm(LABEL_CM), Cm(CONTENT_CM)
    for column, width in zip(table.columns, (LABEL_CM, CONTENT_CM), strict=True):
        column.width = Cm(width)


def choice_control(line: "Paragraph", options: list[str], *, empty: str, name: str) -> None:
    """Add a drop-down list to a paragraph; it shows `empty` while nothing is chosen."""
    from docx.oxml import OxmlElement

    control, properties = OxmlElement("w:sdt"), OxmlElement("w:sdtPr")
    choices = OxmlElement("w:dropDownList")
    for option in options:
        choices.append(_element("w:listItem", displayText=option, value=option))
    properties.append(_element("w:alias", val=name))
    properties.append(OxmlElement("w:showingPlcHdr"))
    properties.append(choices)
    content, run, text = (OxmlElement(f"w:{tag}") for tag in ("sdtContent", "r", "t"))
    text.text = empty
    run.append(text)
    content.append(run)
    control.append(properties)
    control.append(content)
    line._p.append(control)


def _font(style: Any, name: str, size: Any, colour: Any) -> None:
    from docx.oxml.ns import qn

    style.font.name, style.font.size, style.font.color.rgb = name, size, colour
    fonts = style.element.rPr.rFonts
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    fonts.set(qn("w:hAnsi"), name)


def _element(tag: str, **values: str) -> Any:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    element = OxmlElement(tag)
    for key, value in values.items():
        element.set(qn(f"w:{key}"), value)
    return element


VERBATIM = frozenset({Field.TEXT, Field.TRANSLATION})


def render(sheet: Sheet) -> bytes:
    """Render the document, in the language of the sheet."""
    from docx import Document

    with translation.override(sheet.language):
        document = Document()
        apply_styles(document)
        set_language(document, sheet.language)
        cover = phrases.cover(sheet, check=sheet.hash_sheet())
        _properties(document, sheet, cover.title)
        _footer(document, sheet)
        _cover(document, sheet, cover)
        for number, row in enumerate(sheet.rows):
            _recommendation(document, sheet, row, first=number == 0)
        if sheet.questions:
            document.add_heading(_("Other questions"), 1)
            for question in sheet.questions:
                _question(document, sheet, question)
        out = BytesIO()
        document.save(out)
    return rezipped(out.getvalue())


def _properties(document: "Document", sheet: Sheet, title: str) -> None:
    """Set the file properties from the sheet's day, so that the bytes are reproducible."""
    created = datetime.combine(sheet.made_on, time())
    properties = document.core_properties
    properties.title, properties.author, properties.last_modified_by = title, "Heed", "Heed"
    properties.created = properties.modified = created
    properties.comments, properties.language, properties.revision = "", sheet.language, 1


def _footer(document: "Document", sheet: Sheet) -> None:
    line = document.sections[0].footer.paragraphs[0]
    line.text = f"Heed · {sheet.body_short} · {sheet.made_on.isoformat()}"
    line.style = document.styles["Small"]


def _cover(document: "Document", sheet: Sheet, cover: phrases.CoverText) -> None:
    document.add_heading(cover.title, 0)
    document.add_paragraph(cover.subtitle, "Subtitle")
    first, *others = cover.paragraphs
    for heading, paragraphs in (first, others[0]):
        _paragraphs(document, heading, paragraphs)
    document.add_heading(cover.steps_heading, 1)
    for step in cover.steps:
        document.add_paragraph(step, "List Number")
    for heading, paragraphs in others[1:]:
        _paragraphs(document, heading, paragraphs)
    document.add_heading(cover.filler_heading, 1)
    _fields(document, [(field, "") for field in phrases.FILLER], name=cover.filler_heading)
    document.add_heading(cover.choices_heading, 1)
    _choices(document, sheet, cover)
    document.add_heading(cover.identity_heading, 1)
    _fields(document, cover.identity, name=cover.identity_heading)


def _paragraphs(document: "Document", heading: str, paragraphs: tuple[str, ...]) -> None:
    document.add_heading(heading, 1)
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)


def _choices(document: "Document", sheet: Sheet, cover: phrases.CoverText) -> None:
    table = _table(document, cover.choices_head, name=cover.choices_heading)
    for choice in sheet.choices:
        cells = table.add_row().cells
        cells[0].text, cells[1].text = choice.label, choice.anchor
    set_column_widths(table)


def _recommendation(document: "Document", sheet: Sheet, row: Row, *, first: bool) -> None:
    if first:
        document.add_page_break()
        document.add_heading(str(LABELS[Field.ROWS]), 1)
    document.add_heading(f"{row.cited_as}. {row.title}", 2)
    document.add_paragraph(_("Your role: %(role)s") % {"role": row.role}, "Small")
    printed = [(f, c) for f, c in zip(PRINTED_FIELDS, row.cells(), strict=True)]
    blanks = [(field, "") for field in ANSWER_FIELDS]
    check = [(Field.CHECK, sheet.hash_row(row.cells()))]
    notes = {Field.TRANSLATION: phrases.translation_note(row.translation_source)}
    _fields(document, [*printed, *blanks, *check], name=row.cited_as, notes=notes, sheet=sheet)
    for question in row.questions:
        _question(document, sheet, question)


def _question(document: "Document", sheet: Sheet, question: SheetQuestion) -> None:
    document.add_heading(_("Question %(key)s") % {"key": question.key}, 3)
    printed = [(f, c) for f, c in zip(QUESTION_FIELDS, question.cells(), strict=True)]
    check = [(Field.CHECK, sheet.hash_row(question.cells()))]
    _fields(document, [*printed, (Field.ANSWER, ""), *check], name=question.key)


def _fields(
    document: "Document",
    fields: Any,
    *,
    name: str,
    notes: dict[Field, str] | None = None,
    sheet: Sheet | None = None,
) -> None:
    """Add a table of labels and contents; fields with a letter are shaded, to be filled in."""
    table = _table(document, (_("Field"), _("Content")), name=name)
    for field, value in fields:
        head, cell = table.add_row().cells
        head.paragraphs[0].text = label(field)
        note = (notes or {}).get(field)
        if note and value:
            head.add_paragraph(note.rstrip(":"), "Small")
        _content(document, cell, field, value, sheet=sheet)
    set_column_widths(table)


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
