"""Previews: a page of a PDF, or a picture, small enough for a screen."""

from io import BytesIO

from PIL.Image import Image

from tracker.documents import pictures
from tracker.vocabulary import FileKind

WIDEST = 1600  # pixels, and the height of a page that is very long
SHOWN = frozenset({FileKind.PDF, FileKind.PNG, FileKind.JPEG})


def page_png(content: bytes, kind: FileKind, number: int, *, width: int = 1200) -> bytes:
    """Draw page `number`, from 1, as a PNG `width` pixels wide, at most WIDEST either way.

    A picture has one page and is never made larger. Raises FileUnreadable for what is damaged,
    IndexError for a page that is not there, and ValueError for a kind that is not SHOWN.
    """
    if kind not in SHOWN:
        raise ValueError(f"no picture of {kind.label}")
    wide = max(1, min(width, WIDEST))
    if kind == FileKind.PDF:
        return _drawn(content, number, wide)
    if number != 1:
        raise IndexError(number)
    picture = pictures.turned(pictures.opened(content, kind, kind.label))
    return _png(picture, min(wide, picture.width))


def _drawn(content: bytes, number: int, wide: int) -> bytes:
    from tracker.documents import pdf  # brings large libraries

    with pdf.drawable(content, FileKind.PDF.label) as document:
        if not 1 <= number <= len(document):
            raise IndexError(number)
        page = document[number - 1]
        across, down = page.get_size()
        scale = min(wide / max(across, 1), WIDEST / max(down, 1))
        return _png(page.render(scale=scale).to_pil(), wide)


def _png(picture: Image, wide: int) -> bytes:
    plain = picture if picture.mode in ("1", "L", "RGB", "RGBA") else picture.convert("RGBA")
    plain.thumbnail((wide, WIDEST))
    plain.info = {}
    made = BytesIO()
    plain.save(made, "PNG")
    return made.getvalue()
