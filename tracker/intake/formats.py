"""Choice of a reader by the content of a file, since its name can be wrong."""

import zipfile
from io import BytesIO

from django.utils.translation import gettext as _

from tracker.documents import docx, html, plain_text
from tracker.documents.plain_text import ExtractedText, check_file, check_text
from tracker.errors import FileUnreadable
from tracker.intake import pdf

OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # .doc, and any Office file with a password
ZIP = b"PK\x03\x04"
PDF = b"%PDF-"
RTF = b"{\\rtf"


def read_file(content: bytes) -> ExtractedText:
    """Read the text of a file.

    Raises:
        FileUnreadable: It is too large, locked, damaged or no text.
    """
    check_file(content)
    if PDF in content[:1024]:
        return pdf.read(content)
    if content.startswith(ZIP):
        if docx.is_docx(content):
            return docx.read(content)
        raise _unreadable_kind(_archive_kind(content))
    if content.startswith(OLD_OFFICE):
        raise _unreadable_kind(_("an old Word file, or one with a password"))
    if content.startswith(RTF):
        raise _unreadable_kind("RTF")
    words, _notes = plain_text.decode(content)
    return html.read(content) if html.is_html(words) else plain_text.read(content)


def read_pasted_text(words: str) -> ExtractedText:
    """Read pasted text: the source of a web page, or its words.

    Raises:
        FileUnreadable: It is too long, or no text.
    """
    check_text(len(words))
    return (
        html.read_text(words)
        if html.is_html(words)
        else plain_text.clean_text(words, reader="text")
    )


def _archive_kind(content: bytes) -> str:
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        return _("a damaged archive")
    if any(name.startswith("xl/") for name in names):
        return _("a workbook")
    return "ODT" if "content.xml" in names else _("an archive")


def _unreadable_kind(kind: str) -> FileUnreadable:
    return FileUnreadable(
        _(
            "The file was not read: it is %(kind)s. "
            "Save the narrative as DOCX without a password, as PDF or as plain text, or paste it."
        )
        % {"kind": kind}
    )
