"""A recommendation with a past: corrected, then judged anew."""

from datetime import UTC, date, datetime

from tests.factories import (
    AssessmentFactory,
    CitationFactory,
    EvidenceFactory,
    RecommendationFactory,
)
from tracker.vocabulary import AssessmentKind, Status

DAY = "2024-12-31"
KNOWN = {"on": DAY, "basis": "known_now"}  # no action
BELIEVED = {"on": DAY, "basis": "believed"}  # partially implemented


def corrected(**fields):
    """Said to be partial in October, corrected to no action in January, full from 1 March 2025."""
    row = RecommendationFactory(
        assessed=Status.FULL,
        assessed__as_of=date(2025, 3, 1),
        assessed__decided_at=datetime(2025, 3, 3, 9, tzinfo=UTC),
        assessed__rationale="The shelter is open.",
        **fields,
    )
    wrong = AssessmentFactory(
        recommendation=row, approved=True, status=Status.PARTIAL, rationale="A house was bought."
    )
    CitationFactory(
        recommendation=row, assessment=wrong, evidence=EvidenceFactory(title="Deed of sale")
    )
    AssessmentFactory(
        recommendation=row,
        approved=True,
        kind=AssessmentKind.CORRECTION,
        corrects=wrong,
        status=Status.NO_ACTION,
        rationale="The house was never bought.",
        decided_at=datetime(2025, 1, 10, 9, tzinfo=UTC),
    )
    return row
