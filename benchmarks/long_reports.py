"""Long reports for benchmarks, created in bulk with related rows of each recommendation.

Import this after Django is set up.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime

from django.db.models import OuterRef, Subquery

from tests.factories import BodyFactory, ReportFactory, UserFactory, as_factory
from tracker.actions.history.status_spans import make_span
from tracker.audit import triggers
from tracker.models import (
    Assessment,
    Body,
    Citation,
    Commitment,
    Evidence,
    Recommendation,
    Report,
    Responsibility,
    StatusSpan,
    User,
)
from tracker.summaries.history.past_days import AssessedStatus, list_recorded_periods
from tracker.vocabulary import RANK, AssessmentKind, State, Strength, Theme

ON = date(2025, 3, 31)
NOON = datetime(2025, 3, 31, 12, tzinfo=UTC)
TEXT = "Increase the resources for shelters that give victims a place, in every region (%d). " * 2
WHY = "Two shelters were opened and staffed; the third waits for its permit since May (%d)."
BATCH_SIZE = 1_000


def fill(number: int) -> Report:
    """Create a report of so many recommendations, with body, assessment, evidence, commitment."""
    report = ReportFactory(slug=f"report-{number}", year=1900 + number % 97)
    bodies = [BodyFactory(code=f"BODY-{n}") for n in range(20)]
    triggers.drop()  # loading is not what is measured
    with as_factory():
        rows = _recommendations(report, number)
        assessed = _assess(report, rows)
        _cite(rows, assessed, bodies)
        _assign_bodies(rows, bodies)
    triggers.install()
    return report


def _recommendations(report: Report, number: int) -> list[Recommendation]:
    themes = list(Theme)
    return Recommendation.objects.bulk_create(
        (
            Recommendation(
                report=report,
                number=str(n + 1),
                position=n + 1,
                sort_key=f"XK/TIP/{number:04d}/{n:06d}",
                text=TEXT % (n, n),
                short_title=f"Shelters in region {n}",
                theme=themes[n % len(themes)],
                duty="continuing",
            )
            for n in range(number)
        ),
        batch_size=BATCH_SIZE,
    )


def _assess(report: Report, rows: Sequence[Recommendation]) -> list[Assessment]:
    """Create an approved assessment of each, its status span, and the cached status."""
    author, reviewer = UserFactory(analyst=True), UserFactory(reviewer=True)
    statuses = [status.value for status in RANK]
    assessed = Assessment.objects.bulk_create(
        (
            Assessment(
                recommendation=row,
                kind=AssessmentKind.UPDATE,
                state=State.APPROVED,
                status=statuses[n % len(statuses)],
                strength=Strength.DOCUMENTED,
                rationale=WHY % n,
                next_step="Ask the ministry for the permit.",
                period_from=date(2024, 4, 1),
                period_to=ON,
                as_of=ON,
                author=author,
                created_at=NOON,
                decided_by=reviewer,
                decided_at=NOON,
            )
            for n, row in enumerate(rows)
        ),
        batch_size=BATCH_SIZE,
    )
    StatusSpan.objects.bulk_create(
        (
            make_span(row.recommendation_id, period)
            for row in assessed
            for period in list_recorded_periods(
                [AssessedStatus(row.pk, row.status, row.as_of, NOON)]
            )
        ),
        batch_size=BATCH_SIZE,
    )
    assessments = Assessment.objects.filter(recommendation=OuterRef("pk"))
    Recommendation.objects.filter(report=report).update(
        status=Subquery(assessments.values("status")),
        current_assessment=Subquery(assessments.values("pk")),
        assessed_on=Subquery(assessments.values("as_of")),
    )
    return assessed


def _cite(
    rows: Sequence[Recommendation], assessed: Sequence[Assessment], bodies: Sequence[Body]
) -> None:
    """Create two pieces of evidence for each assessment."""
    by: User = assessed[0].author
    pieces = Evidence.objects.bulk_create(
        (
            Evidence(
                title=f"Report {n} on shelters",
                kind="ngo_report",
                issuer=bodies[n % len(bodies)],
                url=f"https://example.org/{n}",
                published_on=ON,
                covers_from=date(2024, 4, 1),
                covers_to=ON,
                added_by=by,
                added_at=NOON,
            )
            for n in range(2 * len(rows))
        ),
        batch_size=BATCH_SIZE,
    )
    Citation.objects.bulk_create(
        (
            Citation(
                recommendation=row,
                assessment=assessment,
                evidence=piece,
                use="supports",
                sentence="It counts the places.",
                as_of=ON,
                added_by=by,
                added_at=NOON,
            )
            for n, (row, assessment) in enumerate(zip(rows, assessed, strict=True))
            for piece in pieces[2 * n : 2 * n + 2]
        ),
        batch_size=BATCH_SIZE,
    )


def _assign_bodies(rows: Sequence[Recommendation], bodies: Sequence[Body]) -> None:
    """Create a lead body and a commitment of each."""
    Responsibility.objects.bulk_create(
        (
            Responsibility(
                recommendation=row,
                body=bodies[n % len(bodies)],
                role="lead",
                basis="named_in_report",
                confidence="high",
                sort_key=row.sort_key,
            )
            for n, row in enumerate(rows)
        ),
        batch_size=BATCH_SIZE,
    )
    Commitment.objects.bulk_create(
        (
            Commitment(
                recommendation=row,
                body=bodies[n % len(bodies)],
                text=f"Open shelter {n}",
                undertaken_on=date(2024, 6, 1),
                last_update_on=date(2025, 1, 1),
                due_on=date(2025, 12, 31),
            )
            for n, row in enumerate(rows)
        ),
        batch_size=BATCH_SIZE,
    )
