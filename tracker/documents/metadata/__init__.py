"""Copies without metadata, and traces of metadata in a file: one module per format."""

from collections.abc import Mapping

from tracker.documents import archives, refusals, xml
from tracker.documents.metadata import odf, ooxml, pdf, pictures
from tracker.vocabulary import FileKind

PICTURES = frozenset({FileKind.PNG, FileKind.JPEG})
OFFICE = frozenset({FileKind.DOCX, FileKind.XLSX})
OPEN = frozenset({FileKind.ODT, FileKind.ODS})
ZIPPED = OFFICE | OPEN


def cleaned(
    content: bytes, kind: FileKind, name: str, parts: Mapping[str, bytes] | None = None
) -> bytes:
    """Copy a file without metadata; of text the same bytes. Raises FileUnreadable when damaged."""
    if kind == FileKind.PDF:
        return pdf.cleaned(content, name)
    if kind in PICTURES:
        return pictures.cleaned(content, kind, name)
    if kind not in ZIPPED:
        return content
    module = ooxml if kind in OFFICE else odf
    try:
        return archives.packed(module.cleaned(parts or archives.parts_of(content, name), name))
    except xml.Harmful as harmful:
        raise refusals.cut_off(name) from harmful


def metadata_of(content: bytes, kind: FileKind) -> list[str]:
    """List the metadata of a file: none for a cleaned copy.

    The words are for tests and commands, not for pages. Raises Unreadable for what is damaged.
    """
    if kind == FileKind.PDF:
        return pdf.metadata(content)
    if kind in PICTURES:
        return pictures.metadata(content, kind)
    if kind not in ZIPPED:
        return []
    module = ooxml if kind in OFFICE else odf
    return list(dict.fromkeys(module.metadata(archives.parts_of(content, kind.label))))
