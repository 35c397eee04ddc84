"""What a command prints, put into a file."""

import os
from pathlib import Path

from django.utils.translation import gettext as _

from tracker.errors import Unwritable


def write(output: Path, printed: bytes) -> None:
    """Write all or nothing. Raises Unwritable naming the path and the reason."""
    try:
        if output.exists() and not output.is_file():  # a device, a pipe: never put aside
            output.write_bytes(printed)
            return
        _put_in_place(output.resolve(), printed)
    except OSError as error:
        raise Unwritable(
            _("%(path)s can't be written: %(why)s. Choose a folder that exists and is yours.")
            % {"path": output, "why": error.strerror}
        ) from error


def _put_in_place(output: Path, printed: bytes) -> None:
    """Write beside the file, then rename: whoever reads it meets the old one or the new."""
    beside = output.with_name(f".part-{os.getpid()}")
    try:
        beside.write_bytes(printed)
        beside.replace(output)
    finally:
        beside.unlink(missing_ok=True)
