"""The text of a file, extracted on this machine: one module per format."""

import re
from collections.abc import Mapping

from tracker.files import refusals, xml
from tracker.files.decoding import text_of as decoded
from tracker.files.texts import docx, odf, pdf, xlsx
from tracker.vocabulary import FileKind

LARGEST_TEXT = 500_000  # characters
UNPRINTED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def text_of(
    content: bytes, kind: FileKind, name: str, parts: Mapping[str, bytes]
) -> tuple[str, int | None]:
    """The text, at most LARGEST_TEXT of it, "" for pictures; and the pages of a PDF.

    Raises Unreadable for what is damaged.
    """
    pages = None
    try:
        match kind:
            case FileKind.PDF:
                text, pages = pdf.text_of(content, name, LARGEST_TEXT)
            case FileKind.DOCX:
                text = docx.text_of(parts, LARGEST_TEXT)
            case FileKind.XLSX:
                text = xlsx.text_of(content, parts, LARGEST_TEXT)
            case FileKind.ODT | FileKind.ODS:
                text = odf.text_of(parts, LARGEST_TEXT)
            case FileKind.CSV | FileKind.TXT:
                text = decoded(content) or ""
            case _:
                text = ""
    except xml.Harmful as harmful:
        raise refusals.cut_off(name) from harmful
    plain = UNPRINTED.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return plain.strip()[:LARGEST_TEXT], pages
