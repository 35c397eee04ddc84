"""Every number of the Kosovo report, worked out again from the rows, and the same in each format."""

import json
import re
from collections import Counter
from itertools import groupby

import pytest

from tests.reports.conftest import TODAY
from tests.reports.parsers import rows, sheets, words
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
def full(told):
    return {name: render(told("full")) for name, render in RENDERERS.items()}


@pytest.fixture(scope="module")
def said(full):
    return json.loads(full["json"])


@pytest.fixture(scope="module")
def standing(kosovo, django_db_blocker):
    """The newest approved judgment of the analysts of each recommendation, found the long way."""
    with django_db_blocker.unblock():
        judged = [
            one
            for one in Assessment.objects.select_related("recommendation")
            if one.recommendation.report_id == kosovo.pk
            and (one.state, one.perspective) == ("approved", "analyst")
            and one.as_of <= TODAY
        ]
    judged.sort(key=lambda one: (one.recommendation_id, one.as_of, one.decided_at, one.pk))
    grouped = groupby(judged, key=lambda one: one.recommendation_id)
    return {key: list(several)[-1] for key, several in grouped}


class TestEveryNumber:
    def test_of_the_statuses(self, said, standing, kosovo):
        keys = list(Recommendation.objects.filter(report=kosovo).values_list("pk", flat=True))
        counted = Counter(standing[k].status if k in standing else "not_assessed" for k in keys)
        on_scale = sum(counted[status.value] for status in RANK)

        assert {k: n for k, n in said["counts"].items() if n} == dict(counted)
        assert said["total"] == len(keys) == 9
        assert said["fully"] == {"part": counted["full"], "base": on_scale, "percent": None}
        assert sum(said["left_out"].values()) == len(keys) - on_scale
        assert said["strengths"] == dict(Counter(one.strength for one in standing.values()))

    def test_of_each_recommendation(self, said, standing, kosovo):
        for one in said["recommendations"]:
            row = Recommendation.objects.get(report=kosovo, number=one["number"])
            held = standing.get(row.pk)
            cited = [
                c.pk
                for c in Citation.objects.filter(recommendation=row, withdrawn_at=None)
                if c.evidence.withdrawn_at is None
                and c.evidence.sensitivity != "named_readers"
                and c.as_of <= TODAY
                and (c.assessment is None or c.assessment.state == "approved")
            ]
            assert sorted(piece["key"] for piece in one["evidence"]) == sorted(cited)
            assert one["rank"] == (RANK.get(held.status) if held else None)
            assert one["as_of"] == (held.as_of.isoformat() if held else None)
            assert (
                len(one["questions"])
                == Question.objects.filter(
                    recommendation=row, answered_at=None, dismissed_at=None
                ).count()
                if hasattr(Question, "answered_at")
                else True
            )
            assert (
                len(one["bodies"])
                == Responsibility.objects.filter(recommendation=row, withdrawn_at=None).count()
            )
            promised = Commitment.objects.filter(recommendation=row, withdrawn_at=None)
            late = [m for m in promised if m.due_on and m.due_on < TODAY and not m.done_on]
            assert (len(one["commitments"]), sum(m["overdue"] for m in one["commitments"])) == (
                promised.count(),
                len(late),
            )

    def test_of_each_figure(self, said):
        small = Figure.objects.filter(value__lt=5, evidence__isnull=False)
        hidden = set(small.values_list("pk", flat=True))  # counts of persons that nobody published
        assert said["figures"] and hidden
        for series in said["figures"]:
            for figure in series["values"]:
                held = Figure.objects.get(pk=figure["key"])
                shown = None if held.pk in hidden else held.value
                assert (figure["value"], figure["period"]) == (shown, held.period)
                if figure["change"] is not None:
                    assert figure["change"] == held.value - held.previous_value
                if figure["percent"] is not None:
                    assert min(held.value, held.previous_value) >= 20


class TestEveryFormat:
    def test_tells_the_same_numbers(self, full, said):
        share = f"{said['fully']['part']} of {said['fully']['base']} fully implemented"
        for name in ("html", "pdf", "docx", "md", "xlsx"):
            assert share in words(name, full[name]), name
        for status, number in said["counts"].items():
            assert sum(row["Status code"] == status for row in rows(full["csv"])) == number
            (head, *lines) = sheets(full["xlsx"])["Recommendations"]
            place = head.index("Status code")
            assert sum(line[place] == status for line in lines) == number

    def test_tells_the_same_recommendations_and_sources(self, full, said):
        for name in ("html", "pdf", "docx", "md", "xlsx"):
            text = words(name, full[name])
            for one in said["recommendations"]:
                assert re.sub(r"\s+", " ", one["text"]) in text, (name, one["number"])
        numbered = len(said["sources"])
        for name in ("html", "pdf", "docx"):
            assert f"[{numbered}]" in words(name, full[name]), name
            assert f"[{numbered + 1}]" not in words(name, full[name]), name
        assert len(rows(full["csv"])) == said["total"]
