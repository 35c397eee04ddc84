"""Where the pages of a PDF break, and what stands together on one."""

import re
from dataclasses import replace
from datetime import date

import pikepdf
import pypdfium2
import pytest

from tests.reporting.all_blocks import BLOCKS, QUOTED, a_document
from tests.reporting.pdf_files import ON, elements, opened, pages, words_of
from tests.reporting.samples import a_judgment
from tests.reporting.sourced_report import (
    a_question,
    a_source,
    a_sourced_progress,
    a_sourced_recommendation,
    for_the_public,
)
from tracker.progress import BodyRole, Labelled, Remark
from tracker.reporting import RENDERERS
from tracker.reporting.blocks import (
    Beside,
    Chart,
    Column,
    Contents,
    Heading,
    Para,
    Row,
    Rule,
    SourceRow,
    Sources,
    Table,
    Verbatim,
    plain,
)
from tracker.reporting.pdf import paper
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


def told(*blocks, **options):
    return paper(a_document(blocks=blocks), on=ON, **options)


def page_of(words, texts):
    """The page on which some words stand."""
    (found,) = [number for number, text in enumerate(texts) if words in text]
    return found


def rows(number):
    return tuple(Row(((plain(f"row{n}."),),)) for n in range(number))


def filling(number):
    return [Para(plain(f"line {n}")) for n in range(number)]


class TestBrief:
    @pytest.mark.parametrize("language", ["en", "sr-latn"])
    def test_of_nine_recommendations_with_much_to_say_has_two_pages(self, language):
        nine = []
        for n in range(1, 10):
            told = a_sourced_recommendation(
                str(n),
                title=f"Wells, springs and taps of the {n}th district: care, training and pay",
                assessment=a_judgment(key=n, is_sample=n == 9, next_step=f"Ask for the wells that remain, part {n}."),
                bodies=(BodyRole("OFF", "Office", "Office of Wells and Springs", Labelled("lead")),),
                asked=tuple(a_question(question=f"Who pays, part {q}?") for q in range(4)),
                views=(), commitments=(), notes=(),
            )  # fmt: skip
            moved = told if n < 7 else replace(told, before=told.status)
            source = a_source(n, title=f"Review of the wells and springs of district {n}, 2030",
                              url=f"https://wells.example.org/reviews/2030/{n}")  # fmt: skip
            first = replace(told.evidence[0], of=source)
            nine.append(replace(moved, evidence=(first,)))
        brief = a_sourced_progress(
            ReportKind.BRIEF, language=language, recommendations=tuple(nine), figures=(),
            summary=Remark(SUMMARY, date(2030, 11, 2)),
        )  # fmt: skip

        for one in (brief, for_the_public(brief)):
            texts = pages(RENDERERS["pdf"](one))
            assert len(texts) == 2
            assert "https://wells.example.org/reviews/2030/9" in texts[1].replace("\r\n", "")


class TestKeptTogether:
    def test_a_short_table_with_its_drawing_caption_and_the_note_below_it(self):
        table = Table("All", (Column("Head"),), rows(9), shows_caption=True)
        note = Para(plain("a note below"), is_small=True)

        texts = pages(told(Heading(1, "One"), *filling(29), CHART, table, note))

        assert page_of("line 28", texts) != page_of("row8.", texts)
        assert page_of("row0.", texts) == page_of("row8.", texts) == page_of("a note", texts)

    def test_words_of_the_report_with_their_place(self):
        words = Verbatim("Repair the wells of every village. " * 6, "the place of it")

        for number in (35, 36, 37):  # where the words end at the foot of the page
            texts = pages(told(Heading(1, "One"), *filling(number), words))
            assert page_of("every village", texts) == page_of("the place of it", texts)

    def test_a_line_between_two_with_what_follows_and_none_at_the_head_of_a_page(self):
        def ruled(number):
            made = told(Heading(1, "One"), *filling(number), Rule(), Heading(2, "Two"))
            return [
                len(list(page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_PATH])))
                for page in pypdfium2.PdfDocument(made)
            ]

        _cover, with_rule = ruled(5)
        _cover, *without = ruled(41)
        assert without == [with_rule - 1] * 2


class TestContents:
    @pytest.mark.parametrize(("words", "own"), [(20, False), (400, True)])
    def test_begin_a_page_only_below_a_long_summary(self, words, own):
        texts = pages(told(Heading(1, "Summary"), Para(plain("water " * words + "end.")),
                           Contents("Contents"), Heading(1, "Wells")))  # fmt: skip

        assert (page_of("end.", texts) != page_of("Contents", texts)) is own


class TestBody:
    def test_begins_on_its_first_page(self):
        texts = pages(RENDERERS["pdf"](a_sourced_progress(ReportKind.BODY, figures=())))

        assert "Where the recommendations stand" in texts[0]


class TestBeside:
    def test_stand_two_in_a_row_each_with_its_words_for_who_can_not_see(self):
        parts = [(Heading(2, f"Part {n}"), replace(CHART, told=f"drawn {n}")) for n in range(3)]
        made = told(Heading(1, "All"), Beside(tuple(parts)))

        page = pypdfium2.PdfDocument(made)[1].get_textpage()
        found = [page.get_charbox(page.get_text_range().index(f"Part {n}")) for n in range(3)]
        (left, _, _, top), (right, _, _, beside), (_, _, _, below) = found
        assert left < right and abs(top - beside) < 1 and below < top - 20
        document = opened(made)
        alts = [str(e.Alt) for e in elements(document) if e.S == "/Figure"]
        assert alts == [f"Recommendations by status: drawn {n}" for n in range(3)]


class TestColumns:
    def test_named_by_a_circle_say_the_status(self):
        columns = (Column("Body"), Column("Partially implemented", 1, True, "partial"))
        made = told(
            Heading(1, "All"), Table("All", columns, (Row(((plain("a"),), (plain("1"),))),))
        )

        document = opened(made)
        (figure,) = [e for e in elements(document) if e.S == "/Figure"]
        assert (str(figure.Alt), str(figure.P.S)) == ("Partially implemented", "/TH")
        assert isinstance(figure, pikepdf.Dictionary)


class TestAddresses:
    def test_can_be_copied_as_they_are_and_a_place_leads_to_its_report(self):
        address = "https://example.org/acts/" + "a1b2c3" * 20 + "?id=123456789"
        report = "https://example.org/report"
        made = told(
            Heading(1, "All"),
            replace(QUOTED, url=address),
            Sources(
                (
                    SourceRow(1, "source-1", "A decree", "", href=address),
                    SourceRow(2, "source-2", "", "Report, ¶ 5", "words", report=report),
                )
            ),
        )

        text = re.sub(r"[\r\n]", "", " ".join(pages(made)))
        assert text.count(address) == 2
        assert "\u200b" not in text
        assert report not in text
        document = opened(made)
        led = [str(a.A.URI) for p in document.pages for a in p.get("/Annots", []) if "/A" in a]
        assert report in led


class TestMarks:
    @pytest.mark.parametrize(
        ("language", "said"),
        [("en", "“He said ‘no’ twice.”"), ("sr-Latn", "„He said ‘no’ twice.”")],
    )
    def test_are_those_of_the_language_and_single_within_others(self, language, said):
        quoted = replace(QUOTED, before="He said ", marked="“no”", after=" twice.")
        source = SourceRow(1, "source-1", "", "¶ 8", "He said “no” twice.")
        document = a_document(
            blocks=(Heading(1, "All"), quoted, Sources((source,))), language=language
        )

        assert words_of(paper(document, on=ON)).count(said) == 2
