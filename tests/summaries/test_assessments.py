"""Where views of a recommendation differ."""

from datetime import date

import pytest

from tests.factories import AssessmentFactory, BodyFactory, RecommendationFactory, UserFactory
from tracker.summaries.assessments import find_disagreements
from tracker.vocabulary import Perspective, Status

pytestmark = pytest.mark.django_db


@pytest.fixture
def viewer():
    return UserFactory(viewer=True)


def view_of(recommendation, status, *, code="THBD", **fields):
    return AssessmentFactory(
        approved=fields.pop("approved", True),
        recommendation=recommendation,
        perspective=Perspective.RESPONSIBLE_BODY,
        body=BodyFactory(code=code),
        status=status,
        **fields,
    )


class TestDisagreements:
    @pytest.mark.parametrize(
        ("ours", "theirs", "gap"),
        [
            (Status.INITIAL_STEPS, Status.FULL, 3),
            (Status.SUBSTANTIAL, Status.NO_ACTION, -3),
            (Status.UNABLE_TO_VERIFY, Status.PARTIAL, None),
            (Status.PARTIAL, Status.UNABLE_TO_VERIFY, None),
            (Status.PARTIAL, Status.NOT_APPLICABLE, None),
        ],
    )
    def test_are_told_with_their_gap_in_steps(self, viewer, ours, theirs, gap):
        view_of(RecommendationFactory(assessed=ours), theirs)

        (row,) = find_disagreements(viewer)

        assert row.gap == gap
        assert row.steps == (gap and abs(gap))

    @pytest.mark.parametrize(
        ("ours", "theirs"),
        [
            (Status.PARTIAL, Status.PARTIAL),
            (Status.UNABLE_TO_VERIFY, Status.UNABLE_TO_VERIFY),
            (Status.UNABLE_TO_VERIFY, Status.NOT_APPLICABLE),
            (None, Status.FULL),
        ],
    )
    def test_are_none_where_nothing_differs(self, viewer, ours, theirs):
        view_of(RecommendationFactory(assessed=ours), theirs)

        assert not find_disagreements(viewer)

    def test_are_of_the_newest_approved_view_alone(self, viewer):
        one = RecommendationFactory(assessed=Status.PARTIAL)
        view_of(one, Status.FULL, as_of=date(2024, 10, 1))
        assert len(find_disagreements(viewer)) == 1

        view_of(one, Status.PARTIAL, as_of=date(2024, 11, 1))
        view_of(one, Status.NO_ACTION, as_of=date(2024, 12, 1), approved=False)

        assert not find_disagreements(viewer)

    def test_stand_since_the_later_of_both_days(self, viewer):
        early = RecommendationFactory(assessed=Status.PARTIAL, assessed__as_of=date(2024, 6, 1))
        view_of(early, Status.FULL, as_of=date(2024, 9, 1))
        late = RecommendationFactory(assessed=Status.PARTIAL, assessed__as_of=date(2024, 12, 1))
        view_of(late, Status.FULL, as_of=date(2024, 5, 1))

        assert [(row.recommendation, row.since) for row in find_disagreements(viewer)] == [
            (early, date(2024, 9, 1)),
            (late, date(2024, 12, 1)),
        ]

    def test_come_by_gap_then_by_age_and_last_without_steps(self, viewer):
        wanted = [
            view_of(RecommendationFactory(assessed=ours), theirs, as_of=date(2024, month, 1))
            for ours, theirs, month in (
                (Status.NO_ACTION, Status.FULL, 12),
                (Status.FULL, Status.PARTIAL, 11),
                (Status.PARTIAL, Status.FULL, 12),
                (Status.PARTIAL, Status.UNABLE_TO_VERIFY, 10),
            )
        ]

        assert list(find_disagreements(viewer)) == wanted

    def test_are_one_for_each_body_that_spoke_and_for_civil_society(self, viewer):
        one = RecommendationFactory(assessed=Status.PARTIAL)
        view_of(one, Status.FULL, code="THBD")
        view_of(one, Status.NO_ACTION, code="CSW")
        view_of(one, Status.PARTIAL, code="OSP")
        for perspective in (Perspective.CIVIL_SOCIETY, Perspective.SOURCE_REPORT):
            AssessmentFactory(
                approved=True,
                recommendation=one,
                perspective=perspective,
                status=Status.INITIAL_STEPS,
            )

        whose = {
            row.body.code if row.body else row.perspective for row in find_disagreements(viewer)
        }

        assert whose == {"THBD", "CSW", "civil_society", "source_report"}

    def test_are_hidden_with_their_recommendation(self):
        thbd = BodyFactory(code="THBD")
        focal = UserFactory(contributor=True, speaks_for=[thbd])
        own = view_of(RecommendationFactory(assessed=Status.PARTIAL, lead=thbd), Status.FULL)
        view_of(RecommendationFactory(assessed=Status.PARTIAL), Status.FULL, code="CSW")

        assert list(find_disagreements(focal)) == [own]
        assert not find_disagreements(UserFactory())
