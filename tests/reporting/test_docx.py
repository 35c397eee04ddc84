"""A progress report in Word, as people, screen readers and programs read it."""

import re
from datetime import date
from io import BytesIO
from zipfile import ZipFile

import pytest
from docx import Document
from docx.oxml.ns import qn
from lxml import etree

from tests.reporting.all_blocks import BLOCKS, COVER, a_document
from tests.reporting.samples import a_full_progress, a_progress, a_recommendation, replace
from tracker.reporting import RENDERERS
from tracker.reporting.blocks import (
    Chart,
    Column,
    Contents,
    Heading,
    Paragraph,
    Row,
    SideBySide,
    SourceRow,
    Sources,
    SourceText,
    Span,
    Style,
    Table,
    text_line,
)
from tracker.reporting.docx import ROOM, column_widths, render_document

ON = date(2030, 11, 30)


@pytest.fixture(scope="module")
def data():
    return render_document(a_document(), on=ON)


@pytest.fixture(scope="module")
def word(data):
    return Document(BytesIO(data))


def of_blocks(*blocks, **changes):
    return Document(BytesIO(render_document(a_document(blocks=blocks, **changes), on=ON)))


def styles_of(word):
    return [(p.style.name, p.text) for p in word.paragraphs if p.text]


def attributes(word, tag, name):
    return [element.get(qn(name)) for element in word.element.body.iter(qn(tag))]


class TestRenderDocument:
    def test_gives_equal_bytes_dated_by_the_report(self, data):
        assert render_document(a_document(), on=ON) == data
        with ZipFile(BytesIO(data)) as parts:
            assert {part.date_time[0] for part in parts.infolist()} == {1980}
            core = parts.read("docProps/core.xml").decode()
        assert set(re.findall(r"\d{4}-\d\d-\d\dT", core)) == {"2030-11-30T"}
        assert "python-docx" not in core
        of_template = {"docProps/thumbnail.jpeg", "docProps/app.xml", "word/stylesWithEffects.xml"}
        assert not of_template & set(parts.namelist())

    def test_begins_with_letterhead_title_and_day(self, word):
        assert styles_of(word)[:5] == [
            ("Letterhead", "Office of Wells"),
            ("Kind", "Progress report · Full report"),
            ("Title", "2030 Clean Water Report: Atlantis"),
            ("Subtitle", "As of 30 November 2030, based on what we know now"),
            ("Normal", "Made for the ministry."),
        ]
        assert word.core_properties.title == "2030 Clean Water Report: Atlantis"

    def test_gives_each_kind_of_block_its_style(self, word):
        style_by_text = {text: style for style, text in styles_of(word)}

        assert style_by_text["1\u2002Repair the wells"] == "Heading 2"
        assert style_by_text["Evidence cited"] == "Heading 3"
        assert style_by_text["Repair the wells of every village."] == "Quote"
        assert style_by_text["Riparoni puset e çdo fshati."] == "Translation"
        assert style_by_text["Method\tStatuses are counted, never averaged."] == "Fact"
        assert style_by_text["Open three more wells\nMoW · due 1 December 2030"] == "List Bullet"
        quotation = "“The government repaired nine of the twelve wells in the north.”"
        place = "WATER 2030 Atlantis, ¶ 8 · published 24 June 2030"
        assert style_by_text[f"Shows progress: {quotation}[1]\n{place}"] == "List Bullet"

    def test_repeats_table_headers_and_never_splits_rows(self, word):
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

    def test_continues_headings_as_text_and_omits_local_paths(self, word):
        for style in ("Title", "Heading2", "Caption"):
            (after,) = word.styles.element.get_by_id(style).iter(qn("w:next"))
            assert after.get(qn("w:val")) == "Normal"
        source = SourceRow(1, "source-1", "A report", "", href="/reports/tip-2024-kosovo/#p3")
        texts = [p.text for p in of_blocks(Sources((source,))).paragraphs]
        assert "[1]\tA report" in texts

    def test_describes_charts_and_marks_circles_decorative(self, word):
        by_description = {p.get("descr"): p for p in word.element.body.iter(qn("wp:docPr"))}

        assert set(by_description) == {"", "Partially implemented 1"}
        assert "decorative" in etree.tostring(by_description[""]).decode()
        assert (
            "decorative" not in etree.tostring(by_description["Partially implemented 1"]).decode()
        )
        ids = [p.get("id") for p in word.element.body.iter(qn("wp:docPr"))]
        assert len(ids) == len(set(ids))

    def test_links_references_and_contents_to_bookmarks(self, word):
        places = set(attributes(word, "w:bookmarkStart", "w:name"))
        led = set(attributes(word, "w:hyperlink", "w:anchor")) - {None}

        assert led <= places
        assert {"source_1", "source_2"} <= led
        ids = attributes(word, "w:bookmarkStart", "w:id")
        assert len(ids) == len(set(ids))
        addresses = {r.target_ref for r in word.part.rels.values() if r.is_external}
        assert addresses == {"https://example.org/decree-12"}

    def test_fills_in_the_contents_field(self, word):
        field = next(i.text for i in word.element.body.iter(qn("w:instrText")))
        listed = [p.text for p in word.paragraphs if p.style.name.startswith("toc ")]

        assert field.strip() == r'TOC \o "1-2" \h \z \u'
        assert listed == [
            "State of implementation\t",
            "Recommendations\t",
            "1\u2002Repair the wells\t",
            "Sources\t",
        ]
        pages = [i.text.strip() for i in word.element.body.iter(qn("w:instrText"))][1:]
        places = set(attributes(word, "w:bookmarkStart", "w:name"))
        assert [page.split()[0::2] for page in pages] == [["PAGEREF", "\\h"]] * 4
        targets = {page.split()[1] for page in pages}
        assert len(targets) == 4 and targets <= places
        assert word.settings.element.find(qn("w:updateFields")) is not None

    def test_has_no_header_on_the_first_page(self, word):
        section = word.sections[0]

        assert section.header.paragraphs[0].text == (
            "WATER 2030 Atlantis · Full report\t30 November 2030"
        )
        assert section.first_page_header.paragraphs[0].text == ""
        for footer in (section.footer, section.first_page_footer):
            assert footer.paragraphs[0].text == "draft\tPage 1 of 1"
            fields = [i.text.strip() for i in footer._element.iter(qn("w:instrText"))]
            assert fields == ["PAGE", "NUMPAGES"]

    def test_sets_its_language_and_the_source_language(self):
        word = of_blocks(*BLOCKS, language="sr-Latn")

        defaults = word.styles.element.find(qn("w:docDefaults"))
        assert [lang.get(qn("w:val")) for lang in defaults.iter(qn("w:lang"))] == ["sr-Latn-RS"]
        for style in ("Quote", "Quoted", "Marked"):
            (lang,) = word.styles[style].element.iter(qn("w:lang"))
            assert lang.get(qn("w:val")) == "en-GB"

    def test_uses_a_legible_letterhead_colour_and_its_logo(self):
        logo = (
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 10"><path d="M0 0h9"/></svg>'
        )
        green = of_blocks(*BLOCKS, cover=replace(COVER, colour="#006b3c", logo=logo))
        pale = of_blocks(*BLOCKS, cover=replace(COVER, colour="#eeeeee"))

        assert str(green.styles["Kind"].font.color.rgb) == "006B3C"
        assert str(pale.styles["Kind"].font.color.rgb) == "1C2128"
        assert "Office of Wells" in [p.get("descr") for p in green.element.iter(qn("wp:docPr"))]

    def test_shares_equal_pictures(self):
        chart = next(block for block in BLOCKS if isinstance(block, Chart))
        alike = [replace(chart, svg=chart.svg.replace("<desc>", f"<desc>{n}: ")) for n in range(3)]

        shown = [
            blip.get(qn("r:embed")) for blip in of_blocks(*alike).element.body.iter(qn("a:blip"))
        ]

        assert (len(shown), len(set(shown))) == (3, 1)


class TestKeepWithNext:
    """On one page, as far as Word may choose."""

    @staticmethod
    def keeps_with_next(word):
        return {
            p.text: p.paragraph_format.keep_with_next or p.style.paragraph_format.keep_with_next
            for p in word.paragraphs
            if p.text
        }

    def test_keeps_a_small_line_with_the_chart_or_table_below(self):
        chart = next(block for block in BLOCKS if isinstance(block, Chart))
        table = next(block for block in BLOCKS if isinstance(block, Table))
        signs = replace(chart, legend=(Span("partial", Style.STATUS_ICON), Span(" half")))
        word = of_blocks(
            Heading(1, "Wells"), Paragraph(text_line("wells · Protection"), True), signs, table,
            Paragraph(text_line("below"), True), Paragraph(text_line("After."), True),
        )  # fmt: skip

        keeps = self.keeps_with_next(word)
        assert keeps["wells · Protection"] and keeps[" half"]
        assert not keeps["below"] and not keeps["After."]

    def test_flattens_parts_set_side_by_side(self):
        parts = tuple(
            (Heading(2, name), Paragraph(text_line(f"Of {name}."))) for name in ("One", "Two")
        )

        word = of_blocks(Contents("Contents"), Heading(1, "All"), SideBySide(parts))

        assert [text for _style, text in styles_of(word)][5:] == [
            "Contents", "All\t", "One\t", "Two\t", "All", "One", "Of One.", "Two", "Of Two.",
        ]  # fmt: skip


class TestTable:
    def test_describes_the_circle_of_a_column(self):
        columns = (Column("Body"), Column("Partially implemented", 1, True, "partial"))
        table = Table("All", columns, (Row(((text_line("MoW"),), (text_line("1"),))),))

        word = of_blocks(table)

        drawn = [p.get("descr") for p in word.tables[0]._tbl.tr_lst[0].iter(qn("wp:docPr"))]
        assert drawn == ["Partially implemented"]

    def test_keeps_the_words_of_a_label_whole(self):
        columns = (
            Column("Body", 90),
            *(Column(f"{year}/{year - 1999}", 1) for year in (2023, 2024)),
        )
        row = Row((((Span("word " * 50),),), (text_line("x"),), (text_line("x"),)))

        wide, *years = column_widths(Table("All", columns, (row,)))

        assert years == [840, 840]  # "2023/" and, below it, "24"
        assert wide + sum(years) == ROOM


class TestUserText:
    def test_is_kept_whole(self):
        arabic = "قال الوزير"
        words = f"<b> & “{arabic}” 🙂\x07\n\nsecond\nline"
        word = of_blocks(
            Paragraph((Span(words),)), SourceText("word " * 10_000, "¶ 1"), Heading(1, words)
        )

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


class TestRender:
    @pytest.mark.parametrize("language", ["en", "sq", "sr-latn"])
    def test_links_every_recommendation_to_its_sources(self, language):
        progress = a_full_progress(language)
        word = Document(BytesIO(RENDERERS["docx"](progress)))

        headings = " ".join(p.text for p in word.paragraphs if p.style.name == "Heading 2")
        assert all(recommendation.title in headings for recommendation in progress.recommendations)
        places = set(attributes(word, "w:bookmarkStart", "w:name"))
        assert set(attributes(word, "w:hyperlink", "w:anchor")) - {None} <= places

    def test_renders_an_empty_report(self):
        word = Document(BytesIO(RENDERERS["docx"](a_progress())))

        assert word.paragraphs[1].text or word.paragraphs[0].text
        assert RENDERERS["docx"](a_progress(a_recommendation()))
