"""Drawings as PNG, which every word processor shows, rendered by Typst from SVG."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from tracker.reporting.colours import INK
from tracker.reporting.docx.markup import attribute
from tracker.reporting.status_circle import SHAPES
from tracker.reporting.typst_compiler import fonts

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
    """Pictures of a document, each stored once however often it is shown."""

    images: dict[str, bytes] = field(default_factory=dict)  # by relation id
    _ids: dict[str, str] = field(default_factory=dict)  # relation ids by drawing
    _shown: int = 0

    def prepare(self, drawings: Iterable[str]) -> None:
        """Render these drawings, all in one run."""
        stripped = dict.fromkeys(map(strip_descriptions, drawings))
        new = tuple(drawing for drawing in stripped if drawing and drawing not in self._ids)
        self._hold(zip(new, render_pngs(new, CHART_PPI), strict=True))

    def prepare_circles(self) -> None:
        """Store the circle of every status."""
        self._hold(zip(CIRCLES.values(), render_circles(), strict=True))

    def _hold(self, rendered: Iterable[tuple[str, bytes]]) -> None:
        """Store rendered pictures, each under a new relation id."""
        for drawing, picture in rendered:
            self._ids[drawing] = f"rIdPicture{len(self._ids) + 1}"
            self.images[self._ids[drawing]] = picture

    def circle(self, code: str, alt: str = "") -> str:
        """Return the circle of a status, decorative without `alt`.

        Raises:
            KeyError: `code` is no status.
        """
        return self.picture(CIRCLES[code], alt=alt, fixed_height=CIRCLE_HEIGHT)

    def picture(self, drawing: str, *, alt: str, title: str = "", fixed_height: int = 0) -> str:
        """Return a prepared drawing as a run, decorative without `alt`.

        It is as high as `fixed_height` (in English metric units), or as it was drawn, but no wider
        than the text.
        """
        self._shown += 1
        drawn_width, drawn_height = size_of(drawing)
        width, height = drawn_width * EMU_PER_PIXEL, drawn_height * EMU_PER_PIXEL
        scale = fixed_height / height if fixed_height else min(1.0, WIDEST / width)
        return _INLINE.format(
            cx=round(width * scale),
            cy=round(height * scale),
            number=self._shown,
            title=f' title="{attribute(title)}"' if title else "",
            alt=attribute(alt),
            decorative="" if alt else _DECORATIVE,
            relation=self._ids[strip_descriptions(drawing)],
            sunk='<w:rPr><w:position w:val="-2"/></w:rPr>' if fixed_height else "",
        )


def strip_descriptions(drawing: str) -> str:
    """Remove title and description from a drawing, so that equal ones share a picture."""
    return _DESCRIPTIONS.sub("", drawing)


def size_of(drawing: str) -> tuple[float, float]:
    """Return width and height of a drawing, in pixels.

    Raises:
        ValueError: It has no viewBox.
    """
    match = _SIZE.search(drawing)
    if match is None:
        raise ValueError("A drawing without a viewBox has no size: give it one.")
    return float(match[1]), float(match[2])


@cache
def render_circles() -> tuple[bytes, ...]:
    """Render the circles of all statuses, once per process."""
    return render_pngs(tuple(CIRCLES.values()), CIRCLE_PPI)


def render_pngs(drawings: tuple[str, ...], ppi: float) -> tuple[bytes, ...]:
    """Render drawings as PNG, with ink for what takes the colour of the text."""
    if not drawings:
        return ()
    import typst

    inked = json.dumps([drawing.replace("currentColor", INK) for drawing in drawings])
    images: Any = typst.compile(
        _PAGES.encode(),
        format="png",
        ppi=ppi,
        font_paths=fonts(),
        ignore_system_fonts=True,
        sys_inputs={"drawings": inked},
    )
    return (images,) if isinstance(images, bytes) else tuple(images)


_INLINE = (
    "<w:r>{sunk}<w:drawing>"
    '<wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{cx}" cy="{cy}"/>'
    '<wp:docPr id="{number}" name="Picture {number}" descr="{alt}"{title}>{decorative}</wp:docPr>'
    '<a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
    '<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture">'
    '<pic:pic xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture">'
    '<pic:nvPicPr><pic:cNvPr id="{number}" name="Picture {number}"/><pic:cNvPicPr/></pic:nvPicPr>'
    '<pic:blipFill><a:blip r:embed="{relation}"/><a:stretch><a:fillRect/></a:stretch>'
    '</pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{cx}" cy="{cy}"/></a:xfrm>'
    '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic>'
    "</a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
)
