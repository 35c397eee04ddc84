"""Helpers for what python-docx lacks, as functions on its elements.

The content of a paragraph is a list of elements, so that parts are joined by `+`. Everything is
made element by element: python-docx's own setters take 0.3 ms a run, minutes for a long report.
"""

import json
import re
from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import cache, lru_cache
from io import BytesIO

from docx.document import Document as WordFile
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.oxml.shape import CT_Inline
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.parts.image import ImagePart
from docx.shared import Emu
from docx.styles.style import BaseStyle
from lxml import etree

from tracker.documents.archives import rezipped
from tracker.reporting.blocks import replace_forbidden
from tracker.reporting.status_pictures import INK, SHAPES
from tracker.reporting.typst_compiler import fonts

type Content = list[BaseOxmlElement]

NAME_LENGTH = 40  # most letters of a bookmark's name that Word reads
_FROM_THE_RIGHT = "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]"  # they need a run with `w:rtl`
_TURNS = re.compile(f"({_FROM_THE_RIGHT}(?:[^A-Za-z0-9]*{_FROM_THE_RIGHT})*)")
_BREAKS = re.compile("([\n\t])")
_DECORATIVE = "http://schemas.microsoft.com/office/drawing/2017/decorative"
_DECORATIVE_ID = "{C183D7F6-B498-43B3-948B-1728B52AA6E4}"
# Ends of the relation types of what describes another document: the thumbnail that file lists
# would show, the name of the program it came from, a second copy of the styles.
_LEFTOVERS = ("/thumbnail", "/extended-properties", "/stylesWithEffects")
_AFTER_BORDERS = ("w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:outlineLvl")


def element(tag: str, *children: BaseOxmlElement, **attributes: str | int) -> BaseOxmlElement:
    """Return an element such as "w:jc"; `val` is "w:val", `r_id` is "r:id"."""
    prefix = "w:" if tag.startswith("w:") else ""
    names = {key: key.replace("_", ":") if "_" in key else prefix + key for key in attributes}
    made: BaseOxmlElement = OxmlElement(
        tag,
        {qn(name) if ":" in name else name: str(attributes[key]) for key, name in names.items()},
    )
    made.extend(children)
    return made


def one_line(text: str) -> str:
    """Return text as the value of an attribute."""
    return replace_forbidden(text).replace("\n", " ")


# Text


def run(text: str, style: str = "", language: str = "") -> Content:
    """Return text as runs in a character style, right-to-left letters in runs of their own.

    `language` is the tag of a text that is not in the file's language.
    """
    parts = _TURNS.split(replace_forbidden(text).replace("\r\n", "\n"))
    return [
        _run(part, style, language, is_rtl=index % 2 == 1)
        for index, turn in enumerate(parts)
        for part in _BREAKS.split(turn)
        if part
    ]


def _run(text: str, style: str, language: str, *, is_rtl: bool) -> BaseOxmlElement:
    tag = {"\n": "w:br", "\t": "w:tab"}.get(text, "w:t")
    made = copy(_empty_run(style, language, is_rtl, tag))
    if tag == "w:t":
        made[-1].text = text
        if text.strip() != text:
            made[-1].set(qn("xml:space"), "preserve")
    return made


@cache
def _empty_run(style: str, language: str, is_rtl: bool, tag: str) -> BaseOxmlElement:
    properties = [element("w:rStyle", val=style)] if style else []
    properties += [element("w:rtl")] if is_rtl else []
    properties += [element("w:lang", val=language)] if language else []
    return element("w:r", *_unless_empty("w:rPr", properties), element(tag))


def _unless_empty(tag: str, properties: Content) -> Content:
    return [element(tag, *properties)] if properties else []


def paragraph(
    style: str, content: Content, *, keep_with_next: bool = False, on_new_page: bool = False
) -> BaseOxmlElement:
    """Return a paragraph in the style of this id."""
    made = copy(_empty_paragraph(style, keep_with_next, on_new_page))
    made.extend(content)
    return made


@cache
def _empty_paragraph(style: str, keep_with_next: bool, on_new_page: bool) -> BaseOxmlElement:
    properties = [element("w:pStyle", val=style)] if style else []
    properties += [element("w:keepNext")] if keep_with_next else []
    properties += [element("w:pageBreakBefore")] if on_new_page else []
    return element("w:p", *_unless_empty("w:pPr", properties))


def shade(colour: str) -> BaseOxmlElement:
    """Return the property that shades a cell, a paragraph or a run."""
    return element("w:shd", val="clear", color="auto", fill=colour)


def shade_paragraphs(paragraphs: Sequence[BaseOxmlElement], colour: str) -> None:
    """Set paragraphs on one shaded ground with space at its edges.

    Space between two of them would show white, so they have none.
    """
    for number, part in enumerate(paragraphs, start=1):
        above, below = number == 1, number == len(paragraphs)
        sides = {"top": above, "left": True, "bottom": below, "right": True}
        part.get_or_add_pPr().extend((
            element("w:pBdr", *[
                element(f"w:{side}", val="single", sz=48, space=0, color=colour)
                for side, is_shown in sides.items() if is_shown
            ]),
            shade(colour),
            element("w:spacing", before=0, after=0, line=276, lineRule="auto"),
        ))  # fmt: skip


# Links and fields


def bookmark(anchor: str, number: int) -> Content:
    """Return a bookmark that links lead to; `number` must be unique in the file."""
    name = bookmark_name(anchor)
    return [element("w:bookmarkStart", id=number, name=name), element("w:bookmarkEnd", id=number)]


def bookmark_name(anchor: str) -> str:
    """Convert an anchor to a bookmark name: letters, digits and underscores, 40 at most."""
    return re.sub(r"\W", "_", anchor.replace("_", "__"), flags=re.ASCII)[:NAME_LENGTH]


def inner_link(anchor: str, content: Content) -> Content:
    """Return a link to a bookmark of the same document."""
    return [element("w:hyperlink", *content, anchor=bookmark_name(anchor), history=1)]


def link(relation: str, content: Content) -> Content:
    """Return a link to the address under a relation id."""
    return [element("w:hyperlink", *content, r_id=relation, history=1)]


def add_address(word: WordFile, address: str, relation: str) -> None:
    """Store the address of links in the file, under this relation id."""
    word.part.load_rel(RELATIONSHIP_TYPE.HYPERLINK, address, relation, is_external=True)


def field_begin(instruction: str) -> Content:
    """Return the begin of a field such as PAGE; the text it shows until it is updated follows."""
    text = element("w:instrText", xml_space="preserve")
    text.text = f" {instruction} "
    begin, separate = (element("w:fldChar", fldCharType=kind) for kind in ("begin", "separate"))
    return [element("w:r", begin), element("w:r", text), element("w:r", separate)]


def field_end() -> Content:
    """Return the end of a field."""
    return [element("w:r", element("w:fldChar", fldCharType="end"))]


def dropdown(options: Iterable[str], *, empty: str, name: str) -> Content:
    """Return a list to choose from, which shows `empty` while nothing is chosen."""
    choices = [element("w:listItem", displayText=option, value=option) for option in options]
    properties = element(
        "w:sdtPr",
        element("w:alias", val=name),
        element("w:showingPlcHdr"),
        element("w:dropDownList", *choices),
    )
    return [element("w:sdt", properties, element("w:sdtContent", *run(empty)))]


# Pictures


def add_picture(word: WordFile, png: bytes, relation: str) -> None:
    """Store a picture in the file, under this relation id."""
    part = ImagePart(PackURI(f"/word/media/{relation}.png"), "image/png", png)
    word.part.load_rel(RELATIONSHIP_TYPE.IMAGE, part, relation)


def picture(
    relation: str, width: int, height: int, *, number: int, alt: str, title: str, is_lowered: bool
) -> Content:
    """Return a stored picture, sized in English metric units; decorative without `alt`.

    `number` must be unique in the file; a lowered one stands on the line as letters do.
    """
    made = copy(_picture(relation, width, height, one_line(alt), one_line(title), is_lowered))
    (properties,) = made.iter(qn("wp:docPr"))
    properties.id = number
    return [made]


@lru_cache(maxsize=64)
def _picture(
    relation: str, width: int, height: int, alt: str, title: str, is_lowered: bool
) -> BaseOxmlElement:
    inline = CT_Inline.new_pic_inline(1, relation, relation, Emu(width), Emu(height))
    inline.attrib.update(dict.fromkeys(("distT", "distB", "distL", "distR"), "0"))  # LibreOffice
    properties: BaseOxmlElement = inline.docPr
    properties.attrib.update({"descr": alt} | ({"title": title} if title else {}))
    if not alt:
        decorative = etree.Element(
            f"{{{_DECORATIVE}}}decorative", {"val": "1"}, {"adec": _DECORATIVE}
        )
        mark = element("a:ext", decorative, uri=_DECORATIVE_ID)
        properties.append(element("a:extLst", mark))
    position = [element("w:position", val=-2)] if is_lowered else []
    return element("w:r", *_unless_empty("w:rPr", position), element("w:drawing", inline))


# Tables


def table(
    style: str, caption: str, widths: Sequence[int], rows: Iterable[BaseOxmlElement]
) -> BaseOxmlElement:
    """Return a table of these widths (twentieths of a point); the caption is its name.

    Its first row and the first cell of each row are headers.
    """
    look = {"firstRow": 1, "lastRow": 0, "firstColumn": 1, "lastColumn": 0}
    properties = element(
        "w:tblPr",
        element("w:tblStyle", val=style),
        element("w:tblW", w=sum(widths), type="dxa"),
        element("w:tblLayout", type="fixed"),
        element("w:tblLook", val="06A0", noHBand=1, noVBand=1, **look),
        element("w:tblCaption", val=one_line(caption)),
    )
    grid = element("w:tblGrid", *[element("w:gridCol", w=width) for width in widths])
    return element("w:tbl", properties, grid, *rows)


def table_row(cells: Iterable[BaseOxmlElement], *, is_header: bool = False) -> BaseOxmlElement:
    """Return a row that is never split; a header is repeated on each page."""
    header = [element("w:tblHeader")] if is_header else []
    return element("w:tr", element("w:trPr", element("w:cantSplit"), *header), *cells)


def table_cell(width: int, *paragraphs: BaseOxmlElement, fill: str = "") -> BaseOxmlElement:
    """Return a cell, on a shaded ground if `fill` names its colour."""
    shading = [shade(fill)] if fill else []
    properties = element("w:tcPr", element("w:tcW", w=width, type="dxa"), *shading)
    return element("w:tc", properties, *paragraphs)


# Styles


def complete_style(
    style: BaseStyle, *, language: str = "", rule: str = "", fill: str = "", level: int = 0
) -> None:
    """Add to a style what its setters lack: other scripts, a language, a rule, an outline level.

    A rule is its side, width, distance and colour: "left 12 8 1A5276".
    """
    looks = style.element.get_or_add_rPr()
    for tag in ("w:b", "w:i", "w:sz"):
        for latin in looks.findall(qn(tag)):
            latin.addnext(OxmlElement(f"{tag}Cs", dict(latin.attrib)))
    if looks.rFonts is not None:
        for script in ("w:cs", "w:eastAsia"):
            looks.rFonts.set(qn(script), looks.rFonts.ascii)
    looks.extend([shade(fill)] if fill else [])
    looks.extend([element("w:lang", val=language)] if language else [])
    if rule:
        side, width, space, colour = rule.split()
        edge = element(f"w:{side}", val="single", sz=width, space=space, color=colour)
        layout = style.element.get_or_add_pPr()
        layout.insert_element_before(element("w:pBdr", edge), *_AFTER_BORDERS)
    if level:
        style.element.get_or_add_pPr().append(element("w:outlineLvl", val=level - 1))


def rule_table_style(style: BaseStyle, colour: str, head: str) -> None:
    """Give a table style thin lines between rows, narrow cell margins and a shaded first row."""
    lines = [
        element(f"w:{side}", val="single", sz=4, space=0, color=colour)
        for side in ("top", "bottom", "insideH")
    ]
    margins = [element(f"w:{side}", w=85, type="dxa") for side in ("left", "right")]
    borders, cells = element("w:tblBorders", *lines), element("w:tblCellMar", *margins)
    style.element.append(element("w:tblPr", borders, cells))
    first_row = element("w:tblStylePr", element("w:tcPr", shade(head)), type="firstRow")
    style.element.append(first_row)


def mark_list(word: WordFile, style: BaseStyle, marker: str) -> None:
    """Make the paragraphs of a style a list whose entries begin with a mark."""
    numbering = word.part.numbering_part.element
    number = numbering.num_having_numId(1).abstractNumId.val
    (level,) = numbering.xpath(f"w:abstractNum[@w:abstractNumId={number}]/w:lvl")
    level.find(qn("w:lvlText")).set(qn("w:val"), marker)
    for font in list(level.iter(qn("w:rFonts"))):
        font.getparent().remove(font)
    style.element.get_or_add_pPr().get_or_add_numPr().get_or_add_numId().val = 1


# The file


def modernize(word: WordFile, fonts: Iterable[tuple[str, str, str]]) -> None:
    """Remove what the file has of another document, and open it in Word's own mode.

    Each font is its name, the one to use where it is missing, and its family.
    """
    for owner in (word.part, word.part.package):
        for key, relation in list(owner.rels.items()) if owner else ():
            if relation.reltype.endswith(_LEFTOVERS):
                del owner.rels[key]
            elif relation.reltype.endswith("/fontTable"):
                relation.target_part._blob = etree.tostring(_font_table(fonts))
    for setting in word.settings.element.iter(qn("w:compatSetting")):
        if setting.get(qn("w:name")) == "compatibilityMode":
            setting.set(qn("w:val"), "15")


def _font_table(fonts: Iterable[tuple[str, str, str]]) -> BaseOxmlElement:
    table = element("w:fonts")
    table.extend(
        element(
            "w:font", element("w:altName", val=other), element("w:family", val=family), name=name
        )
        for name, other, family in fonts
    )
    return table


def update_fields(word: WordFile) -> None:
    """Have Word fill in contents and pages when it opens the file, for which it asks first."""
    following = word.settings.element.find(qn("w:compat"))
    following.addprevious(element("w:updateFields", val="true"))


def set_language(word: WordFile, tag: str) -> None:
    """Set the language in which the file is proofed and read aloud, apart from quotations."""
    for language in word.styles.element.find(qn("w:docDefaults")).iter(qn("w:lang")):
        language.set(qn("w:val"), tag)


def save(word: WordFile, *, on: date, title: str, author: str, language: str) -> bytes:
    """Return the file, dated `on`; equal files give equal bytes."""
    properties = word.core_properties
    properties.title, properties.author, properties.last_modified_by = title, author, author
    properties.created = properties.modified = datetime.combine(on, time())
    properties.comments, properties.language, properties.revision = "", language, 1
    out = BytesIO()
    word.save(out)
    return rezipped(out.getvalue())


# Drawings, as PNG, which every word processor shows


EMU_PER_PIXEL = 9525  # English metric units; 96 pixels are an inch
WIDEST = round(16.8 * 360_000)
CHART_PPI, CIRCLE_PPI = 200.0, 600.0
CIRCLE_HEIGHT = 114_300  # 9 points
CIRCLES = {
    code: f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16">{shape}</svg>'
    for code, shape in SHAPES.items()
}
_DESCRIPTIONS = re.compile("<(title|desc)>[^<]*</\\1>")
_SIZE = re.compile(r'viewBox="[\d.+-]+ [\d.+-]+ ([\d.]+) ([\d.]+)"')
_PAGES = b"""#set page(width: auto, height: auto, margin: 0pt, fill: none)
#let drawings = json(bytes(sys.inputs.drawings))
#drawings.map(one => image(bytes(one), format: "svg")).join(pagebreak())"""


@dataclass(slots=True)
class Pictures:
    """Pictures of a Word file, each stored once however often it is shown."""

    word: WordFile
    rendered: dict[str, bytes]  # PNG by drawing
    _relations: dict[str, str] = field(default_factory=dict)  # id by drawing
    _shown: int = 0

    def circle(self, code: str, alt: str = "") -> Content:
        """Return the circle of a status, decorative without `alt`.

        Raises:
            KeyError: `code` is no status.
        """
        return self.picture(CIRCLES[code], alt=alt, fixed_height=CIRCLE_HEIGHT)

    def picture(self, drawing: str, *, alt: str, title: str = "", fixed_height: int = 0) -> Content:
        """Return a rendered drawing, decorative without `alt`.

        It is as high as `fixed_height` (in English metric units), or as it was drawn, but no wider
        than the text.
        """
        self._shown += 1
        drawing = strip_descriptions(drawing)
        if drawing not in self._relations:
            self._relations[drawing] = f"picture{len(self._relations) + 1}"
            add_picture(self.word, self.rendered[drawing], self._relations[drawing])
        width, height = (side * EMU_PER_PIXEL for side in size_of(drawing))
        scale = fixed_height / height if fixed_height else min(1.0, WIDEST / width)
        size = round(width * scale), round(height * scale)
        relation, is_lowered = self._relations[drawing], bool(fixed_height)
        return picture(
            relation, *size, number=self._shown, alt=alt, title=title, is_lowered=is_lowered
        )


def strip_descriptions(drawing: str) -> str:
    """Remove title and description from a drawing, so that equal ones share a picture."""
    return _DESCRIPTIONS.sub("", drawing)


def size_of(drawing: str) -> tuple[float, float]:
    """Return width and height of a drawing, in pixels.

    Raises:
        ValueError: It has no viewBox.
    """
    if (match := _SIZE.search(drawing)) is None:
        raise ValueError("A drawing without a viewBox has no size: give it one.")
    return float(match[1]), float(match[2])


def render_drawings(drawings: Iterable[str]) -> dict[str, bytes]:
    """Render these drawings and the circle of every status, as PNG by drawing."""
    return _render_circles() | _render(tuple(filter(None, drawings)), CHART_PPI)


@cache
def _render_circles() -> dict[str, bytes]:
    """Render the circles of all statuses, once per process."""
    return _render(tuple(CIRCLES.values()), CIRCLE_PPI)


def _render(drawings: tuple[str, ...], ppi: float) -> dict[str, bytes]:
    """Render drawings in one run, with ink for what takes the colour of the text."""
    if not drawings:
        return {}
    import typst

    inked = json.dumps([drawing.replace("currentColor", INK) for drawing in drawings])
    images: bytes | list[bytes] = typst.compile(
        _PAGES,
        format="png",
        ppi=ppi,
        font_paths=fonts(),
        ignore_system_fonts=True,
        sys_inputs={"drawings": inked},
    )
    pages = [images] if isinstance(images, bytes) else images
    return dict(zip(drawings, pages, strict=True))
