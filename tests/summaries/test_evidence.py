"""How well the supporting evidence of an assessment is backed."""

from datetime import UTC, datetime

import pytest

from tests.factories import (
    AssessmentFactory,
    BodyFactory,
    CitationFactory,
    EvidenceFactory,
    RecommendationFactory,
    ResponsibilityFactory,
)
from tests.factories.base import as_factory
from tracker.summaries.evidence import compute_strength, related_bodies
from tracker.vocabulary import DOCUMENTS, EvidenceKind, Role, Strength, Use

pytestmark = pytest.mark.django_db

WITHDRAWN = {"withdrawn_at": datetime(2024, 10, 5, tzinfo=UTC), "withdrawal_reason": "Wrong"}


@pytest.fixture
def lead():
    return BodyFactory(code="THBD", parent=BodyFactory(code="KP", parent=BodyFactory(code="MIA")))


@pytest.fixture
def assessment(lead):
    assessed = AssessmentFactory()
    ResponsibilityFactory(recommendation=assessed.recommendation, body=lead)
    return assessed


def cite(assessment, *, issuer, kind=EvidenceKind.OFFICIAL_STATEMENT, withdrawn=False, **more):
    """Use a piece of evidence in the assessment; supporting unless told."""
    return CitationFactory(
        recommendation=assessment.recommendation,
        assessment=assessment,
        evidence=EvidenceFactory(issuer=issuer, kind=kind, **(WITHDRAWN if withdrawn else {})),
        **more,
    )


class TestStrengthOf:
    def test_is_none_without_evidence(self, assessment):
        assert compute_strength(assessment) == Strength.NONE

    @pytest.mark.parametrize("use", [use for use in Use if use != Use.SUPPORTS])
    def test_counts_only_what_speaks_for_it(self, assessment, use):
        cite(assessment, issuer=BodyFactory(), use=use)

        assert compute_strength(assessment) == Strength.NONE

    def test_does_not_count_a_withdrawn_citation(self, assessment):
        cite(assessment, issuer=BodyFactory(), **WITHDRAWN)

        assert compute_strength(assessment) == Strength.NONE

    def test_does_not_count_withdrawn_evidence(self, assessment):
        cite(assessment, issuer=BodyFactory(), withdrawn=True)

        assert compute_strength(assessment) == Strength.NONE

    def test_does_not_count_what_another_assessment_cites(self, assessment):
        other = AssessmentFactory(recommendation=assessment.recommendation, approved=True)
        cite(other, issuer=BodyFactory())

        assert compute_strength(assessment) == Strength.NONE

    def test_is_self_reported_where_the_lead_says_so(self, assessment, lead):
        cite(assessment, issuer=lead)

        assert compute_strength(assessment) == Strength.SELF_REPORTED

    def test_takes_evidence_that_names_no_issuer_for_no_independent_source(self, assessment):
        cite(assessment, issuer=None)

        assert compute_strength(assessment) == Strength.SELF_REPORTED

    @pytest.mark.parametrize("kind", sorted(DOCUMENTS))
    def test_is_documented_by_a_document_of_the_lead(self, assessment, lead, kind):
        cite(assessment, issuer=lead)
        cite(assessment, issuer=lead, kind=kind)

        assert compute_strength(assessment) == Strength.DOCUMENTED

    def test_is_corroborated_by_somebody_else(self, assessment, lead):
        cite(assessment, issuer=lead, kind=EvidenceKind.LAW)
        cite(assessment, issuer=BodyFactory(code="GRETA"))

        assert compute_strength(assessment) == Strength.CORROBORATED

    def test_is_not_corroborated_from_above_or_below(self, assessment, lead):
        cite(assessment, issuer=lead.parent.parent)
        cite(assessment, issuer=BodyFactory(parent=BodyFactory(parent=lead)))

        assert compute_strength(assessment) == Strength.SELF_REPORTED

    def test_is_corroborated_by_another_part_of_the_same_ministry(self, assessment, lead):
        cite(assessment, issuer=BodyFactory(code="KPI", parent=lead.parent.parent))

        assert compute_strength(assessment) == Strength.CORROBORATED

    def test_costs_the_same_for_much_evidence(self, assessment, lead, django_assert_num_queries):
        for _number in range(5):
            cite(assessment, issuer=BodyFactory(parent=lead))

        with django_assert_num_queries(4):
            compute_strength(assessment)


class TestRelatedBodies:
    @pytest.mark.parametrize(
        ("role", "is_related"),
        [
            (Role.LEAD, True),
            (Role.SUPPORTING, True),
            (Role.BENEFICIARY, False),
            (Role.OVERSIGHT, False),
        ],
    )
    def test_are_those_that_answer_for_it(self, role, is_related):
        answer = ResponsibilityFactory(role=role)

        related = related_bodies(answer.recommendation)

        assert related == ({answer.body_id} if is_related else set())

    def test_leave_out_a_withdrawn_responsibility(self):
        answer = ResponsibilityFactory(**WITHDRAWN)

        assert related_bodies(answer.recommendation) == set()

    def test_are_none_where_nobody_answers(self):
        BodyFactory()

        assert related_bodies(RecommendationFactory()) == set()

    def test_count_who_took_over_from_them(self):
        answer = ResponsibilityFactory(role=Role.LEAD)
        first, second = BodyFactory(code="MFLT"), BodyFactory(code="MFT")
        with as_factory():
            answer.body.successors.add(first)
            first.successors.add(second)

        assert related_bodies(answer.recommendation) == {answer.body_id, first.pk, second.pk}
