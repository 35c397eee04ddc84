"""A filled sheet, read: by its content, with nothing believed and nothing worked out."""

import struct
from dataclasses import replace
from hashlib import sha256

import pytest

from tests.helpers.sheets import fill, unzipped, zipped
from tests.reporting.question_sheet_samples import a_row, a_sheet
from tracker.documents import archives
from tracker.errors import FileUnreadable
from tracker.intake import question_sheets
from tracker.intake.question_sheets import read
from tracker.reporting.question_sheets import RENDERERS

KINDS = ["docx", "xlsx"]
ONE, TWO = "water-2030-atlantis/1", "water-2030-atlantis/2"


def filled(kind, rows=None, *, sheet=None, **changes):
    data = fill(RENDERERS[kind](sheet or a_sheet()), kind, rows, **changes)
    return read(data, file_name=f"wells.{kind}")


@pytest.mark.parametrize("kind", KINDS)
class TestRead:
    def test_finds_every_row_and_its_check_unfilled(self, kind):
        found = filled(kind)

        assert (found.kind, found.body, found.made_on) == (kind, "WELLS", "2026-11-26")
        assert (found.rows_printed, found.questions_printed) == (2, 2)
        assert [row.key for row in found.rows] == [ONE, TWO]
        assert [row.key for row in found.answers] == ["Q12", "Q13"]
        assert all(found.is_as_printed(row) for row in (*found.rows, *found.answers))
        assert found.is_whole
        assert all(row.is_blank for row in (*found.rows, *found.answers))

    def test_of_0_1_0_which_had_no_field_for_what_remains_still_comes_back(self, kind):
        found = filled(kind, sheet=a_sheet(rows=(a_row(remaining="", remaining_by=None),)))
        row = found.rows[0]
        check = sha256("\x1f".join(["WELLS", "2026-11-26", *row.printed[:6]]).encode())

        assert row.check == check.hexdigest()[:10]
        assert found.is_as_printed(row)

    def test_finds_what_was_filled_in(self, kind):
        found = filled(
            kind,
            {
                ONE: {"A": "Fully implemented", "B": "All were repaired.", "C": "Order 3"},
                "Q13": {"D": "Nine"},
            },
            cover={"E": "Ana Kola, head of office", "F": "ana@wells.example", "G": "2026-12-01"},
        )

        assert found.rows[0].answers == ("Fully implemented", "All were repaired.", "Order 3")
        assert found.rows[1].is_blank
        assert [row.answers for row in found.answers] == [("",), ("Nine",)]
        assert (found.filled_by, found.filled_on) == ("Ana Kola, head of office", "2026-12-01")
        assert found.contact == "ana@wells.example"

    @pytest.mark.parametrize("language", ["sq", "sr-latn"])
    def test_reads_every_language(self, kind, language):
        found = filled(kind, {ONE: {"B": "Po"}}, sheet=a_sheet(language=language))

        assert (found.language, found.rows[0].answers[1]) == (language, "Po")
        assert found.is_whole

    def test_notices_a_printed_cell_that_was_changed(self, kind):
        found = filled(kind, {ONE: {"4": "Fully implemented"}})

        assert [found.is_as_printed(row) for row in found.rows] == [False, True]

    def test_notices_that_another_body_was_written_over_it(self, kind):
        found = filled(kind, cover={"8": "OTHER"})

        assert found.body == "OTHER"
        assert not any(found.is_as_printed(row) for row in found.rows)

    def test_tells_how_many_rows_there_were(self, kind):
        found = filled(kind, drop=[TWO])

        assert ([row.key for row in found.rows], found.rows_printed) == ([ONE], 2)
        assert not found.is_whole

    def test_takes_a_dash_for_nothing(self, kind):
        assert filled(kind, {ONE: {"A": "–", "B": "-"}}).rows[0].is_blank

    def test_takes_what_begins_with_a_dash_for_what_it_is(self, kind):
        assert filled(kind, {ONE: {"B": "– A seminar"}}).rows[0].answers[1] == "– A seminar"

    def test_knows_a_file_by_its_content_not_its_name(self, kind):
        data = RENDERERS[kind](a_sheet())

        assert read(data, file_name="wells.pdf").kind == kind

    def test_refuses_a_file_without_its_first_page(self, kind):
        with pytest.raises(FileUnreadable, match=r"“wells\.\w+” is not a question sheet made here"):
            filled(kind, cover={"8": "", "9": ""})

    def test_refuses_a_file_that_was_cut_off(self, kind):
        data = RENDERERS[kind](a_sheet())

        with pytest.raises(FileUnreadable, match="damaged or incomplete"):
            read(data[: len(data) // 2], file_name="wells")

    def test_refuses_a_file_whose_bytes_were_changed_on_the_way(self, kind):
        data = bytearray(RENDERERS[kind](a_sheet()))
        data[len(data) // 3] ^= 0xFF

        with pytest.raises(FileUnreadable, match="damaged or incomplete"):
            read(bytes(data), file_name="wells")

    def test_refuses_macros(self, kind):
        parts = unzipped(RENDERERS[kind](a_sheet()))

        with pytest.raises(FileUnreadable, match="contains macros"):
            read(zipped({**parts, "word/vbaProject.bin": b"x"}), file_name="wells.docm")

    def test_refuses_a_document_that_declares_entities(self, kind):
        parts = unzipped(RENDERERS[kind](a_sheet()))
        name = "word/document.xml" if kind == "docx" else "xl/worksheets/sheet1.xml"
        parts[name] = b'<!DOCTYPE x [<!ENTITY e "e">]>' + parts[name]

        with pytest.raises(FileUnreadable, match="damaged"):
            read(zipped(parts), file_name="wells")

    def test_refuses_what_unpacks_to_far_more_than_a_sheet(self, kind, monkeypatch):
        monkeypatch.setattr(archives, "SHEET", replace(archives.SHEET, unpacked=1000))

        with pytest.raises(FileUnreadable, match="unpacked content is far"):
            filled(kind)

    def test_refuses_far_more_words_than_a_sheet_holds(self, kind):
        with pytest.raises(FileUnreadable, match="far too much text"):
            filled(kind, {ONE: {"B": "x" * 600_000}})


class TestFormulas:
    def test_in_a_workbook_are_named_and_never_believed(self):
        found = filled("xlsx", {ONE: {"B": ("=", "1+6")}})

        assert found.rows[0].formulas == ("B",)
        assert not found.rows[0].is_blank

    def test_in_a_word_document_are_named_too(self):
        parts = unzipped(RENDERERS["docx"](a_sheet()))
        blank = b"<w:t>\xe2\x80\x93 choose \xe2\x80\x93</w:t>"
        formula = b"<w:instrText>=1+6</w:instrText>"
        parts["word/document.xml"] = parts["word/document.xml"].replace(blank, formula, 1)

        found = read(zipped(parts), file_name="wells.docx")

        assert found.rows[0].formulas == ("A",)

    def test_that_stand_nowhere_near_by_a_cell_without_its_place_are_found(self):
        parts = unzipped(fill(RENDERERS["xlsx"](a_sheet()), "xlsx", {ONE: {"B": ("=", "1")}}))
        page = "xl/worksheets/sheet2.xml"
        parts[page] = parts[page].replace(b' r="K2"', b"", 1)

        assert read(zipped(parts), file_name="wells").rows[0].formulas == ("B",)


class TestOtherFiles:
    @pytest.mark.parametrize(
        ("data", "why"),
        [
            (b"%PDF-1.7 a letter", "neither a Word document nor a workbook"),
            (b"", "neither a Word document nor a workbook"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "protected by a password"),
            (zipped({"a.txt": b"x"}), "neither a Word document nor a workbook"),
            (b"PK\x03\x04 and no more", "damaged or incomplete"),
        ],
    )
    def test_are_refused_in_a_sentence(self, data, why):
        with pytest.raises(FileUnreadable, match=why):
            read(data, file_name="letter.docx")

    def test_that_are_too_large_are_not_even_opened(self, monkeypatch):
        monkeypatch.setattr(question_sheets, "LARGEST_SHEET", 100)

        with pytest.raises(FileUnreadable, match="has more than"):
            read(b"PK" + b"x" * 200, file_name="letter.docx")

    def test_with_an_encrypted_part_are_refused(self):
        data = bytearray(RENDERERS["docx"](a_sheet()))
        at = data.index(b"PK\x01\x02")
        data[at + 8 : at + 10] = struct.pack("<H", 1)

        with pytest.raises(FileUnreadable, match="protected by a password"):
            read(bytes(data), file_name="letter.docx")

    def test_whose_cells_span_a_whole_workbook_are_refused(self):
        parts = unzipped(RENDERERS["xlsx"](a_sheet()))
        page = "xl/worksheets/sheet2.xml"
        far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
        parts[page] = parts[page].replace(b"</sheetData>", far)

        with pytest.raises(FileUnreadable, match="damaged"):
            read(zipped(parts), file_name="wells.xlsx")
