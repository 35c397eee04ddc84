"""Long reports for a benchmark, written at once: each recommendation with what hangs on it.

Imported once Django is set up.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime

from django.db.models import OuterRef, Subquery

from tests.factories import BodyFactory, ReportFactory, UserFactory, as_factory
from tracker.actions.history.status_spans import span_of
from tracker.audit import triggers
from tracker.models import (
    Assessment,
    Body,
    Citation,
    Evidence,
    Commitment,
    Recommendation,
    Report,
    Responsibility,
    StatusSpan,
    User,
)
from tracker.summaries.history.past_days import Judged, spoken
from tracker.vocabulary import RANK, AssessmentKind, State, Strength, Theme

ON = date(2025, 3, 31)
NOON = datetime(2025, 3, 31, 12, tzinfo=UTC)
TEXT = "Increase the resources for shelters that give victims a place, in every region (%d). " * 2
WHY = "Two shelters were opened and staffed; the third waits for its permit since May (%d)."
AT_ONCE = 1_000


def fill(number: int) -> Report:
    """A report of so many recommendations, each with a body, a judgment, evidence and a measure."""
    report = ReportFactory(slug=f"report-{number}", year=1900 + number % 97)
    bodies = [BodyFactory(code=f"BODY-{n}") for n in range(20)]
    triggers.drop()  # loading is not what is measured
    with as_factory():
        rows = _recommendations(report, number)
        judged = _judge(report, rows)
        _cite(rows, judged, bodies)
        _hold(rows, bodies)
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
        batch_size=AT_ONCE,
    )


def _judge(report: Report, rows: Sequence[Recommendation]) -> list[Assessment]:
    """An approved judgment of each, with what approving it leaves: its span, and the status."""
    author, reviewer = UserFactory(analyst=True), UserFactory(reviewer=True)
    statuses = [status.value for status in RANK]
    judged = Assessment.objects.bulk_create(
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
        batch_size=AT_ONCE,
    )
    StatusSpan.objects.bulk_create(
        (
            span_of(one.recommendation_id, said)
            for one in judged
            for said in spoken([Judged(one.pk, one.status, one.as_of, NOON)])
        ),
        batch_size=AT_ONCE,
    )
    own = Assessment.objects.filter(recommendation=OuterRef("pk"))
    Recommendation.objects.filter(report=report).update(
        status=Subquery(own.values("status")),
        standing=Subquery(own.values("pk")),
        assessed_on=Subquery(own.values("as_of")),
    )
    return judged


def _cite(
    rows: Sequence[Recommendation], judged: Sequence[Assessment], bodies: Sequence[Body]
) -> None:
    """Two pieces of evidence for each judgment."""
    by: User = judged[0].author
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
        batch_size=AT_ONCE,
    )
    Citation.objects.bulk_create(
        (
            Citation(
                recommendation=row,
                assessment=one,
                evidence=piece,
                use="supports",
                sentence="It counts the places.",
                as_of=ON,
                added_by=by,
                added_at=NOON,
            )
            for n, (row, one) in enumerate(zip(rows, judged, strict=True))
            for piece in pieces[2 * n : 2 * n + 2]
        ),
        batch_size=AT_ONCE,
    )


def _hold(rows: Sequence[Recommendation], bodies: Sequence[Body]) -> None:
    """A lead body and a measure of each."""
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
        batch_size=AT_ONCE,
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
        batch_size=AT_ONCE,
    )
