"""Tables read: encodings, delimiters, workbooks, and what is refused before it is opened."""

import hashlib
import io
import tracemalloc
import zipfile
from datetime import date
from functools import partial

import pytest

from tests.documents import samples
from tests.helpers.tables import ASKED, HEAD, ROWS, as_csv, as_xlsx
from tracker.documents import archives, tables
from tracker.documents.tables import column_letters, read, read_path, read_table_text
from tracker.errors import FileUnreadable
from tracker.intake.tables import parse_day, parse_year


def rows_of(content, file_name="asked.csv"):
    return [list(cells) for _number, cells in read(content, file_name=file_name).rows]


def repacked(content, **parts):
    """The workbook with other bytes in parts, by the end of their name."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", 8) as new:
        for name in old.namelist():
            key = name.rsplit("/", 1)[-1].split(".")[0]
            new.writestr(name, parts.get(key, old.read(name)))
    return out.getvalue()


class TestCsv:
    @pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
    def test_is_read_with_every_delimiter_and_encoding(self, delimiter, encoding):
        table = read(as_csv([HEAD, *ROWS], delimiter, encoding), file_name="asked.csv")

        assert list(table.headings) == HEAD
        assert [list(cells) for _n, cells in table.rows] == ROWS
        assert [number for number, _cells in table.rows] == [2, 3, 4]
        assert table.notes == ()

    def test_says_when_the_encoding_is_a_guess(self):
        table = read(
            "text;country\nMbroni viktimat në çdo rast;Shqipëria\n".encode("cp1252"), file_name="a"
        )

        assert "Check letters with accents" in table.notes[0]
        assert [cells for _n, cells in table.rows] == [("Mbroni viktimat në çdo rast", "Shqipëria")]

    def test_believes_a_file_that_names_its_delimiter(self):
        assert rows_of(b"sep=|\r\na|b,c\r\n1,5|2\r\n") == [["1,5", "2"]]

    def test_finds_headings_below_a_title(self):
        table = read(b"Export of 2024\n\na,b\n1,2\n", file_name="a.csv")

        assert (table.headings, list(table.rows)) == (("a", "b"), [(4, ("1", "2"))])

    def test_names_columns_without_a_heading_and_with_one_twice(self):
        assert read(b"a,,a\n1,2,3\n", file_name="a").headings == ("a", "B", "a (2)")
        assert [column_letters(at) for at in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]

    def test_is_the_same_once_kept_as_text(self):
        table = read(ASKED, file_name="asked.csv")

        assert list(read_table_text(ASKED.decode(), kind="csv").rows) == list(table.rows)

    def test_loses_what_a_download_puts_before_formulas(self):
        content = as_csv([["a", "b"], ["'=1+1", "so; '-2"], ["it's", "'quoted'"]])

        assert rows_of(content) == [["=1+1", "so; -2"], ["it's", "'quoted'"]]


class TestReadPath:
    @pytest.fixture
    def path(self, tmp_path, monkeypatch):
        monkeypatch.setattr(tables, "STREAMED", 0)
        return tmp_path / "long.csv"

    @pytest.mark.parametrize(
        "content",
        [ASKED, b"\xef\xbb\xbf" + ASKED, as_csv([["Of", ""], HEAD, *ROWS], delimiter=";")],
    )
    def test_streams_what_is_read_at_once_otherwise(self, path, content):
        path.write_bytes(content)
        whole = read(content, file_name="long.csv")

        table, sha256 = read_path(path, file_name="long.csv")

        assert isinstance(table.source, partial) and table.source.func is tables._stream_rows
        assert (table.headings, list(table.rows)) == (whole.headings, list(whole.rows))
        assert sha256 == hashlib.sha256(content).hexdigest()

    def test_reads_other_encodings_and_workbooks_at_once(self, path):
        for content in (as_csv([HEAD, *ROWS], encoding="utf-16"), as_xlsx([HEAD, *ROWS])):
            path.write_bytes(content)

            assert [list(cells) for _n, cells in read_path(path, file_name="a")[0].rows] == ROWS

    @pytest.mark.parametrize("rest", [b'"open\n', b"\xff\xfe,1\n", b"a\0,1\n"])
    def test_refuses_a_file_that_breaks_off_later(self, path, rest):
        path.write_bytes(b"a,b\n" + b"1,2\n" * 60_000 + rest)
        table, _sha256 = read_path(path, file_name="long.csv")

        with pytest.raises(FileUnreadable, match="was not read"):
            list(table.rows)

    def test_refuses_more_rows_than_the_most(self, path, monkeypatch):
        monkeypatch.setattr(tables, "MOST_ROWS", 3)
        path.write_bytes(b"a,b\n" + b"1,2\n" * 4)

        with pytest.raises(FileUnreadable, match="at most 3 rows"):
            list(read_path(path, file_name="long.csv")[0].rows)


class TestXlsx:
    def test_is_read_as_text_with_days_and_whole_numbers(self):
        content = as_xlsx([["a", "b", "c"], [date(2024, 6, 24), 43678, 1.5]])

        assert rows_of(content) == [["2024-06-24", "43678", "1.5"]]

    def test_shows_a_formula_and_not_what_it_comes_to(self):
        content = as_xlsx([["a", "b"], ["x", ""]], formulas=[(1, 1, '=HYPERLINK("x")')])

        assert rows_of(content) == [["x", '=HYPERLINK("x")']]

    def test_knows_a_formula_of_a_chart_in_a_cell_from_one_of_the_cell(self):
        spark = b"</sheetData><extLst><ext><f>Asked!A1</f></ext></extLst>"
        content = as_xlsx([["a", "b"], ["1", "2"]])
        page = samples.zipped(content)["xl/worksheets/sheet1.xml"]

        changed = repacked(content, sheet1=page.replace(b"</sheetData>", spark))

        assert rows_of(changed) == [["1", "2"]]


class TestRefused:
    @pytest.mark.parametrize(
        ("content", "why"),
        [
            (b"", "has no rows"),
            (b"  \n\n", "has no rows"),
            (b"a,b\n", "has no rows"),
            (as_xlsx([["a", "b"]]), "has no rows"),
            (as_xlsx([]), "has no rows"),
            (bytes(range(256)) * 20, "neither a CSV file nor a workbook"),
            (b"%PDF-1.7 1 0 obj", "neither a CSV file nor a workbook"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "neither a CSV file nor a workbook"),
            (b'a,b\n"1,2\n3,4\n', "a quoted cell is not closed"),
            (as_xlsx([["a", "b"], ["1", "2"]])[:900], "damaged"),
            (b"PK\x03\x04rubbish", "damaged"),
            (b"a\n" * (11 * 2**20), "more than 20 MB"),
            (("a,b\n" + "x,y\n" * 50_001).encode(), "at most 50000 rows"),
        ],
    )
    def test_says_why(self, content, why):
        with pytest.raises(FileUnreadable, match=why):
            read(content, file_name="asked.csv")

    def test_a_zip_bomb_within_bounded_memory(self):
        bomb = repacked(as_xlsx([["a"], ["b"]]), sheet1=b" " * (archives.TABLE.unpacked + 1))
        tracemalloc.start()

        with pytest.raises(FileUnreadable, match="unpacked content is far"):
            read(bomb, file_name="bomb.xlsx")

        assert tracemalloc.get_traced_memory()[1] < 30_000_000
        tracemalloc.stop()

    def test_a_cell_far_out(self):
        start = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        far = (
            start + b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>'
        )
        content = repacked(as_xlsx([["a", "b"], ["1", "2"]]), sheet1=far)

        with pytest.raises(FileUnreadable, match="at most"):
            read(content, file_name="bomb.xlsx")

    @pytest.mark.parametrize(
        "part",
        [
            b'<!DOCTYPE x [<!ENTITY a "b">]><x/>',
            '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE x><x/>'.encode("utf-16"),
            b"<x>",
        ],
        ids=["entities", "a type in UTF-16", "incomplete"],
    )
    @pytest.mark.parametrize("where", ["sheet1", "theme1"])
    def test_a_workbook_with_a_document_type_or_broken_xml_anywhere(self, where, part):
        content = repacked(as_xlsx([["a"], ["b"]]), **{where: part})

        with pytest.raises(FileUnreadable, match="damaged"):
            read(content, file_name="a.xlsx")


class TestTwoHundredThousandCells:
    @pytest.mark.parametrize("made", [as_csv, as_xlsx])
    def test_are_read_within_bounded_memory(self, made):
        content = made(
            [["a", "b", "c", "d"], *([f"{n} words of it"] * 4 for n in range(50_000 - 1))]
        )
        tracemalloc.start()

        table = read(content, file_name="large")

        assert sum(1 for _row in table.rows) == 49_999
        assert tracemalloc.get_traced_memory()[1] < 150_000_000
        tracemalloc.stop()


class TestDays:
    @pytest.mark.parametrize(
        ("words", "on"),
        [
            ("45231", date(2023, 11, 1)),
            ("45231.5", date(2023, 11, 1)),
            ("2023-11-01", date(2023, 11, 1)),
            ("2023-11-01T00:00:00Z", date(2023, 11, 1)),
            ("01.11.2023", date(2023, 11, 1)),
            ("01/11/2023", date(2023, 11, 1)),
            ("1 November 2023", date(2023, 11, 1)),
            ("soon", None),
            ("99999", None),
            ("2023-02-30", None),
        ],
    )
    def test_are_read_in_figures_words_and_serial_numbers(self, words, on):
        assert parse_day(words) == on

    def test_tell_a_year(self):
        assert [parse_year(told) for told in ("2023", "45231", "2023-11-01", "23", "0000")] == [
            2023,
            2023,
            2023,
            None,
            None,
        ]
