"""A report on two days: what changed, and what was corrected."""

from datetime import UTC, date, datetime

import pytest
import time_machine

from tests.factories import AssessmentFactory, BodyFactory, RecommendationFactory, ReportFactory
from tests.views.conftest import signed_in
from tests.views.history.corrected import corrected
from tracker.summaries.progress.comparison import StatusChange
from tracker.vocabulary import Status

pytestmark = pytest.mark.django_db
HERE = "/reports/tip-2024-kosovo/compare/"
BAD = (
    ({"from": "soon"}, "“soon” is not a date."),
    ({"from": "2024-01-01", "to": "\0"}, "is not a date."),
    ({"from": "2024-01-01", "to": "2999-01-01"}, "is in the future"),
    ({"to": "2024-01-01"}, "first day of the comparison is missing"),
    ({"from": "2024-02-01", "to": "2024-01-01"}, "is after 1 January 2024"),
    ({"from": "2024-01-01", "to": "2024-01-01"}, "Both days are 1 January 2024"),
)


def compared(client, first="2024-12-31", last="2025-03-31"):
    answer = client.get(HERE, {"from": first, "to": last})
    return answer, answer.context["comparison"]


def sentences(page):
    return [change.status_change.sentence for change in page.listed]


def assessed(status, as_of, **fields):
    """Judged anew on a recommendation that was partial as of 1 October 2024."""
    row = RecommendationFactory(assessed=status, assessed__as_of=as_of, **fields)
    AssessmentFactory(recommendation=row, approved=True, status=Status.PARTIAL)
    return row


class TestChanges:
    def test_are_told_in_words_by_recommendation_and_by_body(self, viewer):
        assessed(
            Status.SUBSTANTIAL, date(2025, 2, 1), number="4", lead="THBD", short_title="Judges"
        )
        assessed(Status.NO_ACTION, date(2025, 2, 1), number="5", lead="THBD")
        assessed(Status.UNABLE_TO_VERIFY, date(2025, 2, 1), number="6", lead="CSW")
        assessed(Status.FULL, date(2024, 10, 2), number="7", lead="CSW")
        assessed(Status.FULL, date(2024, 10, 2), number="8", lead="KP")

        answer, comparison = compared(viewer)

        same = (
            "/reports/tip-2024-kosovo/progress/?kind=changes&amp;since=2024-12-31&amp;on=2025-03-31"
        )
        assert f'href="{same}"' in answer.text
        assert sentences(comparison.changes) == [
            "No. 4: Partially implemented → Largely implemented",
            "No. 5: Partially implemented → No action",
            "No. 6: Partially implemented → Unable to verify",
        ]
        assert comparison.totals == {
            "total": 5,
            "changed": 3,
            "raised": 1,
            "lowered": 1,
            "off_scale": 1,
        }
        assert [
            (changes.body.code, changes.totals["changed"], changes.totals["total"])
            for changes in comparison.bodies
        ] == [
            ("THBD", 2, 2),
            ("CSW", 1, 2),
            ("KP", 0, 1),
        ]
        assert [body.code for body in comparison.unchanged_bodies] == ["KP"]
        assert (Status.PARTIAL, 3, 0, -3) in comparison.counts
        assert sum(before for _s, before, _a, _d in comparison.counts) == 5
        for words in (
            "3 of 5 recommendations changed: 1 forward, 1 back",
            "Judges",
            "−3",
            "2 of 2",
        ):
            assert words in answer.text
        assert "1 step forward" in answer.text and "2 steps back" in answer.text
        assert comparison.corrections.listed == comparison.retractions.listed == []

    def test_leave_out_what_a_focal_point_may_not_know_of(self):
        assessed(Status.FULL, date(2025, 2, 1), number="1", lead="THBD")
        assessed(Status.FULL, date(2025, 2, 1), number="2", lead="CSW")
        client = signed_in(contributor=True, speaks_for=[BodyFactory(code="THBD")])

        _answer, comparison = compared(client)

        assert [change.status_change.number for change in comparison.changes.listed] == ["1"]
        assert [changes.body.code for changes in comparison.bodies] == ["THBD"]

    def test_beyond_those_shown_are_counted(self, viewer, monkeypatch):
        monkeypatch.setattr("tracker.summaries.progress.comparison.MAX_LISTED", 1)
        for _each in range(3):
            assessed(Status.FULL, date(2025, 2, 1))

        answer, comparison = compared(viewer)

        assert (
            comparison.totals["raised"],
            len(comparison.changes.listed),
            comparison.changes.more,
        ) == (
            3,
            1,
            2,
        )
        assert "2 more are counted above" in answer.text

    @pytest.mark.once
    def test_cost_the_same_for_few_and_for_many(self, viewer, django_assert_num_queries):
        corrected(lead="THBD")
        with django_assert_num_queries(20, exact=False) as few:
            compared(viewer)
        for number in range(8):
            corrected(lead=f"BODY{number}")

        with django_assert_num_queries(len(few)):
            _answer, comparison = compared(viewer)

        assert comparison.totals["changed"] == 9


class TestCorrections:
    def test_stand_apart_and_are_no_change(self, viewer):
        corrected()

        answer, comparison = compared(viewer, "2024-12-31", "2025-01-31")

        assert comparison.changes.listed == []
        assert sentences(comparison.corrections) == ["No. 1: Partially implemented → No action"]
        assert "No status changed between these two days." in answer.text
        assert "10 January 2025" in answer.text  # when it was corrected

    def test_tell_what_was_said_on_the_last_day_alone(self, viewer):
        corrected()

        answer, comparison = compared(viewer, "2024-09-30", "2024-12-31")

        assert sentences(comparison.changes) == ["No. 1: Not assessed → No action"]
        assert comparison.corrections.listed == []
        assert sentences(comparison.retractions) == ["No. 1: Partially implemented → No action"]
        assert "What was recorded on 31 December 2024, and what we know" in answer.text

    def test_are_none_once_we_said_what_we_know(self, viewer):
        corrected()

        _answer, comparison = compared(viewer, "2025-01-31", "2025-03-31")

        assert sentences(comparison.changes) == ["No. 1: No action → Fully implemented"]
        assert comparison.corrections.listed == []


class TestDays:
    def test_are_asked_for_where_none_is_named(self, viewer):
        ReportFactory()

        answer = viewer.get(HERE)

        assert answer.status_code == 200
        assert "Choose two days" in answer.text

    def test_end_today_where_the_last_is_not_named(self, viewer):
        corrected()

        with time_machine.travel(datetime(2025, 3, 20, 12, tzinfo=UTC), tick=False):
            answer = viewer.get(HERE, {"from": "2024-12-31", "to": ""})

        assert "What changed from 31 December 2024 to 20 March 2025" in answer.text

    def test_that_cannot_be_compared_are_told_why(self, viewer):
        corrected()

        for params, words in BAD:
            answer = viewer.get(HERE, params)

            assert answer.status_code == 400
            assert words in answer.text
            assert "By recommendation" not in answer.text


@pytest.mark.parametrize(
    ("before", "after", "direction", "steps"),
    [
        (Status.NOT_ASSESSED, Status.FULL, "first_assessed", None),
        (Status.FULL, Status.UNABLE_TO_VERIFY, "off_scale", None),
        (Status.FULL, Status.NO_ACTION, "lowered", -4),
        (Status.NO_ACTION, Status.PARTIAL, "raised", 2),
    ],
)
def test_a_change_has_a_direction_and_steps_where_both_have_a_rank(before, after, direction, steps):
    change = StatusChange(1, "1", before, after)

    expected = (direction, steps, max(-(steps or 0), 0))
    assert (change.direction, change.steps, change.steps_back) == expected
