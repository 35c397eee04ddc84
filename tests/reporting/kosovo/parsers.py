"""Text of a report in each format, for tests that compare them."""

import csv
import io
import json
import re
import zipfile
from html.parser import HTMLParser

import pikepdf
import pypdfium2
from docx import Document
from python_calamine import CalamineWorkbook


class _Words(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found, self.skipping = [], False

    def handle_starttag(self, tag, attrs):
        self.skipping = self.skipping or tag in ("style", "title", "desc")

    def handle_endtag(self, tag):
        self.skipping = self.skipping and tag not in ("style", "title", "desc")

    def handle_data(self, data):
        if not self.skipping:
            self.found.append(data)


def words(wanted, written):
    """Return the text that people read in a file, with single spaces."""
    return re.sub(r"\s+", " ", _READERS[wanted](written))


def _html(written):
    parser = _Words()
    parser.feed(written.decode())
    return " ".join(parser.found)


def _pdf(written):
    document = pypdfium2.PdfDocument(written)
    pages = [page.get_textpage().get_text_range() for page in document]
    return " ".join(pages).replace("\u200b", "")


def _docx(written):
    document = Document(io.BytesIO(written))
    return " ".join(
        node.text or "" for node in document.element.body.iter() if node.tag.endswith("}t")
    )


def _xlsx(written):
    return " ".join(str(cell) for rows in sheets(written).values() for row in rows for cell in row)


_READERS = {
    "html": _html,
    "pdf": _pdf,
    "docx": _docx,
    "xlsx": _xlsx,
    "csv": lambda written: written.decode(),
    "json": lambda written: json.dumps(json.loads(written), ensure_ascii=False),
    "md": lambda written: written.decode(),
}


def sheets(written):
    """The rows of each sheet of a workbook, by its name."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(written))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def rows(written):
    """The rows of a CSV file, by the head of its columns."""
    return list(csv.DictReader(io.StringIO(written.decode("utf-8-sig"))))


def all_text(wanted, written):
    """All that a file holds, unpacked: what nobody sees, too."""
    if wanted in ("docx", "xlsx"):
        with zipfile.ZipFile(io.BytesIO(written)) as archive:
            parts = [archive.read(name) for name in archive.namelist()]
        return " ".join(part.decode("utf-8", "replace") for part in parts)
    if wanted == "pdf":
        with pikepdf.open(io.BytesIO(written)) as pdf:
            streams = [
                pdf_object.read_bytes().decode("latin-1")
                for pdf_object in pdf.objects
                if (isinstance(pdf_object, pikepdf.Stream) and "/Filter" not in pdf_object)
                or _is_text(pdf_object)
            ]
            text = " ".join(
                str(pdf_object)
                for pdf_object in pdf.objects
                if not isinstance(pdf_object, pikepdf.Stream)
            )
        return f"{_pdf(written)} {text} {' '.join(streams)}"
    return written.decode()


def _is_text(pdf_object):
    return isinstance(pdf_object, pikepdf.Stream) and pdf_object.get("/Filter") == "/FlateDecode"
