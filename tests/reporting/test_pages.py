"""Page breaks of a PDF."""

import re
from datetime import date

import pypdfium2
import pytest

from tests.reporting.all_blocks import BLOCKS, a_document
from tests.reporting.pdf_files import ON, elements, opened, pages, words_of
from tests.reporting.samples import an_assessment, replace
from tests.reporting.sourced_report import (
    a_question,
    a_source,
    a_sourced_progress,
    a_sourced_recommendation,
    for_the_public,
)
from tracker.progress import BodyRole, LabelledCode, RemarkData
from tracker.reporting import RENDERERS
from tracker.reporting.blocks import (
    Chart,
    Column,
    Heading,
    Paragraph,
    Row,
    Rule,
    SideBySide,
    SourceRow,
    Sources,
    SourceText,
    Table,
    text_line,
)
from tracker.reporting.pdf import render_document
from tracker.vocabulary import ReportKind

CHART = next(block for block in BLOCKS if isinstance(block, Chart))
SUMMARY = "\n\n".join([
    "Two of nine recommendations moved up and one fell back since the report of June 2030. Wells "
    "recovered: repairs doubled, and no village was left with a dry one through the summer.",
    "Money for the keepers is the weak place. The law of January 2031 gives them a line of the "
    "budget, but payments came seven months late, and one keeper went home in October.",
    "The guidance on small springs is in force. Whether the districts follow it in the field is "
    "not known; figures were asked for.",
])  # fmt: skip


def pdf_of(*blocks, **options):
    return render_document(a_document(blocks=blocks), on=ON, **options)


def page_of(words, texts):
    """The page on which some words stand."""
    (page,) = [number for number, text in enumerate(texts) if words in text]
    return page


def rows(number):
    return tuple(Row(((text_line(f"row{n}."),),)) for n in range(number))


def filling(number):
    return [Paragraph(text_line(f"line {n}")) for n in range(number)]


class TestBrief:
    @pytest.mark.parametrize("language", ["en", "sr-latn"])
    def test_fits_nine_recommendations_on_two_pages(self, language):
        nine = []
        for n in range(1, 10):
            recommendation = a_sourced_recommendation(
                str(n),
                title=f"Wells, springs and taps of the {n}th district: care, training and pay",
                assessment=an_assessment(key=n, is_sample=n == 9, remaining=f"Repair the wells that remain, part {n}."),
                bodies=(BodyRole("OFF", "Office", "Office of Wells and Springs", LabelledCode("lead")),),
                questions=tuple(a_question(question=f"Who pays, part {q}?") for q in range(4)),
                views=(), commitments=(), notes=(),
            )  # fmt: skip
            moved = (
                recommendation
                if n < 7
                else replace(recommendation, previous_status=recommendation.status)
            )
            source = a_source(n, title=f"Review of the wells and springs of district {n}, 2030",
                              url=f"https://wells.example.org/reviews/2030/{n}")  # fmt: skip
            first = replace(recommendation.citations[0], source=source)
            nine.append(replace(moved, citations=(first,)))
        brief = a_sourced_progress(
            ReportKind.BRIEF, language=language, recommendations=tuple(nine), figures=(),
            summary=RemarkData(SUMMARY, date(2030, 11, 2)),
        )  # fmt: skip

        for progress in (brief, for_the_public(brief)):
            texts = pages(RENDERERS["pdf"](progress))
            assert len(texts) == 2
            assert "https://wells.example.org/reviews/2030/9" in texts[1].replace("\r\n", "")


class TestKeptTogether:
    def test_keeps_source_text_with_its_place(self):
        words = SourceText("Repair the wells of every village. " * 6, "the place of it")

        for number in (35, 36, 37):  # where the words end at the foot of the page
            texts = pages(pdf_of(Heading(1, "One"), *filling(number), words))
            assert page_of("every village", texts) == page_of("the place of it", texts)


class TestSection:
    def test_begins_a_page_where_it_does_not_fit_on_less_than_half(self):
        def page_of_second(first, second):
            made = pdf_of(
                Heading(1, "All"), Heading(2, "One", number="1"), *filling(first),
                Heading(2, "Two", number="2"), *filling(second), Paragraph(text_line("the end")),
            )  # fmt: skip
            texts = pages(made)
            return page_of("2 Two", texts), page_of("the end", texts)

        assert page_of_second(15, 8) == (0, 0)
        assert page_of_second(20, 18) == (1, 1)  # does not fit on less than half
        assert page_of_second(8, 25) == (0, 1)  # more than half is left

    def test_keeps_the_rule_above_with_it(self):
        made = pdf_of(Heading(1, "All"), *filling(20), Rule(), Heading(2, "Two", number="2"),
                      *filling(18))  # fmt: skip

        first, second = pypdfium2.PdfDocument(made)
        assert not list(first.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_PATH]))[2:]
        assert "2 Two" in second.get_textpage().get_text_range()


class TestBody:
    def test_begins_on_its_first_page_and_gives_the_sheet_its_own(self):
        texts = pages(RENDERERS["pdf"](a_sourced_progress(ReportKind.BODY, figures=())))

        assert "What is asked of you" in texts[0]
        assert texts[-1].partition("\n")[2].startswith("Sheet to fill in")


class TestSideBySide:
    def test_sets_two_described_parts_in_a_row(self):
        parts = [
            (Heading(2, f"Part {n}"), replace(CHART, description=f"drawn {n}")) for n in range(3)
        ]
        made = pdf_of(Heading(1, "All"), SideBySide(tuple(parts)))

        page = pypdfium2.PdfDocument(made)[0].get_textpage()
        boxes = [page.get_charbox(page.get_text_range().index(f"Part {n}")) for n in range(3)]
        (left, _, _, top), (right, _, _, beside), (_, _, _, below) = boxes
        assert left < right and abs(top - beside) < 1 and below < top - 20
        document = opened(made)
        alts = [str(e.Alt) for e in elements(document) if e.S == "/Figure"]
        assert alts == [f"Recommendations by status: drawn {n}" for n in range(3)]


class TestColumns:
    def test_reads_a_circle_as_its_status(self):
        columns = (Column("Body"), Column("Partially implemented", 1, True, "partial"))
        made = pdf_of(
            Heading(1, "All"), Table("All", columns, (Row(((text_line("a"),), (text_line("1"),))),))
        )

        assert "Partially implemented" in words_of(made)
        document = opened(made)
        assert "/Figure" not in [e.S for e in elements(document)]


class TestAddresses:
    def test_can_be_copied_and_places_link_to_reports(self):
        address = "https://example.org/acts/" + "a1b2c3" * 20 + "?id=123456789"
        report = "https://example.org/report"
        made = pdf_of(
            Heading(1, "All"),
            Sources(
                (
                    SourceRow(1, "source-1", "A decree", "", href=address),
                    SourceRow(2, "source-2", "", "Report, ¶ 5", "words", report=report),
                )
            ),
        )

        text = re.sub(r"[\r\n]", "", " ".join(pages(made)))
        assert text.count(address) == 1
        assert "\u200b" not in text
        assert report not in text
        document = opened(made)
        led = [str(a.A.URI) for p in document.pages for a in p.get("/Annots", []) if "/A" in a]
        assert report in led


class TestQuotationMarks:
    @pytest.mark.parametrize(
        ("language", "quotation"),
        [("en", "“He said ‘no’ twice.”"), ("sr-Latn", "„He said ‘no’ twice.”")],
    )
    def test_follow_the_language_and_nest(self, language, quotation):
        source = SourceRow(1, "source-1", "", "¶ 8", "He said “no” twice.")
        document = a_document(blocks=(Heading(1, "All"), Sources((source,))), language=language)

        assert words_of(render_document(document, on=ON)).count(quotation) == 1
