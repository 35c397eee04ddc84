"""PDFs as tests read them: their words page by page, and their tree of tags."""

import io
import re
from datetime import date

import pikepdf
import pypdfium2

from tests.reporting.all_blocks import a_document
from tracker.reporting.pdf import paper

ON = date(2030, 11, 30)


def pages(pdf):
    """The words of each page, as they are stored."""
    document = pypdfium2.PdfDocument(pdf)
    return [page.get_textpage().get_text_range() for page in document]


def words_of(pdf):
    """The words of a PDF with every run of white space as one space."""
    return re.sub(r"\s+", " ", " ".join(pages(pdf)))


def told_in(*blocks):
    """The words of a document of these blocks."""
    return words_of(paper(a_document(blocks=blocks), on=ON))


def opened(pdf):
    """The PDF itself. It must be kept while anything of it is read."""
    return pikepdf.open(io.BytesIO(pdf))


def elements(document):
    """The elements of the tree of tags, in reading order."""

    def below(node):
        for kid in node if isinstance(node, pikepdf.Array) else [node]:
            if isinstance(kid, pikepdf.Dictionary):
                if "/S" in kid:
                    yield kid
                if "/K" in kid:
                    yield from below(kid.K)

    return list(below(document.Root.StructTreeRoot.K))
