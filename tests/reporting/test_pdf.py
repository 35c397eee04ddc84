import re
import shutil
import sys
from dataclasses import replace
from datetime import UTC, datetime

import pypdfium2
import pytest
import typst

from tests.reporting.all_blocks import a_document
from tests.reporting.pdf_files import ON, elements, opened, pages, words_of
from tests.reporting.samples import a_full_progress, a_progress
from tracker.errors import InvalidValue
from tracker.reporting import RENDERERS, pdf
from tracker.reporting.blocks import Column, Heading, Row, Table, plain
from tracker.reporting.pdf import paper
from tracker.reporting.typst_compiler import compiled

MADE = datetime(2030, 11, 30, tzinfo=UTC)


def text_of(progress):
    return words_of(RENDERERS["pdf"](progress))


@pytest.fixture(scope="module")
def full():
    """The full report of three invented recommendations."""
    return RENDERERS["pdf"](a_full_progress())


@pytest.fixture(scope="module")
def every_block():
    """A document that holds every kind of block once."""
    return paper(a_document(), on=ON)


class TestPdf:
    def test_prints_every_recommendation_with_its_words(self, full):
        text = words_of(full)

        for told in a_full_progress().recommendations:
            assert f"{told.number} {told.title}" in text
            assert told.text in text

    def test_prints_the_day_both_numbers_and_what_was_left_out(self, full):
        text = words_of(full)

        assert "30 November 2030" in text
        assert "1 of 2 fully implemented; 1 left out: not assessed 1" in text
        assert "%" not in text

    def test_prints_how_a_recommendation_stands_and_on_what(self, full):
        text = words_of(full)

        assert "Ministry of Wells (MoW)" in text
        assert "Nine wells were repaired." in text
        assert "repaired nine of the twelve wells" in text
        assert "WATER 2030 Atlantis, ¶ 8 · published 24 Jun 2030" in text
        assert "Decree 12 on wells" in text
        assert "Who pays for the pumps?" in text
        assert "Ask for the three that remain." in text
        assert "approved by its author" in text
        assert "unofficial translation" in text

    def test_prints_views_components_and_commitments(self, full):
        text = words_of(full)

        assert "Analysts MoW Civil society" in text
        assert "2 steps more" in text
        assert "as stated by the Minister, on 20 February 2030, in “Letter 7”" in text
        assert "views differ: MoW" in text
        assert "1a repair the wells" in text
        assert "overdue, put off 2 times" in text
        assert "Evidence behind these statuses: corroborated 2" in text

    def test_is_the_same_bytes_for_the_same_report_dated_by_the_report(self, full):
        document = pypdfium2.PdfDocument(full)

        assert RENDERERS["pdf"](a_full_progress()) == full
        assert document.get_metadata_value("CreationDate").startswith("D:20301130")

    @pytest.mark.parametrize(
        ("language", "tag", "day"),
        [("sq", "sq", "30 nëntor 2030"), ("sr-latn", "sr", "30. novembra 2030.")],
    )
    def test_speaks_the_language_of_the_report(self, language, tag, day):
        pdf = RENDERERS["pdf"](a_full_progress(language))

        assert day in words_of(pdf).lower()
        assert str(opened(pdf).Root.Lang) == tag

    def test_says_so_when_there_is_nothing_to_tell_of(self):
        assert "This report has no recommendations yet." in text_of(a_progress())

    def test_prints_a_long_report_with_a_percentage_and_the_page_count(self):
        told = a_full_progress().recommendations[0]
        many = [replace(told, number=str(n), title=f"Wells, part {n}") for n in range(1, 101)]

        texts = pages(RENDERERS["pdf"](a_progress(*many)))

        assert "0 of 100 fully implemented (0%)" in re.sub(r"\s+", " ", texts[0])
        assert f"Page {len(texts)} of {len(texts)}" in re.sub(r"\s+", " ", texts[-1])
        assert sum(text.count("Nine wells were repaired.") for text in texts) == 100


class TestTags:
    def test_claim_both_standards_with_title_and_language(self, every_block):
        document = opened(every_block)

        about = document.open_metadata()
        assert about["pdfuaid:part"] == "1"
        assert (about["pdfaid:part"], about["pdfaid:conformance"]) == ("2", "A")
        assert (
            about["dc:title"] == "2030 Clean Water Report: Atlantis – Progress report · Full report"
        )
        assert document.Root.Lang == "en"
        assert document.Root.MarkInfo.Marked
        assert document.Root.ViewerPreferences.DisplayDocTitle

    def test_tell_what_each_part_is(self, every_block):
        document = opened(every_block)
        tags = [str(e.S)[1:] for e in elements(document)]

        assert tags.count("Title") == 1
        assert [tag for tag in tags if re.fullmatch(r"H\d", tag)] == [
            *("H1", "H1", "H2", "H3", "H3", "H3", "H1")
        ]
        assert tags.count("BlockQuote") == 2  # what the report says, and a piece of evidence
        assert tags.count("TH") == 2
        for tag in ("TOC", "TOCI", "Figure", "Table", "THead", "TBody", "TD", "L", "LI", "Link"):
            assert tag in tags

    def test_say_in_words_what_is_drawn_and_nothing_of_a_circle(self, every_block):
        document = opened(every_block)
        (chart,) = [e for e in elements(document) if e.S == "/Figure"]

        assert str(chart.Alt) == "Recommendations by status: Partially implemented 1"

    def test_name_the_columns_of_a_table_and_its_caption(self):
        table = Table(
            "All of them", (Column("Head"),), (Row(((plain("x"),),)),), shows_caption=True
        )

        document = opened(paper(a_document(blocks=(table,)), on=ON))
        found = elements(document)

        (head,) = [e for e in found if e.S == "/TH"]
        assert any(str(a.get("/Scope")) == "/Column" for a in head.A)
        assert "/Caption" in [str(e.S) for e in found]

    def test_list_the_headings_as_bookmarks(self, every_block):
        outline = opened(every_block).open_outline()
        first, second, third = outline.root

        assert [first.title, third.title] == ["Where the recommendations stand", "Sources"]
        assert [child.title.split() for child in second.children] == [
            ["1", "Repair", "the", "wells"]
        ]


class TestRefusals:
    """What no report of ours may lack, typst refuses to print."""

    @pytest.mark.parametrize(
        ("source", "refused"),
        [
            (
                '#set document(title: "T")\n#image(bytes("<svg xmlns=\'http://www.w3.org/2000/svg\''
                " width='9' height='9'/>\"), format: \"svg\")",
                "alt",
            ),
            ("Words", "title"),
            ('#set document(title: "T")\n= One\n=== Three', "heading"),
            ('#set document(title: "T")\n== Two', "heading"),
        ],
        ids=["a drawing without words", "no title", "a level skipped", "a first level missing"],
    )
    def test_are_raised(self, source, refused):
        with pytest.raises(typst.TypstError, match=refused):
            compiled(source.encode(), {}, MADE)

    def test_reach_whoever_lays_out_a_report_wrongly(self):
        skipping = a_document(blocks=(Heading(1, "One"), Heading(3, "Three")))

        with pytest.raises(typst.TypstError, match="heading"):
            paper(skipping, on=ON)


class TestALongPdf:
    """It is set by a process of its own, which takes its memory with it."""

    @pytest.fixture(autouse=True)
    def all_are_long(self, monkeypatch):
        monkeypatch.setattr(pdf, "LONG", 0)

    def test_is_the_same_bytes(self, full):
        assert RENDERERS["pdf"](a_full_progress()) == full

    def test_spells_out_what_no_font_shows(self):
        document = replace(a_document(), blocks=(Heading(1, "Wells 🚰"),))

        assert "Wells [potable water symbol]" in words_of(paper(document, on=ON))

    def test_keeps_what_typst_refuses(self, tmp_path):
        template = tmp_path / "wrong.typ"
        template.write_text("#wells")

        with pytest.raises(typst.TypstError, match="unknown variable: wells"):
            pdf.printed(template, "{}", MADE)

    def test_that_ends_early_is_told_with_what_to_do(self, monkeypatch):
        monkeypatch.setattr(sys, "executable", shutil.which("false"))

        with pytest.raises(InvalidValue, match="fewer recommendations, or for another format"):
            paper(a_document(), on=ON)
