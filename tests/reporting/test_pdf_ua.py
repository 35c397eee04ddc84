"""Clauses of PDF/UA-1 (ISO 14289-1) that a program can check, by their numbers.

What only people can judge stays with them: whether an alternative says what a chart shows, whether
the reading order makes sense (7.2), and contrast (7.1). Not applicable, since no report has them:
formulas (7.7), notes (7.9), forms (7.18.4), media and actions (7.18.6, 7.19).
"""

import re

import pikepdf
import pytest

from tests.reporting.all_blocks import BLOCKS, a_document
from tests.reporting.pdf_files import ON, elements, opened
from tracker.reporting.blocks import Column, Paragraph, Row, Span, Table, text_line
from tracker.reporting.pdf import render_document

HEADINGS = ["H1", "H1", "H2", "H3", "H3", "H3", "H1"]
PAINTING = {"S", "s", "f", "F", "f*", "B", "B*", "b", "b*", "Tj", "TJ", "'", '"', "Do", "sh", "EI"}
STANDARD = {
    *("Document Part Sect Div BlockQuote Caption TOC TOCI P H1 H2 H3 L LI Lbl LBody".split()),
    *("Table TR TH TD THead TBody TFoot Span Quote Reference Link Figure NonStruct".split()),
}


@pytest.fixture(scope="module")
def pdf():
    """Every kind of block once, a table with circles at its head, and a Serbian word."""
    table = Table(
        "All of them",
        (Column("Body"), Column("Fully implemented", 0, is_number=True, status_code="full")),
        (Row(((text_line("MoW"),), (text_line("4"),))), Row(((text_line("MoH"),), (text_line("5"),)))),
    )  # fmt: skip
    serbian = Paragraph((Span("bunari", language="sr-Latn"),))
    blocks = (*BLOCKS[:-2], serbian, table, *BLOCKS[-2:])
    return render_document(a_document(blocks=blocks), on=ON)


@pytest.fixture(scope="module")
def document(pdf):
    with opened(pdf) as document:
        yield document


@pytest.fixture(scope="module")
def tree(document):
    return elements(document)


def tag(element):
    return str(element.S)[1:]


def of_tag(tree, *names):
    return [element for element in tree if tag(element) in names]


def kids(element):
    inside = element.get("/K", [])
    inside = inside if isinstance(inside, pikepdf.Array) else [inside]
    return [kid for kid in inside if isinstance(kid, pikepdf.Dictionary) and "/S" in kid]


def attribute(element, name):
    return next((str(a[name]) for a in element.get("/A", []) if name in a), None)


def fonts(document):
    return [font for page in document.pages for font in page.Resources.get("/Font", {}).values()]


class TestFile:
    def test_5_says_which_standards_it_meets(self, document):
        about = document.open_metadata()

        assert about["pdfuaid:part"] == "1"
        assert (about["pdfaid:part"], about["pdfaid:conformance"]) == ("2", "A")

    def test_6_has_objects_where_its_table_says(self, pdf):
        table = pdf[pdf.rindex(b"\nxref\n") :]
        start = int(re.search(rb"startxref\n(\d+)", table)[1])
        offsets = [int(offset) for offset in re.findall(rb"(\d{10}) \d{5} n", table)]

        assert pdf[start : start + 5] == b"xref\n"
        assert all(
            pdf[at:].startswith(b"%d 0 obj" % number) for number, at in enumerate(offsets, start=1)
        )

    def test_7_1_has_a_title_that_viewers_show(self, document):
        title = "2030 Clean Water Report: Atlantis – Progress report · Full report"

        assert document.open_metadata()["dc:title"] == title
        assert document.Root.ViewerPreferences.DisplayDocTitle

    def test_7_2_names_its_languages(self, document, tree):
        assert document.Root.Lang == "en"
        assert [str(e.Lang) for e in tree if "/Lang" in e] == ["sr-Latn"]

    def test_7_10_to_7_16_has_no_layers_files_forms_or_locks(self, document):
        absent = {"/OCProperties", "/AcroForm", "/AA", "/OpenAction", "/NeedsRendering"}

        assert not absent & set(document.Root.keys())
        assert not document.attachments
        assert not document.is_encrypted

    def test_7_17_lists_its_headings_as_bookmarks(self, document):
        first, second, third = document.open_outline().root

        assert [first.title, third.title] == ["State of implementation", "Sources"]
        assert [child.title.split() for child in second.children] == [
            ["1", "Repair", "the", "wells"]
        ]

    def test_7_21_embeds_its_fonts_with_their_characters(self, document):
        for font in fonts(document):
            (descendant,) = font.DescendantFonts
            assert {"/FontFile2", "/FontFile3"} & set(descendant.FontDescriptor.keys())
            assert "/ToUnicode" in font


class TestTags:
    def test_7_1_marks_all_content_as_tagged_or_artifact(self, document):
        assert document.Root.MarkInfo.Marked
        for page in document.pages:
            depth = 0
            for operands, operator in pikepdf.parse_content_stream(page):
                if (name := str(operator)) in ("BDC", "BMC"):
                    assert str(operands[0]) == "/Artifact" or "/MCID" in operands[1] or depth
                    depth += 1
                depth -= name == "EMC"
                assert depth or name not in PAINTING

    def test_7_1_maps_other_tags_to_standard_ones(self, document, tree):
        roles = {
            str(key)[1:]: str(to)[1:] for key, to in document.Root.StructTreeRoot.RoleMap.items()
        }

        assert {roles.get(tag(e), tag(e)) for e in tree} <= STANDARD
        assert not STANDARD & set(roles)
        assert [tag(e) for e in tree].count("Title") == 1

    def test_7_3_describes_charts_and_skips_circles(self, tree):
        (chart,) = of_tag(tree, "Figure")

        assert str(chart.Alt) == "Recommendations by status: Partially implemented 1"

    def test_7_4_skips_no_level_of_headings(self, tree):
        assert [tag(e) for e in tree if re.fullmatch(r"H\d?", tag(e))] == HEADINGS

    def test_7_5_names_columns_and_rows_of_each_table(self, tree):
        for table in of_tag(tree, "Table"):
            caption, head, body = kids(table)
            assert [tag(e) for e in (caption, head, body)] == ["Caption", "THead", "TBody"]
            (columns,), rows = kids(head), kids(body)
            assert {attribute(cell, "/Scope") for cell in kids(columns)} == {"/Column"}
            for row in rows:
                first, *others = kids(row)
                assert (tag(first), attribute(first, "/Scope")) == ("TH", "/Row")
                assert {tag(cell) for cell in others} == {"TD"}
                assert len(others) == len(kids(columns)) - 1

    def test_7_6_nests_lists(self, tree):
        assert {tag(kid) for e in of_tag(tree, "L") for kid in kids(e)} == {"LI"}
        assert all([tag(kid) for kid in kids(e)] == ["Lbl", "LBody"] for e in of_tag(tree, "LI"))
        assert of_tag(tree, "TOC", "TOCI")

    def test_7_8_marks_headers_and_footers_as_pagination(self, document):
        page = document.pages[-1]
        marks = [operands for operands, operator in pikepdf.parse_content_stream(page)
                 if str(operator) == "BDC" and str(operands[0]) == "/Artifact"]  # fmt: skip

        subtypes = {str(properties.get("/Subtype")) for _tag, properties in marks}
        assert {"/Header", "/Footer"} <= subtypes

    def test_7_18_describes_links_and_orders_them(self, document, tree):
        annotated = [page for page in document.pages if "/Annots" in page]

        assert of_tag(tree, "Link") and of_tag(tree, "BlockQuote")
        assert all(page.Tabs == "/S" for page in annotated)
        for page in annotated:
            for annotation in page.Annots:
                assert annotation.Subtype == "/Link"
                assert str(annotation.Contents)
                assert "/StructParent" in annotation
