"""Pictures: their pixels, turned as they are to be seen, and nothing said about them."""

import io
import struct
import warnings
from typing import TYPE_CHECKING

from tracker.files import refusals
from tracker.files.cleaning import jpeg
from tracker.vocabulary import FileKind

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
    """The picture, every pixel read. Raises Unreadable for too many, or too few bytes for them."""
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
    """How many the file says it has; 0 for what is no picture."""
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
    """The picture without notes; a photo that stands upright, in common colours, to the bit.

    Raises Unreadable as `opened` does.
    """
    picture = opened(content, kind, name)
    try:
        plain = _in_common_colours(turned(picture))
        is_same = _orientation(picture) in (0, 1) and not plain.info.get("changed")
        if kind == FileKind.JPEG and is_same:
            return jpeg.without_notes(content)
        return _saved(plain, kind)
    except DAMAGE as broken:
        raise refusals.cut_off(name) from broken


def turned(picture: "Image") -> "Image":
    """The picture as it is to be seen; as it is where its notes are damaged."""
    from PIL import ImageOps

    try:
        return ImageOps.exif_transpose(picture)
    except DAMAGE:
        return picture


def metadata(content: bytes, kind: FileKind) -> list[str]:
    """What the file says about the picture, and whether anything stands after it."""
    if kind != FileKind.JPEG:
        return list(_png_notes(content))
    try:
        return jpeg.notes(content)
    except jpeg.NoJpeg:
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
    """Its colours as sRGB, which needs no profile: one may name a device and a day."""
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
    return [*found, *([jpeg.AFTER] if content[at:] else [])]


def _pixels(content: bytes) -> int:
    """What a PNG or JPEG says of its size, when Pillow would not say it."""
    if content.startswith(b"\x89PNG"):
        return int.from_bytes(content[16:20]) * int.from_bytes(content[20:24])
    return MOST_PIXELS * 2
