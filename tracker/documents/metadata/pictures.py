"""Pictures without metadata: PNG and JPEG, the segments of a JPEG told apart."""

import io
import struct
import warnings
from collections.abc import Iterator
from typing import TYPE_CHECKING

from tracker.documents import refusals
from tracker.vocabulary import FileKind

START, END, SCAN = b"\xff\xd8", 0xD9, 0xDA
COMMENT = 0xFE
KEPT_NOTES = {0xE0: (b"JFIF\0", 14), 0xEE: (b"Adobe", 12)}  # how to read the colours; their size
APPLICATIONS = range(0xE0, 0xF0)
WITHIN_SCANS = {0x00, 0xFF, *range(0xD0, 0xD8)}  # what may follow FF there without ending it
NAMES = {0xE1: "EXIF or XMP", 0xE2: "colour profile", 0xED: "IPTC", COMMENT: "comment"}
AFTER = "bytes after the picture"


class NoJpeg(ValueError):
    """The segments of a JPEG do not follow each other."""


def without_notes(content: bytes) -> bytes:
    """Remove all that is said about a JPEG or stands after it, to the bit. Raises NoJpeg."""
    segments = [
        content[start:end]
        for marker, start, end in _segments(content)
        if not _is_note(marker, content[start + 4 : end])
    ]
    return b"".join((START, *segments))


def notes(content: bytes) -> list[str]:
    """List the metadata in a JPEG's segments, and AFTER. Raises NoJpeg."""
    found, last = [], 0
    for marker, start, end in _segments(content):
        last = end
        if _is_note(marker, content[start + 4 : end]):
            found.append(NAMES.get(marker, f"segment {marker:02X}"))
    return [*found, *([AFTER] if last < len(content) else [])]


def _is_note(marker: int, body: bytes) -> bool:
    if marker in KEPT_NOTES:
        start, size = KEPT_NOTES[marker]
        return not (body.startswith(start) and len(body) == size)  # the rest may be a small picture
    return marker == COMMENT or marker in APPLICATIONS


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


if TYPE_CHECKING:
    from PIL.Image import Image

MOST_PIXELS = 60_000_000
FORMATS = {FileKind.PNG: "PNG", FileKind.JPEG: "JPEG"}
PLAIN_CHUNKS = frozenset(
    b"IHDR PLTE IDAT IEND tRNS gAMA cHRM sRGB sBIT bKGD pHYs acTL fcTL fdAT".split()
)
DAMAGE = (  # what Pillow raises over pictures that do not hold together
    OSError,
    SyntaxError,
    ValueError,
    EOFError,
    MemoryError,
    ArithmeticError,
    LookupError,
    TypeError,
    AttributeError,
    struct.error,
)
QUALITY = 92  # of a JPEG whose pixels had to be turned or recoloured


def opened(content: bytes, kind: FileKind, name: str) -> "Image":
    """Open a picture and read every pixel. Raises FileUnreadable for too many or too few."""
    from PIL import Image

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow's own limit warns; ours refuses
            picture = Image.open(io.BytesIO(content), formats=[FORMATS[kind]])
            size = picture.width * picture.height
            if size > MOST_PIXELS:
                raise refusals.too_many_pixels(name, pixels=size, most=MOST_PIXELS)
            picture.load()
    except Image.DecompressionBombError as bomb:
        raise refusals.too_many_pixels(name, pixels=_pixels(content), most=MOST_PIXELS) from bomb
    except DAMAGE as broken:
        raise refusals.cut_off(name) from broken
    return picture


def pixels(content: bytes, kind: FileKind) -> int:
    """Return the number of pixels that the file declares; 0 for what is no picture."""
    from PIL import Image

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            size = Image.open(io.BytesIO(content), formats=[FORMATS[kind]]).size
    except Image.DecompressionBombError:
        return _pixels(content)
    except DAMAGE:
        return 0
    return size[0] * size[1]


def cleaned(content: bytes, kind: FileKind, name: str) -> bytes:
    """Copy a picture without metadata; an upright photo in common colours to the bit.

    Raises Unreadable as `opened` does.
    """
    picture = opened(content, kind, name)
    try:
        plain = _in_common_colours(turned(picture))
        is_same = _orientation(picture) in (0, 1) and not plain.info.get("changed")
        if kind == FileKind.JPEG and is_same:
            return without_notes(content)
        return _saved(plain, kind)
    except DAMAGE as broken:
        raise refusals.cut_off(name) from broken


def turned(picture: "Image") -> "Image":
    """Turn a picture upright; as it is where its metadata is damaged."""
    from PIL import ImageOps

    try:
        return ImageOps.exif_transpose(picture)
    except DAMAGE:
        return picture


def metadata(content: bytes, kind: FileKind) -> list[str]:
    """List the metadata of a picture, and whether anything stands after it."""
    if kind != FileKind.JPEG:
        return list(_png_notes(content))
    try:
        return notes(content)
    except NoJpeg:
        return ["damaged"]


def _saved(picture: "Image", kind: FileKind) -> bytes:
    made = io.BytesIO()
    transparency = picture.info.get("transparency")
    picture.info = {} if transparency is None else {"transparency": transparency}
    if kind == FileKind.PNG:
        picture.save(made, "PNG")
    else:
        plain = picture.convert("L" if picture.mode == "L" else "RGB")
        plain.save(made, "JPEG", quality=QUALITY)
    return made.getvalue()


def _in_common_colours(picture: "Image") -> "Image":
    """Convert its colours to sRGB, which needs no profile: one may name a device and a day."""
    from PIL import ImageCms

    profile = picture.info.get("icc_profile")
    if not profile or picture.mode != "RGB":
        return picture
    try:
        own = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        if "sRGB" in ImageCms.getProfileDescription(own):
            return picture
        changed = ImageCms.profileToProfile(picture, own, ImageCms.createProfile("sRGB"))
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return picture
    if changed is None:
        return picture
    changed.info["changed"] = True
    return changed


def _orientation(picture: "Image") -> int:
    try:
        return int(picture.getexif().get(0x0112) or 0)
    except DAMAGE:
        return 0


def _png_notes(content: bytes) -> list[str]:
    at, found = 8, []
    while at + 8 <= len(content):
        length = int.from_bytes(content[at : at + 4])
        chunk = content[at + 4 : at + 8]
        at += 12 + length
        if chunk not in PLAIN_CHUNKS:
            found.append(chunk.decode("latin-1"))
        if chunk == b"IEND":
            break
    return [*found, *([AFTER] if content[at:] else [])]


def _pixels(content: bytes) -> int:
    """Read the size that a PNG or JPEG declares, when Pillow would not say it."""
    if content.startswith(b"\x89PNG"):
        return int.from_bytes(content[16:20]) * int.from_bytes(content[20:24])
    return MOST_PIXELS * 2
