import re
from dataclasses import replace

import pytest

from tests.reporting.all_blocks import COVER, QUOTED, a_document
from tests.reporting.pdf_files import ON, elements, opened, pages, told_in
from tracker.reporting import typst_document
from tracker.reporting.blocks import (
    Bit,
    Column,
    Heading,
    Para,
    Row,
    Style,
    Table,
    Verbatim,
    plain,
)
from tracker.reporting.pdf import paper


@pytest.fixture(scope="module")
def every_block():
    """A document that holds every kind of block once."""
    return paper(a_document(), on=ON)


class TestPaper:
    def test_prints_every_kind_of_block(self, every_block):
        cover, contents, section = pages(every_block)

        assert "Office of Wells" in cover
        assert "Made for the ministry." in cover
        assert "Statuses are counted, never averaged." in cover
        assert re.search(r"Repair the wells[ .]+3", contents)
        for told in (
            "Repair the wells of every village.",
            "Riparoni puset e çdo fshati.",
            "31 March 2030 1 year",
            "Nine wells were repaired. [1]",
            "Open three more wells",
            "“The government repaired nine of the twelve wells in the north.” [1]",
            "[2] Decree 12 on wells · Ministry of Wells, published 2 September 2030",
        ):
            assert told in re.sub(r"\s+", " ", section)
        for page in (cover, contents, section):
            assert "draft" in page
        for page in (contents, section):
            assert "WATER 2030 Atlantis · Full report" in page

    def test_begins_on_its_first_page_without_a_cover_page(self):
        texts = pages(paper(a_document(blocks=a_document().blocks[3:6]), on=ON,
                            has_cover_page=False))  # fmt: skip

        assert len(texts) == 1
        assert texts[0].index("2030 Clean Water Report") < texts[0].index("Where the")

    def test_stands_on_the_paper_of_the_house(self):
        logo = (
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9" width="9" height="9">'
            '<circle cx="4" cy="4" r="4" fill="currentColor"/></svg>'
        )
        pdf = paper(a_document(cover=replace(COVER, logo=logo, colour="#ffee88")), on=ON)

        document = opened(pdf)
        drawn, _chart = [e for e in elements(document) if e.S == "/Figure"]
        assert str(drawn.Alt) == "Office of Wells"

    def test_leads_from_a_reference_to_its_source_and_from_the_contents_to_a_page(
        self, every_block
    ):
        document = opened(every_block)
        contents, section = list(document.pages)[1:]

        assert len([a for a in contents.Annots if a.Subtype == "/Link"]) == 4
        to_the_web = [str(a.A.URI) for a in section.Annots if "/A" in a and "/URI" in a.A]
        within = [a for a in section.Annots if "/A" not in a or "/URI" not in a.A]
        assert to_the_web == ["https://example.org/decree-12"] * 3
        assert len(within) == 3  # [1], and [1] and [2] beside the evidence

    def test_leads_to_numbers_from_the_contents_alone_where_there_are_very_many(self, monkeypatch):
        def within(words):
            return re.findall(r"'ref', '1', '([^']*)'", str(words))

        assert within(typst_document.on_paper(a_document(), has_cover_page=True)) == ["source-1"]
        monkeypatch.setattr(typst_document, "MOST_LED_TO", 2)
        assert within(typst_document.on_paper(a_document(), has_cover_page=True)) == [""]

    def test_prints_words_that_lead_nowhere_without_a_link(self):
        lost = (Bit("7", Style.REF), Bit("there", Style.LINK, "#lost"), Bit("in", Style.LINK, "/x"))

        assert "[7]therein" in told_in(Heading(1, "One"), Para(lost))

    def test_spells_out_what_no_font_can_show(self):
        told = told_in(Para(plain("Done \U0001f600 said 水\x07 and “quoted”.")))

        assert "[grinning face]" in told
        assert "水" not in told
        assert "“quoted”" in told

    def test_shows_a_quote_that_runs_from_right_to_left(self):
        quote = replace(QUOTED, before="قال الوزير ", marked="מים לכל", after=" ثم سكت")

        told = told_in(quote)

        assert set("الوزير") | set("מים") <= set(told)
        assert "letter" not in told  # nothing had to be spelled out
        assert "[1]" in told  # and not "]1[", as it would stand among Arabic words

    def test_takes_markup_as_plain_words(self):
        words = "#import *bold* _x_ $y$ <b> = no heading"

        assert words in told_in(Para(plain(words)))

    def test_breaks_what_is_longer_than_a_page_and_loses_nothing(self):
        words = " ".join(f"word{n}" for n in range(6000))
        row = Row(((plain("x" * 200),), (plain(words),)))

        told = told_in(
            Verbatim(words, "place"),
            Table("Long", (Column("A"), Column("B", 3)), (row,)),
            replace(QUOTED, before=words),
        )

        assert told.count("word5999") == 3
        assert told.count("word3000") == 3

    def test_repeats_the_head_of_a_table_and_never_breaks_within_a_row(self):
        lines = (plain("first"), plain("second"), plain("third"))
        rows = tuple(Row(((plain(f"row{n}"),), lines)) for n in range(60))

        texts = pages(paper(a_document(blocks=(Table("All", (Column("Head"), Column("Says")),
                                                     rows, shows_caption=True),)), on=ON))  # fmt: skip

        told = [text for text in texts if "row" in text]
        assert len(told) > 1
        assert all("Head" in text for text in told)
        assert all(text.count("first") == text.count("third") for text in told)
