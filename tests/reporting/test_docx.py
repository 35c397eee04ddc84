"""A progress report in Word: what a person, a screen reader and a program find in the file."""

import re
from dataclasses import replace
from datetime import date
from io import BytesIO
from zipfile import ZipFile

import pytest
from docx import Document
from docx.oxml.ns import qn
from lxml import etree

from tests.reporting.all_blocks import BLOCKS, COVER, a_document
from tests.reporting.samples import a_full_progress, a_progress, a_recommendation
from tracker.reporting import RENDERERS
from tracker.reporting.blocks import (
    Beside,
    Bit,
    Chart,
    Column,
    Contents,
    Heading,
    Para,
    Quoted,
    Row,
    SourceRow,
    Sources,
    Style,
    Table,
    Verbatim,
    plain,
)
from tracker.reporting.docx.document import written

ON = date(2030, 11, 30)


@pytest.fixture(scope="module")
def data():
    return written(a_document(), on=ON)


@pytest.fixture(scope="module")
def word(data):
    return Document(BytesIO(data))


def of_blocks(*blocks, **changes):
    return Document(BytesIO(written(a_document(blocks=blocks, **changes), on=ON)))


def styles_of(word):
    return [(p.style.name, p.text) for p in word.paragraphs if p.text]


def attributes(word, tag, name):
    return [found.get(qn(name)) for found in word.element.body.iter(qn(tag))]


class TestWordDocument:
    def test_gives_the_same_bytes_for_the_same_report_dated_on_its_day(self, data):
        assert written(a_document(), on=ON) == data
        with ZipFile(BytesIO(data)) as parts:
            assert {part.date_time[0] for part in parts.infolist()} == {1980}
            core = parts.read("docProps/core.xml").decode()
        assert set(re.findall(r"\d{4}-\d\d-\d\dT", core)) == {"2030-11-30T"}
        assert "python-docx" not in core
        of_template = {"docProps/thumbnail.jpeg", "docProps/app.xml", "word/stylesWithEffects.xml"}
        assert not of_template & set(parts.namelist())

    def test_begins_with_whose_it_is_what_it_is_and_of_which_day(self, word):
        assert styles_of(word)[:5] == [
            ("Letterhead", "Office of Wells"),
            ("Kind", "Progress report · Full report"),
            ("Title", "2030 Clean Water Report: Atlantis"),
            ("Subtitle", "State on 30 November 2030, as we know today"),
            ("Normal", "Made for the ministry."),
        ]
        assert word.core_properties.title == "2030 Clean Water Report: Atlantis"

    def test_gives_each_kind_of_block_a_style_of_its_own(self, word):
        told = {text: style for style, text in styles_of(word)}

        assert told["1\u2002Repair the wells"] == "Heading 2"
        assert told["Evidence cited"] == "Heading 3"
        assert told["Repair the wells of every village."] == "Verbatim"
        assert told["Riparoni puset e çdo fshati."] == "Translation"
        assert told["Method\tStatuses are counted, never averaged."] == "Fact"
        assert told["Open three more wells\nMoW · due 1 Dec 2030"] == "List Bullet"
        quotation = "“The government repaired nine of the twelve wells in the north.”"
        assert told[f"Shows progress\t{quotation} [1]"] == "Evidence"
        assert told["The decree is in force."] == "Beside"

    def test_has_heads_of_tables_that_stand_again_and_rows_that_are_never_torn(self, word):
        (table,) = word.tables
        first, *others = table._tbl.tr_lst

        assert first.trPr.find(qn("w:tblHeader")) is not None
        assert all(row.trPr.find(qn("w:cantSplit")) is not None for row in (first, *others))
        caption = table._tbl.tblPr.find(qn("w:tblCaption"))
        assert caption.get(qn("w:val")) == "Recommendations by status"
        assert [cell.text for cell in table.rows[1].cells] == [
            " Partially implemented ↗ improving",
            "1",
        ]

    def test_goes_on_with_text_below_a_head_and_prints_no_address_without_a_host(self, word):
        for style in ("Title", "Heading2", "Caption"):
            (after,) = word.styles.element.get_by_id(style).iter(qn("w:next"))
            assert after.get(qn("w:val")) == "Normal"
        source = SourceRow(1, "source-1", "A report", "", href="/reports/tip-2024-kosovo/#p3")
        texts = [p.text for p in of_blocks(Sources((source,))).paragraphs]
        assert "[1]\tA report" in texts

    def test_tells_each_drawing_in_words_and_marks_circles_as_decoration(self, word):
        told = {p.get("descr"): p for p in word.element.body.iter(qn("wp:docPr"))}

        assert set(told) == {"", "Partially implemented 1"}
        assert "decorative" in etree.tostring(told[""]).decode()
        assert "decorative" not in etree.tostring(told["Partially implemented 1"]).decode()
        ids = [p.get("id") for p in word.element.body.iter(qn("wp:docPr"))]
        assert len(ids) == len(set(ids))

    def test_leads_every_reference_and_every_line_of_the_contents_to_a_place(self, word):
        places = set(attributes(word, "w:bookmarkStart", "w:name"))
        led = set(attributes(word, "w:hyperlink", "w:anchor")) - {None}

        assert led <= places
        assert {"source_1", "source_2"} <= led
        ids = attributes(word, "w:bookmarkStart", "w:id")
        assert len(ids) == len(set(ids))
        addresses = {r.target_ref for r in word.part.rels.values() if r.is_external}
        assert addresses == {"https://example.org/decree-12"}

    def test_has_contents_that_are_a_field_already_filled_in(self, word):
        field = next(i.text for i in word.element.body.iter(qn("w:instrText")))
        listed = [p.text for p in word.paragraphs if p.style.name.startswith("toc ")]

        assert field.strip() == r'TOC \o "1-2" \h \z \u'
        assert listed == [
            "Where the recommendations stand",
            "Recommendations",
            "1\u2002Repair the wells",
            "Sources",
        ]
        assert word.settings.element.find(qn("w:updateFields")) is None  # asks nothing

    def test_runs_a_head_and_counts_its_pages_but_on_the_first_only_counts(self, word):
        section = word.sections[0]

        assert section.header.paragraphs[0].text == (
            "WATER 2030 Atlantis · Full report\t30 November 2030"
        )
        assert section.first_page_header.paragraphs[0].text == ""
        for footer in (section.footer, section.first_page_footer):
            assert footer.paragraphs[0].text == "draft\tPage 1 of 1"
            fields = [i.text.strip() for i in footer._element.iter(qn("w:instrText"))]
            assert fields == ["PAGE", "NUMPAGES"]

    def test_names_its_language_and_that_of_the_source(self):
        word = of_blocks(*BLOCKS, language="sr-Latn")

        defaults = word.styles.element.find(qn("w:docDefaults"))
        assert [lang.get(qn("w:val")) for lang in defaults.iter(qn("w:lang"))] == ["sr-Latn-RS"]
        for style in ("Verbatim", "Quoted", "Marked"):
            (lang,) = word.styles[style].element.iter(qn("w:lang"))
            assert lang.get(qn("w:val")) == "en-GB"

    def test_bears_the_colour_and_the_logo_of_a_letterhead_if_it_can_be_read(self):
        logo = (
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 10"><path d="M0 0h9"/></svg>'
        )
        green = of_blocks(*BLOCKS, cover=replace(COVER, colour="#006b3c", logo=logo))
        pale = of_blocks(*BLOCKS, cover=replace(COVER, colour="#eeeeee"))

        assert str(green.styles["Kind"].font.color.rgb) == "006B3C"
        assert str(pale.styles["Kind"].font.color.rgb) == "1C2128"
        assert "Office of Wells" in [p.get("descr") for p in green.element.iter(qn("wp:docPr"))]

    def test_draws_what_looks_alike_once_and_leaves_too_many_drawings_to_their_tables(self):
        chart = next(block for block in BLOCKS if isinstance(block, Chart))
        alike = [replace(chart, svg=chart.svg.replace("<desc>", f"<desc>{n}: ")) for n in range(3)]
        apart = [replace(chart, svg=chart.svg.replace('"200"', f'"{n}"')) for n in range(301)]

        drawn, left_out = of_blocks(*alike), of_blocks(*apart)

        shown = [blip.get(qn("r:embed")) for blip in drawn.element.body.iter(qn("a:blip"))]
        assert (len(shown), len(set(shown))) == (3, 1)
        assert not list(left_out.element.body.iter(qn("a:blip")))


class TestWhatStaysTogether:
    """On one page, as far as Word may choose."""

    @staticmethod
    def kept(word):
        return {
            p.text: p.paragraph_format.keep_with_next or p.style.paragraph_format.keep_with_next
            for p in word.paragraphs
            if p.text
        }

    def test_a_small_line_with_the_drawing_or_table_below_it(self):
        chart = next(block for block in BLOCKS if isinstance(block, Chart))
        table = next(block for block in BLOCKS if isinstance(block, Table))
        signs = replace(chart, signs=(Bit("partial", Style.CIRCLE), Bit(" half")))
        word = of_blocks(
            Heading(1, "Wells"), Para(plain("wells · Protection"), True), signs, table,
            Para(plain("below"), True), Para(plain("After."), True),
        )  # fmt: skip

        kept = self.kept(word)
        assert kept["wells · Protection"] and kept[" half"]
        assert not kept["below"] and not kept["After."]

    def test_the_rows_of_a_short_table_with_its_caption(self):
        rows = tuple(Row((plain_cell,)) for plain_cell in [(plain("x"),)] * 11)
        short = Table("Short", (Column("A"),), rows[:3], shows_caption=True)
        long = replace(short, rows=rows)

        word = of_blocks(short, Heading(1, "Next"), long)

        kept = [
            [row.cells[0].paragraphs[0].paragraph_format.keep_with_next for row in table.rows]
            for table in word.tables
        ]
        assert kept == [[None, True, True, None], [None] * 12]

    def test_two_beside_each_other_are_written_one_by_one_and_stand_in_the_contents(self):
        parts = tuple((Heading(2, name), Para(plain(f"Of {name}."))) for name in ("One", "Two"))

        word = of_blocks(Contents("Contents"), Heading(1, "All"), Beside(parts))

        assert [text for _style, text in styles_of(word)][5:] == [
            "Contents", "All", "One", "Two", "All", "One", "Of One.", "Two", "Of Two.",
        ]  # fmt: skip


class TestColumns:
    def test_named_by_a_circle_say_the_status_to_who_listens(self):
        columns = (Column("Body"), Column("Partially implemented", 1, True, "partial"))
        told = Table("All", columns, (Row(((plain("MoW"),), (plain("1"),))),))

        word = of_blocks(told)

        drawn = [p.get("descr") for p in word.tables[0]._tbl.tr_lst[0].iter(qn("wp:docPr"))]
        assert drawn == ["Partially implemented"]


class TestWhatPeopleWrote:
    def test_comes_through_whole_whatever_it_is(self):
        arabic = "قال الوزير"
        words = f"<b> & “{arabic}” 🙂\x07\n\nsecond\nline"
        word = of_blocks(Para((Bit(words),)), Verbatim("word " * 10_000, "¶ 1"), Heading(1, words))

        texts = [p.text for p in word.paragraphs]
        assert f"<b> & “{arabic}” 🙂\ufffd" in texts
        assert "second\nline" in texts
        assert max(map(len, texts)) > 49_990
        turned = [
            run for run in word.element.body.iter(qn("w:r")) if run.find(qn("w:rPr")) is not None
        ]
        assert arabic in [
            "".join(t.text for t in run.iter(qn("w:t")))
            for run in turned
            if run.rPr.find(qn("w:rtl")) is not None
        ]

    def test_of_a_source_that_may_not_be_named_leads_nowhere(self):
        word = of_blocks(Quoted("Supports", "supports", 0, title="A letter", place="2030"))

        assert attributes(word, "w:hyperlink", "w:anchor") == []
        assert ("Evidence", "Supports\tA letter") in styles_of(word)


class TestProgressReport:
    @pytest.mark.parametrize("language", ["en", "sq", "sr-latn"])
    def test_tells_each_recommendation_with_sources_that_resolve(self, language):
        progress = a_full_progress(language)
        word = Document(BytesIO(RENDERERS["docx"](progress)))

        headings = " ".join(p.text for p in word.paragraphs if p.style.name == "Heading 2")
        assert all(told.title in headings for told in progress.recommendations)
        places = set(attributes(word, "w:bookmarkStart", "w:name"))
        assert set(attributes(word, "w:hyperlink", "w:anchor")) - {None} <= places

    def test_of_nothing_is_a_document_still(self):
        word = Document(BytesIO(RENDERERS["docx"](a_progress())))

        assert word.paragraphs[1].text or word.paragraphs[0].text
        assert RENDERERS["docx"](a_progress(a_recommendation()))
