"""No judgment leaves the band that its components bear."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given, strategies as st

from tests.factories import ComponentFactory, EvidenceFactory, RecommendationFactory
from tests.factories.people import UserFactory
from tests.helpers.assessments import submit_assessment
from tests.helpers.rollback import few, undone
from tracker.actions.assessments.submission import LineInput
from tracker.actions.evidence.items import EvidenceInput
from tracker.errors import NotAllowed
from tracker.models import Assessment
from tracker.vocabulary import SELECTABLE_STATUSES, ComponentBasis, allowed_statuses

pytestmark = pytest.mark.django_db


@pytest.fixture
def recommendation():
    """Two components in the text, and one of the analyst's, which does not roll up."""
    row = RecommendationFactory(lead="THBD")
    ComponentFactory.create_batch(2, recommendation=row)
    ComponentFactory(recommendation=row, basis=ComponentBasis.ANALYST, quote="")
    return row


@pytest.fixture
def evidence_input():
    return EvidenceInput(evidence=[EvidenceFactory(from_ngo=True)], confirmed=True)


class TestAssessment:
    @few
    @given(
        st.sampled_from(SELECTABLE_STATUSES),
        st.lists(st.sampled_from(["", *SELECTABLE_STATUSES]), min_size=3, max_size=3),
    )
    def test_is_taken_just_when_it_lies_within_the_band(
        self, recommendation, evidence_input, whole, statuses
    ):
        *in_text, analysts = components = recommendation.components.order_by("pk")
        lines = [LineInput(c, status) for c, status in zip(components, statuses, strict=True)]
        allowed = allowed_statuses(
            line.status or None for line in lines if line.component != analysts
        )
        taken, ana = True, UserFactory(username="ana", analyst=True)

        with undone():
            try:
                submit_assessment(
                    recommendation=recommendation,
                    by=ana,
                    now=datetime(2025, 3, 1, tzinfo=UTC),
                    status=whole,
                    rationale="Two of three were seen.",
                    evidence_input=evidence_input,
                    as_of=date(2025, 3, 1),
                    lines=lines,
                )
            except NotAllowed:
                taken = False
            assert Assessment.objects.exists() == taken

        assert len(in_text) == 2
        assert taken == (whole in allowed)
