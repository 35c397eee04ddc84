"""Paragraphs of a DOCX file, unpacked only as far as a narrative can reach."""

import io
import zipfile
import zlib
from typing import Any
from xml.parsers import expat

from django.utils.translation import gettext as _

from tracker.documents.plain_text import LARGEST_TEXT, ExtractedText, check_text, clean_text
from tracker.documents.texts.docx import BODY, Words
from tracker.errors import FileUnreadable

LARGEST_XML = 60_000_000  # bytes unpacked; a page has about 20,000
STEP = 1_000_000
DAMAGE = (
    expat.ExpatError,
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    KeyError,
    ValueError,
    RuntimeError,  # encrypted, or an unknown compression
)


def is_docx(content: bytes) -> bool:
    """Return whether an archive holds a Word document."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return BODY in archive.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        return False


def read(content: bytes) -> ExtractedText:
    """Read the text of a Word file, its paragraphs separated by a blank line.

    Raises:
        FileUnreadable: It is damaged, locked, or unpacks to more than any narrative holds.
    """
    words = Words(LARGEST_TEXT + STEP)  # check_text refuses the file beyond it
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = words.start
    parser.EndElementHandler = words.end
    parser.CharacterDataHandler = words.write
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.buffer_text = True
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive, archive.open(BODY) as body:
            unpacked = 0
            while step := body.read(STEP):
                unpacked += len(step)
                if unpacked > LARGEST_XML:
                    raise FileUnreadable(_too_large())
                parser.Parse(step, False)
                check_text(words.length)
            parser.Parse(b"", True)
    except DAMAGE as error:
        raise FileUnreadable(_damaged()) from error
    return clean_text("".join(words.pieces).strip(), reader="docx")


def _refuse_doctype(*_declared: Any) -> None:
    """Refuse a document type: it can hold entities that grow without end, and Word writes none."""
    raise FileUnreadable(_damaged())


def _too_large() -> str:
    return _(
        "The Word file was not read: unpacked it is larger than any narrative. "
        "Copy the narrative into a new document, or paste it."
    )


def _damaged() -> str:
    return _(
        "The Word file was not read: it is damaged, locked by a password, or not written by Word. "
        "Open it and save it anew as DOCX without a password, or paste the text."
    )
