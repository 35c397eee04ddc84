"""The main table of a progress report as CSV."""

import csv
from datetime import date
from io import StringIO

import pytest

from tests.reporting.samples import (
    a_full_progress,
    a_measure,
    a_passage,
    a_progress,
    a_recommendation,
    labelled,
)
from tests.reporting.sourced_report import a_question
from tracker.progress import Condition
from tracker.reporting import RENDERERS
from tracker.reporting.csv import BOM, neutral
from tracker.reporting.tables import tables
from tracker.vocabulary import ReportKind


def read(progress):
    text = RENDERERS["csv"](progress).decode()
    assert text.startswith(BOM)
    return list(csv.DictReader(StringIO(text.removeprefix(BOM), newline="")))


class TestCsv:
    def test_holds_a_row_for_each_recommendation_and_says_of_what_it_tells(self):
        condition = Condition("body", "MOW", "Responsible body", "MoW · Ministry of Wells")
        whole = read(a_full_progress())
        (only,) = read(a_progress(a_recommendation(), filter=(condition,)))

        assert [row["No."] for row in whole] == ["1", "4.2", "12(b)"]
        assert (whole[0]["Status code"], whole[0]["Rank"]) == ("partial", "2")
        assert (whole[0]["As of"], whole[0]["State on"]) == ("2030-03-31", "2030-11-30")
        assert (only["Filter"], only["Edition"]) == (
            "Responsible body: MoW · Ministry of Wells",
            "WATER 2030 Atlantis",
        )

    def test_of_an_evidence_pack_holds_the_evidence(self):
        told = a_recommendation(evidence=(a_passage(),))
        (row,) = read(a_progress(told, kind=labelled(ReportKind.EVIDENCE)))

        assert row["Marked words"] == "repaired nine of the twelve wells"
        assert row["Covers to"] == "2030-03-31"

    def test_is_the_same_bytes_for_the_same_report_in_its_language(self):
        progress = a_full_progress("sq")

        assert RENDERERS["csv"](progress) == RENDERERS["csv"](progress)

    def test_keeps_a_formula_as_text_and_a_number_as_a_number(self):
        (row,) = read(a_progress(a_recommendation(title="=cmd|' /C calc'!A0", text="شكراً 🙂")))

        assert row["Short title"] == "'=cmd|' /C calc'!A0"
        assert row["Text"] == "شكراً 🙂"
        assert (neutral(-2), neutral("-2"), neutral(None)) == ("-2", "'-2", "")

    @pytest.mark.parametrize("kind", ReportKind)
    def test_of_nothing_says_so_and_of_what(self, kind):
        (only,) = read(a_progress(kind=labelled(kind)))

        assert next(iter(only.values())) == "none"
        assert (only["Edition"], only["State on"]) == ("WATER 2030 Atlantis", "2030-11-30")
        assert sum(bool(value) for value in only.values()) < 11

    def test_of_what_is_outstanding_holds_each_matter_the_longest_first(self):
        late = a_recommendation(
            "2",
            is_overdue=True,
            review_on=date(2030, 11, 1),
            commitments=(
                a_measure(due_on=date(2030, 10, 1), is_overdue=True, put_off=2),
                a_measure(),
            ),
            asked=(a_question(question="How many?", due_on=date(2030, 9, 1), is_overdue=True),),
        )
        rows = read(a_progress(a_recommendation(), late, kind=labelled(ReportKind.OUTSTANDING)))

        assert [(r["Code"], r["No."], r["Due"], r["Days overdue"]) for r in rows][:2] == [
            ("question", "2", "2030-09-01", "90"),
            ("commitment", "2", "2030-10-01", "60"),
        ]
        assert (rows[0]["Words"], rows[1]["Put off"]) == ("How many?", "2")
        assert [(r["Code"], r["No."]) for r in rows[-2:]] == [
            ("review", "2"),
            ("recommendation", "1"),
        ]
        told = a_progress(late, kind=labelled(ReportKind.OUTSTANDING), since=date(2030, 3, 31))
        assert [listing.code for listing in tables(told)][:2] == ["outstanding", "recommendations"]
