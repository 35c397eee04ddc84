"""A progress report of a past day: as we know today, and as we said then."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.factories import (
    AssessmentFactory,
    AssessmentLineFactory,
    BodyFactory,
    CitationFactory,
    ComponentFactory,
    EvidenceFactory,
    RecommendationFactory,
)
from tracker.models import Recommendation
from tracker.summaries.progress.report import build_progress
from tracker.vocabulary import AssessmentKind, Basis, PastDay, Perspective, Status

pytestmark = pytest.mark.django_db
ON = date(2024, 12, 31)
THEN = datetime(2024, 12, 31, 12, tzinfo=UTC)  # said on that day
SINCE = THEN + timedelta(days=60)  # and this afterwards


def load_progress(row, basis, **options):
    (one,) = build_progress(
        row.report, recommendations=Recommendation.objects.all(), on=ON, basis=basis, **options
    ).recommendations
    return one


@pytest.fixture
def corrected():
    """A recommendation whose judgment of 1 October was corrected after the day."""
    row = RecommendationFactory(review_on=date(2024, 11, 1))
    wrong = AssessmentFactory(
        recommendation=row, approved=True, status=Status.FULL, decided_at=THEN, spans=False
    )
    right = AssessmentFactory(
        recommendation=row,
        approved=True,
        status=Status.PARTIAL,
        kind=AssessmentKind.CORRECTION,
        corrects=wrong,
        decided_at=SINCE,
    )
    for assessed, title, added_at in ((wrong, "An order", THEN), (right, "Its draft", SINCE)):
        evidence = EvidenceFactory(title=title)
        CitationFactory(
            recommendation=row, assessment=assessed, evidence=evidence, added_at=added_at
        )
    return row


class TestAProgressReport:
    def test_as_we_said_then_knows_nothing_of_a_correction(self, corrected):
        now, then = (
            load_progress(corrected, Basis.AS_KNOWN_NOW),
            load_progress(corrected, Basis.AS_RECORDED_THEN),
        )

        assert (now.status.code, now.assessment.correction.status.code) == ("partial", "full")
        assert (then.status.code, then.assessment.correction) == ("full", None)
        assert [piece.title for piece in now.citations] == ["Its draft"]
        assert [piece.title for piece in then.citations] == ["An order"]
        assert (now.is_overdue, then.is_overdue) == (True, False)

    def test_agrees_with_the_status_that_lists_show(self, corrected):
        for basis in Basis:
            row = Recommendation.objects.with_status_on(PastDay(ON, basis)).get()

            assert load_progress(corrected, basis).status.code == row.status_then

    def test_as_we_said_then_cites_what_stood_then(self):
        row = RecommendationFactory()
        for words, added_at, withdrawn in (
            ("Withdrawn since", THEN, {"withdrawn_at": SINCE, "withdrawal_reason": "Wrong"}),
            ("Withdrawn then", THEN, {"withdrawn_at": THEN, "withdrawal_reason": "Wrong"}),
            ("Added since", SINCE, {}),
        ):
            CitationFactory(recommendation=row, sentence=words, added_at=added_at, **withdrawn)

        said = {basis: [n.sentence for n in load_progress(row, basis).notes] for basis in Basis}

        assert said == {
            Basis.AS_KNOWN_NOW: ["Added since"],
            Basis.AS_RECORDED_THEN: ["Withdrawn since"],
        }

    def test_as_we_said_then_has_the_views_and_lines_of_then(self, corrected):
        component = ComponentFactory(recommendation=corrected)
        wrong, right = corrected.assessments.order_by("pk")
        AssessmentLineFactory(assessment=wrong, component=component, remark="Signed")
        AssessmentLineFactory(assessment=right, component=component, remark="Drafted")
        for status, moment in ((Status.PARTIAL, THEN), (Status.FULL, SINCE)):
            AssessmentFactory(
                recommendation=corrected,
                approved=True,
                perspective=Perspective.RESPONSIBLE_BODY,
                body=BodyFactory(code="THBD"),
                status=status,
                decided_at=moment,
            )

        said = {basis: load_progress(corrected, basis) for basis in Basis}

        assert {basis: one.views[0].assessment.status.code for basis, one in said.items()} == {
            Basis.AS_KNOWN_NOW: "full",
            Basis.AS_RECORDED_THEN: "partial",
        }
        assert {basis: one.component_lines[0].remark for basis, one in said.items()} == {
            Basis.AS_KNOWN_NOW: "Drafted",
            Basis.AS_RECORDED_THEN: "Signed",
        }
