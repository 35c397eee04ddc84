"""Text of a file, extracted on this machine: one module per format."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from tracker.documents import refusals, xml
from tracker.documents.encodings import text_of as decoded
from tracker.documents.texts import docx, odf, pdf, xlsx
from tracker.documents.texts import parts as texts_parts
from tracker.documents.texts.parts import FileText, joined
from tracker.vocabulary import FileKind

LARGEST_TEXT = 500_000  # characters
UNPRINTED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Read:
    """Text of a file, each part at most LARGEST_TEXT long; "" for pictures."""

    text: str  # what is printed
    body: str  # the same without heads and feet
    beside: str  # comments, and what was struck out
    screened: str  # all of it, a table's cells apart by tabs
    pages: int | None  # of a PDF


def read(content: bytes, kind: FileKind, name: str, parts: Mapping[str, bytes]) -> Read:
    """Extract the text of a file. Raises FileUnreadable for what is damaged."""
    try:
        read_text, pages = _read_by_kind(content, kind, name, parts)
    except xml.Harmful as harmful:
        raise refusals.cut_off(name) from harmful
    plain = FileText(
        *map(_plain, (read_text.body, read_text.head, read_text.foot, read_text.beside))
    )
    looked_through = texts_parts.apart(plain.body) if kind == FileKind.CSV else plain.printed
    return Read(
        text=plain.printed[:LARGEST_TEXT],
        body=plain.body,
        beside=plain.beside,
        screened=joined(looked_through, plain.beside),
        pages=pages,
    )


def _read_by_kind(
    content: bytes, kind: FileKind, name: str, parts: Mapping[str, bytes]
) -> tuple[FileText, int | None]:
    match kind:
        case FileKind.PDF:
            return pdf.read_text(content, name, LARGEST_TEXT)
        case FileKind.DOCX:
            return docx.read_text(parts, LARGEST_TEXT), None
        case FileKind.XLSX:
            return xlsx.read_text(content, parts, LARGEST_TEXT), None
        case FileKind.ODT | FileKind.ODS:
            return odf.read_text(parts, LARGEST_TEXT), None
        case FileKind.CSV | FileKind.TXT:
            return FileText(decoded(content) or ""), None
    return FileText(""), None


def _plain(text: str) -> str:
    plain = UNPRINTED.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return plain.strip()[:LARGEST_TEXT]
