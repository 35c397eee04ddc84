"""Drawings as pictures: Word files hold PNG, which every program shows, made by Typst from SVG."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from tracker.reporting.colours import INK
from tracker.reporting.docx.markup import attribute
from tracker.reporting.status_circle import SHAPES

EMU_PER_PIXEL = 9525  # English metric units; 96 pixels are an inch
WIDEST = round(16.8 * 360_000)
CHART_PPI, CIRCLE_PPI = 200.0, 600.0
CIRCLE_HIGH = 114_300  # 9 points
CIRCLES = {
    code: f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16">{shape}</svg>'
    for code, shape in SHAPES.items()
}
_TOLD = re.compile("<(title|desc)>[^<]*</\\1>")
_SIZE = re.compile(r'viewBox="[\d.+-]+ [\d.+-]+ ([\d.]+) ([\d.]+)"')
_PAGES = """#set page(width: auto, height: auto, margin: 0pt, fill: none)
#let drawings = json(bytes(sys.inputs.drawings))
#drawings.map(one => image(bytes(one), format: "svg")).join(pagebreak())"""
_DECORATIVE = (
    '<a:extLst xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
    '<a:ext uri="{C183D7F6-B498-43B3-948B-1728B52AA6E4}"><adec:decorative'
    ' xmlns:adec="http://schemas.microsoft.com/office/drawing/2017/decorative" val="1"/>'
    "</a:ext></a:extLst>"
)


@dataclass(slots=True)
class Pictures:
    """The pictures of a document, each held once however often it is shown."""

    held: dict[str, bytes] = field(default_factory=dict)  # by the id of its relation
    _ids: dict[str, str] = field(default_factory=dict)  # by drawing
    _shown: int = 0

    def prepare(self, drawings: Iterable[str]) -> None:
        """Make the pictures of these drawings, all in one go."""
        bared = dict.fromkeys(map(bare, drawings))
        new = tuple(one for one in bared if one and one not in self._ids)
        self._hold(zip(new, pngs(new, CHART_PPI), strict=True))

    def prepare_circles(self) -> None:
        """Hold the circle of every status."""
        self._hold(zip(CIRCLES.values(), circle_pngs(), strict=True))

    def _hold(self, made: Iterable[tuple[str, bytes]]) -> None:
        for drawing, picture in made:
            self._ids[drawing] = f"rIdPicture{len(self._ids) + 1}"
            self.held[self._ids[drawing]] = picture

    def circle(self, code: str, told: str = "") -> str:
        """The circle of a status: beside its label, or `told` as that.

        Raises KeyError for a code that is none.
        """
        return self.shown(CIRCLES[code], told=told, high=CIRCLE_HIGH)

    def shown(self, drawing: str, *, told: str, title: str = "", high: int = 0) -> str:
        """A prepared drawing within a line. Without `told` it says nothing to who listens.

        It is as high as `high` (in English metric units), or as it was drawn, but no wider than
        the text.
        """
        self._shown += 1
        wide, drawn = size_of(drawing)
        width, height = wide * EMU_PER_PIXEL, drawn * EMU_PER_PIXEL
        scale = high / height if high else min(1.0, WIDEST / width)
        return _INLINE.format(
            cx=round(width * scale),
            cy=round(height * scale),
            number=self._shown,
            title=f' title="{attribute(title)}"' if title else "",
            told=attribute(told),
            decorative="" if told else _DECORATIVE,
            relation=self._ids[bare(drawing)],
            sunk='<w:rPr><w:position w:val="-2"/></w:rPr>' if high else "",
        )


def bare(drawing: str) -> str:
    """A drawing without what it says in words: two that look alike are one picture."""
    return _TOLD.sub("", drawing)


def size_of(drawing: str) -> tuple[float, float]:
    """Width and height of a drawing, in pixels. Raises ValueError for one that states none."""
    found = _SIZE.search(drawing)
    if found is None:
        raise ValueError("A drawing without a viewBox has no size: give it one.")
    return float(found[1]), float(found[2])


@cache
def circle_pngs() -> tuple[bytes, ...]:
    """The circles of the statuses, drawn once."""
    return pngs(tuple(CIRCLES.values()), CIRCLE_PPI)


def pngs(drawings: tuple[str, ...], ppi: float) -> tuple[bytes, ...]:
    """The drawings as PNG; what takes the colour of the text is drawn in ink."""
    if not drawings:
        return ()
    import typst

    inked = json.dumps([one.replace("currentColor", INK) for one in drawings])
    made: Any = typst.compile(
        _PAGES.encode(),
        format="png",
        ppi=ppi,
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"drawings": inked},
    )
    return (made,) if isinstance(made, bytes) else tuple(made)


@cache
def _fonts() -> Any:
    import typst
    from font_source_sans_pro import font_directory

    return typst.Fonts(include_system_fonts=False, font_paths=[font_directory])


_INLINE = (
    "<w:r>{sunk}<w:drawing>"
    '<wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{cx}" cy="{cy}"/>'
    '<wp:docPr id="{number}" name="Picture {number}" descr="{told}"{title}>{decorative}</wp:docPr>'
    '<a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
    '<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture">'
    '<pic:pic xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture">'
    '<pic:nvPicPr><pic:cNvPr id="{number}" name="Picture {number}"/><pic:cNvPicPr/></pic:nvPicPr>'
    '<pic:blipFill><a:blip r:embed="{relation}"/><a:stretch><a:fillRect/></a:stretch>'
    '</pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{cx}" cy="{cy}"/></a:xfrm>'
    '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic>'
    "</a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
)
