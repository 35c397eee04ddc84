"""A report with judgments and evidence, and drafts of it."""

from datetime import UTC, datetime, timedelta

from django.utils import timezone

from tests.factories import (
    AssessmentFactory,
    BodyFactory,
    CitationFactory,
    EvidenceFactory,
    RecommendationFactory,
    ReportFactory,
    UserFactory,
    as_factory,
)
from tracker.actions import progress
from tracker.actions.progress import PublishReport
from tracker.models import Reply
from tracker.vocabulary import AssessmentKind, Sensitivity, Status

NOW = datetime(2025, 4, 2, 9, tzinfo=UTC)
LATER = NOW + timedelta(days=30)
WANTED = {"on": ["2025-03-31"], "kind": ["full"], "audience": ["internal"]}


def a_report():
    """Two judged recommendations; the first has a note on a law that is open to everybody."""
    report = ReportFactory()
    for number in ("1", "2"):
        RecommendationFactory(report=report, number=number, lead="THBD", assessed=Status.PARTIAL)
    law = EvidenceFactory(title="The law on shelters", sensitivity=Sensitivity.PUBLIC)
    first = report.recommendations.get(number="1")
    CitationFactory(recommendation=first, evidence=law, sentence="It opens shelters.")
    return report


def people():
    """Who makes reports, and who publishes them."""
    return UserFactory(analyst=True, username="ana"), UserFactory(publisher=True, username="pia")


def draft(
    report,
    by,
    *,
    now=NOW,
    reason="The ministry asked for it.",
    formats=("md", "json"),
    language="en",
    **asked,
):
    """A draft of the report; `kind="brief"` and the like are asked for beside `WANTED`."""
    wanted = {**WANTED, **{name: [value] for name, value in asked.items()}}
    return progress.make_draft(
        progress.MakeDraft(
            report=report,
            parameters=wanted,
            language=language,
            formats=formats,
            by=by,
            now=now,
            reason=reason,
        )
    )


def sent_draft():
    """The reply, which did not come yet, of a body that was sent a draft."""
    with as_factory():
        return Reply.objects.create(
            publication=draft(a_report(), UserFactory(analyst=True), audience="public"),
            body=BodyFactory(),
            sent_on=NOW.date(),
            reply_by=LATER.date(),
            entered_by=UserFactory(analyst=True),
        )


def one_of_each(report, *, by):
    """A draft that waits, a report published for those who sign in, and one for everybody."""
    author = UserFactory(analyst=True, username="maker")
    today = {"now": timezone.now(), "on": timezone.localdate().isoformat(), "formats": ("md",)}
    return {
        "draft report": draft(report, author, kind="brief", **today),
        "published report": published(report, author, by, **today),
        "public report": published(report, author, by, audience="public", **today),
    }


def published(report, ana, pia, *, now=NOW, **asked):
    """The same, let go by a second person."""
    made = draft(report, ana, now=now, **asked)
    return progress.publish(PublishReport(publication=made, by=pia, now=now))


def correct(row, *, on=LATER):
    """Approve a correction of the current assessment of a recommendation."""
    return AssessmentFactory(
        recommendation=row,
        corrects=row.current_assessment,
        kind=AssessmentKind.CORRECTION,
        status=Status.INITIAL_STEPS,
        as_of=row.current_assessment.as_of,
        approved=True,
        decided_at=on,
    )
