"""Drawings as PNG, which every word processor shows, rendered by Typst from SVG."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache

from docx.document import Document as WordFile

from tracker.reporting.docx.helpers import Content, add_picture, picture
from tracker.reporting.status_circle import INK, SHAPES
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
