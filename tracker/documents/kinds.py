"""Kind of a file by its content: neither its name nor its declared type is believed."""

import csv
import re
from collections.abc import Mapping

from django.utils.translation import gettext as _

from tracker.documents import plain_text, refusals, xml
from tracker.errors import FileUnreadable
from tracker.vocabulary import FileKind

ZIP = b"PK\x03\x04"
PDF = b"%PDF-"
OLE = b"\xd0\xcf\x11\xe0"  # an old Office format, or a file with a password
RTF = b"{\\rtf"
MARKS = {b"\x89PNG\r\n\x1a\n": FileKind.PNG, b"\xff\xd8\xff": FileKind.JPEG, PDF: FileKind.PDF}
BLANKS = b"\xef\xbb\xbf\x00 \r\n\t"
PDF_STARTS_BY = 1024  # bytes that readers skip before a PDF
BEGINNING = 4096  # characters of a text that tell whether it is markup
MARKUP = re.compile(
    r"<\?xml|<!doctype|<!--|<(?:html|head|body|title|meta|script|svg|style|iframe|object|embed|img"
    r"|link|form|base|table|div|p|a|h[1-6]|br|span)\b[^<]*>?",
    re.IGNORECASE,
)
SCRIPT = re.compile(r"<\s*(?:script|svg|iframe|object|embed)\b|<!doctype\s+html", re.IGNORECASE)
TYPES = "[Content_Types].xml"
OOXML = {
    b"wordprocessingml.document.main+xml": FileKind.DOCX,
    b"spreadsheetml.sheet.main+xml": FileKind.XLSX,
}
ODF = {
    b"application/vnd.oasis.opendocument.text": FileKind.ODT,
    b"application/vnd.oasis.opendocument.spreadsheet": FileKind.ODS,
}
MAIN = {
    FileKind.DOCX: "word/document.xml",
    FileKind.XLSX: "xl/workbook.xml",
    FileKind.ODT: "content.xml",
    FileKind.ODS: "content.xml",
}
FEW_LINES = 50
DELIMITERS = (",", ";", "\t", "|")


def kind_of(content: bytes, name: str) -> FileKind:
    """Return the kind of a file that is no zip file. Raises FileUnreadable for any other kind.

    `name` is only for the sentences, but that of a table as text tells it from other text.
    """
    FileUnreadable.raise_if(
        is_program(content),
        _(
            "“%(file)s” was not accepted: it is a program. Do not open it, and ask the sender for "
            "the document."
        ),
        file=name,
    )
    if content.startswith(OLE):
        FileUnreadable.raise_if(
            "EncryptedPackage".encode("utf-16-le") in content, refusals.LOCKED, file=name
        )
        raise FileUnreadable(
            _(
                "“%(file)s” was not accepted: it is in an old Office format. Open it and save it "
                "as DOCX or XLSX."
            )
            % {"file": name}
        )
    if kind := next((kind for mark, kind in MARKS.items() if content.startswith(mark)), None):
        return kind
    text = plain_text.text_of(content)
    if PDF in content[:PDF_STARTS_BY] and b"startxref" in content:
        return _late_pdf(content, name)
    if text is None:
        raise FileUnreadable(refusals.OTHER_KIND % {"file": name})
    return _of_text(text, name)


def _late_pdf(content: bytes, name: str) -> FileKind:
    if not (before := content[: content.index(PDF)].strip(BLANKS)):
        return FileKind.PDF
    FileUnreadable.raise_if(MARKUP.match(before.decode("latin-1")), refusals.MARKUP, file=name)
    raise FileUnreadable(
        _(
            "“%(file)s” was not accepted: there is other content before the PDF in it. Open it and "
            "print it to a new PDF."
        )
        % {"file": name}
    )


def kind_of_parts(parts: Mapping[str, bytes], name: str) -> FileKind:
    """Return the kind of a document that is a zip file, once it proved harmless.

    Raises FileUnreadable for any other, xml.Harmful for damaged parts and document types.
    """
    FileUnreadable.raise_if(
        b"encryption-data" in parts.get("META-INF/manifest.xml", b""), refusals.LOCKED, file=name
    )
    kind = office_kind(parts) or ODF.get(parts.get("mimetype", b"").strip())
    _check_harmless(parts, name)
    if kind is None or MAIN[kind] not in parts:
        raise FileUnreadable(refusals.OTHER_KIND % {"file": name})
    xml.check_parts(parts)
    return kind


def office_kind(parts: Mapping[str, bytes]) -> FileKind | None:
    """Return DOCX or XLSX by the declared content types; None for neither."""
    return next((kind for mark, kind in OOXML.items() if mark in parts.get(TYPES, b"")), None)


def _of_text(text: str, name: str) -> FileKind:
    FileUnreadable.raise_if(not text.strip(), refusals.EMPTY, file=name)
    beginning = text[:BEGINNING].lstrip()
    FileUnreadable.raise_if(
        MARKUP.match(beginning) or SCRIPT.search(beginning), refusals.MARKUP, file=name
    )
    FileUnreadable.raise_if(
        beginning.startswith((RTF.decode(), "%!PS")), refusals.OTHER_KIND, file=name
    )
    return FileKind.CSV if _is_table(text, name) else FileKind.TXT


def _is_table(text: str, name: str) -> bool:
    """Tell whether the first lines have as many cells each; a name alone makes no table."""
    if name.lower().endswith((".csv", ".tsv")):
        return True
    lines = [line for line in text[:100_000].splitlines()[:FEW_LINES] if line.strip()]
    return (
        len(lines) > 2
        and not name.lower().endswith(".txt")
        and any(_cuts(lines, mark) for mark in DELIMITERS)
    )


def _cuts(lines: list[str], delimiter: str) -> bool:
    try:
        widths = {len(row) for row in csv.reader(lines, delimiter=delimiter)}
    except csv.Error:
        return False
    return len(widths) == 1 and widths != {1}


PROGRAMS = (  # in lower case
    b"\x7felf",
    b"#!",
    b"\xca\xfe\xba\xbe",  # Java, and Mach-O for several processors
    b"\xfe\xed\xfa\xce",
    b"\xfe\xed\xfa\xcf",
    b"\xce\xfa\xed\xfe",
    b"\xcf\xfa\xed\xfe",
    b"l\x00\x00\x00\x01\x14\x02\x00",  # a Windows shortcut
    b"!<arch>",
    b"\x00asm",
    b"@echo off",
)
OLE_PACKAGE = "Ole10Native".encode("utf-16-le")  # any file at all, put into a document
MACRO_PATHS = re.compile(
    r"vbaproject|vbadata|macrosheets/|dialogsheets/|(^|/)Scripts/"
    r"|(^|/)Basic/(?!.*script-l[bc]\.xml$)",
    re.I,
)
CONTROLS = re.compile(r"(^|/)activex/|(^|/)ctrlProps/.*\.bin$", re.I)
MACRO_TYPES = re.compile(rb"macroEnabled|vbaProject|\.intlmacrosheet", re.I)
COMMANDS = re.compile(  # dynamic data exchange: a field that starts a program
    rb"instrText[^>]{0,200}>\s{0,99}DDE(?:AUTO)?\b|instr=[\"']\s{0,99}DDE(?:AUTO)?\b|<(?:\w+:)?ddeLink\b"
    rb"|<(?:\w+:)?dde-source\b"
)
FIELDS = re.compile(r"word/[^/]+\.xml|xl/externalLinks/[^/]+\.xml|content\.xml")


def is_program(content: bytes) -> bool:
    """Tell whether the bytes begin as a program, script or shortcut does."""
    is_windows = content.startswith(b"MZ") and b"\0" in content[:256]  # a text may begin with MZ
    return is_windows or content[:16].lower().startswith(PROGRAMS)


def has_macros(parts: Mapping[str, bytes]) -> bool:
    """Tell whether a document declares macros, or holds a part that office programs run."""
    declared = (parts.get(TYPES, b""), parts.get("mimetype", b""))
    return any(map(MACRO_TYPES.search, declared)) or any(map(MACRO_PATHS.search, parts))


def _check_harmless(parts: Mapping[str, bytes], name: str) -> None:
    """Refuse a document with macros, commands, controls or programs in it."""
    FileUnreadable.raise_if(has_macros(parts), refusals.MACROS, file=name)
    for path, part in parts.items():
        FileUnreadable.raise_if(
            FIELDS.fullmatch(path) and COMMANDS.search(part), refusals.MACROS, file=name
        )
        FileUnreadable.raise_if(
            CONTROLS.search(path) or is_program(part) or _holds_program(part),
            _(
                "“%(file)s” was not accepted: it contains an embedded program or control. Save it "
                "as PDF and add the PDF."
            ),
            file=name,
        )


def _holds_program(part: bytes) -> bool:
    """Tell whether an embedded document is a package of anything, or has macros of its own."""
    if part.startswith(OLE):
        return OLE_PACKAGE in part or "VBA".encode("utf-16-le") in part
    return part.startswith(b"PK") and (b"vbaProject.bin" in part or b"activeX/" in part)
