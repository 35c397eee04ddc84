"""Two days of a report side by side: what changed, and what was corrected."""

from datetime import UTC, date, datetime

import pytest

from tests.factories import AssessmentFactory, BodyFactory, RecommendationFactory, UserFactory
from tracker.summaries.progress import comparison
from tracker.summaries.progress.comparison import StatusChange, compare
from tracker.vocabulary import AssessmentKind, Status

pytestmark = pytest.mark.django_db
FIRST, LAST = date(2024, 11, 1), date(2025, 2, 1)


def judge(row, status, *, as_of, decided, **fields):
    return AssessmentFactory(
        recommendation=row,
        status=status,
        as_of=as_of,
        approved=True,
        decided_at=datetime(*decided, 9, tzinfo=UTC),
        **fields,
    )


def side_by_side(report, user=None):
    return compare(report, first=FIRST, last=LAST, user=user or UserFactory(viewer=True))


def brief(changes):
    return [
        (c.status_change.number, c.status_change.before, c.status_change.after)
        for c in changes.listed
    ]


class TestStatusChange:
    @pytest.mark.parametrize(
        ("before", "after", "direction", "steps", "back"),
        [
            (Status.PARTIAL, Status.FULL, "raised", 2, 0),
            (Status.PARTIAL, Status.NO_ACTION, "lowered", -2, 2),
            (Status.NOT_ASSESSED, Status.FULL, "first_assessed", None, 0),
            (Status.UNABLE_TO_VERIFY, Status.FULL, "off_scale", None, 0),
            (Status.FULL, Status.NOT_APPLICABLE, "off_scale", None, 0),
        ],
    )
    def test_has_a_direction_and_steps(self, before, after, direction, steps, back):
        change = StatusChange(1, "4", before, after)

        assert (change.direction, change.steps, change.steps_back) == (direction, steps, back)
        assert change.sentence == f"No. 4: {before.label} → {after.label}"


class TestCompare:
    @pytest.fixture
    def rows(self):
        """Of three recommendations one rose, one was assessed for the first time, one stayed."""
        rows = [RecommendationFactory(lead=code) for code in ("CSW", "THBD", "OSP")]
        judge(rows[0], Status.PARTIAL, as_of=date(2024, 10, 1), decided=(2024, 10, 3))
        judge(rows[0], Status.FULL, as_of=date(2025, 1, 1), decided=(2025, 1, 3))
        judge(rows[1], Status.PARTIAL, as_of=date(2025, 1, 1), decided=(2025, 1, 3))
        judge(rows[2], Status.NO_ACTION, as_of=date(2024, 10, 1), decided=(2024, 10, 3))
        return rows

    def test_counts_and_lists_the_changes(self, rows):
        result = side_by_side(rows[0].report)

        assert result.totals == {"total": 3, "changed": 2, "raised": 1, "first_assessed": 1}
        assert brief(result.changes) == [("1", "partial", "full"), ("2", "not_assessed", "partial")]
        assert [c.recommendation for c in result.changes.listed] == rows[:2]
        assert [c.assessment.as_of for c in result.changes.listed] == [date(2025, 1, 1)] * 2
        assert result.counts == [
            (Status.NOT_ASSESSED, 1, 0, -1),
            (Status.NO_ACTION, 1, 1, 0),
            (Status.PARTIAL, 1, 1, 0),
            (Status.FULL, 0, 1, 1),
        ]
        assert brief(result.corrections) == brief(result.retractions) == []

    def test_groups_them_by_lead_body_the_most_first(self, rows):
        RecommendationFactory(lead="THBD", report__year=2023)
        fourth = RecommendationFactory(lead="THBD")
        judge(fourth, Status.FULL, as_of=date(2025, 1, 1), decided=(2025, 1, 3))

        result = side_by_side(rows[0].report)

        assert [(b.body.code, b.totals["total"], b.totals["changed"]) for b in result.bodies] == [
            ("THBD", 2, 2),
            ("CSW", 1, 1),
            ("OSP", 1, 0),
        ]
        assert [b.body.code for b in result.changed_bodies] == ["THBD", "CSW"]
        assert [b.code for b in result.unchanged_bodies] == ["OSP"]
        assert result.totals["total"] == 4
        assert [c.number for c in result.bodies[0].status_changes] == ["2", "4"]

    def test_lists_some_and_counts_the_rest(self, rows, monkeypatch):
        monkeypatch.setattr(comparison, "MAX_LISTED", 1)
        monkeypatch.setattr(comparison, "MAX_NUMBERED", 0)

        result = side_by_side(rows[0].report)

        assert (len(result.changes.listed), result.changes.more) == (1, 1)
        assert (result.bodies[0].status_changes, result.bodies[0].more) == ([], 1)
        monkeypatch.setattr(comparison, "MAX_NUMBERED", 1)
        assert side_by_side(rows[0].report).bodies[0].more == 0

    def test_lists_what_was_corrected_since_apart(self):
        row = RecommendationFactory()
        wrong = judge(row, Status.FULL, as_of=date(2024, 10, 1), decided=(2024, 10, 3))
        judge(
            row,
            Status.PARTIAL,
            as_of=date(2024, 10, 1),
            decided=(2024, 12, 1),
            kind=AssessmentKind.CORRECTION,
            corrects=wrong,
        )

        result = side_by_side(row.report)

        assert brief(result.changes) == brief(result.retractions) == []
        assert brief(result.corrections) == [("1", "full", "partial")]

    def test_lists_what_was_stated_between_and_is_not_known_now(self):
        row = RecommendationFactory()
        wrong = judge(row, Status.FULL, as_of=date(2025, 1, 1), decided=(2025, 1, 3))
        judge(
            row,
            Status.PARTIAL,
            as_of=date(2025, 1, 1),
            decided=(2025, 3, 1),
            kind=AssessmentKind.CORRECTION,
            corrects=wrong,
        )

        result = side_by_side(row.report)

        assert brief(result.changes) == [("1", "not_assessed", "partial")]
        assert brief(result.retractions) == [("1", "full", "partial")]
        assert brief(result.corrections) == []

    def test_shows_nobody_more_than_their_own(self, rows):
        focal = UserFactory(contributor=True, speaks_for=[BodyFactory(code="OSP")])

        result = side_by_side(rows[0].report, focal)

        assert (result.totals["total"], result.changes.listed) == (1, [])
        assert [b.body.code for b in result.bodies] == ["OSP"]
