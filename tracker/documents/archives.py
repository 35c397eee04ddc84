"""Zip files: read within limits, and written without dates or owners."""

import zlib
from collections.abc import Callable, Container, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO
from typing import IO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from django.utils.translation import gettext_lazy as _

from tracker.documents import refusals
from tracker.errors import FileUnreadable

SMALL = 10 * 2**20  # bytes unpacked that are harmless at any ratio
EPOCH = (1980, 1, 1, 0, 0, 0)  # the first moment that a zip file can name
# Another version or method than Python reads is a RuntimeError too.
DAMAGE = (BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError)


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits to which a zip file may unpack, and the sentences that refuse it."""

    too_far: refusals.Sentence
    locked: refusals.Sentence
    damaged: refusals.Sentence
    unpacked: int = 100 * 2**20  # bytes of everything in it
    parts: int = 2000
    ratio: int | None = None  # unpacked to packed; a workbook of equal rows has about 60


EVIDENCE = Limits(
    refusals.UNPACKS_TOO_FAR, refusals.LOCKED, refusals.DAMAGED, parts=3000, ratio=200
)
NARRATIVE = Limits(
    _(
        "The Word file was not read: its unpacked content is too large. Copy the text into a new"
        " document, or paste it."
    ),
    refusals.WORD_DAMAGED,
    refusals.WORD_DAMAGED,
    unpacked=60_000_000,
)
TABLE = Limits(
    _(
        "“%(file)s” was not opened: its unpacked content is far too large for a table. Save its "
        "first worksheet as CSV and import that."
    ),
    refusals.NO_TABLE,
    refusals.TABLE_DAMAGED,
)
SHEET = Limits(
    _(
        "“%(file)s” was not opened: its unpacked content is far too large for a question sheet. "
        "Copy the answers into the sheet as it was sent."
    ),
    _("“%(file)s” is protected by a password. Save it without one and send it again."),
    refusals.SHEET_DAMAGED,
    unpacked=50 * 2**20,
)


def parts_of(
    content: bytes, name: str, limits: Limits, only: Container[str] | None = None
) -> dict[str, bytes]:
    """Read the parts of a zip file, or `only` some, by path in the order they stand.

    Raises FileUnreadable for what is damaged, locked, holds one path twice, or unpacks too far:
    before anything is unpacked by what it says, and while unpacking by what it is.
    """
    with (
        FileUnreadable.instead_of(DAMAGE, limits.damaged, file=name),
        ZipFile(BytesIO(content)) as archive,
    ):
        files = [
            info
            for info in archive.infolist()
            if not info.is_dir() and (only is None or info.filename in only)
        ]
        _check(files, len(content), name, limits)
        parts, left = {}, limits.unpacked
        for info in files:
            with archive.open(info) as part:
                # No more is unpacked than it declares, even to be thrown away.
                parts[info.filename] = part.read(min(left, info.file_size) + 1)
            left -= len(parts[info.filename])
            FileUnreadable.raise_if(left < 0, limits.too_far, file=name)
        return parts


def paths_of(content: bytes) -> list[str] | None:
    """Return the paths in a zip file; None for a damaged one."""
    with suppress(*DAMAGE), ZipFile(BytesIO(content)) as archive:
        return archive.namelist()
    return None


def _check(files: list[ZipInfo], size: int, name: str, limits: Limits) -> None:
    unpacked = sum(info.file_size for info in files)
    FileUnreadable.raise_if(
        len(files) > limits.parts
        or unpacked > limits.unpacked
        or (limits.ratio is not None and unpacked > max(SMALL, limits.ratio * size)),
        limits.too_far,
        file=name,
    )
    FileUnreadable.raise_if(any(info.flag_bits & 1 for info in files), limits.locked, file=name)
    paths = [info.filename for info in files]
    FileUnreadable.raise_if(
        any(path.startswith("/") or "\\" in path or ".." in path.split("/") for path in paths)
        or len({path.lower() for path in paths}) < len(paths),
        limits.damaged,
        file=name,
    )


type Part = Callable[[bytes], Iterable[bytes]]  # what a part was, and what it becomes


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


def rezip(data: bytes, out: IO[bytes], instead: Mapping[str, Part]) -> None:
    """Write the same parts in the same order, without the time that each was written at.

    The file may be larger than memory: `instead` makes other content for some parts, by name, a
    long one piece by piece.
    """
    with ZipFile(BytesIO(data)) as source, ZipFile(out, "w") as made:
        for name in source.namelist():
            info = ZipInfo(name, EPOCH)
            info.compress_type, info.external_attr = ZIP_DEFLATED, 0o600 << 16
            part = source.read(name)
            with made.open(info, "w") as opened:
                opened.writelines(instead[name](part) if name in instead else (part,))
