"""WordprocessingML as text, and the file that it goes into.

The content of a paragraph is markup, so that parts are joined by `+`. Styles and what else each
file holds alike stand in XML files beside this module.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from html import escape
from pathlib import Path

from tracker.documents.archives import packed
from tracker.reporting import blocks, status_pictures, typst_compiler

type Markup = str

PARTS = Path(__file__).with_name("parts")
NAME_LENGTH = 40  # most letters of a bookmark's name that Word reads
_FROM_THE_RIGHT = "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]"  # they need a run with `w:rtl`
_TURNS = re.compile(f"({_FROM_THE_RIGHT}(?:[^A-Za-z0-9]*{_FROM_THE_RIGHT})*)")
_BREAKS = re.compile("([\n\t])")
_MARKS = {"\n": "<w:br/>", "\t": "<w:tab/>"}
_DECORATIVE = (
    '<a:extLst><a:ext uri="{C183D7F6-B498-43B3-948B-1728B52AA6E4}"><adec:decorative val="1"'
    ' xmlns:adec="http://schemas.microsoft.com/office/drawing/2017/decorative"/>'
    "</a:ext></a:extLst>"
)


def attribute(text: str) -> str:
    """Escape a text as the value of an attribute, on one line."""
    return escape(blocks.replace_forbidden(text).replace("\n", " "))


# Text


def run(text: str, style: str = "", language: str = "") -> Markup:
    """Return text as runs in a character style, right-to-left letters in runs of their own.

    `language` is the tag of a text that is not in the file's language.
    """
    look = f'<w:rStyle w:val="{style}"/>' if style else ""
    tag = f'<w:lang w:val="{attribute(language)}"/>' if language else ""
    parts = _TURNS.split(blocks.replace_forbidden(text).replace("\r\n", "\n"))
    return "".join(
        _run(part, look + "<w:rtl/>" * (index % 2) + tag)
        for index, turn in enumerate(parts)
        for part in _BREAKS.split(turn)
        if part
    )


def _run(text: str, properties: Markup) -> Markup:
    look = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    space = ' xml:space="preserve"' if text.strip() != text else ""
    plain = f"<w:t{space}>{escape(text, quote=False)}</w:t>"
    return f"<w:r>{look}{_MARKS.get(text, plain)}</w:r>"


def paragraph(
    style: str, content: Markup, *, keep_with_next: bool = False, on_new_page: bool = False
) -> Markup:
    """Return a paragraph in the style of this id."""
    look = f'<w:pStyle w:val="{style}"/>' if style else ""
    look += "<w:keepNext/>" * keep_with_next + "<w:pageBreakBefore/>" * on_new_page
    return f"<w:p><w:pPr>{look}</w:pPr>{content}</w:p>"


def shade(colour: str) -> Markup:
    """Return the property that shades a cell or a paragraph."""
    return f'<w:shd w:val="clear" w:color="auto" w:fill="{colour}"/>'


def shade_paragraphs(parts: Sequence[Markup], colour: str) -> Iterator[Markup]:
    """Yield parts, the paragraphs among them on one shaded ground with space at its edges.

    Space between two of them would show white, so they have none.
    """
    spacing = '<w:spacing w:before="0" w:after="0" w:line="276" w:lineRule="auto"/>'
    places = [place for place, part in enumerate(parts) if part.startswith("<w:p>")]
    for place, part in enumerate(parts):
        sides = {
            "top": [place] == places[:1],
            "left": True,
            "bottom": [place] == places[-1:],
            "right": True,
        }
        edges = "".join(
            f'<w:{side} w:val="single" w:sz="48" w:space="0" w:color="{colour}"/>'
            for side, is_shown in sides.items()
            if is_shown
        )
        ground = f"<w:pBdr>{edges}</w:pBdr>{shade(colour)}{spacing}</w:pPr>"
        yield part.replace("</w:pPr>", ground, 1) if place in places else part


# Links and fields


def bookmark(anchor: str, number: int) -> Markup:
    """Return a bookmark that links lead to; `number` must be unique in the file."""
    name = bookmark_name(anchor)
    return f'<w:bookmarkStart w:id="{number}" w:name="{name}"/><w:bookmarkEnd w:id="{number}"/>'


def bookmark_name(anchor: str) -> str:
    """Convert an anchor to a bookmark name: letters, digits and underscores, 40 at most."""
    return re.sub(r"\W", "_", anchor.replace("_", "__"), flags=re.ASCII)[:NAME_LENGTH]


def inner_link(anchor: str, content: Markup) -> Markup:
    """Return a link to a bookmark of the same document."""
    return f'<w:hyperlink w:anchor="{bookmark_name(anchor)}" w:history="1">{content}</w:hyperlink>'


def field_begin(instruction: str) -> Markup:
    """Return the begin of a field such as PAGE; the text it shows until it is updated follows."""
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r><w:instrText xml:space="preserve"> {instruction} </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    )


FIELD_END: Markup = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'


def dropdown(options: Iterable[str], *, empty: str, name: str) -> Markup:
    """Return a list to choose from, which shows `empty` while nothing is chosen."""
    choices = "".join(
        f'<w:listItem w:displayText="{option}" w:value="{option}"/>'
        for option in map(attribute, options)
    )
    return (
        f'<w:sdt><w:sdtPr><w:alias w:val="{attribute(name)}"/><w:showingPlcHdr/>'
        f"<w:dropDownList>{choices}</w:dropDownList></w:sdtPr>"
        f"<w:sdtContent>{run(empty)}</w:sdtContent></w:sdt>"
    )


# Tables


def table(style: str, caption: str, widths: Sequence[int], rows: Iterable[Markup]) -> Markup:
    """Return a table of these widths (twentieths of a point); the caption is its name.

    Its first row and the first cell of each row are headers.
    """
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="{style}"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        '<w:tblLayout w:type="fixed"/><w:tblLook w:val="06A0" w:noHBand="1" w:noVBand="1"'
        ' w:firstRow="1" w:lastRow="0" w:firstColumn="1" w:lastColumn="0"/>'
        f'<w:tblCaption w:val="{attribute(caption)}"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>'
        f"{''.join(rows)}</w:tbl>"
    )


def table_row(cells: Iterable[Markup], *, is_header: bool = False) -> Markup:
    """Return a row that is never split; a header is repeated on each page."""
    look = "<w:cantSplit/>" + "<w:tblHeader/>" * is_header
    return f"<w:tr><w:trPr>{look}</w:trPr>{''.join(cells)}</w:tr>"


def table_cell(width: int, *paragraphs: Markup, fill: str = "") -> Markup:
    """Return a cell, on a shaded ground if `fill` names its colour."""
    look = f'<w:tcW w:w="{width}" w:type="dxa"/>{shade(fill) if fill else ""}'
    return f"<w:tc><w:tcPr>{look}</w:tcPr>{''.join(paragraphs)}</w:tc>"


# Links to addresses, and drawings as PNG, which every word processor shows


EMU_PER_PIXEL = 9525  # English metric units; 96 pixels are an inch
WIDEST = round(16.8 * 360_000)
CHART_PPI, CIRCLE_PPI = 200.0, 600.0
CIRCLE_HEIGHT = 114_300  # 9 points
CIRCLES = {
    code: f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16">{shape}</svg>'
    for code, shape in status_pictures.SHAPES.items()
}
_DESCRIPTIONS = re.compile("<(title|desc)>[^<]*</\\1>")
_SIZE = re.compile(r'viewBox="[\d.+-]+ [\d.+-]+ ([\d.]+) ([\d.]+)"')
_PAGES = b"""#set page(width: auto, height: auto, margin: 0pt, fill: none)
#let drawings = json(bytes(sys.inputs.drawings))
#drawings.map(one => image(bytes(one), format: "svg")).join(pagebreak())"""
_PICTURE = (
    "<w:r>{look}<w:drawing>"
    '<wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{width}" cy="{height}"/>'
    '<wp:docPr id="{number}" name="Picture {number}" descr="{alt}"{title}>{decorative}</wp:docPr>'
    '<wp:cNvGraphicFramePr><a:graphicFrameLocks noChangeAspect="1"/></wp:cNvGraphicFramePr>'
    '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture">'
    '<pic:pic><pic:nvPicPr><pic:cNvPr id="0" name="{relation}"/><pic:cNvPicPr/></pic:nvPicPr>'
    '<pic:blipFill><a:blip r:embed="{relation}"/><a:stretch><a:fillRect/></a:stretch>'
    '</pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{width}" cy="{height}"/>'
    '</a:xfrm><a:prstGeom prst="rect"/></pic:spPr></pic:pic></a:graphicData></a:graphic>'
    "</wp:inline></w:drawing></w:r>"
)
_RELATION = (
    '<Relationship Id="{}" Target="{}"{} '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{}"/>'
)


class Relations:
    """Addresses and drawings that a Word file leads to and shows, each stored once."""

    def __init__(self, drawings: Iterable[str] = ()) -> None:
        self.rendered = render_drawings(drawings)  # PNG by drawing
        self.addresses: dict[str, str] = {}  # id of each
        self.drawings: dict[str, str] = {}  # id of each, without its description
        self.shown = 0

    def link(self, address: str, content: Markup) -> Markup:
        """Return a link to an address."""
        relation = self.addresses.setdefault(address, f"link{len(self.addresses) + 1}")
        return f'<w:hyperlink r:id="{relation}" w:history="1">{content}</w:hyperlink>'

    def circle(self, code: str, alt: str = "") -> Markup:
        """Return the circle of a status, decorative without `alt`.

        Raises:
            KeyError: `code` is no status.
        """
        return self.picture(CIRCLES[code], alt=alt, fixed_height=CIRCLE_HEIGHT)

    def picture(self, drawing: str, *, alt: str, title: str = "", fixed_height: int = 0) -> Markup:
        """Return a rendered drawing, decorative without `alt`.

        It is as high as `fixed_height` (in English metric units) and stands on the line as letters
        do, or as high as it was drawn, but no wider than the text.
        """
        self.shown += 1
        drawing = strip_descriptions(drawing)
        width, height = (side * EMU_PER_PIXEL for side in size_of(drawing))
        scale = fixed_height / height if fixed_height else min(1.0, WIDEST / width)
        return _PICTURE.format(
            look='<w:rPr><w:position w:val="-2"/></w:rPr>' if fixed_height else "",
            width=round(width * scale),
            height=round(height * scale),
            number=self.shown,
            alt=attribute(alt),
            title=f' title="{attribute(title)}"' if title else "",
            decorative="" if alt else _DECORATIVE,
            relation=self.drawings.setdefault(drawing, f"picture{len(self.drawings) + 1}"),
        )

    def markup(self) -> Markup:
        """Return the relations of the document."""
        links = (
            _RELATION.format(relation, attribute(address), ' TargetMode="External"', "hyperlink")
            for address, relation in self.addresses.items()
        )
        pictures = (
            _RELATION.format(relation, f"media/{relation}.png", "", "image")
            for relation in self.drawings.values()
        )
        return "".join((*links, *pictures))


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

    inked = json.dumps(
        [drawing.replace("currentColor", status_pictures.INK) for drawing in drawings]
    )
    images: bytes | list[bytes] = typst.compile(
        _PAGES,
        format="png",
        ppi=ppi,
        font_paths=typst_compiler.fonts(),
        ignore_system_fonts=True,
        sys_inputs={"drawings": inked},
    )
    return dict(zip(drawings, [images] if isinstance(images, bytes) else images, strict=True))


# The file


def pack(
    body: Iterable[Markup],
    relations: Relations,
    *,
    styles: str,
    properties: Mapping[str, str],
    **markup: Markup,
) -> bytes:
    """Return the file in these styles; equal files give equal bytes.

    The properties, which are text, and `markup` fill the places that the parts have for them.
    """
    texts = {
        **{name: attribute(text) for name, text in properties.items()},
        **markup,
        "body": "".join(body),
        "relations": relations.markup(),
    }
    paths = [path for path in sorted(PARTS.rglob("*")) if path.is_file()]
    parts = {path.relative_to(PARTS).as_posix(): path for path in paths}
    parts["word/styles.xml"] = PARTS.with_name(f"{styles}-styles.xml")
    files = {name: path.read_text("utf-8").format_map(texts) for name, path in parts.items()}
    pictures = {
        f"word/media/{relation}.png": relations.rendered[drawing]
        for drawing, relation in relations.drawings.items()
    }
    return packed({name: text.encode() for name, text in files.items()} | pictures)
