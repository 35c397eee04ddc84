"""Numbers of the Kosovo report, computed again from the rows, and equal in each format."""

import json
import re
from collections import Counter
from itertools import groupby

import pytest

from tests.reporting.kosovo.conftest import TODAY
from tests.reporting.kosovo.parsers import rows, sheets, words
from tracker.models import (
    Assessment,
    Citation,
    Commitment,
    Figure,
    Question,
    Recommendation,
    Responsibility,
)
from tracker.reporting import RENDERERS
from tracker.vocabulary import RANK

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def full(make_progress):
    return {name: render(make_progress("full")) for name, render in RENDERERS.items()}


@pytest.fixture(scope="module")
def report_json(full):
    return json.loads(full["json"])


@pytest.fixture(scope="module")
def latest_assessments(kosovo, django_db_blocker):
    """Return the newest approved analyst assessment of each recommendation, by plain Python."""
    with django_db_blocker.unblock():
        assessments = [
            assessment
            for assessment in Assessment.objects.select_related("recommendation")
            if assessment.recommendation.report_id == kosovo.pk
            and (assessment.state, assessment.perspective) == ("approved", "analyst")
            and assessment.as_of <= TODAY
        ]
    assessments.sort(
        key=lambda assessment: (
            assessment.recommendation_id,
            assessment.as_of,
            assessment.decided_at,
            assessment.pk,
        )
    )
    grouped = groupby(assessments, key=lambda assessment: assessment.recommendation_id)
    return {key: list(group)[-1] for key, group in grouped}


class TestNumbers:
    def test_of_the_statuses(self, report_json, latest_assessments, kosovo):
        keys = list(Recommendation.objects.filter(report=kosovo).values_list("pk", flat=True))
        counted = Counter(
            latest_assessments[k].status if k in latest_assessments else "not_assessed"
            for k in keys
        )
        on_scale = sum(counted[status.value] for status in RANK)

        assert {k: n for k, n in report_json["counts"].items() if n} == dict(counted)
        assert report_json["total"] == len(keys) == 9
        assert report_json["fully_implemented"] == {
            "part": counted["full"],
            "base": on_scale,
            "percent": None,
        }
        assert sum(report_json["excluded_counts"].values()) == len(keys) - on_scale
        assert report_json["strength_counts"] == dict(
            Counter(item.strength for item in latest_assessments.values())
        )

    def test_of_each_recommendation(self, report_json, latest_assessments, kosovo):
        for item in report_json["recommendations"]:
            row = Recommendation.objects.get(report=kosovo, number=item["number"])
            row_held = latest_assessments.get(row.pk)
            cited = [
                c.pk
                for c in Citation.objects.filter(recommendation=row, withdrawn_at=None)
                if c.evidence.withdrawn_at is None
                and c.evidence.sensitivity != "named_readers"
                and c.as_of <= TODAY
                and (c.assessment is None or c.assessment.state == "approved")
            ]
            assert sorted(piece["key"] for piece in item["citations"]) == sorted(cited)
            assert item["rank"] == (RANK.get(row_held.status) if row_held else None)
            assert item["as_of"] == (row_held.as_of.isoformat() if row_held else None)
            assert (
                len(item["questions"])
                == Question.objects.filter(
                    recommendation=row, answered_at=None, dismissed_at=None
                ).count()
                if hasattr(Question, "answered_at")
                else True
            )
            assert (
                len(item["bodies"])
                == Responsibility.objects.filter(recommendation=row, withdrawn_at=None).count()
            )
            promised = Commitment.objects.filter(recommendation=row, withdrawn_at=None)
            late = [m for m in promised if m.due_on and m.due_on < TODAY and not m.done_on]
            assert (len(item["commitments"]), sum(m["overdue"] for m in item["commitments"])) == (
                promised.count(),
                len(late),
            )

    def test_of_each_figure(self, report_json):
        small = Figure.objects.filter(value__lt=5, evidence__isnull=False)
        hidden = set(small.values_list("pk", flat=True))  # counts of persons that nobody published
        assert report_json["figures"] and hidden
        for series in report_json["figures"]:
            for figure in series["values"]:
                row_held = Figure.objects.get(pk=figure["key"])
                shown = None if row_held.pk in hidden else row_held.value
                assert (figure["value"], figure["period"]) == (shown, row_held.period)
                if figure["change"] is not None:
                    assert figure["change"] == row_held.value - row_held.previous_value
                if figure["percent_change"] is not None:
                    assert min(row_held.value, row_held.previous_value) >= 20


class TestFormats:
    def test_hold_the_same_numbers(self, full, report_json):
        assert report_json["fully_implemented"] == {"part": 0, "base": 7, "percent": None}
        share = "None of the seven recommendations is fully implemented"
        for name in ("html", "pdf", "docx", "md", "xlsx"):
            assert share in words(name, full[name]), name
        for status, number in report_json["counts"].items():
            assert sum(row["Status code"] == status for row in rows(full["csv"])) == number
            (head, *lines) = sheets(full["xlsx"])["Recommendations"]
            place = head.index("Status code")
            assert sum(line[place] == status for line in lines) == number

    def test_hold_the_same_recommendations_and_sources(self, full, report_json):
        for name in ("html", "pdf", "docx", "md", "xlsx"):
            text = words(name, full[name])
            for item in report_json["recommendations"]:
                assert re.sub(r"\s+", " ", item["text"]) in text, (name, item["number"])
        numbered = len(report_json["sources"])
        for name in ("html", "pdf", "docx"):
            assert f"[{numbered}]" in words(name, full[name]), name
            assert f"[{numbered + 1}]" not in words(name, full[name]), name
        assert len(rows(full["csv"])) == report_json["total"]
