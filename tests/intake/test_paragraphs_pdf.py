"""PDF: paragraphs out of lines, and what is refused or said."""

import base64

import pytest
import typst

from tracker.errors import FileUnreadable
from tracker.intake.paragraphs import read_pdf

# A blank page with the user password "u", encrypted with RC4 of 128 bits.
LOCKED = base64.b64decode(
    "JVBERi0xLjQKJb/3ov4KMSAwIG9iago8PCAvUGFnZXMgMiAwIFIgL1R5cGUgL0NhdGFsb2cgPj4KZW5kb2JqCjIgMC"
    "BvYmoKPDwgL0NvdW50IDEgL0tpZHMgWyAzIDAgUiBdIC9UeXBlIC9QYWdlcyA+PgplbmRvYmoKMyAwIG9iago8PCAv"
    "Q29udGVudHMgNCAwIFIgL01lZGlhQm94IFsgMCAwIDEwMCAxMDAgXSAvUGFyZW50IDIgMCBSIC9SZXNvdXJjZXMgPD"
    "wgPj4gL1R5cGUgL1BhZ2UgPj4KZW5kb2JqCjQgMCBvYmoKPDwgL0xlbmd0aCAwIC9GaWx0ZXIgL0ZsYXRlRGVjb2Rl"
    "ID4+CnN0cmVhbQoKZW5kc3RyZWFtCmVuZG9iago1IDAgb2JqCjw8IC9GaWx0ZXIgL1N0YW5kYXJkIC9MZW5ndGggMT"
    "I4IC9PIDwyYTJmMGExOTkwMTkyYzYwMTE0NzMwYmRjZDM5ZjM3ODI4YTUzYzg5YTM0MGRkNDczYzg1Mjk5ZGM1MjU4"
    "ZTFjPiAvUCAtMTAyOCAvUiAzIC9VIDwzYzllMzAxMmJlMWU2MzNjNWUyMTk3ZjY1YTc1YmM0OTAwMjE0NDY5OTBiOW"
    "U0MTE0MDcxYTRkOTEwNDk4NGMxPiAvViAyID4+CmVuZG9iagp4cmVmCjAgNgowMDAwMDAwMDAwIDY1NTM1IGYgCjAw"
    "MDAwMDAwMTUgMDAwMDAgbiAKMDAwMDAwMDA2NCAwMDAwMCBuIAowMDAwMDAwMTIzIDAwMDAwIG4gCjAwMDAwMDAyMj"
    "kgMDAwMDAgbiAKMDAwMDAwMDI5OSAwMDAwMCBuIAp0cmFpbGVyIDw8IC9Sb290IDEgMCBSIC9TaXplIDYgL0lEIFs8"
    "NmUxZDYyMDBjZDM3ZWM0NmQ3N2RlMmVhNzFiNGFlNmI+PDZlMWQ2MjAwY2QzN2VjNDZkNzdkZTJlYTcxYjRhZTZiPl"
    "0gL0VuY3J5cHQgNSAwIFIgPj4Kc3RhcnR4cmVmCjUwOQolJUVPRgo="
)
TEXT = """
KARESH (Tier 2)

The Government of Karesh does not fully meet the minimum standards for the elimination of trafficking
but is making significant efforts to do so. It sentenced all convicted traffickers to prison.

PRIORITIZED RECOMMENDATIONS:

- Vigorously investigate and prosecute traffickers, and seek adequate penalties that involve
  significant prison terms.
- Fund shelters.

PROSECUTION

The government increased law enforcement efforts.
"""


def printed(text: str, setting: str = "") -> bytes:
    page = "#set page(width: 15cm, height: 14cm, margin: 1.5cm)\n#set par(justify: true)\n"
    return typst.compile((page + setting + text).encode())


class TestRead:
    def test_joins_lines_to_paragraphs_and_words_broken_at_a_line_end(self):
        source = read_pdf(printed(TEXT))

        paragraphs = source.text.split("\n\n")
        assert source.reader == "pdf"
        assert paragraphs[0] == "KARESH (Tier 2)"
        assert paragraphs[1].endswith("It sentenced all convicted traffickers to prison.")
        assert paragraphs[3:5] == [
            "• Vigorously investigate and prosecute traffickers, and seek adequate penalties that "
            "involve significant prison terms.",
            "• Fund shelters.",
        ]
        assert paragraphs[5:] == [
            "PROSECUTION",
            "The government increased law enforcement efforts.",
        ]
        assert source.uncertainties == ()

    def test_leaves_out_running_heads_and_says_so(self):
        footer = "#set page(footer: context [Report on traffic #counter(page).display()])\n"
        source = read_pdf(printed(TEXT + "#lorem(150)\n\n#pagebreak()\n#lorem(150)", footer))

        assert "Report on traffic" not in source.text
        assert "3 page headings and page numbers" in source.uncertainties[0]

    def test_goes_on_with_a_sentence_over_a_page(self):
        source = read_pdf(printed("Police " + "identified victims and " * 80 + "left."))

        assert "\n" not in source.text

    def test_says_that_there_are_two_columns(self):
        source = read_pdf(printed(TEXT + "#lorem(300)", "#set page(columns: 2)\n"))

        assert any("two columns" in said for said in source.uncertainties)

    def test_refuses_a_password(self):
        with pytest.raises(FileUnreadable, match="protected by a password"):
            read_pdf(LOCKED)

    def test_refuses_pages_without_text(self):
        with pytest.raises(FileUnreadable, match="its pages are pictures"):
            read_pdf(printed("#rect()"))

    @pytest.mark.parametrize("content", [b"%PDF-1.7", b"%PDF-1.7\n" + b"\xff" * 500])
    def test_refuses_what_is_damaged(self, content):
        with pytest.raises(FileUnreadable, match="damaged"):
            read_pdf(content)

    def test_refuses_more_pages_than_any_narrative_has(self, monkeypatch):
        monkeypatch.setattr("tracker.documents.pdf.MOST_PAGES", 1)

        with pytest.raises(FileUnreadable, match="has 2 pages"):
            read_pdf(printed("a #pagebreak() b"))
