"""Numbers of the Kosovo report, computed again in SQL from the rows, and equal in each format."""

import json
import re
from collections import Counter
from datetime import date

import pytest

from tests.realistic_year.world import day
from tests.reporting.kosovo import recomputed
from tests.reporting.kosovo.conftest import TODAY
from tests.reporting.kosovo.parsers import rows, sheets, words
from tracker.models import Figure
from tracker.vocabulary import RANK, Basis

pytestmark = pytest.mark.django_db
DAYS = [day("2025-06-15"), day("2026-06-30"), TODAY]  # before each correction, and after both


@pytest.fixture(params=[(on, basis) for on in DAYS for basis in Basis.values], ids=str)
def past(request):
    return request.param


class TestNumbers:
    def test_of_the_statuses(self, make_progress, past):
        on, basis = past
        progress = make_progress("full", on=on, basis=basis)
        expected = recomputed.statuses(on, basis)
        counted = Counter(
            expected.get(row.number, "not_assessed") for row in progress.recommendations
        )

        assert {row.number: row.status.code for row in progress.recommendations} == {
            row.number: expected.get(row.number, "not_assessed") for row in progress.recommendations
        }
        assert {c.status.code: c.number for c in progress.counts if c.number} == dict(counted)
        assert (progress.fully_implemented.part, progress.fully_implemented.base) == (
            counted["full"],
            sum(counted[status.value] for status in RANK),
        )

    def test_of_the_years(self, make_progress, past):
        on, basis = past
        progress = make_progress("full", on=on, basis=basis)

        assert {
            (row.number, year.period_to): year.status.code
            for row in progress.recommendations
            for year in row.years
        } == recomputed.years(on, basis)

    def test_differ_between_the_pasts_by_what_was_corrected(self):
        for on, number in zip(DAYS, "52", strict=False):
            known, believed = (recomputed.statuses(on, basis) for basis in Basis.values)
            assert known.keys() == believed.keys()
            assert [n for n in known if known[n] != believed[n]] == [number]

    def test_of_the_commitments(self, make_progress, past):
        on, basis = past
        commitments = [
            commitment
            for row in make_progress("full", on=on, basis=basis).recommendations
            for commitment in row.commitments
        ]

        assert {
            item.text: (
                item.first_due_on,
                item.due_on,
                len(item.moves),
                (on - item.due_on).days if item.is_overdue else 0,
            )
            for item in commitments
        } == recomputed.slippage(on)

    def test_tell_how_often_and_how_long_a_commitment_slipped(self):
        first, due, moves, late = recomputed.slippage(TODAY)[
            "Pay the grants of both shelters in full"
        ]

        assert (first, due, moves, late) == (date(2025, 2, 28), date(2026, 9, 28), 3, 59)

    def test_of_questions_and_views(self, make_progress):
        rows = make_progress("full").recommendations

        assert {row.number: len(row.questions) for row in rows if row.questions} == (
            recomputed.open_questions()
        )
        assert sum(len(row.views) for row in rows) == recomputed.count_views(TODAY)

    @pytest.mark.parametrize(
        ("language", "word"), [("en", "three"), ("sq", "tri"), ("sr-latn", "tri")]
    )
    def test_of_the_executive_summary(self, make_progress, language, word):
        """Largely implemented were three in June, and are two: the other words still hold."""
        summary = make_progress("full", language).summary

        assert len(summary.bindings) >= 3
        assert [(b.text, b.subject, b.current) for b in summary.overtaken] == [
            (word, "substantial", "2")
        ]

    def test_of_each_figure(self, make_file):
        figures = json.loads(make_file("json", "full"))["figures"]
        small = Figure.objects.filter(value__lt=5, evidence__isnull=False)
        hidden = set(small.values_list("pk", flat=True))  # counts of persons that nobody published
        assert figures and hidden
        for series in figures:
            for figure in series["values"]:
                row_held = Figure.objects.get(pk=figure["key"])
                shown = None if row_held.pk in hidden else row_held.value
                assert (figure["value"], figure["period"]) == (shown, row_held.period)
                if figure["change"] is not None:
                    assert figure["change"] == row_held.value - row_held.previous_value
                if figure["percent_change"] is not None:
                    assert min(row_held.value, row_held.previous_value) >= 20


@pytest.mark.once
class TestFormats:
    def test_hold_the_same_numbers(self, make_file):
        report_json = json.loads(make_file("json", "full"))
        assert report_json["fully_implemented"] == {"part": 1, "base": 9, "percent": None}
        share = "One of the nine recommendations is fully implemented"
        for name in ("html", "pdf", "docx", "md", "xlsx"):
            assert share in words(name, make_file(name, "full")), name
        table = rows(make_file("csv", "full"))
        head, *lines = sheets(make_file("xlsx", "full"))["Recommendations"]
        place = head.index("Status code")
        for status, number in report_json["counts"].items():
            assert sum(row["Status code"] == status for row in table) == number
            assert sum(line[place] == status for line in lines) == number

    def test_hold_the_same_recommendations_and_sources(self, make_file):
        report_json = json.loads(make_file("json", "full"))
        for name in ("html", "pdf", "docx", "md", "xlsx"):
            text = words(name, make_file(name, "full"))
            for item in report_json["recommendations"]:
                assert re.sub(r"\s+", " ", item["text"]) in text, (name, item["number"])
        numbered = len(report_json["sources"])
        for name in ("html", "pdf", "docx"):
            assert f"[{numbered}]" in words(name, make_file(name, "full")), name
            assert f"[{numbered + 1}]" not in words(name, make_file(name, "full")), name
        assert len(rows(make_file("csv", "full"))) == report_json["total"]
