"""A progress report as a workbook: what a person and a program find in its sheets."""

from dataclasses import replace
from datetime import date
from io import BytesIO
from zipfile import ZipFile

import pytest
from python_calamine import CalamineWorkbook

from tests.reporting.samples import (
    a_correction,
    a_full_progress,
    a_judgment,
    a_progress,
    a_recommendation,
    labelled,
)
from tracker.progress import FigureSeries, FigureValue, Labelled
from tracker.reporting import RENDERERS
from tracker.vocabulary import ReportKind, Status

FORMULA = "=cmd|' /C calc'!A0"


def sheets(progress):
    book = CalamineWorkbook.from_filelike(BytesIO(RENDERERS["xlsx"](progress)))
    return {
        name: book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        for name in book.sheet_names
    }


def told(rows):
    """Each row below the head by the labels of the head."""
    head, *others = rows
    return [dict(zip(head, row, strict=True)) for row in others]


@pytest.fixture(scope="module")
def full():
    return sheets(a_full_progress())


class TestWorkbook:
    def test_gives_the_same_bytes_for_the_same_report(self):
        progress = a_full_progress()

        once = RENDERERS["xlsx"](progress)

        assert RENDERERS["xlsx"](progress) == once
        with ZipFile(BytesIO(once)) as parts:
            assert b"2030-11-30T" in parts.read("docProps/core.xml")
            assert b"<dc:language>en-GB</dc:language>" in parts.read("docProps/core.xml")
            wide, narrow = (parts.read(f"xl/worksheets/sheet{n}.xml") for n in (2, 3))
            assert b"fitToWidth" not in wide and b"fitToPage" not in wide
            assert b"fitToPage" in narrow
            assert {part.date_time[0] for part in parts.infolist()} == {1980}

    def test_says_first_what_it_tells_of_how_it_was_made_and_what_each_column_means(self, full):
        readme = full["Read me"]
        beside = {row[0]: row[1] for row in readme}

        assert next(iter(full)) == "Read me"
        assert readme[0][0] == "2030 Clean Water Report: Atlantis"
        assert beside["State on"] == "30 November 2030, as we know today"
        assert beside["Fully implemented"].startswith("1 of 2 fully implemented; 1 left out")
        assert "never averaged" in beside["Method"]
        assert beside["Filter"] == "none: all recommendations of the report"
        for name, rows in list(full.items())[1:]:
            assert name in beside
            assert all(beside[column] for column in rows[0])

    def test_keeps_days_as_days_and_numbers_as_numbers(self, full):
        first, own, last = told(full["Recommendations"])

        assert (first["No."], own["No."], last["No."]) == ("1", "4.2", "12(b)")
        assert (first["Status code"], first["Rank"], first["Lead"]) == ("partial", 2, "MoW")
        assert first["As of"] == date(2030, 3, 31)
        assert (own["Approved by its author"], last["As of"], last["Rank"]) == ("yes", "", "")
        late = told(full["Commitments"])[0]
        assert (late["Due on"], late["Put off"], late["Overdue"]) == (date(2030, 10, 1), 2, "yes")
        assert told(full["Views"])[0]["Gap"] == 2

    def test_freezes_the_head_and_filters_every_row(self):
        with ZipFile(BytesIO(RENDERERS["xlsx"](a_full_progress()))) as parts:
            sheet = parts.read("xl/worksheets/sheet2.xml").decode()
            book = parts.read("xl/workbook.xml").decode()

        assert 'state="frozen"' in sheet
        assert sheet.count("<row ") == 4
        assert '<autoFilter ref="A1:AC4"' in sheet
        assert '<dimension ref="A1:AC4"/>' in sheet
        assert "_FilterDatabase" not in book  # it would name the rows of the shell

    def test_keeps_text_as_text_whatever_it_begins_with(self):
        wild = "شكراً 🙂 \x07<b>"
        rows = sheets(a_progress(a_recommendation(title=FORMULA, text=wild)))

        (only,) = told(rows["Recommendations"])
        assert only["Short title"] == FORMULA
        assert only["Text"] == "شكراً 🙂 \ufffd<b>"
        with ZipFile(BytesIO(RENDERERS["xlsx"](a_progress(a_recommendation(title=FORMULA))))) as p:
            assert not any(b"<f>" in p.read(n) or b"<hyperlink" in p.read(n) for n in p.namelist())

    def test_cuts_what_no_cell_can_hold_and_says_where_the_whole_is(self):
        long, astral = "word " * 10_000, "🙂" * 20_000
        rows = sheets(
            a_progress(a_recommendation("1", text=long), a_recommendation("2", text=astral))
        )

        for row, whole in zip(told(rows["Recommendations"]), (long, astral), strict=True):
            assert len(row["Text"].encode("utf-16-le")) // 2 <= 32_767
            kept, cut, note = row["Text"].partition(" … [cut here:")
            assert cut and whole.startswith(kept) and str(len(whole)) in note

    def test_never_shows_a_number_that_is_hidden(self):
        hidden = FigureValue(
            "2029", 2029.5, 3.0, "<5", hidden=True, previous=4.0, change=-1.0, percent=9
        )
        known = FigureValue("2030", 2030.5, 30.0, "30", previous=25.0, change=5.0, percent=20)
        series = FigureSeries("wells", "Wells", "wells", Labelled(), (hidden, known))
        numbers = ("Value", "As stated", "Year before", "Change", "Change in %")

        small, large = told(sheets(a_progress(figures=(series,)))["Figures"])

        assert [small[name] for name in numbers] == ["", "<5", "", "", ""]
        assert [large[name] for name in numbers] == [30, "30", 25, 5, 20]

    def test_tells_changes_in_their_sheet_and_marks_corrections(self):
        before = labelled(Status.FULL)
        moved = a_recommendation("1", a_judgment(as_of=date(2030, 6, 1)), before=before)
        wrong = a_recommendation(
            "3", a_judgment(as_of=date(2029, 6, 1), corrects=a_correction()), before=before
        )
        still = a_recommendation("2", a_judgment(Status.FULL), before=before)
        kind = labelled(ReportKind.CHANGES)

        rows = sheets(a_progress(moved, still, wrong, kind=kind, since=date(2030, 1, 1)))

        assert list(rows)[1] == "Changes"
        columns = ("No.", "What became of it", "Code before", "Status code", "Steps", "Corrects")
        fell, corrected = ([row[name] for name in columns] for row in told(rows["Changes"]))
        assert fell == ["1", "Moved back", "full", "partial", -2, ""]
        assert corrected == ["3", "Corrected", "full", "partial", "", "Fully implemented"]
        full = next(row for row in told(rows["Counts"]) if row["Status code"] == "full")
        assert (full["Number"], full["Number before"]) == (1, 3)

    @pytest.mark.parametrize("kind", ReportKind)
    def test_is_made_of_every_kind_with_all_its_sources(self, kind):
        progress = replace(a_full_progress("sq"), kind=labelled(kind), since=date(2030, 1, 1))

        rows = list(sheets(progress).values())

        assert len(rows) > 3
        assert len(rows[1]) > (kind != ReportKind.CHANGES)  # nothing moved in it
