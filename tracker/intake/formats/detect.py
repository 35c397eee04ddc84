"""Which format bytes are in, by what they hold: a name can be wrong."""

import zipfile
from io import BytesIO

from django.utils.translation import gettext as _

from tracker.errors import Unreadable
from tracker.intake.formats import docx, html, pdf, text
from tracker.intake.formats.source import Source, check_file, check_text

OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # .doc, and any Office file with a password
ZIP = b"PK\x03\x04"
PDF = b"%PDF-"
RTF = b"{\\rtf"


def read_file(content: bytes) -> Source:
    """The text of a file. Raises Unreadable for what is too large, locked, damaged or no text."""
    check_file(content)
    if PDF in content[:1024]:
        return pdf.read(content)
    if content.startswith(ZIP):
        if docx.is_docx(content):
            return docx.read(content)
        raise _other(_archive(content))
    if content.startswith(OLD_OFFICE):
        raise _other(_("an old Word file, or one with a password"))
    if content.startswith(RTF):
        raise _other("RTF")
    words, _said = text.decoded(content)
    return html.read(content) if html.is_html(words) else text.read(content)


def read_paste(words: str) -> Source:
    """The text that somebody pasted, be it the source of a page or its words."""
    check_text(len(words))
    return html.read_text(words) if html.is_html(words) else text.checked(words, reader="text")


def _archive(content: bytes) -> str:
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        return _("a damaged archive")
    if any(name.startswith("xl/") for name in names):
        return _("a workbook")
    return "ODT" if "content.xml" in names else _("an archive")


def _other(kind: str) -> Unreadable:
    return Unreadable(
        _(
            "The file was not read: it is %(kind)s. "
            "Save the narrative as DOCX without a password, as PDF or as plain text, or paste it."
        )
        % {"kind": kind}
    )
