"""What python-docx lacks, as it reads it back, and as it stands in the file."""

from datetime import date
from io import BytesIO
from zipfile import ZipFile

import docx
import pytest
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph
from lxml import etree

from tracker.reporting.docx import helpers
from tracker.reporting.docx.helpers import paragraph, run
from tracker.reporting.docx.styles import FONTS, empty_file

ARABIC = "قال الوزير"


@pytest.fixture
def word():
    return docx.Document()


def xml(*elements):
    """Elements without the names of their namespaces."""
    text = "".join(etree.tostring(element, encoding="unicode") for element in elements)
    return " ".join(part for part in text.split() if not part.startswith("xmlns:"))


def child(element, tag):
    return element.find(f".//{qn(tag)}")


def value(element, tag, name="w:val"):
    return child(element, tag).get(qn(name))


class TestElement:
    def test_prefixes_attributes_of_text_but_not_of_drawings(self):
        text = helpers.element("w:hyperlink", anchor="a", r_id="rId1")

        assert dict(text.attrib) == {qn("w:anchor"): "a", qn("r:id"): "rId1"}
        assert dict(helpers.element("a:ext", uri="u").attrib) == {"uri": "u"}


class TestRun:
    def test_keeps_breaks_tabs_and_spaces(self):
        (content,) = [paragraph("", run(" a\r\nb\tc "))]

        assert Paragraph(content, None).text == " a\nb\tc "
        assert child(content, "w:t").get(qn("xml:space")) == "preserve"

    def test_replaces_what_xml_forbids(self):
        assert [part[-1].text for part in run("a\x07b")] == ["a\ufffdb"]

    def test_gives_right_to_left_letters_a_run_of_their_own(self):
        parts = run(f"He said: {ARABIC}, twice", "Soft")

        assert [part[-1].text for part in parts] == ["He said: ", ARABIC, ", twice"]
        assert [child(part, "w:rtl") is not None for part in parts] == [False, True, False]
        assert {value(part, "w:rStyle") for part in parts} == {"Soft"}

    def test_of_no_text_is_empty(self):
        assert run("", "Soft") == []


class TestParagraph:
    def test_has_its_style_and_place_on_the_page(self):
        format_ = Paragraph(
            paragraph("Small", [], keep_with_next=True, on_new_page=True), None
        ).paragraph_format

        assert format_.keep_with_next and format_.page_break_before
        assert value(format_._element, "w:pStyle") == "Small"
        assert len(paragraph("", [])) == 0

    def test_shares_one_ground_with_its_neighbours(self):
        parts = [paragraph("", run(text)) for text in "abc"]

        helpers.shade_paragraphs(parts, "F5F4F1")

        edges = [[etree.QName(side).localname for side in child(part, "w:pBdr")] for part in parts]
        assert edges == [["top", "left", "right"], ["left", "right"], ["left", "bottom", "right"]]
        assert {value(part, "w:shd", "w:fill") for part in parts} == {"F5F4F1"}


class TestLinks:
    def test_lead_to_a_bookmark(self):
        start, end = helpers.bookmark("rec-1_a", 7)
        (link,) = helpers.inner_link("rec-1_a", run("1"))

        assert start.get(qn("w:name")) == link.get(qn("w:anchor")) == "rec_1__a"
        assert start.get(qn("w:id")) == end.get(qn("w:id")) == "7"

    def test_shorten_the_name_of_a_bookmark(self):
        assert helpers.bookmark_name("ë" * 50) == "_" * 40

    def test_lead_to_an_address(self, word):
        helpers.add_address(word, "https://example.org/?a=1&b=2", "rIdLink1")
        word.add_paragraph()._p.extend(helpers.link("rIdLink1", run("There")))

        assert word.paragraphs[0].hyperlinks[0].url == "https://example.org/?a=1&b=2"


class TestField:
    def test_shows_a_text_until_it_is_updated(self):
        parts = helpers.field_begin("PAGE") + run("1") + helpers.field_end()
        content = paragraph("Footer", parts)

        kinds = [mark.get(qn("w:fldCharType")) for mark in content.iter(qn("w:fldChar"))]
        assert kinds == ["begin", "separate", "end"]
        assert child(content, "w:instrText").text == " PAGE "
        assert Paragraph(content, None).text == "1"


class TestDropdown:
    def test_offers_its_options_under_a_name(self):
        (control,) = helpers.dropdown(["Full", "<None>"], empty="– choose –", name="A. Status")

        offers = [item.get(qn("w:value")) for item in control.iter(qn("w:listItem"))]
        assert offers == ["Full", "<None>"]
        assert value(control, "w:alias") == "A. Status"
        assert child(control, "w:showingPlcHdr") is not None
        assert child(control, "w:t").text == "– choose –"


class TestPicture:
    @staticmethod
    def drawn(**changes):
        plain = {"number": 3, "alt": "A chart\nof wells", "title": "", "is_lowered": False}
        (content,) = helpers.picture("rId9", 200, 100, **plain | changes)
        return content

    def test_is_described(self):
        properties = child(self.drawn(title="Wells"), "wp:docPr")

        assert properties.get("descr") == "A chart of wells"
        assert (properties.get("title"), properties.get("id")) == ("Wells", "3")
        assert child(self.drawn(), "wp:extent").get("cx") == "200"

    def test_without_description_is_decorative(self):
        assert '<adec:decorative val="1"/>' in xml(self.drawn(alt=""))
        assert "decorative" not in xml(self.drawn())

    def test_stands_on_the_line_where_it_is_lowered(self):
        assert value(self.drawn(is_lowered=True), "w:position") == "-2"

    def test_is_stored_under_its_relation(self, word):
        helpers.add_picture(word, b"\x89PNG", "picture1")

        assert word.part.related_parts["picture1"].blob == b"\x89PNG"


class TestTable:
    def test_repeats_its_header_and_splits_no_row(self, word):
        cells = [helpers.table_cell(500, paragraph("", run(text)), fill="F5F4F1") for text in "ab"]
        rows = [helpers.table_row(cells[:1], is_header=True), helpers.table_row(cells[1:])]
        word.element.body.insert(0, helpers.table("TableGrid", 'All "wells"', [500], rows))

        (table,) = word.tables
        assert [row.cells[0].text for row in table.rows] == ["a", "b"]
        assert table.style.name == "Table Grid"
        assert value(table._tbl, "w:tblCaption") == 'All "wells"'
        properties = [[etree.QName(p).localname for p in row._tr.trPr] for row in table.rows]
        assert properties == [["cantSplit", "tblHeader"], ["cantSplit"]]
        assert value(table._tbl, "w:shd", "w:fill") == "F5F4F1"
        assert table.columns[0].width.twips == 500


class TestStyles:
    def test_are_completed(self, word):
        style = word.styles.add_style("Quote of a report", WD_STYLE_TYPE.PARAGRAPH)
        style.font.name, style.font.bold, style.font.size = "Georgia", True, docx.shared.Pt(11)
        style.paragraph_format.left_indent = docx.shared.Pt(4)

        helpers.complete_style(
            style, language="sq-AL", rule="left 12 8 1A5276", fill="FDF0C4", level=2
        )

        looks, layout = style.element.rPr, style.element.pPr
        assert looks.rFonts.get(qn("w:cs")) == looks.rFonts.get(qn("w:eastAsia")) == "Georgia"
        assert [etree.QName(look).localname for look in looks] == [
            "rFonts", "b", "bCs", "sz", "szCs", "shd", "lang",
        ]  # fmt: skip
        assert value(looks, "w:szCs") == "22"
        assert [etree.QName(part).localname for part in layout] == ["pBdr", "ind", "outlineLvl"]
        assert value(layout, "w:left", "w:color") == "1A5276"
        assert value(layout, "w:outlineLvl") == "1"

    def test_rule_the_lines_of_a_table(self, word):
        style = word.styles.add_style("Lines", WD_STYLE_TYPE.TABLE)

        helpers.rule_table_style(style, "CFCCC4", "F5F4F1")

        borders = child(style.element, "w:tblBorders")
        assert [etree.QName(side).localname for side in borders] == ["top", "bottom", "insideH"]

    def test_mark_a_list(self, word):
        style = word.styles["List Bullet"]

        helpers.mark_list(word, style, "–")

        marks = word.part.numbering_part.element.iter(qn("w:lvlText"))
        assert "–" in [mark.get(qn("w:val")) for mark in marks]
        assert value(style.element, "w:numId") == "1"


class TestFile:
    def test_has_nothing_of_another_document(self, word):
        helpers.modernize(word, FONTS)

        parts = self.saved(word)
        leftovers = {"docProps/thumbnail.jpeg", "docProps/app.xml", "word/stylesWithEffects.xml"}
        assert not leftovers & set(parts)
        assert b'w:name="compatibilityMode"' in parts["word/settings.xml"]
        (mode,) = [
            setting.get(qn("w:val"))
            for setting in word.settings.element.iter(qn("w:compatSetting"))
            if setting.get(qn("w:name")) == "compatibilityMode"
        ]
        assert mode == "15"
        assert b'w:altName w:val="Noto Serif"' in parts["word/fontTable.xml"]

    def test_names_its_language_beside_that_of_quotations(self):
        word = empty_file(source_language="sq")

        helpers.set_language(word, "sr-Latn-RS")

        assert value(word.styles.element.find(qn("w:docDefaults")), "w:lang") == "sr-Latn-RS"
        assert value(word.styles["Quoted"].element, "w:lang") == "sq-AL"

    def test_is_dated_and_gives_equal_bytes(self):
        first, second = (self.save(empty_file()) for _turn in range(2))

        assert first == second
        properties = docx.Document(BytesIO(first)).core_properties
        assert (properties.title, properties.author) == ("Wells", "Office of Wells")
        assert properties.created.date() == properties.modified.date() == date(2030, 11, 30)
        assert properties.language == "en"
        with ZipFile(BytesIO(first)) as parts:
            assert {part.date_time[0] for part in parts.infolist()} == {1980}

    def saved(self, word):
        with ZipFile(BytesIO(self.save(word))) as parts:
            return {name: parts.read(name) for name in parts.namelist()}

    @staticmethod
    def save(word):
        return helpers.save(
            word, on=date(2030, 11, 30), title="Wells", author="Office of Wells", language="en"
        )
