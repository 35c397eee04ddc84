"""A zipped office file whose bytes depend on its content alone."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

THEN = (1980, 1, 1, 0, 0, 0)  # the first moment that a zip can name


def rezipped(data: bytes) -> bytes:
    """The same parts in the same order, without the time that each was written at."""
    out = BytesIO()
    with ZipFile(BytesIO(data)) as held, ZipFile(out, "w", ZIP_DEFLATED) as made:
        for name in held.namelist():
            part = ZipInfo(name, THEN)
            part.compress_type = ZIP_DEFLATED
            part.external_attr = 0o600 << 16
            made.writestr(part, held.read(name))
    return out.getvalue()
