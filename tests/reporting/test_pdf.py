import re
from dataclasses import replace

import pypdfium2
import pytest

from tests.reporting.samples import a_full_progress, a_judgment, a_progress, a_recommendation
from tracker.reporting import RENDERERS


def pages(pdf):
    document = pypdfium2.PdfDocument(pdf)
    return [page.get_textpage().get_text_range() for page in document]


def text_of(progress):
    """The words of the PDF with every run of white space as one space."""
    return re.sub(r"\s+", " ", " ".join(pages(RENDERERS["pdf"](progress))))


class TestPdf:
    def test_prints_every_recommendation_with_its_words(self):
        progress = a_full_progress()

        text = text_of(progress)

        for told in progress.recommendations:
            assert f"{told.number} {told.title}" in text
            assert told.text in text

    def test_prints_the_day_both_numbers_and_what_was_left_out(self):
        text = text_of(a_full_progress())

        assert "30 November 2030" in text
        assert "1 of 2 fully implemented; 1 left out: not assessed 1" in text
        assert "%" not in text

    def test_prints_how_a_recommendation_stands_and_on_what(self):
        text = text_of(a_full_progress())

        assert "Ministry of Wells (MoW)" in text
        assert "Nine wells were repaired." in text
        assert "repaired nine of the twelve wells" in text
        assert "WATER 2030 Atlantis, ¶ 8 · published 24 Jun 2030" in text
        assert "Decree 12 on wells" in text
        assert "Who pays for the pumps?" in text
        assert "Ask for the three that remain." in text
        assert "approved by its author" in text
        assert "unofficial translation" in text

    def test_prints_views_components_and_commitments(self):
        text = text_of(a_full_progress())

        assert "Analysts MoW Civil society" in text
        assert "2 steps more" in text
        assert "as stated by the Minister, on 20 February 2030, in “Letter 7”" in text
        assert "views differ: MoW" in text
        assert "1a repair the wells" in text
        assert "overdue, put off 2 times" in text
        assert "Evidence behind these statuses: corroborated 2" in text

    def test_claims_pdf_ua_and_is_tagged_with_title_and_language(self):
        pdf = RENDERERS["pdf"](a_full_progress("sr-latn"))

        document = pypdfium2.PdfDocument(pdf)
        assert b"<pdfuaid:part>1</pdfuaid:part>" in pdf
        assert document.is_tagged()
        assert document.get_metadata_value("Title").startswith("2030 Clean Water Report: Atlantis")
        assert re.search(rb"<dc:language>.*?sr", pdf, re.DOTALL)

    def test_is_the_same_bytes_for_the_same_report(self):
        assert RENDERERS["pdf"](a_full_progress()) == RENDERERS["pdf"](a_full_progress())

    def test_is_dated_by_the_report_and_not_by_the_clock(self):
        document = pypdfium2.PdfDocument(RENDERERS["pdf"](a_full_progress()))

        assert document.get_metadata_value("CreationDate").startswith("D:20301130")

    @pytest.mark.parametrize(
        ("language", "day"),
        [("en", "30 November 2030"), ("sq", "30 nëntor 2030"), ("sr-latn", "30. novembar 2030.")],
    )
    def test_writes_dates_in_the_language_of_the_report(self, language, day):
        assert day in text_of(a_full_progress(language)).lower().replace("november", "November")

    def test_says_so_when_the_filter_leaves_nothing(self):
        text = text_of(a_progress())

        assert "No recommendation of this report matches the filter." in text
        assert "not applicable" in text

    def test_spells_out_what_no_font_can_show(self):
        judgment = a_judgment(rationale="Done \U0001f600 said 水\x07 and “quoted”.")

        text = text_of(a_progress(a_recommendation("1", judgment)))

        assert "[grinning face]" in text
        assert "水" not in text
        assert "“quoted”" in text

    def test_takes_markup_as_plain_words(self):
        judgment = a_judgment(rationale="#import *bold* _x_ $y$ <b> = no heading")

        text = text_of(a_progress(a_recommendation("1", judgment)))

        assert "#import *bold* _x_ $y$ <b> = no heading" in text

    def test_prints_a_long_report_with_a_percentage_and_the_page_count(self):
        told = a_full_progress().recommendations[0]
        many = [replace(told, number=str(n), title=f"Wells, part {n}") for n in range(1, 201)]

        texts = pages(RENDERERS["pdf"](a_progress(*many)))

        assert "0 of 200 fully implemented (0 %)" in texts[0]
        assert f"Page {len(texts)} of {len(texts)}" in re.sub(r"\s+", " ", texts[-1])
        assert sum(text.count("Nine wells were repaired.") for text in texts) == 200
