"""Which reader gets a file: by its bytes."""

import pytest
import typst
from hypothesis import given, strategies as st

from tests.documents.test_docx import document, paragraph, zipped
from tests.intake.test_mechanisms import docx_of, read
from tracker.documents import plain_text
from tracker.errors import FileUnreadable
from tracker.intake.narrative import read_file, read_paragraphs, read_pasted_text


class TestReadFile:
    @pytest.mark.parametrize(
        ("content", "reader"),
        [
            (b"KARESH (Tier 2)", "text"),
            (b"<!doctype html><p>KARESH (Tier 2)</p>", "html"),
            ("<html><p>KARESH (Tier 2)".encode("utf-16"), "html"),
            (document(paragraph("<w:t>KARESH (Tier 2)</w:t>")), "docx"),
            (typst.compile(b"KARESH (Tier 2)"), "pdf"),
        ],
        ids=["text", "html", "html in UTF-16", "docx", "pdf"],
    )
    def test_knows_each_format_by_what_it_holds(self, content, reader):
        found = read_file(content)

        assert (found.reader, found.text) == (reader, "KARESH (Tier 2)")

    @pytest.mark.parametrize(
        ("content", "kind"),
        [
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100), "an old Word file"),
            (b"{\\rtf1 text}", "RTF"),
            (zipped({"xl/workbook.xml": ""}), "a workbook"),
            (zipped({"content.xml": ""}), "ODT"),
            (zipped({"a.txt": ""}), "an archive"),
            (b"PK\x03\x04", "a damaged archive"),
        ],
    )
    def test_names_what_it_cannot_read(self, content, kind):
        with pytest.raises(FileUnreadable, match=f"it is {kind}.*Save it as"):
            read_file(content)

    def test_refuses_fifty_megabytes_at_once(self):
        with pytest.raises(FileUnreadable, match="it has 50 MB; the limit is 20 MB"):
            read_file(bytes(50_000_000))

    @given(st.binary(max_size=200), st.sampled_from([b"", b"PK\x03\x04", b"%PDF-1.4\n", b"<p>"]))
    def test_gives_a_text_or_a_reason(self, content, start):
        try:
            assert isinstance(read_file(start + content).text, str)
        except FileUnreadable as refused:
            assert str(refused)


class TestReadPaste:
    def test_takes_the_source_of_a_page_for_a_page(self):
        assert read_pasted_text("<p>One</p><p>Two</p>").text == "One\n\nTwo"

    def test_leaves_text_as_it_is(self):
        assert read_pasted_text("One <b> two").text == "One <b> two"

    def test_refuses_too_much(self):
        with pytest.raises(FileUnreadable, match="longer than 5 million"):
            read_pasted_text("a" * (plain_text.LARGEST_TEXT + 1))


TOP = """2024 Trafficking in Persons Report: Karesh
KARESH (Tier 2)
The Government of Karesh does not fully meet the minimum standards for the elimination of trafficking.
PRIORITIZED RECOMMENDATIONS:
"""
REST = """
PROSECUTION
The government increased law enforcement efforts.
| Victims | 2023 |
| of forced labor | 14 |
PROTECTION
The government maintained victim protection efforts."""


class TestTables:
    @pytest.mark.parametrize(
        "table",
        [
            "| No. | Recommendation |\n| 1 | Train police. |\n| 2 | Fund shelters (two). |",
            "| Recommendation | Responsible |\n| Train police. | Police |\n| Fund shelters (two). | |",
            "| Priority | Prioritized recommendations | No. |\n| high | Train police. | 1 |\n| low | Fund shelters (two). | 2 |",
            "| 1. | Train police. |\n| 2. | Fund shelters (two). |",
        ],
    )  # fmt: skip
    @pytest.mark.parametrize("rest", ["", REST])
    def test_of_recommendations_are_a_list(self, table, rest):
        narrative = read(docx_of(TOP + table + rest))

        paragraphs = {p.number: p for p in narrative.paragraphs}
        texts = [recommendation.text for recommendation in narrative.recommendations]
        assert texts == ["Train police.", "Fund shelters (two)."]
        for recommendation in narrative.recommendations:
            (place,) = recommendation.places
            assert paragraphs[place.paragraph].words(place) == recommendation.text
            assert paragraphs[place.paragraph].section == "recommendations"
        stored = "\n\n".join(paragraph.text for paragraph in narrative.paragraphs)
        assert read_paragraphs(stored) == narrative.paragraphs
        prosecution = [p.text for p in narrative.paragraphs if p.section == "prosecution"]
        assert len(prosecution) == (4 if rest else 0)

    def test_that_lay_out_a_page_are_paragraphs(self):
        cells = ["".join(f"<w:p><w:r><w:t>{n}{m}</w:t></w:r></w:p>" for m in "ab") for n in (1, 2)]
        rows = "".join(
            f"<w:tr>{''.join(f'<w:tc>{cell}</w:tc>' for cell in row)}</w:tr>"
            for row in (cells[:1], cells, ["<w:p><w:r><w:t>x</w:t></w:r></w:p>", cells[1]])
        )

        read = read_file(document(f"<w:tbl>{rows}</w:tbl>"))

        assert [line.strip() for line in read.text.split("\n\n")] == [
            "1a", "1b", "", "1a", "1b", "2a", "2b", "", "x \t2a", "2b",
        ]  # fmt: skip
