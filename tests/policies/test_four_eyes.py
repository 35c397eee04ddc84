"""What an author decides alone, by the setting FOUR_EYES."""

from datetime import UTC, date, datetime

import pytest

from tests.factories import (
    AssessmentFactory,
    BodyFactory,
    ClosingFactory,
    EvidenceFactory,
    LineageLinkFactory,
    RecommendationFactory,
    ReportFactory,
    SensitivityRequestFactory,
    UserFactory,
)
from tests.helpers.publications import LATER, draft
from tests.policies.roles import WRITERS, roles_allowed
from tracker.actions import progress
from tracker.actions.assessments import review
from tracker.actions.assessments.review import ApproveAssessment
from tracker.actions.base import DecideRow
from tracker.actions.evidence import sensitivity
from tracker.actions.evidence.sensitivity import RequestSensitivity
from tracker.actions.progress import PublishReport
from tracker.actions.recommendations import lifecycle
from tracker.actions.recommendations.lifecycle import DecideClosing, ProposeClosing
from tracker.errors import EvidenceMissing, PermissionRefused
from tracker.models import Publication
from tracker.policies import check_can_approve, four_eyes, progress as publications, recommendations
from tracker.policies.evidence import confidentiality
from tracker.vocabulary import (
    ClosureReason,
    FourEyes,
    Perspective,
    Sensitivity,
    State,
    Status,
    Strength,
)

pytestmark = [pytest.mark.django_db, pytest.mark.once]
NOW = datetime(2024, 12, 2, 9, tzinfo=UTC)
BEFORE, BETWEEN, AFTER = date(2024, 5, 1), date(2024, 7, 1), date(2024, 12, 1)
NO, STEPS, PART, LARGE, FULL = "no_action", "initial_steps", "partial", "substantial", "full"
UNKNOWN, MOOT = "unable_to_verify", "not_applicable"


def approved(row, status, as_of=BEFORE, **fields):
    return AssessmentFactory(
        approved=True, recommendation=row, status=status, as_of=as_of, **fields
    )


def needs(status, *, row=None, as_of=AFTER, **fields):
    row = row or RecommendationFactory()
    assessment = AssessmentFactory.build(recommendation=row, status=status, as_of=as_of, **fields)
    return four_eyes.second_person_reasons(assessment)[assessment.status_choice]


class TestNeedsSecondPerson:
    @pytest.mark.parametrize(
        ("before", "alone", "not_alone"),
        [
            (None, [NO, STEPS, UNKNOWN], [PART, LARGE, FULL, MOOT]),
            (NO, [NO, UNKNOWN], [STEPS, PART, LARGE, FULL, MOOT]),
            (STEPS, [STEPS, UNKNOWN], [NO, PART, LARGE, FULL, MOOT]),
            (PART, [STEPS, PART, UNKNOWN], [NO, LARGE, FULL, MOOT]),
            (LARGE, [PART, LARGE, UNKNOWN], [NO, STEPS, FULL, MOOT]),
            (FULL, [LARGE, UNKNOWN], [NO, STEPS, PART, FULL, MOOT]),
            (UNKNOWN, [NO, STEPS, UNKNOWN], [PART, LARGE, FULL, MOOT]),
        ],
    )
    def test_is_for_rises_and_large_falls(self, before, alone, not_alone):
        row = RecommendationFactory()
        if before:
            approved(row, before)

        assert [
            status
            for status in [NO, STEPS, PART, LARGE, FULL, UNKNOWN, MOOT]
            if not needs(status, row=row)
        ] == alone
        assert all(needs(status, row=row) for status in not_alone)

    @pytest.mark.parametrize(
        ("mode", "alone"),
        [
            (FourEyes.ALL, []),
            (FourEyes.FULL, [NO, STEPS, PART, LARGE, UNKNOWN]),
            (FourEyes.NONE, [NO, STEPS, PART, LARGE, FULL, UNKNOWN, MOOT]),
        ],
    )
    def test_follows_the_setting(self, settings, mode, alone):
        settings.FOUR_EYES = mode

        assert [
            status for status in [NO, STEPS, PART, LARGE, FULL, UNKNOWN, MOOT] if not needs(status)
        ] == alone

    def test_says_why(self):
        row = RecommendationFactory()
        first = "“Partially implemented” would be the first status of the recommendation, and is"
        assert first in needs(PART, row=row)
        approved(row, STEPS)
        assert needs(PART, row=row).endswith("it raises the status from “Initial steps”.")
        approved(row, LARGE, BETWEEN)
        assert needs(NO, row=row).endswith("it lowers the status from “Largely implemented”.")
        assert needs(FULL, row=row) == "“Fully implemented” needs a second person."

    def test_is_not_for_the_same_status_in_a_new_period(self):
        row = RecommendationFactory()
        approved(
            row, PART, date(2024, 3, 1), period_from=date(2023, 4, 1), period_to=date(2024, 3, 31)
        )

        assert not needs(PART, row=row)

    def test_passes_over_a_status_without_a_rank(self):
        row = RecommendationFactory()
        approved(row, PART)
        approved(row, UNKNOWN, BETWEEN)

        assert not needs(PART, row=row)
        assert needs(LARGE, row=row)

    def test_compares_with_the_days_before(self):
        row = RecommendationFactory()
        approved(row, STEPS)
        approved(row, PART, AFTER)

        assert needs(PART, row=row, as_of=BETWEEN)
        assert not needs(STEPS, row=row, as_of=BETWEEN)

    def test_compares_a_correction_with_what_it_corrects(self):
        row = RecommendationFactory()
        wrong = approved(row, PART, AFTER)

        assert needs(LARGE, row=row, as_of=AFTER, corrects=wrong)
        assert not needs(STEPS, row=row, as_of=AFTER, corrects=wrong)

    def test_compares_with_the_one_that_it_repeats(self):
        row = RecommendationFactory()
        first = RecommendationFactory(report=ReportFactory(year=2022))
        second = LineageLinkFactory(recommendation=row).earlier
        LineageLinkFactory(recommendation=second, earlier=first)
        withdrawn = LineageLinkFactory(recommendation=row, withdrawn_at=NOW)
        approved(withdrawn.earlier, LARGE)
        approved(first, PART)

        assert not needs(PART, row=row)
        approved(second, STEPS)
        assert needs(PART, row=row)

    def test_compares_with_each_that_was_merged_into_it(self):
        row = RecommendationFactory()
        for status in (STEPS, LARGE):
            approved(LineageLinkFactory(recommendation=row).earlier, status)

        assert needs(PART, row=row)
        assert needs(NO, row=row)
        assert not needs(PART, row=row, perspective=Perspective.RESPONSIBLE_BODY)

    def test_ignores_what_others_say_and_what_is_not_approved(self):
        row, body = RecommendationFactory(), BodyFactory()
        approved(row, LARGE, perspective=Perspective.RESPONSIBLE_BODY, body=body)
        AssessmentFactory(recommendation=row, status=LARGE, as_of=BEFORE, submitted=True)

        assert needs(PART, row=row)


def approve_own(user):
    check_can_approve(
        user, AssessmentFactory(submitted=True, author=user, status=Status.PARTIAL, cites=1)
    )


def close_own(user):
    recommendations.check_can_decide(user, ClosingFactory(author=user), State.APPROVED)


def publish_own(user):
    publications.check_can_publish(user, Publication(title="Brief", author=user))


def lower_own(user):
    confidentiality.check_can_decide(user, SensitivityRequestFactory(author=user), State.APPROVED)


NOBODY: set[str] = set()


@pytest.mark.parametrize(
    ("action", "mode", "roles"),
    [
        (approve_own, FourEyes.ALL, NOBODY),
        (approve_own, FourEyes.RISES, NOBODY),
        (approve_own, FourEyes.FULL, WRITERS),
        (approve_own, FourEyes.NONE, WRITERS),
        *((close_own, mode, NOBODY) for mode in FourEyes if mode != FourEyes.NONE),
        (close_own, FourEyes.NONE, {"reviewer"}),
        *((publish_own, mode, NOBODY) for mode in FourEyes if mode != FourEyes.NONE),
        (publish_own, FourEyes.NONE, {"reviewer", "publisher"}),
        *((lower_own, mode, NOBODY) for mode in FourEyes if mode != FourEyes.NONE),
        (lower_own, FourEyes.NONE, WRITERS),
    ],
)
def test_who_decides_on_their_own(settings, action, mode, roles):
    settings.FOUR_EYES = mode

    assert roles_allowed(action) == roles


def test_a_rise_is_refused_to_its_author_with_the_reason(settings):
    assessment = AssessmentFactory(submitted=True, status=Status.PARTIAL, cites=1)

    with pytest.raises(
        PermissionRefused, match=r"by its author alone\. It needs a second person: "
    ):
        check_can_approve(assessment.author, assessment)
    check_can_approve(UserFactory(reviewer=True), assessment)


class TestOfficeOfOne:
    @pytest.fixture(autouse=True)
    def rea(self, settings):
        settings.FOUR_EYES = FourEyes.NONE
        return UserFactory(username="rea", reviewer=True)

    def test_approves_closes_publishes_and_opens_each_marked(self, rea):
        row = RecommendationFactory(lead="THBD")
        assessment = AssessmentFactory(
            submitted=True,
            recommendation=row,
            author=rea,
            status=Status.PARTIAL,
            cites=1,
            conclusion="It is partly done.",
        )
        assert four_eyes.one_person_decides()

        assessment = review.approve(ApproveAssessment(row=assessment, by=rea, now=NOW))
        closing = lifecycle.propose_closing(
            ProposeClosing(
                recommendation=row,
                closure_reason=ClosureReason.MOOT,
                explanation="The law changed.",
                by=rea,
                now=NOW,
            )
        )
        closing = lifecycle.decide_closing(
            DecideClosing(row=closing, state=State.APPROVED, by=rea, now=NOW)
        )
        report = progress.publish(
            PublishReport(publication=draft(row.report, rea), by=rea, now=LATER)
        )
        piece = EvidenceFactory(sensitivity=Sensitivity.NAMED_READERS, added_by=rea)
        request = sensitivity.set_sensitivity(
            RequestSensitivity(
                row=piece, to=Sensitivity.PUBLIC, by=rea, now=NOW, reason="It is printed."
            )
        )
        request = sensitivity.approve(DecideRow(row=request, by=rea, now=NOW))

        for proposal in (assessment, closing, report, request):
            proposal.refresh_from_db()
            assert proposal.is_decided_alone
        row.refresh_from_db()
        piece.refresh_from_db()
        assert (row.status, row.lifecycle) == (Status.PARTIAL, "closed")
        assert piece.sensitivity == Sensitivity.PUBLIC

    def test_says_full_only_where_sources_agree(self, rea):
        assessment = AssessmentFactory.build(
            recommendation=RecommendationFactory(), author=rea, status=Status.FULL
        )
        for strength in Strength:
            assessment.strength = strength
            if strength == Strength.CORROBORATED:
                four_eyes.check_corroborated(rea, assessment)
            else:
                with pytest.raises(EvidenceMissing, match="by one person: its evidence is"):
                    four_eyes.check_corroborated(rea, assessment)
                four_eyes.check_corroborated(UserFactory(reviewer=True), assessment)
        assessment.strength, assessment.perspective = Strength.NONE, Perspective.RESPONSIBLE_BODY
        four_eyes.check_corroborated(rea, assessment)

    def test_marks_nothing_that_another_decides(self, rea):
        assessment = AssessmentFactory(submitted=True, status=Status.PARTIAL, cites=1)

        assert not review.approve(
            ApproveAssessment(row=assessment, by=rea, now=NOW)
        ).is_decided_alone
