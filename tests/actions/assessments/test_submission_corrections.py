"""A correction shows on its day, and changes no later one."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, strategies as st

from tests.factories import (
    AssessmentFactory,
    EvidenceFactory,
    RecommendationFactory,
    UserFactory,
)
from tests.helpers.assessments import correct_assessment
from tests.helpers.rollback import few, undone
from tracker.actions.assessments.review import ApproveAssessment, approve
from tracker.actions.evidence.items import EvidenceInput
from tracker.errors import NotAllowed
from tracker.models import Assessment, Recommendation
from tracker.summaries.progress.report import build_progress
from tracker.vocabulary import RANK, State, Status

pytestmark = pytest.mark.django_db
NOW = datetime(2025, 3, 20, tzinfo=UTC)
FIRST = date(2024, 4, 1)
A_DAY = timedelta(days=1)
DAYS = st.integers(0, 300).map(lambda days: FIRST + days * A_DAY)
ASSESSED = st.lists(st.tuples(DAYS, st.sampled_from(list(RANK))), min_size=1, max_size=4)


@pytest.fixture
def recommendation():
    return RecommendationFactory(lead="THBD")


@pytest.fixture
def reviewer():
    return UserFactory(reviewer=True)


@pytest.fixture
def evidence_input():
    return EvidenceInput(evidence=[EvidenceFactory(from_ngo=True)], confirmed=True)


def shows(recommendation, on):
    """The status and judgment that a report of that day shows, and what it counts."""
    told = build_progress(
        recommendation.report, recommendations=Recommendation.objects.all(), on=on
    )
    return told.recommendations[0].status, told.recommendations[0].assessment, told.counts


class TestACorrection:
    @few
    @given(ASSESSED, st.integers(0, 3), st.sampled_from(list(RANK)))
    def test_shows_on_its_day_and_leaves_what_came_before_and_what_is_about_later_days(
        self, recommendation, reviewer, evidence_input, assessed, which, right
    ):
        with undone():
            for as_of, status in assessed:
                AssessmentFactory(
                    recommendation=recommendation, approved=True, as_of=as_of, status=status
                )
            held = list(Assessment.objects.order_by("pk"))
            wrong = held[which % len(held)]
            days = sorted({day for day, _status in assessed})
            later = [day for day in days if day > wrong.as_of]
            elsewhere = [FIRST - A_DAY, wrong.as_of - A_DAY, *later, date(2025, 3, 31)]
            if not later:
                elsewhere.pop()  # the correction is the newest there is
            before = {day: shows(recommendation, day) for day in elsewhere}
            overtaken = any(o.as_of == wrong.as_of and o.pk > wrong.pk for o in held)

            corrected = _corrected(wrong, right, evidence_input, reviewer)

            assert (corrected is None) == overtaken
            assert {day: shows(recommendation, day) for day in elsewhere} == before
            if corrected:
                assert shows(recommendation, wrong.as_of)[0].code == right
                wrong.refresh_from_db()
                assert wrong.state == State.APPROVED
                assert corrected.as_of == wrong.as_of

    def test_waits_for_approval_before_it_shows(self, recommendation, evidence_input):
        wrong = AssessmentFactory(recommendation=recommendation, approved=True)
        before = shows(recommendation, wrong.as_of)

        correct_assessment(
            assessment=wrong,
            by=UserFactory(analyst=True),
            now=NOW,
            status=Status.PARTIAL,
            rationale="The order was never signed.",
            evidence_input=evidence_input,
        )

        assert shows(recommendation, wrong.as_of) == before


def _corrected(wrong, right, evidence_input, reviewer):
    """The approved correction; None when a newer judgment of that day stands instead."""
    try:
        said = correct_assessment(
            assessment=wrong,
            by=UserFactory(username="ana", analyst=True),
            now=NOW,
            status=right,
            rationale="The order was never signed.",
            evidence_input=evidence_input,
        )
    except NotAllowed:
        return None
    return approve(ApproveAssessment(row=said, by=reviewer, now=NOW))
