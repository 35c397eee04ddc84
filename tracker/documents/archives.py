"""Zip files: read within limits, and written without dates or owners."""

import zlib
from collections.abc import Callable, Iterable, Mapping
from io import BytesIO
from types import MappingProxyType
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from tracker.documents import refusals

ZIP = b"PK\x03\x04"
PARTS = 3000
UNPACKED = 100 * 2**20  # bytes of everything in it
RATIO = 200  # unpacked to packed; a workbook of equal rows has about 60
SMALL = 10 * 2**20  # bytes unpacked that are harmless at any ratio
STEP = 2**20
EPOCH = (1980, 1, 1, 0, 0, 0)
# Another version or method than Python reads is a RuntimeError too.
DAMAGE = (BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError)


def parts_of(content: bytes, name: str) -> dict[str, bytes]:
    """Read every part of a zip file, by its path, in the order they stand.

    Raises Unreadable for what is damaged, locked, holds one path twice, or unpacks too far:
    before anything is unpacked by what it says, and while unpacking by what it is.
    """
    try:
        with ZipFile(BytesIO(content)) as archive:
            files = [info for info in archive.infolist() if not info.is_dir()]
            _check(files, len(content), name)
            return _read(archive, files, name)
    except DAMAGE as broken:
        raise refusals.cut_off(name) from broken


def packed(parts: Mapping[str, bytes]) -> bytes:
    """Pack parts into a zip file without dates or owners: equal parts give equal bytes."""
    made = BytesIO()
    with ZipFile(made, "w") as archive:
        for path, part in parts.items():
            info = ZipInfo(path, EPOCH)
            info.create_system, info.external_attr = 0, 0
            info.compress_type = ZIP_STORED if path == "mimetype" else ZIP_DEFLATED
            archive.writestr(info, part)
    return made.getvalue()


def _check(files: list[ZipInfo], size: int, name: str) -> None:
    unpacked = sum(info.file_size for info in files)
    if len(files) > PARTS or unpacked > UNPACKED or (unpacked > SMALL and unpacked > RATIO * size):
        raise refusals.unpacks_too_far(name)
    if any(info.flag_bits & 1 for info in files):
        raise refusals.locked(name)
    paths = [info.filename for info in files]
    if len({path.lower() for path in paths}) < len(paths) or any(map(_leads_out, paths)):
        raise refusals.cut_off(name)


def _leads_out(path: str) -> bool:
    return path.startswith("/") or "\\" in path or ".." in path.split("/")


def _read(archive: ZipFile, files: list[ZipInfo], name: str) -> dict[str, bytes]:
    parts, unpacked = {}, 0
    for info in files:
        pieces = []
        with archive.open(info) as part:
            while piece := part.read(STEP):
                unpacked += len(piece)
                if unpacked > UNPACKED:
                    raise refusals.unpacks_too_far(name)
                pieces.append(piece)
        parts[info.filename] = b"".join(pieces)
    return parts


THEN = (1980, 1, 1, 0, 0, 0)  # the first moment that a zip can name

type Part = Callable[[bytes], Iterable[bytes]]  # what a part was, and what it becomes
NOTHING: Mapping[str, Part] = MappingProxyType({})


def rezipped(data: bytes, instead: Mapping[str, Part] = NOTHING) -> bytes:
    """Write the same parts in the same order, without the time that each was written at.

    `instead` makes other content for some of them, by name; a long one piece by piece.
    """
    out = BytesIO()
    with ZipFile(BytesIO(data)) as source, ZipFile(out, "w", ZIP_DEFLATED) as made:
        for name in source.namelist():
            part = ZipInfo(name, THEN)
            part.compress_type = ZIP_DEFLATED
            part.external_attr = 0o600 << 16
            with made.open(part, "w") as opened:
                for piece in instead.get(name, _same)(source.read(name)):
                    opened.write(piece)
    return out.getvalue()


def _same(part: bytes) -> tuple[bytes]:
    return (part,)
