"""Word's markup, as python-docx reads it back, and as it stands in the file."""

from io import BytesIO
from zipfile import ZipFile

import docx
import pytest
from docx.oxml.ns import qn
from lxml import etree

from tracker.reporting.docx import markup
from tracker.reporting.docx.markup import Relations, paragraph, run

ARABIC = "قال الوزير"
PROPERTIES = {
    "on": "2030-11-30",
    "title": "Wells & <more>",
    "subject": "",
    "author": "Office of Wells",
    "category": "",
    "status": "",
    "language": "en",
    "language_tag": "en-GB",
    "source_language": "sq-AL",
    "accent": "1A5276",
}


def pack(*body, relations=None, styles="report"):
    return markup.pack(
        body,
        relations or Relations(),
        styles=styles,
        properties=PROPERTIES,
        header=paragraph("Header", ""),
        footer=paragraph("Footer", ""),
        update="",
        top="1361",
    )


def read(*body, **changes):
    return docx.Document(BytesIO(pack(*body, **changes)))


def child(element, tag):
    return element.find(f".//{qn(tag)}")


def value(element, tag, name="w:val"):
    return child(element, tag).get(qn(name))


class TestRun:
    def test_keeps_breaks_tabs_and_spaces(self):
        (content,) = read(paragraph("", run(" a\r\nb\tc "))).paragraphs

        assert content.text == " a\nb\tc "

    def test_escapes_markup_and_replaces_what_xml_forbids(self):
        assert read(paragraph("", run("a\x07<b>&\"'"))).paragraphs[0].text == "a\ufffd<b>&\"'"

    def test_gives_right_to_left_letters_a_run_of_their_own(self):
        (content,) = read(paragraph("", run(f"He said: {ARABIC}, twice", "Soft"))).paragraphs

        parts = content.runs
        assert [part.text for part in parts] == ["He said: ", ARABIC, ", twice"]
        assert [child(part._r, "w:rtl") is not None for part in parts] == [False, True, False]
        assert {part.style.name for part in parts} == {"Soft"}

    def test_of_no_text_is_empty(self):
        assert run("", "Soft") == ""


class TestParagraph:
    def test_has_its_style_and_place_on_the_page(self):
        (content,) = read(paragraph("Small", "", keep_with_next=True, on_new_page=True)).paragraphs

        format_ = content.paragraph_format
        assert format_.keep_with_next and format_.page_break_before
        assert content.style.name == "Small"

    def test_shares_one_ground_with_its_neighbours(self):
        cells = markup.table_row([markup.table_cell(500, paragraph("", run("t")))])
        table = markup.table("ReportTable", "All", [500], [cells])
        a, b, c = (paragraph("", run(text)) for text in "abc")

        word = read(*markup.shade_paragraphs([table, a, b, table, c], "F5F4F1"))

        parts = [part._p for part in word.paragraphs]
        edges = [[etree.QName(side).localname for side in child(part, "w:pBdr")] for part in parts]
        assert edges == [["top", "left", "right"], ["left", "right"], ["left", "bottom", "right"]]
        assert {value(part, "w:shd", "w:fill") for part in parts} == {"F5F4F1"}
        assert child(word.tables[0]._tbl, "w:pBdr") is None
        assert list(markup.shade_paragraphs([table], "F5F4F1")) == [table]


class TestLinks:
    def test_lead_to_a_bookmark(self):
        content = markup.bookmark("rec-1_a", 7) + markup.inner_link("rec-1_a", run("1"))
        (part,) = read(paragraph("", content)).paragraphs

        start, end = child(part._p, "w:bookmarkStart"), child(part._p, "w:bookmarkEnd")
        assert start.get(qn("w:name")) == part.hyperlinks[0].fragment == "rec_1__a"
        assert start.get(qn("w:id")) == end.get(qn("w:id")) == "7"

    def test_shorten_the_name_of_a_bookmark(self):
        assert markup.bookmark_name("ë" * 50) == "_" * 40

    def test_lead_to_an_address_that_is_stored_once(self):
        relations = Relations()
        links = [relations.link("https://example.org/?a=1&b=2", run(text)) for text in "ab"]

        (part,) = read(paragraph("", "".join(links)), relations=relations).paragraphs
        assert [link.url for link in part.hyperlinks] == ["https://example.org/?a=1&b=2"] * 2
        assert len(relations.addresses) == 1


class TestField:
    def test_shows_a_text_until_it_is_updated(self):
        field = markup.field_begin("PAGE") + run("1") + markup.FIELD_END
        (part,) = read(paragraph("Footer", field)).paragraphs

        kinds = [mark.get(qn("w:fldCharType")) for mark in part._p.iter(qn("w:fldChar"))]
        assert kinds == ["begin", "separate", "end"]
        assert child(part._p, "w:instrText").text == " PAGE "
        assert part.text == "1"


class TestDropdown:
    def test_offers_its_options_under_a_name(self):
        content = markup.dropdown(["Full", "<None>"], empty="– choose –", name="A. Status")
        control = child(read(paragraph("", content)).element, "w:sdt")

        offers = [item.get(qn("w:value")) for item in control.iter(qn("w:listItem"))]
        assert offers == ["Full", "<None>"]
        assert value(control, "w:alias") == "A. Status"
        assert child(control, "w:showingPlcHdr") is not None
        assert child(control, "w:t").text == "– choose –"


DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 10"><path d="M0 0h9"/></svg>'


class TestPicture:
    @staticmethod
    def drawn(**changes):
        relations = Relations([DRAWING])
        plain = {"alt": 'A "chart"\nof wells', "title": ""}
        content = "".join(relations.picture(DRAWING, **plain | changes) for _turn in range(2))
        return read(paragraph("", content), relations=relations)

    def test_is_described_and_stored_once(self):
        word = self.drawn(title="Wells")

        described = list(word.element.iter(qn("wp:docPr")))
        assert [p.get("descr") for p in described] == ['A "chart" of wells'] * 2
        assert [(p.get("title"), p.get("id")) for p in described] == [
            ("Wells", "1"),
            ("Wells", "2"),
        ]
        assert child(word.element, "wp:extent").get("cx") == str(20 * markup.EMU_PER_PIXEL)
        (shown,) = {blip.get(qn("r:embed")) for blip in word.element.iter(qn("a:blip"))}
        assert word.part.related_parts[shown].blob.startswith(b"\x89PNG")

    def test_without_description_is_decorative(self):
        assert "decorative" in etree.tostring(self.drawn(alt="").element.body).decode()
        written = etree.tostring(self.drawn().element.body).decode()
        assert 'decorative val="1"' not in written

    def test_stands_on_the_line_where_it_is_small(self):
        assert value(self.drawn(fixed_height=900).element, "w:position") == "-2"


class TestTable:
    def test_repeats_its_header_and_splits_no_row(self):
        cells = [markup.table_cell(500, paragraph("", run(text)), fill="F5F4F1") for text in "ab"]
        rows = [markup.table_row(cells[:1], is_header=True), markup.table_row(cells[1:])]

        (table,) = read(
            markup.table("TableGrid", 'All "wells"', [500], rows), styles="sheet"
        ).tables

        assert [row.cells[0].text for row in table.rows] == ["a", "b"]
        assert table.style.name == "Table Grid"
        assert value(table._tbl, "w:tblCaption") == 'All "wells"'
        properties = [[etree.QName(p).localname for p in row._tr.trPr] for row in table.rows]
        assert properties == [["cantSplit", "tblHeader"], ["cantSplit"]]
        assert value(table._tbl, "w:shd", "w:fill") == "F5F4F1"
        assert table.columns[0].width.twips == 500


class TestStyles:
    @pytest.mark.parametrize("styles", ["report", "sheet"])
    def test_give_other_scripts_the_same_look(self, styles):
        for look in read(styles=styles).styles.element.iter(qn("w:rPr")):
            for tag in ("w:b", "w:i", "w:sz"):
                own, other = look.find(qn(tag)), look.find(qn(f"{tag}Cs"))
                assert (own is None and other is None) or dict(own.attrib) == dict(other.attrib)
            if (font := look.find(qn("w:rFonts"))) is not None:
                assert len(set(font.attrib.values())) == 1

    def test_mark_a_list(self):
        word = read()

        number = value(word.styles["List Bullet"].element, "w:numId")
        numbering = word.part.numbering_part.element
        abstract = numbering.num_having_numId(int(number)).abstractNumId.val
        (level,) = numbering.xpath(f"w:abstractNum[@w:abstractNumId={abstract}]/w:lvl")
        assert value(level, "w:lvlText") == "–"


class TestPack:
    def test_opens_in_words_own_mode_with_our_fonts(self):
        with ZipFile(BytesIO(pack())) as parts:
            assert b'w:name="compatibilityMode" w:uri="http' in parts.read("word/settings.xml")
            assert b'w:altName w:val="Noto Serif"' in parts.read("word/fontTable.xml")
            names = parts.namelist()
        assert names[0] == "[Content_Types].xml"
        assert "docProps/app.xml" not in names and "docProps/thumbnail.jpeg" not in names

    def test_names_its_language_beside_that_of_quotations(self):
        word = read()

        assert value(word.styles.element.find(qn("w:docDefaults")), "w:lang") == "en-GB"
        assert value(word.styles["Quoted"].element, "w:lang") == "sq-AL"

    def test_is_dated_and_gives_equal_bytes(self):
        assert pack() == pack()
        properties = read().core_properties
        assert (properties.title, properties.author) == ("Wells & <more>", "Office of Wells")
        assert str(properties.created.date()) == str(properties.modified.date()) == "2030-11-30"
        assert properties.language == "en"
        with ZipFile(BytesIO(pack())) as parts:
            assert {part.date_time[0] for part in parts.infolist()} == {1980}
