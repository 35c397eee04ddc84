"""A progress report as a workbook, as people and programs read it."""

import re
from datetime import date
from html import unescape
from io import BytesIO
from itertools import chain
from zipfile import ZipFile

import pytest
from python_calamine import CalamineWorkbook

from tests.reporting.samples import (
    a_correction,
    a_full_progress,
    a_progress,
    a_recommendation,
    an_assessment,
    labelled,
    replace,
)
from tests.reporting.sourced_report import a_sourced_progress
from tracker.progress import FigureSeries, FigureValue, LabelledCode
from tracker.reporting import RENDERERS
from tracker.vocabulary import ReportKind, Status

FORMULA = "=cmd|' /C calc'!A0"


def sheets(progress):
    book = CalamineWorkbook.from_filelike(BytesIO(RENDERERS["xlsx"](progress)))
    return {
        name: book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        for name in book.sheet_names
    }


def listed_values(rows):
    """Each row below the head by the labels of the head."""
    head, *others = rows
    return [dict(zip(head, row, strict=True)) for row in others]


@pytest.fixture(scope="module")
def full():
    return sheets(a_full_progress())


class TestRender:
    def test_gives_equal_bytes(self):
        progress = a_full_progress()

        once = RENDERERS["xlsx"](progress)

        assert RENDERERS["xlsx"](progress) == once
        with ZipFile(BytesIO(once)) as parts:
            assert b"2030-11-30T" in parts.read("docProps/core.xml")
            assert b"<dc:language>en-GB</dc:language>" in parts.read("docProps/core.xml")
            wide, narrow = (parts.read(f"xl/worksheets/sheet{n}.xml") for n in (2, 3))
            assert b'fitToWidth="3" fitToHeight="0"' in wide
            assert b'fitToHeight="0"' in narrow and b"fitToWidth" not in narrow
            assert {part.date_time[0] for part in parts.infolist()} == {1980}

    def test_opens_on_the_state(self, full):
        title, kind, share, *warnings, _gap, head, first, _second, last = full["State"]

        assert next(iter(full)) == "State"
        assert title[0].startswith("Progress on the three recommendations of the 2030 WATER")
        assert (
            kind[0] == "Progress report · Full report · As of 30 November 2030, based on what we "
            "know now · internal"
        )
        assert share[0].startswith("One of the two recommendations is fully implemented; one more")
        assert warnings == []
        assert (head[:3], first[:3]) == (
            ["No.", "Short title", "Status"],
            ["1", "Wells of district 1", "Partially implemented"],
        )
        assert last[0] == "12(b)"

    def test_links_numbers_to_recommendations_and_sources(self):
        with ZipFile(BytesIO(RENDERERS["xlsx"](a_sourced_progress()))) as parts:
            pages = [parts.read(name) for name in parts.namelist() if "/sheet" in name]
        links = [
            re.findall(r'<hyperlink ref="(\w+)" location="([^"]*)"/>', unescape(page.decode()))
            for page in pages
        ]

        assert links[0][:2] == [("A6", "'Recommendations'!A2"), ("A7", "'Recommendations'!A3")]
        assert links[1] == []
        assert ("A3", "'Sources'!A2") in chain.from_iterable(links)

    def test_marks_cells_of_a_status_by_its_label(self):
        with ZipFile(BytesIO(RENDERERS["xlsx"](a_full_progress("sq")))) as parts:
            state, styles = parts.read("xl/worksheets/sheet1.xml"), parts.read("xl/styles.xml")

        assert '<conditionalFormatting sqref="C6:C1048576">' in state.decode()
        assert '<formula>"I zbatuar plotësisht"</formula>' in state.decode()
        assert 'formatCode="&quot;●&quot; @"' in styles.decode()

    def test_ends_with_a_readme_sheet(self, full):
        readme = full["Read me"]
        beside = {row[0]: row[1] for row in readme}

        assert list(full)[-1] == "Read me"
        assert ["As of", "30 November 2030, based on what we know now"] in [
            row[:2] for row in readme
        ]
        assert beside["Fully implemented"].startswith(
            "One of the two recommendations is fully implemented; one more"
        )
        assert "never averaged" in beside["Method"]
        assert beside["Filter"] == "none (all recommendations of the report)"
        for name, rows in list(full.items())[1:-1]:
            assert name in beside
            assert all(beside[column] for column in rows[0])

    def test_types_days_and_numbers(self, full):
        first, self_approved, last = listed_values(full["Recommendations"])

        assert (first["No."], self_approved["No."], last["No."]) == ("1", "4.2", "12(b)")
        assert (first["Status code"], first["Rank"], first["Lead"]) == ("partial", 2, "MoW")
        assert first["As of"] == date(2030, 3, 31)
        assert (self_approved["Approved by its author"], last["As of"], last["Rank"]) == (
            "yes",
            "",
            "",
        )
        moved, _again = listed_values(full["Changes of due dates"])[:2]
        assert (moved["Before"], moved["Due date"]) == (date(2030, 3, 1), date(2030, 6, 1))
        late = listed_values(full["Commitments"])[0]
        assert (late["Due date"], late["Postponed"], late["Overdue"]) == (
            date(2030, 10, 1),
            2,
            "yes",
        )
        assert listed_values(full["Views"])[0]["Difference"] == 2

    def test_freezes_the_header_and_filters_rows(self):
        with ZipFile(BytesIO(RENDERERS["xlsx"](a_full_progress()))) as parts:
            sheet = parts.read("xl/worksheets/sheet2.xml").decode()
            book = parts.read("xl/workbook.xml").decode()

        assert 'state="frozen"' in sheet
        assert sheet.count("<row ") == 4
        assert '<autoFilter ref="A1:AG4"' in sheet
        assert "<dimension" not in sheet  # it would count rows that are not written yet
        assert "_FilterDatabase" not in book  # it would name the rows of the shell

    def test_keeps_formulas_as_text(self):
        wild = "شكراً 🙂 \x07<b>"
        rows = sheets(a_progress(a_recommendation(title=FORMULA, text=wild)))

        (only,) = listed_values(rows["Recommendations"])
        assert only["Short title"] == FORMULA
        assert only["Text"] == "شكراً 🙂 \ufffd<b>"
        with ZipFile(BytesIO(RENDERERS["xlsx"](a_progress(a_recommendation(title=FORMULA))))) as p:
            assert not any(b"<f>" in p.read(n) or b"r:id=" in p.read(n) for n in p.namelist()
                           if "/sheet" in n)  # fmt: skip

    def test_truncates_a_long_cell_with_a_note(self):
        long, astral = "word " * 10_000, "🙂" * 20_000
        rows = sheets(
            a_progress(a_recommendation("1", text=long), a_recommendation("2", text=astral))
        )

        for row, text in zip(listed_values(rows["Recommendations"]), (long, astral), strict=True):
            assert len(row["Text"].encode("utf-16-le")) // 2 <= 32_767
            start, cut, note = row["Text"].partition(" … [cut off:")
            assert cut and text.startswith(start) and str(len(text)) in note

    def test_leaves_out_suppressed_numbers(self):
        hidden = FigureValue(
            "2029",
            2029.5,
            3.0,
            "<5",
            is_suppressed=True,
            previous_value=4.0,
            change=-1.0,
            percent_change=9,
        )
        known = FigureValue(
            "2030", 2030.5, 30.0, "30", previous_value=25.0, change=5.0, percent_change=20
        )
        series = FigureSeries("wells", "Wells", "wells", LabelledCode(), (hidden, known))
        numbers = ("Value", "As written", "Previous value", "Change", "Change in %")

        small, large = listed_values(sheets(a_progress(figures=(series,)))["Figures"])

        assert [small[name] for name in numbers] == ["", "<5", "", "", ""]
        assert [large[name] for name in numbers] == [30, "30", 25, 5, 20]

    def test_lists_changes_and_marks_corrections(self):
        before = labelled(Status.FULL)
        moved = a_recommendation("1", an_assessment(as_of=date(2030, 6, 1)), previous_status=before)
        wrong = a_recommendation(
            "3",
            an_assessment(as_of=date(2029, 6, 1), correction=a_correction()),
            previous_status=before,
        )
        still = a_recommendation("2", an_assessment(Status.FULL), previous_status=before)
        kind = labelled(ReportKind.CHANGES)

        rows = sheets(a_progress(moved, still, wrong, kind=kind, since=date(2030, 1, 1)))

        assert list(rows)[1] == "Changes"
        columns = ("No.", "Outcome", "Previous status code", "Status code", "Steps", "Corrects")
        fell, corrected = (
            [row[name] for name in columns] for row in listed_values(rows["Changes"])
        )
        assert fell == ["1", "Moved back", "full", "partial", -2, ""]
        assert corrected == ["3", "Corrected", "full", "partial", "", "Fully implemented"]
        full = next(row for row in listed_values(rows["Counts"]) if row["Status code"] == "full")
        assert (full["Number"], full["Previous number"]) == (1, 3)

    @pytest.mark.parametrize("kind", ReportKind)
    def test_lists_all_sources_of_every_kind(self, kind):
        progress = replace(a_full_progress("sq"), kind=labelled(kind), since=date(2030, 1, 1))

        rows = list(sheets(progress).values())

        assert len(rows) > 3
        assert len(rows[1]) > (kind != ReportKind.CHANGES)  # nothing moved in it
