"""What a file turns out to be, whatever its name says."""

import hashlib
import io
from functools import cache

import pytest
from hypothesis import given, settings, strategies as st

from tests.documents import samples
from tracker.documents.inspection import LARGEST_TEXT, take
from tracker.errors import FileUnreadable
from tracker.vocabulary import CONTENT_TYPES, FileKind

LARGEST = 20_000_000
CSV = "Viti;Të identifikuar\n2023;21\n2024;18\n".encode()
KINDS = [
    (samples.letter_pdf, FileKind.PDF),
    (samples.letter_docx, FileKind.DOCX),
    (samples.table_xlsx, FileKind.XLSX),
    (samples.odt, FileKind.ODT),
    (samples.ods, FileKind.ODS),
    (samples.chart_png, FileKind.PNG),
    (samples.photo_jpeg, FileKind.JPEG),
    (lambda: CSV, FileKind.CSV),
    (lambda: b"Minutes of the meeting of 3 June 2024.", FileKind.TXT),
]


def taken(content, name="a"):
    return take(content, name=name, largest=LARGEST)


class TestKind:
    @pytest.mark.parametrize(("made", "kind"), KINDS)
    @pytest.mark.parametrize("name", ["Raporti.pdf", "x.jpeg", "setup.exe", "noname"])
    def test_is_that_of_the_content_and_the_name_follows(self, made, kind, name):
        found = taken(made(), name)

        assert found.kind == kind
        assert found.name == f"{name.rsplit('.', 1)[0]}.{kind.value}"
        assert found.kind in CONTENT_TYPES

    @pytest.mark.parametrize(
        ("content", "name", "kind"),
        [
            (b"one column\n1\n2", "a.csv", FileKind.CSV),
            (CSV, "a.txt", FileKind.TXT),
            (b"Dear Sir, thank you, and goodbye.\nYours", "a.pdf", FileKind.TXT),
            (b"MZHE sent a letter", "a.txt", FileKind.TXT),
            ("Šta je sa odgovorom?".encode("cp1250"), "a", FileKind.TXT),
            ("Përgjigje".encode("utf-16"), "a", FileKind.TXT),
            (b"a < b, and 5 > 3", "a", FileKind.TXT),
        ],
    )
    def test_of_text_is_told_by_its_cells_and_then_its_name(self, content, name, kind):
        found = taken(content, name)

        assert found.kind == kind
        assert found.clean == found.content == content

    def test_of_a_pdf_behind_blanks_is_pdf(self):
        assert taken(b"\r\n" + samples.letter_pdf()).kind == FileKind.PDF


class TestTaken:
    def test_a_letter_is_kept_as_it_came_with_its_text_pages_and_subject(self):
        content = samples.letter_pdf()

        found = taken(content, "letter.pdf")

        assert found.content is content and found.pages == 2
        assert found.sha256 == hashlib.sha256(content).hexdigest()
        assert found.clean_sha256 == hashlib.sha256(found.clean).hexdigest() != found.sha256
        assert "opened a shelter for boys" in found.text and "Annex" in found.text
        assert found.title == "Steps taken on the shelter for boys"
        assert not found.is_signed and found.notices == ()

    def test_a_scan_has_no_text_and_says_so(self):
        found = taken(samples.pdf(), "Raporti_vjetor.pdf")

        assert (found.text, found.pages, found.title) == ("", 1, "Raporti vjetor")
        assert found.notices == ("No text found: the pages are pictures and can't be searched.",)

    def test_a_workbook_has_its_values_with_days_as_days(self):
        assert "2023\t21\t2024-06-03" in taken(samples.table_xlsx()).text

    def test_a_cell_repeated_over_the_sheet_is_read_once(self):
        assert len(taken(samples.ods()).text) < 100

    def test_a_workbook_that_spans_far_more_than_it_holds_is_not_unfolded(self):
        parts = samples.zipped(samples.table_xlsx())
        path = "xl/worksheets/sheet1.xml"
        far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
        content = samples.packed(parts | {path: parts[path].replace(b"</sheetData>", far)})

        assert "Identified" in taken(content).text

    def test_long_text_is_cut_with_a_notice(self):
        found = taken(b"word " * 200_000)

        assert len(found.text) == LARGEST_TEXT
        assert "very long" in found.notices[0]


class TestTitle:
    @pytest.mark.parametrize(
        ("text", "title"),
        [
            ("Republika e Kosovës\nNr. 12/2024\nLënda: Strehimi i djemve\n\nTë nderuar", "Strehimi i djemve"),
            ("Republika Kosovo\nVlada\nAkcioni plan za borbu protiv trgovine\nI. Uvod", "Akcioni plan za borbu protiv trgovine"),
            ("1\n\n03.06.2024\nMINUTES OF THE MEETING\nPresent: all", "MINUTES OF THE MEETING"),
            ("First it was " + "said and done " * 30 + ". Then", "…"),
        ],
    )  # fmt: skip
    def test_is_the_subject_or_the_first_line_that_tells(self, text, title):
        assert taken(text.encode(), "a.txt").title.endswith(title)

    @pytest.mark.parametrize(
        ("own", "title"),
        [
            ("Action plan 2024", "Action plan 2024"),
            ("Microsoft Word - x.doc", "raporti 3"),
            ("Untitled", "raporti 3"),
            ("scan0001", "raporti 3"),
            ("plan_v2.docx", "raporti 3"),
        ],
    )
    def test_of_a_scan_is_what_it_calls_itself_unless_that_is_rubbish(self, own, title):
        def change(pdf):
            pdf.docinfo["/Title"] = own

        assert taken(samples.pdf(change=change), "raporti_3.pdf").title == title


class TestAnything:
    @settings(max_examples=25, deadline=None)
    @given(st.binary(max_size=300), st.text(max_size=30))
    def test_is_taken_or_refused_in_words(self, content, name):
        _attempt(content, name)

    @settings(max_examples=25, deadline=None)
    @given(st.sampled_from([made for made, _kind in KINDS] + [samples.busy_pdf]), st.data())
    def test_damaged_is_taken_or_refused_in_words(self, made, data):
        content = bytearray(_once(made))
        for _change in range(data.draw(st.integers(1, 6))):
            content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))

        _attempt(bytes(content), "a.pdf")

    @settings(max_examples=15, deadline=None)
    @given(st.sampled_from([samples.letter_docx, samples.table_xlsx, samples.odt]), st.data())
    def test_damaged_within_is_taken_or_refused_in_words(self, made, data):
        parts = samples.zipped(_once(made))
        path = data.draw(st.sampled_from(sorted(parts)))
        part = bytearray(parts[path])
        part[data.draw(st.integers(0, len(part) - 1))] = data.draw(st.integers(0, 255))

        _attempt(samples.packed(parts | {path: bytes(part)}), "a")


@cache
def _once(made):
    """The same bytes each time: some samples hold the hour that they were made."""
    return made()


def _attempt(content, name):
    try:
        found = take(content, name=name, largest=LARGEST)
    except FileUnreadable as refused:
        assert "not accepted" in str(refused)
    else:
        assert found.text.isprintable() or io.StringIO(found.text)
        assert found.name and found.title
