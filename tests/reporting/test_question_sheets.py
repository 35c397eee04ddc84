"""A body's question sheet, as people and programs read it."""

from datetime import date, datetime
from io import BytesIO
from zipfile import ZipFile

import pytest
from docx import Document
from lxml import etree
from python_calamine import CalamineWorkbook

from tests.helpers.sheets import S, unzipped
from tests.reporting.question_sheet_samples import a_sheet
from tracker.reporting.question_sheets import RENDERERS, file_name

KINDS = ["docx", "xlsx"]
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def docx(sheet=None):
    return Document(BytesIO(RENDERERS["docx"](sheet or a_sheet())))


def worksheets(sheet=None):
    book = CalamineWorkbook.from_filelike(BytesIO(RENDERERS["xlsx"](sheet or a_sheet())))
    return {
        name: book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        for name in book.sheet_names
    }


class TestSheet:
    @pytest.mark.parametrize("kind", KINDS)
    def test_gives_equal_bytes(self, kind):
        assert RENDERERS[kind](a_sheet()) == RENDERERS[kind](a_sheet())

    @pytest.mark.parametrize("kind", KINDS)
    def test_holds_only_the_time_of_its_day(self, kind):
        data = RENDERERS[kind](a_sheet())

        with ZipFile(BytesIO(data)) as parts:
            assert {part.date_time[0] for part in parts.infolist()} == {1980} or kind == "xlsx"
        assert b"2026-11-26T" in unzipped(data)["docProps/core.xml"]

    @pytest.mark.parametrize("kind", KINDS)
    @pytest.mark.parametrize("language", ["en", "sq", "sr-latn"])
    def test_renders_in_each_language(self, kind, language):
        assert RENDERERS[kind](a_sheet(language=language))

    def test_has_body_day_and_language_in_its_name(self):
        assert file_name(a_sheet(), "docx") == "heed-WELLS-2026-11-26-en.docx"

    @pytest.mark.parametrize("kind", KINDS)
    def test_renders_without_rows(self, kind):
        assert RENDERERS[kind](a_sheet(rows=(), questions=(), due_on=None))


class TestWordDocument:
    def test_begins_with_purpose_deadline_and_steps(self):
        document = docx()

        assert document.paragraphs[0].text == "Question sheet for Office of Wells"
        assert document.paragraphs[0].style.name == "Title"
        headings = [p.text for p in document.paragraphs if p.style.name == "Heading 1"]
        assert headings[:4] == [
            "About this sheet",
            "Answer by",
            "How to fill it in",
            "What happens next",
        ]
        text = "\n".join(p.text for p in document.paragraphs)
        assert "Send it back by 17 December 2026" in text
        assert "2 recommendations and 2 questions" in text

    def test_lists_each_status_with_its_anchor(self):
        table = next(t for t in docx().tables if t.cell(0, 0).text == "Status")

        assert len(table.rows) == 8
        assert table.cell(1, 0).text == "No action"
        assert table.cell(1, 1).text.startswith("evidence was sought")

    def test_sets_quotations_in_serif(self):
        document = docx()
        table = next(
            t
            for t in document.tables
            if "WATER" not in t.cell(1, 0).text and t.cell(1, 1).text == "water-2030-atlantis/1"
        )
        cells = {row.cells[0].text: row.cells[1] for row in table.rows}

        verbatim = cells["2. What the report asks for"].paragraphs[0]
        assert verbatim.text == "Repair all wells, and publish “how many” of them work."
        assert verbatim.style.font.name == "Georgia"
        assert cells["5. As of"].text == "31 March 2030"
        assert cells["B. What was done"].text == ""

    def test_marks_a_translation_as_unofficial(self):
        assert any(
            "Unofficial translation" in row.cells[0].text
            for table in docx().tables
            for row in table.rows
        )

    def test_repeats_table_headers_and_names_tables(self):
        for table in docx().tables:
            assert table.rows[0]._tr.trPr.find(f"{W}tblHeader") is not None
            assert table._tbl.tblPr.find(f"{W}tblCaption") is not None

    def test_offers_the_statuses_to_choose_from(self):
        offers = [o.get(f"{W}value") for o in docx().element.body.iter(f"{W}listItem")]

        assert len(offers) == 2 * 7
        assert "Largely implemented" in offers

    def test_names_its_language(self):
        document = docx(a_sheet(language="sr-latn"))

        assert document.core_properties.language == "sr-latn"
        (language,) = document.styles.element.find(f"{W}docDefaults").iter(f"{W}lang")
        assert language.get(f"{W}val") == "sr-Latn-RS"


class TestWorkbook:
    def test_has_three_worksheets(self):
        sheets = worksheets()

        assert list(sheets) == ["Read me", "Recommendations", "Questions"]
        assert sheets["Read me"][0][0] == "Question sheet for Office of Wells"
        assert [row[0] for row in sheets["Questions"][1:]] == ["Q12", "Q13"]

    def test_keeps_days_as_days_and_text_as_text(self):
        head, first, second = worksheets()["Recommendations"]
        row = dict(zip(head, first, strict=True))

        assert row["5. As of"] == date(2030, 3, 31)
        assert row["1. Reference"] == "water-2030-atlantis/1"
        assert second[head.index("2. What the report asks for")].startswith("=HYPERLINK(1)")

    def test_holds_no_formula(self):
        parts = unzipped(RENDERERS["xlsx"](a_sheet()))
        pages = [
            etree.fromstring(part) for name, part in parts.items() if "worksheets/sheet" in name
        ]

        assert not any(page.findall(f".//{S}c/{S}f") for page in pages)
        assert b'quotePrefix="1"' in parts["xl/styles.xml"]

    def test_freezes_headers_and_unlocks_only_blank_cells(self):
        page = unzipped(RENDERERS["xlsx"](a_sheet()))["xl/worksheets/sheet2.xml"].decode()

        assert 'state="frozen"' in page and "<sheetProtection" in page
        assert '<dataValidation type="list"' in page and "<formula1>statuses</formula1>" in page

    def test_names_day_and_body(self):
        page = worksheets()["Read me"]
        properties = {row[0]: row[1] for row in page}

        assert properties["8. Body"] == "WELLS"
        assert properties["9. Sheet created on"] == "2026-11-26"
        assert (properties["12. Recommendations"], properties["13. Questions"]) == ("2", "2")
        assert not isinstance(properties["9. Sheet created on"], datetime)
