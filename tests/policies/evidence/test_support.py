"""Which evidence supports a status, and when a source is independent."""

from datetime import date

import pytest

from tests.factories import (
    AssessmentFactory,
    BodyFactory,
    CitationFactory,
    EvidenceFactory,
    RecommendationFactory,
    ResponsibilityFactory,
    as_factory,
)
from tracker.errors import EvidenceMissing
from tracker.policies.evidence.support import check_evidence, is_independent, related_bodies
from tracker.vocabulary import AssessmentKind, Duty, Perspective, Role, Status, Strength, Use

pytestmark = [pytest.mark.django_db, pytest.mark.once]
EARLY = {"covers_from": date(2023, 1, 1), "covers_to": date(2024, 3, 31)}
WITHDRAWN = {"withdrawn_at": "2024-11-01T09:00Z", "withdrawal_reason": "Typed twice."}


def judged(status, *citations, duty=Duty.CONTINUING, **fields):
    """An assessment of the time from 1 April to 1 October 2024 with these citations."""
    assessment = AssessmentFactory(recommendation__duty=duty, status=status, **fields)
    for citation in citations:
        CitationFactory(recommendation=assessment.recommendation, assessment=assessment, **citation)
    return assessment


def early(**fields):
    """A citation of what is about the time before."""
    return {"evidence": EvidenceFactory(**EARLY), **fields}


class TestRelatedBodies:
    def test_are_responsible_bodies_with_successors_and_trees(self):
        government = BodyFactory()
        ministry = BodyFactory(parent=government)
        directorate = BodyFactory(parent=ministry)
        agency, sibling = BodyFactory(), BodyFactory(parent=government)
        merged = BodyFactory(successors=[agency])
        lead = BodyFactory(parent=ministry, successors=[merged])
        recommendation = RecommendationFactory(lead=lead)

        related = related_bodies(recommendation)

        assert related == {body.pk for body in (government, ministry, lead, merged, agency)}
        assert not {directorate.pk, sibling.pk} & related

    def test_are_bodies_below_the_responsible_one_too(self):
        ministry = BodyFactory()
        office = BodyFactory(parent=BodyFactory(parent=ministry))

        related = related_bodies(RecommendationFactory(lead=ministry))

        assert related == {ministry.pk, office.pk, office.parent_id}

    @pytest.mark.parametrize(
        ("role", "is_related"),
        [(Role.LEAD, True), (Role.SUPPORTING, True), (Role.BENEFICIARY, False)],
    )
    def test_have_a_role_in_carrying_out(self, role, is_related):
        responsibility = ResponsibilityFactory(role=role)

        related = related_bodies(responsibility.recommendation)

        assert related == ({responsibility.body_id} if is_related else set())

    def test_are_not_those_withdrawn_or_elsewhere(self):
        responsibility = ResponsibilityFactory(**WITHDRAWN)
        ResponsibilityFactory()

        assert related_bodies(responsibility.recommendation) == set()

    def test_are_found_in_a_circle_of_successors(self):
        first = BodyFactory()
        second = BodyFactory(successors=[first])
        with as_factory():
            first.successors.add(second)

        assert related_bodies(RecommendationFactory(lead=second)) == {first.pk, second.pk}


class TestIsIndependent:
    def test_is_a_known_issuer_that_is_not_related(self):
        piece = EvidenceFactory(issuer=BodyFactory())

        assert is_independent(piece, set())
        assert not is_independent(piece, {piece.issuer_id})
        assert not is_independent(EvidenceFactory(), set())


class TestPartialAndAbove:
    @pytest.mark.parametrize("status", [Status.PARTIAL, Status.SUBSTANTIAL])
    def test_cite_what_speaks_for_them(self, status):
        check_evidence(judged(status, {}))

        with pytest.raises(EvidenceMissing) as refusal:
            check_evidence(assessment := judged(status))
        assert str(refusal.value) == (
            f"{assessment.recommendation} can't be set to “{status.label}” as of 1 October 2024: no "
            "evidence about the time from 1 April 2024 to 1 October 2024 speaks for it. Cite some, "
            "or choose “Unable to verify”."
        )

    @pytest.mark.parametrize("use", [Use.CONTRADICTS, Use.CONTEXT, Use.COMMITMENT])
    def test_count_no_other_use(self, use):
        with pytest.raises(EvidenceMissing):
            check_evidence(judged(Status.PARTIAL, {"use": use}))

    def test_count_nothing_withdrawn_and_nothing_cited_elsewhere(self):
        CitationFactory()
        withdrawn = EvidenceFactory(**WITHDRAWN)

        for citation in (WITHDRAWN, {"evidence": withdrawn}):
            with pytest.raises(EvidenceMissing):
                check_evidence(judged(Status.PARTIAL, citation))

    @pytest.mark.parametrize(
        ("first", "last", "counts"),
        [
            (date(2024, 3, 1), date(2024, 3, 31), False),
            (date(2024, 3, 1), date(2024, 4, 1), True),
            (date(2024, 10, 1), date(2025, 3, 31), True),
            (date(2024, 10, 2), date(2025, 3, 31), False),
        ],
    )
    def test_count_what_is_about_the_time(self, first, last, counts):
        piece = EvidenceFactory(covers_from=first, covers_to=last)
        assessment = judged(Status.PARTIAL, {"evidence": piece})

        if counts:
            check_evidence(assessment)
        else:
            with pytest.raises(EvidenceMissing):
                check_evidence(assessment)

    def test_of_a_duty_done_once_count_any_time_before(self):
        check_evidence(judged(Status.PARTIAL, early(), duty=Duty.ONCE))

        with pytest.raises(
            EvidenceMissing, match=r"no evidence about the time up to that day speaks for it. Cite"
        ):
            check_evidence(judged(Status.PARTIAL, duty=Duty.ONCE))

    def test_of_a_baseline_and_its_correction_count_its_own_time(self):
        baseline = judged(
            Status.PARTIAL, early(), duty=Duty.ONCE, kind=AssessmentKind.BASELINE, approved=True
        )
        correction = AssessmentFactory(
            recommendation=baseline.recommendation,
            kind=AssessmentKind.CORRECTION,
            corrects=baseline,
            status=Status.PARTIAL,
        )
        CitationFactory(recommendation=baseline.recommendation, assessment=correction, **early())

        for assessment in (baseline, correction):
            with pytest.raises(EvidenceMissing, match="about the time from 1 April 2024"):
                check_evidence(assessment)


class TestNoAction:
    @pytest.mark.parametrize("use", [Use.CONTRADICTS, Use.CONTEXT, Use.COMMITMENT])
    def test_cites_what_says_so(self, use):
        check_evidence(judged(Status.NO_ACTION, {"use": use}))

    @pytest.mark.parametrize("citations", [[], [{}]], ids=["none", "what supports"])
    def test_is_not_silence(self, citations):
        with pytest.raises(EvidenceMissing, match=r"says that nothing was done. Cite some"):
            check_evidence(judged(Status.NO_ACTION, *citations))

    def test_of_a_duty_done_once_is_about_the_period_too(self):
        with pytest.raises(EvidenceMissing, match="about the time from 1 April 2024 to 1 October"):
            check_evidence(judged(Status.NO_ACTION, early(use=Use.CONTRADICTS), duty=Duty.ONCE))


@pytest.mark.parametrize(
    "status", [Status.INITIAL_STEPS, Status.UNABLE_TO_VERIFY, Status.NOT_APPLICABLE]
)
def test_other_statuses_need_no_evidence(status):
    check_evidence(judged(status))


class TestFull:
    @pytest.fixture
    def lead(self):
        return BodyFactory()

    def full(self, lead, *citations, **fields):
        fields = {"strength": Strength.CORROBORATED, **fields}
        assessment = judged(Status.FULL, *citations, **fields)
        ResponsibilityFactory(recommendation=assessment.recommendation, body=lead)
        return assessment

    def by(self, issuer, **fields):
        return {"evidence": EvidenceFactory(issuer=issuer, **fields)}

    def test_has_an_independent_source_about_the_time(self, lead):
        check_evidence(self.full(lead, {}, self.by(BodyFactory())))

    def test_is_refused_on_a_lower_strength(self, lead):
        assessment = self.full(lead, self.by(BodyFactory()), strength=Strength.DOCUMENTED)

        with pytest.raises(
            EvidenceMissing, match=r"or above or below one. Cite an independent.*“Lar"
        ):
            check_evidence(assessment)

    def test_is_refused_where_the_independent_source_is_no_support_for_the_time(self, lead):
        other = BodyFactory()

        for citations in (
            [self.by(lead)],
            [{}, self.by(other, **EARLY)],
            [{}, {**self.by(other), "use": Use.CONTEXT}],
        ):
            with pytest.raises(
                EvidenceMissing, match=r"no independent source about the time.*“Largely"
            ):
                check_evidence(self.full(lead, *citations))

    def test_of_a_bodys_own_view_rests_on_its_word(self, lead):
        view = {"perspective": Perspective.RESPONSIBLE_BODY, "body": lead}

        check_evidence(self.full(lead, self.by(lead), strength=Strength.DOCUMENTED, **view))
