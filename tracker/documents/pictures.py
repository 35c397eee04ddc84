"""Pictures without metadata: PNG and JPEG, the segments of a JPEG told apart; and previews.

A preview is a page of a PDF, or a picture, small enough for a screen.
"""

import re
import struct
from collections.abc import Iterator, Mapping
from io import BytesIO

from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from tracker.documents import refusals
from tracker.errors import FileUnreadable
from tracker.vocabulary import FileKind

MOST_PIXELS = 60_000_000
Image.MAX_IMAGE_PIXELS = None  # ours is checked before the pixels are read
MOST_TOGETHER = 400_000_000  # pixels of all pictures in one document
FORMATS = {FileKind.PNG: "PNG", FileKind.JPEG: "JPEG"}
PNG = b"\x89PNG"
NAMES = re.compile(r"\.(png|jpe?g|jpe|jfif)$", re.IGNORECASE)
QUALITY = 92  # of a JPEG whose pixels had to be turned or recoloured
# What Pillow raises over pictures that do not hold together.
DAMAGE = (
    *(OSError, SyntaxError, ValueError, EOFError, MemoryError, ArithmeticError, LookupError),
    *(TypeError, AttributeError, struct.error),
)

START, END, SCAN = b"\xff\xd8", 0xD9, 0xDA
KEPT_NOTES = {0xE0: (b"JFIF\0", 14), 0xEE: (b"Adobe", 12)}  # how to read the colours; their size
WITHIN_SCANS = {0x00, 0xFF, *range(0xD0, 0xD8)}  # what may follow FF there without ending it


class NoJpeg(ValueError):
    """The segments of a JPEG do not follow each other."""


def without_notes(content: bytes) -> bytes:
    """Remove all that is said about a JPEG or stands after it, to the bit. Raises NoJpeg."""
    return b"".join(
        (
            START,
            *(
                content[start:end]
                for marker, start, end in _segments(content)
                if not _is_note(marker, content[start + 4 : end])
            ),
        )
    )


def _is_note(marker: int, body: bytes) -> bool:
    if marker in KEPT_NOTES:
        start, size = KEPT_NOTES[marker]
        return not (body.startswith(start) and len(body) == size)  # the rest may be a small picture
    return marker in (0xFE, *range(0xE0, 0xF0))  # a comment, or what a program adds


def _segments(content: bytes) -> Iterator[tuple[int, int, int]]:
    """Yield marker, start and end of each segment, a scan with its pixels, up to the end's own."""
    if not content.startswith(START):
        raise NoJpeg("no start")
    at = 2
    while at + 2 <= len(content):
        marker = content[at + 1]
        if content[at] != 0xFF:
            raise NoJpeg(f"no marker at {at}")
        if marker == 0xFF:  # padding
            at += 1
            continue
        if marker == END:
            yield marker, at, at + 2
            return
        end = at + 2 + int.from_bytes(content[at + 2 : at + 4])
        if end > len(content) or end < at + 4:
            raise NoJpeg("cut off")
        if marker == SCAN:
            end = _end_of_scan(content, end)
        yield marker, at, end
        at = end


def _end_of_scan(content: bytes, at: int) -> int:
    while 0 <= (at := content.find(0xFF, at)) < len(content) - 1:
        if content[at + 1] not in WITHIN_SCANS:
            return at
        at += 1 if content[at + 1] == 0xFF else 2
    return len(content)


def opened(content: bytes, kind: FileKind, name: str) -> Image.Image:
    """Open a picture and read every pixel. Raises FileUnreadable for too many or too few."""
    with FileUnreadable.instead_of(DAMAGE, refusals.DAMAGED, file=name):
        picture = Image.open(BytesIO(content), formats=[FORMATS[kind]])
        pixels = picture.width * picture.height
        FileUnreadable.raise_if(
            pixels > MOST_PIXELS,
            _(
                "“%(file)s” was not accepted: the picture has %(pixels)s megapixels; the limit is "
                "%(most)s. Save it in a smaller size."
            ),
            file=name,
            pixels=-(-pixels // 10**6),
            most=MOST_PIXELS // 10**6,
        )
        picture.load()
        return picture


def clean_parts(parts: Mapping[str, bytes], name: str) -> dict[str, bytes]:
    """Clean the pictures among the parts of a document; one that is damaged becomes empty.

    Raises FileUnreadable when all of them together have more than MOST_TOGETHER pixels.
    """
    kinds = {
        path: FileKind.PNG if part.startswith(PNG) else FileKind.JPEG
        for path, part in parts.items()
        if NAMES.search(path)
    }
    FileUnreadable.raise_if(
        sum(_pixels(parts[path], kind) for path, kind in kinds.items()) > MOST_TOGETHER,
        refusals.UNPACKS_TOO_FAR,
        file=name,
    )
    clean = dict(parts)
    for path, kind in kinds.items():
        try:
            clean[path] = cleaned(parts[path], kind, path)
        except FileUnreadable:
            clean[path] = b""
    return clean


def cleaned(content: bytes, kind: FileKind, name: str) -> bytes:
    """Copy a picture without metadata; an upright photo in common colours to the bit.

    Raises FileUnreadable as `opened` does.
    """
    picture = opened(content, kind, name)
    with FileUnreadable.instead_of(DAMAGE, refusals.DAMAGED, file=name):
        upright = turned(picture)
        plain = _in_common_colours(upright)
        is_plain = kind == FileKind.JPEG and _orientation(picture) in (0, 1) and plain is upright
        return without_notes(content) if is_plain else _saved(plain, kind)


def turned(picture: Image.Image) -> Image.Image:
    """Turn a picture upright; as it is where its metadata is damaged."""
    try:
        return ImageOps.exif_transpose(picture)
    except DAMAGE:
        return picture


def _pixels(content: bytes, kind: FileKind) -> int:
    """Return the number of pixels that the file declares; 0 for what is no picture."""
    try:
        width, height = Image.open(BytesIO(content), formats=[FORMATS[kind]]).size
    except DAMAGE:
        return 0
    return width * height


def _saved(picture: Image.Image, kind: FileKind) -> bytes:
    made = BytesIO()
    transparency = picture.info.get("transparency")
    picture.info = {} if transparency is None else {"transparency": transparency}
    if kind == FileKind.PNG:
        picture.save(made, "PNG")
    else:
        picture.convert("L" if picture.mode == "L" else "RGB").save(made, "JPEG", quality=QUALITY)
    return made.getvalue()


def _in_common_colours(picture: Image.Image) -> Image.Image:
    """Convert its colours to sRGB, which needs no profile: one may name a device and a day."""
    from PIL import ImageCms

    if not (profile := picture.info.get("icc_profile")) or picture.mode != "RGB":
        return picture
    try:
        own = ImageCms.ImageCmsProfile(BytesIO(profile))
        if "sRGB" in ImageCms.getProfileDescription(own):
            return picture
        return ImageCms.profileToProfile(picture, own, ImageCms.createProfile("sRGB")) or picture
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return picture


def _orientation(picture: Image.Image) -> int:
    try:
        return int(picture.getexif().get(0x0112) or 0)
    except DAMAGE:
        return 0


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
    picture = turned(opened(content, kind, kind.label))
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


def _png(picture: Image.Image, wide: int) -> bytes:
    plain = picture if picture.mode in ("1", "L", "RGB", "RGBA") else picture.convert("RGBA")
    plain.thumbnail((wide, WIDEST))
    plain.info = {}
    return _saved(plain, FileKind.PNG)
