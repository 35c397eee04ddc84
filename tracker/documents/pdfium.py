"""PDFs through pdfium, by one thread at a time: it bears no more."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Any

from tracker.documents import refusals

ONE_AT_A_TIME = Lock()


@contextmanager
def opened(content: bytes, name: str) -> Iterator[Any]:
    """Open a PDF. Raises FileUnreadable when it is locked or damaged."""
    import pypdfium2

    with ONE_AT_A_TIME:
        try:
            with pypdfium2.PdfDocument(content) as document:
                yield document
        except pypdfium2.PdfiumError as error:
            message = str(error).lower()
            locked = "password" in message or "security" in message
            raise (refusals.locked(name) if locked else refusals.cut_off(name)) from error
