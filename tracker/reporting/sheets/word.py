"""What Word can do and python-docx has no call for: looks, header rows, a choice in a cell."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import Table, _Cell
    from docx.text.paragraph import Paragraph

SHADE = "EAF1F6"  # what is to be filled in
WASH = "F5F4F1"
LABEL_CM, CONTENT_CM = 4.6, 12.2


def styled(document: "Document") -> None:
    """Sans for what we say, serif for what the report says, and a small one for marks."""
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
    properties.append(_made("w:tblCaption", val=name))


def shade(cell: "_Cell", colour: str = SHADE) -> None:
    """Colour a cell, as a printed form marks where to write."""
    cell._tc.get_or_add_tcPr().append(_made("w:shd", val="clear", color="auto", fill=colour))


def widths(table: "Table") -> None:
    """A narrow column of labels, a wide one to write in; no row is torn over two pages."""
    from docx.oxml import OxmlElement
    from docx.shared import Cm

    table.autofit = False
    for row in table.rows:
        row._tr.get_or_add_trPr().insert(0, OxmlElement("w:cantSplit"))
        row.cells[0].width, row.cells[1].width = Cm(LABEL_CM), Cm(CONTENT_CM)
    for column, width in zip(table.columns, (LABEL_CM, CONTENT_CM), strict=True):
        column.width = Cm(width)


def choice_control(line: "Paragraph", options: list[str], *, empty: str, name: str) -> None:
    """A list to choose from, inside a paragraph. While nothing is chosen it shows `empty`."""
    from docx.oxml import OxmlElement

    control, properties = OxmlElement("w:sdt"), OxmlElement("w:sdtPr")
    choices = OxmlElement("w:dropDownList")
    for option in options:
        choices.append(_made("w:listItem", displayText=option, value=option))
    properties.append(_made("w:alias", val=name))
    properties.append(OxmlElement("w:showingPlcHdr"))
    properties.append(choices)
    content, run, words = (OxmlElement(f"w:{tag}") for tag in ("sdtContent", "r", "t"))
    words.text = empty
    run.append(words)
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


def _made(tag: str, **values: str) -> Any:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    made = OxmlElement(tag)
    for key, value in values.items():
        made.set(qn(f"w:{key}"), value)
    return made
