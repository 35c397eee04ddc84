"""A progress report of a past day: as we know today, and as we said then."""

from datetime import UTC, date, datetime, timedelta
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection

from tests.factories import (
    AssessmentFactory,
    AssessmentLineFactory,
    BodyFactory,
    CitationFactory,
    ComponentFactory,
    EvidenceFactory,
    RecommendationFactory,
)
from tracker.models import Recommendation, StatusSpan
from tracker.summaries.history.past_days import differing
from tracker.summaries.progress.report import progress
from tracker.vocabulary import AssessmentKind, Past, Perspective, Status, Then

pytestmark = pytest.mark.django_db
ON = date(2024, 12, 31)
THEN = datetime(2024, 12, 31, 12, tzinfo=UTC)  # said on that day
SINCE = THEN + timedelta(days=60)  # and this afterwards


def told(row, past, **options):
    (one,) = progress(
        row.report, recommendations=Recommendation.objects.all(), on=ON, past=past, **options
    ).recommendations
    return one


@pytest.fixture
def corrected():
    """A recommendation whose judgment of 1 October was corrected after the day."""
    row = RecommendationFactory(review_on=date(2024, 11, 1))
    wrong = AssessmentFactory(
        recommendation=row, approved=True, status=Status.FULL, decided_at=THEN, past=False
    )
    right = AssessmentFactory(
        recommendation=row,
        approved=True,
        status=Status.PARTIAL,
        kind=AssessmentKind.CORRECTION,
        corrects=wrong,
        decided_at=SINCE,
    )
    for judged, title, added_at in ((wrong, "An order", THEN), (right, "Its draft", SINCE)):
        evidence = EvidenceFactory(title=title)
        CitationFactory(recommendation=row, assessment=judged, evidence=evidence, added_at=added_at)
    return row


class TestAProgressReport:
    def test_as_we_said_then_knows_nothing_of_a_correction(self, corrected):
        now, then = told(corrected, Past.KNOWN_NOW), told(corrected, Past.BELIEVED)

        assert (now.status.code, now.assessment.corrects.status.code) == ("partial", "full")
        assert (then.status.code, then.assessment.corrects) == ("full", None)
        assert [piece.title for piece in now.evidence] == ["Its draft"]
        assert [piece.title for piece in then.evidence] == ["An order"]
        assert (now.is_overdue, then.is_overdue) == (True, False)

    def test_agrees_with_the_status_that_lists_show(self, corrected):
        for past in Past:
            row = Recommendation.objects.then(Then(ON, past)).get()

            assert told(corrected, past).status.code == row.status_then

    def test_as_we_said_then_cites_what_stood_then(self):
        row = RecommendationFactory()
        for words, added_at, withdrawn in (
            ("Withdrawn since", THEN, {"withdrawn_at": SINCE, "withdrawal_reason": "Wrong"}),
            ("Withdrawn then", THEN, {"withdrawn_at": THEN, "withdrawal_reason": "Wrong"}),
            ("Added since", SINCE, {}),
        ):
            CitationFactory(recommendation=row, sentence=words, added_at=added_at, **withdrawn)

        said = {past: [n.sentence for n in told(row, past).notes] for past in Past}

        assert said == {Past.KNOWN_NOW: ["Added since"], Past.BELIEVED: ["Withdrawn since"]}

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

        said = {past: told(corrected, past) for past in Past}

        assert {past: one.views[0].assessment.status.code for past, one in said.items()} == {
            Past.KNOWN_NOW: "full",
            Past.BELIEVED: "partial",
        }
        assert {past: one.lines[0].remark for past, one in said.items()} == {
            Past.KNOWN_NOW: "Drafted",
            Past.BELIEVED: "Signed",
        }


class TestTheMigration:
    def test_fills_what_a_database_from_before_it_lacks(self, corrected):
        StatusSpan.objects.all().delete()
        missing = len(list(differing()))

        editor = SimpleNamespace(connection=connection)
        import_module("tracker.migrations.0006_fill_spans").fill(apps, editor)

        assert (missing, list(differing())) == (1, [])
        assert StatusSpan.objects.count() == 2
