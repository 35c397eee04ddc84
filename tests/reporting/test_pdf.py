import re
from datetime import UTC, datetime

import pypdfium2
import pytest
import typst

from tests.reporting.all_blocks import a_document
from tests.reporting.pdf_files import ON, opened, pages, words_of
from tests.reporting.samples import a_full_progress, a_progress, replace
from tracker.errors import InvalidValue
from tracker.limited_process import ProcessStopped
from tracker.reporting import RENDERERS, pdf
from tracker.reporting.blocks import Heading
from tracker.reporting.pdf import render_document
from tracker.reporting.typst_compiler import compile_pdf

MADE = datetime(2030, 11, 30, tzinfo=UTC)


def text_of(progress):
    return words_of(RENDERERS["pdf"](progress))


@pytest.fixture(scope="module")
def full():
    """The full report of three invented recommendations."""
    return RENDERERS["pdf"](a_full_progress())


class TestRender:
    def test_prints_every_recommendation_with_its_text(self, full):
        text = words_of(full)

        for recommendation in a_full_progress().recommendations:
            assert f"{recommendation.number} {recommendation.title}" in text
            assert recommendation.text in text

    def test_prints_day_share_and_exclusions(self, full):
        text = words_of(full)

        assert "30 November 2030" in text
        assert (
            "One of the two recommendations is fully implemented; one more is not counted: not assessed (1)."
            in text
        )
        assert "%" not in text

    def test_prints_status_and_evidence(self, full):
        text = words_of(full)

        assert "Ministry of Wells (MoW)" in text
        assert "Nine wells were repaired." in text
        assert "repaired nine of the twelve wells" in text
        assert "The decree is in force." in text
        assert "Who pays for the pumps?" in text
        assert "Ask for the three that remain." in text
        assert "approved by its author" in text
        assert "unofficial translation" in text

    def test_prints_views_components_and_commitments(self, full):
        text = words_of(full)

        assert "2 steps higher · as of 15 February 2030" in text
        assert "as stated by the Minister · on 20 February 2030 · in “Letter 7”" in text
        assert "1a repair the wells" in text
        assert "due since 1 March 2030 (274 days), moved twice, now 60 days late" in text
        assert "Corroborated: 1, 4.2" in text

    def test_gives_equal_bytes_dated_by_the_report(self, full):
        document = pypdfium2.PdfDocument(full)

        assert RENDERERS["pdf"](a_full_progress()) == full
        assert document.get_metadata_value("CreationDate").startswith("D:20301130")

    @pytest.mark.parametrize(
        ("language", "tag", "day"),
        [("sq", "sq", "30 nëntor 2030"), ("sr-latn", "sr-Latn", "30. novembra 2030.")],
    )
    def test_is_in_the_report_language(self, language, tag, day):
        pdf = RENDERERS["pdf"](a_full_progress(language))

        assert day in words_of(pdf).lower()
        assert str(opened(pdf).Root.Lang) == tag

    def test_says_that_it_is_empty(self):
        assert "This report has no recommendations yet." in text_of(a_progress())

    def test_prints_percentage_and_page_count(self):
        recommendation = a_full_progress().recommendations[0]
        many = [
            replace(recommendation, number=str(n), title=f"Wells, part {n}") for n in range(1, 101)
        ]

        texts = pages(RENDERERS["pdf"](a_progress(*many)))

        assert "None of the 100 recommendations is fully implemented (0%)" in re.sub(
            r"\s+", " ", texts[0]
        )
        assert f"Page {len(texts)} of {len(texts)}" in re.sub(r"\s+", " ", texts[-1])
        assert sum(text.count("Nine wells were repaired.") for text in texts) == 100


class TestRefusals:
    """Typst refuses a document without what accessible PDFs need."""

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
            compile_pdf(source.encode(), {}, MADE)

    def test_of_a_wrong_layout_are_raised(self):
        skipping = a_document(blocks=(Heading(1, "One"), Heading(3, "Three")))

        with pytest.raises(typst.TypstError, match="heading"):
            render_document(skipping, on=ON)


class TestCompileApart:
    """It is set by a process of its own, which takes its memory with it."""

    @pytest.fixture(autouse=True)
    def all_are_long(self, monkeypatch):
        monkeypatch.setattr(pdf, "MAX_IN_PROCESS", 0)

    def test_gives_equal_bytes(self, full):
        assert RENDERERS["pdf"](a_full_progress()) == full

    def test_names_characters_without_a_glyph(self):
        document = replace(a_document(), blocks=(Heading(1, "Wells 🚰"),))

        assert "Wells [potable water symbol]" in words_of(render_document(document, on=ON))

    def test_raises_what_typst_refuses(self, tmp_path):
        template = tmp_path / "wrong.typ"
        template.write_text("#wells")

        with pytest.raises(typst.TypstError, match="unknown variable: wells"):
            pdf.compile_template(template, "{}", MADE)

    def test_explains_a_crash_of_the_compiler(self, monkeypatch):
        def crash(*_arguments):
            raise ProcessStopped

        monkeypatch.setattr(pdf, "call_limited", crash)

        with pytest.raises(InvalidValue, match="fewer recommendations or another format"):
            render_document(a_document(), on=ON)
