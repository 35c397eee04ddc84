"""A zipped office file whose bytes depend on its content alone."""

from collections.abc import Callable, Iterable, Mapping
from io import BytesIO
from types import MappingProxyType
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

THEN = (1980, 1, 1, 0, 0, 0)  # the first moment that a zip can name

type Part = Callable[[bytes], Iterable[bytes]]  # what a part was, and what it becomes
NOTHING: Mapping[str, Part] = MappingProxyType({})


def rezipped(data: bytes, instead: Mapping[str, Part] = NOTHING) -> bytes:
    """The same parts in the same order, without the time that each was written at.

    `instead` makes other content for some of them, by name; a long one piece by piece.
    """
    out = BytesIO()
    with ZipFile(BytesIO(data)) as held, ZipFile(out, "w", ZIP_DEFLATED) as made:
        for name in held.namelist():
            part = ZipInfo(name, THEN)
            part.compress_type = ZIP_DEFLATED
            part.external_attr = 0o600 << 16
            with made.open(part, "w") as opened:
                for piece in instead.get(name, _same)(held.read(name)):
                    opened.write(piece)
    return out.getvalue()


def _same(part: bytes) -> tuple[bytes]:
    return (part,)
