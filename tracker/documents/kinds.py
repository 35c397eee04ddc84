"""Kind of a file by its content: neither its name nor its declared type is believed."""

import csv
import re
from collections.abc import Mapping

from tracker.documents import archives, refusals, xml
from tracker.documents.encodings import text_of
from tracker.vocabulary import FileKind

PNG = b"\x89PNG\r\n\x1a\n"
JPEG = b"\xff\xd8\xff"
PDF = b"%PDF-"
BLANKS = b"\xef\xbb\xbf\x00 \r\n\t"
PDF_STARTS_BY = 1024  # bytes that readers skip before a PDF
BEGINNING = 4096  # characters of a text that tell whether it is markup
MARKUP = re.compile(
    r"<\?xml|<!doctype|<!--|<(?:html|head|body|title|meta|script|svg|style|iframe|object|embed|img"
    r"|link|form|base|table|div|p|a|h[1-6]|br|span)\b[^<]*>?",
    re.IGNORECASE,
)
SCRIPT = re.compile(r"<\s*(?:script|svg|iframe|object|embed)\b|<!doctype\s+html", re.IGNORECASE)
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
LOCKED = "EncryptedPackage".encode("utf-16-le")
DELIMITERS = (",", ";", "\t", "|")
FEW_LINES = 50


def kind_of(content: bytes, name: str) -> FileKind:
    """Return the kind of a file that is no zip file. Raises FileUnreadable for any other kind.

    `name` is only for the sentences, but that of a table as text tells it from other text.
    """
    if is_program(content):
        raise refusals.program(name)
    if content.startswith(OLE):
        raise refusals.locked(name) if LOCKED in content else refusals.old_office(name)
    if content.startswith(PNG):
        return FileKind.PNG
    if content.startswith(JPEG):
        return FileKind.JPEG
    if content.startswith(PDF):
        return FileKind.PDF
    text = text_of(content)
    if PDF in content[:PDF_STARTS_BY] and b"startxref" in content:
        return _late_pdf(content, name)
    if text is None:
        raise refusals.other_kind(name)
    return _of_text(text, name)


def _late_pdf(content: bytes, name: str) -> FileKind:
    before = content[: content.index(PDF)].strip(BLANKS)
    if not before:
        return FileKind.PDF
    is_page = MARKUP.match(before.decode("latin-1")) is not None
    raise refusals.markup(name) if is_page else refusals.begins_late(name)


def kind_of_parts(parts: Mapping[str, bytes], name: str) -> FileKind:
    """Return the kind of a document that is a zip file. Raises FileUnreadable for any other."""
    if b"encryption-data" in parts.get("META-INF/manifest.xml", b""):
        raise refusals.locked(name)
    kind = _by_type(parts)
    check(parts, name)
    if kind is None or MAIN[kind] not in parts:
        raise refusals.other_kind(name)
    for path, part in parts.items():
        if path.endswith((".xml", ".rels")) and not xml.is_plain(part):
            raise refusals.cut_off(name)  # office files declare no entities; what does, means harm
    return kind


def _by_type(parts: Mapping[str, bytes]) -> FileKind | None:
    types = parts.get("[Content_Types].xml", b"")
    by_types = next((kind for mark, kind in OOXML.items() if mark in types), None)
    return by_types or ODF.get(parts.get("mimetype", b"").strip())


def _of_text(text: str, name: str) -> FileKind:
    if not text.strip():
        raise refusals.empty(name)
    beginning = text[:BEGINNING].lstrip()
    if MARKUP.match(beginning) or SCRIPT.search(beginning):
        raise refusals.markup(name)
    if beginning.startswith(("{\\rtf", "%!PS")):
        raise refusals.other_kind(name)
    return FileKind.CSV if _is_table(text, name) else FileKind.TXT


def _is_table(text: str, name: str) -> bool:
    """Tell whether the first lines have as many cells each; a name alone makes no table."""
    lines = [line for line in text[:100_000].splitlines()[:FEW_LINES] if line.strip()]
    if name.lower().endswith((".csv", ".tsv")):
        return True
    if name.lower().endswith(".txt") or len(lines) < 3:
        return False
    return any(_cuts(lines, delimiter) for delimiter in DELIMITERS)


def _cuts(lines: list[str], delimiter: str) -> bool:
    try:
        widths = {len(row) for row in csv.reader(lines, delimiter=delimiter)}
    except csv.Error:
        return False
    return len(widths) == 1 and widths != {1}


def is_zip(content: bytes) -> bool:
    """Tell whether the bytes begin as a zip file does."""
    return content.startswith(archives.ZIP)


PROGRAMS = (
    b"\x7fELF",
    b"#!",
    b"\xca\xfe\xba\xbe",  # Java, and Mach-O for several processors
    b"\xfe\xed\xfa\xce",
    b"\xfe\xed\xfa\xcf",
    b"\xce\xfa\xed\xfe",
    b"\xcf\xfa\xed\xfe",
    b"L\x00\x00\x00\x01\x14\x02\x00",  # a Windows shortcut
    b"!<arch>",
    b"\x00asm",
    b"@echo off",
)
OLE = b"\xd0\xcf\x11\xe0"
OLE_PACKAGE = "Ole10Native".encode("utf-16-le")  # any file at all, put into a document
MACRO_PATHS = re.compile(r"vbaproject|vbadata|macrosheets/|dialogsheets/|(^|/)Scripts/", re.I)
BASIC = re.compile(r"(^|/)Basic/(?!.*script-l[bc]\.xml$)", re.I)
CONTROLS = re.compile(r"(^|/)activex/|(^|/)ctrlProps/.*\.bin$", re.I)
MACRO_TYPES = re.compile(rb"macroEnabled|vbaProject|\.intlmacrosheet", re.I)
COMMANDS = re.compile(  # dynamic data exchange: a field that starts a program
    rb"instrText[^>]{0,200}>\s{0,99}DDE(?:AUTO)?\b|instr=[\"']\s{0,99}DDE(?:AUTO)?\b|<(?:\w+:)?ddeLink\b"
    rb"|<(?:\w+:)?dde-source\b",
)
FIELDS = re.compile(r"word/[^/]+\.xml|xl/externalLinks/[^/]+\.xml|content\.xml")


def is_program(content: bytes) -> bool:
    """Tell whether the bytes begin as a program, script or shortcut does."""
    if content.startswith(b"MZ") and b"\0" in content[:256]:  # a text may begin with MZ
        return True
    start = content[:16].lower()
    return any(start.startswith(mark.lower()) for mark in PROGRAMS)


def check(parts: Mapping[str, bytes], name: str) -> None:
    """Refuse a document with macros, commands, controls or programs in it."""
    types = parts.get("[Content_Types].xml", b"")
    if MACRO_TYPES.search(types) or MACRO_TYPES.search(parts.get("mimetype", b"")):
        raise refusals.macros(name)
    for path, part in parts.items():
        if MACRO_PATHS.search(path) or BASIC.search(path) or _has_commands(path, part):
            raise refusals.macros(name)
        if CONTROLS.search(path) or is_program(part) or _holds_program(part):
            raise refusals.holds_program(name)


def _has_commands(path: str, part: bytes) -> bool:
    return FIELDS.fullmatch(path) is not None and COMMANDS.search(part) is not None


def _holds_program(part: bytes) -> bool:
    """Tell whether an embedded document is a package of anything, or has macros of its own."""
    if part.startswith(OLE):
        return OLE_PACKAGE in part or "VBA".encode("utf-16-le") in part
    return part.startswith(b"PK") and (b"vbaProject.bin" in part or b"activeX/" in part)
