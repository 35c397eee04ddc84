"""The text of a file, extracted on this machine: one module per format."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from tracker.documents import refusals, xml
from tracker.documents.encodings import text_of as decoded
from tracker.documents.texts import docx, odf, pdf, xlsx
from tracker.documents.texts import parts as texts_parts
from tracker.documents.texts.parts import Said, joined
from tracker.vocabulary import FileKind

LARGEST_TEXT = 500_000  # characters
UNPRINTED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Read:
    """What was read in a file, each text at most LARGEST_TEXT long; "" for pictures."""

    text: str  # what is printed
    body: str  # the same without heads and feet
    beside: str  # comments, and what was struck out
    screened: str  # all of it, a table's cells apart by tabs
    pages: int | None  # of a PDF


def read(content: bytes, kind: FileKind, name: str, parts: Mapping[str, bytes]) -> Read:
    """The words of a file by where they stand. Raises Unreadable for what is damaged."""
    try:
        said, pages = _said(content, kind, name, parts)
    except xml.Harmful as harmful:
        raise refusals.cut_off(name) from harmful
    plain = Said(*map(_plain, (said.body, said.head, said.foot, said.beside)))
    looked_through = texts_parts.apart(plain.body) if kind == FileKind.CSV else plain.printed
    return Read(
        text=plain.printed[:LARGEST_TEXT],
        body=plain.body,
        beside=plain.beside,
        screened=joined(looked_through, plain.beside),
        pages=pages,
    )


def _said(
    content: bytes, kind: FileKind, name: str, parts: Mapping[str, bytes]
) -> tuple[Said, int | None]:
    match kind:
        case FileKind.PDF:
            return pdf.said(content, name, LARGEST_TEXT)
        case FileKind.DOCX:
            return docx.said(parts, LARGEST_TEXT), None
        case FileKind.XLSX:
            return xlsx.said(content, parts, LARGEST_TEXT), None
        case FileKind.ODT | FileKind.ODS:
            return odf.said(parts, LARGEST_TEXT), None
        case FileKind.CSV | FileKind.TXT:
            return Said(decoded(content) or ""), None
    return Said(""), None


def _plain(text: str) -> str:
    plain = UNPRINTED.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return plain.strip()[:LARGEST_TEXT]
