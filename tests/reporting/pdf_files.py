"""Text and tag tree of PDF files."""

import io
import re
from datetime import date

import pikepdf
import pypdfium2

from tests.reporting.all_blocks import a_document
from tracker.reporting.pdf import render_document

ON = date(2030, 11, 30)


def pages(pdf):
    """Return the stored text of each page."""
    document = pypdfium2.PdfDocument(pdf)
    return [page.get_textpage().get_text_range() for page in document]


def words_of(pdf):
    """Return the text of a PDF with single spaces."""
    return re.sub(r"\s+", " ", " ".join(pages(pdf)))


def pdf_text(*blocks):
    """Return the text of a PDF of these blocks."""
    return words_of(render_document(a_document(blocks=blocks), on=ON))


def opened(pdf):
    """Open a PDF; keep the result while anything of it is read."""
    return pikepdf.open(io.BytesIO(pdf))


def elements(document):
    """Return the elements of the tag tree, in reading order."""

    def below(node):
        for kid in node if isinstance(node, pikepdf.Array) else [node]:
            if isinstance(kid, pikepdf.Dictionary):
                if "/S" in kid:
                    yield kid
                if "/K" in kid:
                    yield from below(kid.K)

    return list(below(document.Root.StructTreeRoot.K))
