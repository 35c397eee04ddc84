"""PDFs as pdfium reads and draws them, by one thread at a time: it bears no more."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Any

from tracker.documents import refusals

ONE_AT_A_TIME = Lock()


@contextmanager
def opened(content: bytes, name: str) -> Iterator[Any]:
    """The document. Raises Unreadable when it is locked or damaged."""
    import pypdfium2

    with ONE_AT_A_TIME:
        try:
            with pypdfium2.PdfDocument(content) as document:
                yield document
        except pypdfium2.PdfiumError as error:
            said = str(error).lower()
            locked = "password" in said or "security" in said
            raise (refusals.locked(name) if locked else refusals.cut_off(name)) from error
