"""The main table of a progress report as CSV."""

import csv
from datetime import date
from io import StringIO

import pytest

from tests.reporting.samples import (
    a_commitment,
    a_full_progress,
    a_passage,
    a_progress,
    a_recommendation,
    labelled,
)
from tests.reporting.sourced_report import a_question
from tracker.progress import Condition, LabelledCode, ReportYear, YearStatus
from tracker.reporting import RENDERERS
from tracker.reporting.csv import BOM, escape_formula, lines
from tracker.reporting.tables import TABLES, tables
from tracker.vocabulary import ReportKind, Status


def read(progress):
    text = RENDERERS["csv"](progress).decode()
    assert text.startswith(BOM)
    return list(csv.DictReader(StringIO(text.removeprefix(BOM), newline="")))


class TestLines:
    def test_begins_with_the_mark_and_the_first_rows(self):
        assert list(lines([["a"]] * 101)) == [BOM + "a\r\n" * 100, "a\r\n"]

    def test_sends_nothing_before_the_first_rows_are_made(self):
        with pytest.raises(ZeroDivisionError):
            next(lines([1 / row] for row in (0,)))


class TestRender:
    def test_repeats_the_report_on_every_row(self):
        condition = Condition("body", "MOW", "Responsible body", "MoW · Ministry of Wells")
        rows = read(a_full_progress())
        (only,) = read(a_progress(a_recommendation(), filter=(condition,)))

        assert [row["No."] for row in rows] == ["1", "4.2", "12(b)"]
        assert (rows[0]["Status code"], rows[0]["Rank"]) == ("partial", "2")
        assert (rows[0]["As of"], rows[0]["Day of the report"]) == ("2030-03-31", "2030-11-30")
        assert (only["Filter"], only["Edition"]) == (
            "Responsible body: MoW · Ministry of Wells",
            "WATER 2030 Atlantis",
        )

    def test_lists_citations_for_an_evidence_pack(self):
        recommendation = a_recommendation(citations=(a_passage(),))
        (row,) = read(a_progress(recommendation, kind=labelled(ReportKind.EVIDENCE)))

        assert row["Marked words"] == "repaired nine of the twelve wells"
        assert row["Covers to"] == "2030-03-31"

    def test_gives_equal_bytes_in_its_language(self):
        progress = a_full_progress("sq")

        assert RENDERERS["csv"](progress) == RENDERERS["csv"](progress)

    def test_escapes_formulas_and_keeps_numbers(self):
        (row,) = read(a_progress(a_recommendation(title="=cmd|' /C calc'!A0", text="شكراً 🙂")))

        assert row["Short title"] == "'=cmd|' /C calc'!A0"
        assert row["Text"] == "شكراً 🙂"
        assert (escape_formula(-2), escape_formula("-2"), escape_formula(None)) == ("-2", "'-2", "")

    @pytest.mark.parametrize(
        ("text", "escaped"),
        [
            ("Two; =1+1", "Two; '=1+1"),
            ("Two;-1;@SUM(A1)", "Two;'-1;'@SUM(A1)"),
            ("Two\n=1+1\n- a list", "Two\n'=1+1\n- a list"),
            ("Two; three, =4", "Two; three, =4"),
        ],
    )
    def test_escapes_formulas_where_a_semicolon_or_line_cuts_a_value(self, text, escaped):
        assert escape_formula(text) == escaped

    @pytest.mark.parametrize("kind", ReportKind)
    def test_says_that_it_is_empty(self, kind):
        (only,) = read(a_progress(kind=labelled(kind)))

        assert next(iter(only.values())) == "none"
        assert (only["Edition"], only["Day of the report"]) == ("WATER 2030 Atlantis", "2030-11-30")
        assert sum(bool(value) for value in only.values()) < 11

    def test_has_a_column_for_the_status_of_each_year(self):
        ends = [date(year, 3, 31) for year in (2030, 2031)]
        years = [ReportYear(str(end.year), date(end.year - 1, 4, 1), end) for end in ends]
        state = YearStatus(ends[0], labelled(Status.PARTIAL), LabelledCode(), ends[0])

        first, second = read(
            a_progress(
                a_recommendation("1", years=(state,)), a_recommendation("2"), years=tuple(years)
            )
        )

        assert (first["2030"], first["2031"]) == ("Partially implemented", "")
        assert (second["2030"], second["2031"]) == ("", "")

    def test_sorts_outstanding_items_by_days_overdue(self):
        late = a_recommendation(
            "2",
            is_overdue=True,
            review_on=date(2030, 11, 1),
            commitments=(
                a_commitment(due_on=date(2030, 10, 1), is_overdue=True, postponements=2),
                a_commitment(),
            ),
            questions=(a_question(question="How many?", due_on=date(2030, 9, 1), is_overdue=True),),
        )
        rows = read(a_progress(a_recommendation(), late, kind=labelled(ReportKind.OUTSTANDING)))

        assert [(r["Code"], r["No."], r["Due"], r["Days overdue"]) for r in rows][:2] == [
            ("question", "2", "2030-09-01", "90"),
            ("commitment", "2", "2030-10-01", "60"),
        ]
        assert (rows[0]["Text"], rows[1]["Postponed"]) == ("How many?", "2")
        assert rows[1]["First due date"] == "2030-03-01"
        assert [(r["Code"], r["No."]) for r in rows[-2:]] == [
            ("review", "2"),
            ("recommendation", "1"),
        ]
        progress = a_progress(late, kind=labelled(ReportKind.OUTSTANDING), since=date(2030, 3, 31))
        sheets = [table.definition for table in tables(progress)]
        assert sheets[:2] == [TABLES["outstanding"], TABLES["recommendations"]]
