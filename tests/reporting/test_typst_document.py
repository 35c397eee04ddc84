import re

import pytest
from msgspec.structs import replace

from tests.reporting.all_blocks import COVER, a_document
from tests.reporting.pdf_files import ON, elements, opened, pages, pdf_text
from tracker.reporting import typst_document
from tracker.reporting.blocks import (
    Bullets,
    Column,
    Heading,
    Paragraph,
    Row,
    SourceText,
    Span,
    Style,
    Table,
    text_line,
)
from tracker.reporting.pdf import render_document


@pytest.fixture(scope="module")
def every_block():
    """A document that holds every kind of block once."""
    return render_document(a_document(), on=ON)


class TestRenderDocument:
    def test_prints_every_kind_of_block(self, every_block):
        opening, section = pages(every_block)

        assert "Office of Wells" in opening
        assert "Made for the ministry." in opening
        assert "Statuses are counted, never averaged." in opening
        assert re.search(r"Repair the wells[ .]+2", opening)
        for text in (
            "Repair the wells of every village.",
            "Riparoni puset e çdo fshati.",
            "31 March 2030 1 year",
            "Nine wells were repaired. [1]",
            "Open three more wells",
            "“The government repaired nine of the twelve wells in the north.”",
            "[2] Decree 12 on wells · Ministry of Wells, published 2 September 2030",
        ):
            assert text in re.sub(r"\s+", " ", section)
        assert "draft" in opening and "draft" in section
        assert "WATER 2030 Atlantis · Full report" in section

    def test_begins_on_its_first_page(self):
        texts = pages(render_document(a_document(blocks=a_document().blocks[3:6]), on=ON,
                            is_compact=True))  # fmt: skip

        assert len(texts) == 1
        assert texts[0].index("2030 Clean Water Report") < texts[0].index("State of implementation")

    def test_shows_the_letterhead(self):
        logo = (
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9" width="9" height="9">'
            '<circle cx="4" cy="4" r="4" fill="currentColor"/></svg>'
        )
        pdf = render_document(a_document(cover=replace(COVER, logo=logo, colour="#ffee88")), on=ON)

        document = opened(pdf)
        drawn, _chart = [e for e in elements(document) if e.S == "/Figure"]
        assert str(drawn.Alt) == "Office of Wells"

    def test_links_references_and_contents(self, every_block):
        document = opened(every_block)
        opening, section = document.pages

        assert len([a for a in opening.Annots if a.Subtype == "/Link"]) == 4
        to_the_web = [str(a.A.URI) for a in section.Annots if "/A" in a and "/URI" in a.A]
        within = [a for a in section.Annots if "/A" not in a or "/URI" not in a.A]
        assert to_the_web == ["https://example.org/decree-12"] * 2
        assert len(within) == 3  # [1], and [1] and [2] beside the evidence

    def test_links_contents_only_with_very_many_targets(self, monkeypatch):
        def within(words):
            return re.findall(r"'ref', '1', '([^']*)'", str(words))

        assert (
            within(typst_document.typst_document(a_document(), is_compact=False))
            == ["source-1"] * 2
        )
        monkeypatch.setattr(typst_document, "MAX_LINK_TARGETS", 2)
        assert within(typst_document.typst_document(a_document(), is_compact=False)) == [""] * 2

    def test_prints_text_without_a_target_unlinked(self):
        lost = (
            Span("7", Style.REF),
            Span("there", Style.LINK, "#lost"),
            Span("in", Style.LINK, "/x"),
        )

        assert "[7]therein" in pdf_text(Heading(1, "One"), Paragraph(lost))

    def test_names_characters_without_a_glyph(self):
        text = pdf_text(Paragraph(text_line("Done \U0001f600 said 水\x07 and “quoted”.")))

        assert "[grinning face]" in text
        assert "水" not in text
        assert "“quoted”" in text

    def test_shows_a_right_to_left_quotation(self):
        said = tuple(Span(text, Style.QUOTED) for text in ("قال الوزير ", "מים לכל", " ثم سكت"))

        text = pdf_text(Bullets((((*said, Span("1", Style.REF)),),)))

        assert set("الوزير") | set("מים") <= set(text)
        assert "letter" not in text  # nothing had to be spelled out
        assert "[1]" in text  # and not "]1[", as it would stand among Arabic words

    def test_prints_markup_as_plain_text(self):
        words = "#import *bold* _x_ $y$ <b> = no heading"

        assert words in pdf_text(Paragraph(text_line(words)))

    def test_breaks_long_blocks_without_loss(self):
        words = " ".join(f"word{n}" for n in range(6000))
        row = Row(((text_line("x" * 200),), (text_line(words),)))

        text = pdf_text(
            SourceText(words, "place"),
            Table("Long", (Column("A"), Column("B", 3)), (row,)),
            Bullets((((Span(words, Style.QUOTED),),),)),
        )

        assert text.count("word5999") == 3
        assert text.count("word3000") == 3

    def test_repeats_table_headers_and_never_splits_rows(self):
        lines = (text_line("first"), text_line("second"), text_line("third"))
        rows = tuple(Row(((text_line(f"row{n}"),), lines)) for n in range(60))

        texts = pages(render_document(a_document(blocks=(Table("All", (Column("Head"), Column("Says")),
                                                     rows),)), on=ON))  # fmt: skip

        page_texts = [text for text in texts if "row" in text]
        assert len(page_texts) > 1
        assert all("Head" in text for text in page_texts)
        assert all(text.count("first") == text.count("third") for text in page_texts)
