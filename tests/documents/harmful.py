"""Files that must be refused, by what they are: each with a word of the reason and of the remedy."""

import io
import struct
import zlib

import pikepdf

from tests.documents import samples
from tracker.documents.pdf import MOST_PAGES

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def wide_png() -> bytes:
    """A picture of a few bytes that says it has 10,000 by 10,000 pixels."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        checked = kind + body
        return struct.pack(">I", len(body)) + checked + struct.pack(">I", zlib.crc32(checked))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 10_000, 10_000, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


def many_pictures() -> bytes:
    """A document of about 2 MB with 490 megapixels in it."""
    picture = samples.chart_png(size=(7000, 7000))
    return samples.letter_docx(extra={f"word/media/a{n}.png": picture for n in range(10)})


def locked_odt() -> bytes:
    listed = b'<m><file-entry><encryption-data checksum="x"/></file-entry></m>'
    return samples.odt(extra={"META-INF/manifest.xml": listed})


def docx_of_type(content_type: bytes) -> bytes:
    parts = samples.zipped(samples.letter_docx())
    types = parts["[Content_Types].xml"]
    main = b"vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    return samples.packed(parts | {"[Content_Types].xml": types.replace(main, content_type)})


def docx_with(path: str, part: bytes) -> bytes:
    return samples.letter_docx(extra={path: part})


def with_command() -> bytes:
    """A Word file with a field that starts a program."""
    body = samples.zipped(samples.letter_docx())["word/document.xml"]
    field = (
        b'<w:r><w:instrText xml:space="preserve"> DDEAUTO c:\\\\cmd.exe "/k"</w:instrText></w:r>'
    )
    return docx_with("word/document.xml", body.replace(b"</w:p>", field + b"</w:p>", 1))


def with_entities() -> bytes:
    grows = b'<!DOCTYPE a [<!ENTITY b "bbbbbb"><!ENTITY c "&b;&b;&b;">]><a>&c;</a>'
    return docx_with("word/footnotes.xml", grows)


def lies_about_its_size() -> bytes:
    """A bomb whose parts say that they are small."""
    content = bytearray(samples.zip_bomb())
    large = struct.pack("<I", 50_000_007)
    while (at := content.find(large)) >= 0:
        content[at : at + 4] = struct.pack("<I", 100)
    return bytes(content)


def twice_the_same_part() -> bytes:
    """Two parts of one path: which of them is shown depends on who reads."""
    content = samples.letter_docx(
        extra={"word/endnotes9.xml": b"<a/>", "word/endnotes8.xml": b"<b/>"}
    )
    return content.replace(b"word/endnotes9.xml", b"word/endnotes8.xml")


def many_pages() -> bytes:
    return samples.pdf(pages=MOST_PAGES + 1)


def half(content: bytes) -> bytes:
    return content[: len(content) // 2]


def no_pages() -> bytes:
    made = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.save(made)
    return made.getvalue()


RUNS = "contains macros or commands"
SAVE = "Save it as PDF"
# What it is, its name, its bytes, the reason, the remedy.
CASES = [
    ("nothing", "letter.pdf", lambda: b"", "it is empty", "Choose"),
    ("blanks", "notes.txt", lambda: b" \n ", "it is empty", "Choose"),
    ("a Windows program", "letter.pdf", lambda: b"MZ\x90\x00\x03" + bytes(99), "program", "ask the sender"),
    ("a Linux program", "letter.pdf", lambda: b"\x7fELF\x02" + bytes(99), "program", "ask the sender"),
    ("a Mac program", "a.png", lambda: b"\xcf\xfa\xed\xfe" + bytes(99), "program", "ask the sender"),
    ("a script", "letter.txt", lambda: b"#!/bin/sh\nrm -rf /\n", "program", "ask the sender"),
    ("a program with a PDF in it", "a.pdf", lambda: b"MZ\0" + samples.pdf(), "program", "ask the sender"),
    ("a zip bomb", "a.docx", samples.zip_bomb, "unpacked content is far", SAVE),
    ("too many parts", "a.docx", samples.many_parts, "unpacked content is far", SAVE),
    ("pictures without end", "a.docx", many_pictures, "unpacked content is far", SAVE),
    ("a bomb that lies", "a.docx", lies_about_its_size, "damaged", "save it again"),
    ("macros", "a.docx", samples.macro_docx, RUNS, "without them"),
    ("the type of macros", "a.docx", lambda: docx_of_type(b"vnd.ms-word.document.macroEnabled.main+xml"), RUNS, "DOCX"),
    ("macros of Excel 4", "a.xlsx", lambda: samples.table_xlsx(extra={"xl/macrosheets/sheet1.xml": b"<a/>"}), RUNS, "XLSX"),
    ("Basic", "a.odt", lambda: samples.odt(extra={"Basic/Standard/Module1.xml": b"<a/>"}), RUNS, "ODT"),
    ("scripts in ODF", "a.ods", lambda: samples.ods(extra={"Scripts/python/a.py": b"1"}), RUNS, "ODS"),
    ("a command in a field", "a.docx", with_command, RUNS, "without them"),
    ("a command in a link", "a.xlsx", lambda: samples.table_xlsx(extra={"xl/externalLinks/externalLink1.xml": b"<externalLink><ddeLink/></externalLink>"}), RUNS, "XLSX"),
    ("a program within", "a.docx", lambda: docx_with("word/embeddings/a.bin", b"MZ\x90\x00"), "embedded", SAVE),
    ("a package within", "a.docx", lambda: docx_with("word/embeddings/oleObject1.bin", OLE + "Ole10Native".encode("utf-16-le")), "embedded", SAVE),
    ("a control within", "a.docx", lambda: docx_with("word/activeX/activeX1.xml", b"<a/>"), "embedded", SAVE),
    ("entities", "a.docx", with_entities, "damaged", "save it again"),
    ("one part twice", "a.docx", twice_the_same_part, "damaged", "save it again"),
    ("a way out", "a.docx", lambda: docx_with("../../etc/passwd", b"root"), "damaged", "save it again"),
    ("another zip file", "a.zip", lambda: samples.packed({"a.txt": b"a"}), "not supported", "Save it as"),
    ("old Word", "a.doc", lambda: OLE, "old Office format", "DOCX or XLSX"),
    ("a locked Word file", "a.docx", lambda: OLE + "EncryptedPackage".encode("utf-16-le"), "password", "without a password"),
    ("a locked ODT", "a.odt", locked_odt, "password", "without a password"),
    ("a locked PDF", "a.pdf", samples.locked_pdf, "password", "without a password"),
    ("SVG", "a.svg", lambda: SVG, "web page or drawing", "Print it"),
    ("SVG named PNG", "a.png", lambda: SVG, "web page or drawing", "Print it"),
    ("HTML", "a.html", lambda: b"<!DOCTYPE html><p>hello", "web page or drawing", "Print it"),
    ("HTML named text", "a.txt", lambda: b"\xef\xbb\xbf \n<ScRiPt>alert(1)</script>", "web page", "Print it"),
    ("HTML named CSV", "a.csv", lambda: b"a,b\n1,<script>alert(1)</script>", "web page", "Print it"),
    ("HTML in UTF-16", "a.txt", lambda: "<html><body>x".encode("utf-16"), "web page", "Print it"),
    ("XML", "a.xml", lambda: b'<?xml version="1.0"?><a/>', "web page or drawing", "Print it"),
    ("a page before a PDF", "a.pdf", lambda: b"<html><script>x</script>" + samples.letter_pdf(), "web page", "Print it"),
    ("words before a PDF", "a.pdf", lambda: b"GIF89a;" + samples.letter_pdf(), "content before the PDF", "print it"),
    ("RTF", "a.rtf", lambda: b"{\\rtf1 hello}", "not supported", "Save it as"),
    ("bytes", "a.pdf", lambda: bytes(range(256)) * 20, "not supported", "Save it as"),
    ("half a PDF", "a.pdf", lambda: half(samples.letter_pdf()), "incomplete", "save it again"),
    ("the head of a PDF", "a.pdf", lambda: b"%PDF-1.7\n%%EOF", "incomplete", "save it again"),
    ("a PDF without pages", "a.pdf", no_pages, "incomplete", "save it again"),
    ("half a Word file", "a.docx", lambda: half(samples.letter_docx()), "incomplete", "save it again"),
    ("half a PNG", "a.png", lambda: half(samples.chart_png(size=(300, 300))), "incomplete", "save it again"),
    ("half a JPEG", "a.jpg", lambda: half(samples.photo_jpeg(size=(400, 300))), "incomplete", "save it again"),
    ("a picture far too large", "a.png", wide_png, "100 megapixels", "in a smaller size"),
    ("a book", "a.pdf", many_pages, "1001 pages", "Save the pages"),
]  # fmt: skip
