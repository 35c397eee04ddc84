"""Summary rows after every action that changes what they count."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.factories import (
    AssessmentFactory,
    BodyFactory,
    CitationFactory,
    EvidenceFactory,
    RecommendationFactory,
    ReportFactory,
    ResponsibilityFactory,
    UserFactory,
    as_factory,
)
from tests.helpers.assessments import correct_assessment
from tracker.actions.assessments import review
from tracker.actions.base import RowCommand
from tracker.actions.evidence.items import EvidenceInput
from tracker.actions.history import summary_rows
from tracker.actions.recommendations import lifecycle
from tracker.actions.reference_rows import (
    AddRow,
    ChangeRow,
    DivideResponsibilities,
    WithdrawRow,
    add,
    change,
    divide,
    withdraw,
)
from tracker.audit.reasons import because
from tracker.models import Recommendation, Report, Responsibility, SummaryRow
from tracker.vocabulary import ClosureReason, Lifecycle, State, Status, Theme, Use

pytestmark = pytest.mark.django_db
NOW = datetime(2025, 3, 1, 12, tzinfo=UTC)
JUNE, DECEMBER = date(2024, 6, 1), date(2024, 12, 1)
WHY = "Because the law says so."


@pytest.fixture
def ben():
    return UserFactory(reviewer=True, username="ben")


@pytest.fixture
def steward():
    return UserFactory(administrator=True, analyst=True)


@pytest.fixture
def row():
    """A recommendation of two, in an edition that was published in June."""
    report = ReportFactory(published_on=date(2024, 6, 24))
    RecommendationFactory(report=report)
    row = RecommendationFactory(report=report, lead="MOJ")
    list(summary_rows.rebuild())
    return row


def differences():
    return list(summary_rows.rebuild(store=False))


def cells(**filters):
    """Return status, day and change of the rows that count current ones, of every body."""
    rows = SummaryRow.objects.filter(body=None, is_current=True, **filters)
    return list(rows.order_by("day", "status").values_list("status", "day", "number"))


def approve(row, by, status=Status.PARTIAL, as_of=DECEMBER, **fields):
    assessment = AssessmentFactory(
        recommendation=row,
        submitted=True,
        status=status,
        as_of=as_of,
        period_from=as_of,
        cites=1,
        cites__use=Use.CONTRADICTS if status == Status.NO_ACTION else Use.SUPPORTS,
        **fields,
    )
    return review.approve(review.ApproveAssessment(row=assessment, by=by, now=NOW))


class TestEveryAction:
    def test_an_approval_counts_from_its_day_on(self, row, ben):
        approve(row, ben)

        of_report = {"report": row.report_id}
        published = ("not_assessed", date(2024, 6, 24), 2)
        changes = [("not_assessed", DECEMBER, -1), ("partial", DECEMBER, 1)]
        assert cells(**of_report) == [published, *changes]
        end = date(2024, 12, 31)
        assert cells(report=None) == [
            ("not_assessed", date(2024, 6, 30), 2),
            ("not_assessed", end, -1),
            ("partial", end, 1),
        ]
        assert not differences()

    def test_a_correction_moves_what_past_months_show(self, row, ben):
        first = approve(row, ben)
        correction = correct_assessment(
            assessment=first,
            status=Status.INITIAL_STEPS,
            evidence_input=EvidenceInput(evidence=[EvidenceFactory(from_ngo=True)], confirmed=True),
            rationale="It was another centre.",
            by=first.author,
            now=NOW,
        )
        review.approve(review.ApproveAssessment(row=correction, by=ben, now=NOW))
        approve(row, ben, Status.NO_ACTION, as_of=date(2024, 8, 1))

        assert not differences()
        assert ("no_action", date(2024, 8, 31), 1) in cells(report=None)

    def test_several_approvals_are_counted_once(self, row, ben):
        rows = [
            approve(one, ben, Status.NO_ACTION, JUNE).recommendation
            for one in (row, RecommendationFactory(report=row.report))
        ]
        commands = [
            review.ApproveAssessment(
                row=AssessmentFactory(
                    recommendation=one, submitted=True, status=Status.NO_ACTION, cites=1,
                    cites__use="contradicts",
                ),
                by=ben, now=NOW, note=WHY,
            )
            for one in rows
        ]  # fmt: skip
        with CaptureQueriesContext(connection) as queries:
            review.approve_several(commands)

        inserts = [q for q in queries if 'INSERT INTO "tracker_summaryrow"' in q["sql"]]
        assert len(inserts) <= 1
        assert not differences()

    def test_a_closing_and_a_reopening_change_what_is_current(self, row, ben):
        closing = lifecycle.propose_closing(
            lifecycle.ProposeClosing(
                recommendation=row,
                closure_reason=ClosureReason.MOOT,
                explanation=WHY,
                by=UserFactory(analyst=True),
                now=NOW,
            )
        )
        lifecycle.decide_closing(
            lifecycle.DecideClosing(row=closing, state=State.APPROVED, by=ben, now=NOW)
        )
        assert ("not_assessed", NOW.date(), -1) in cells(report=row.report_id)
        assert not differences()

        lifecycle.reopen(RowCommand(row=row, reason=WHY, by=ben))

        assert not differences()
        assert sum(cell[2] for cell in cells(report=None)) == 2

    def test_a_link_and_its_withdrawal_change_the_earlier_edition(self, row, steward):
        later = RecommendationFactory(
            report=ReportFactory(year=2025, published_on=date(2025, 2, 1))
        )
        RecommendationFactory(report=later.report)
        (link,) = lifecycle.link(
            lifecycle.LinkRecommendation(
                recommendation=later,
                predecessors=[lifecycle.Predecessor(row, "repeated", 1.0)],
                carry=frozenset({"bodies"}),
                by=steward,
                now=NOW,
            )
        )
        assert ("not_assessed", date(2025, 2, 1), -1) in cells(report=row.report_id)
        assert not differences()

        lifecycle.unlink(WithdrawRow(row=link, reason=WHY, by=steward, now=NOW))

        assert not differences()
        assert len(cells(report=row.report_id)) == 1

    def test_a_report_published_later_counts_later(self, row, steward):
        later = ReportFactory(year=2025)
        with as_factory():
            Recommendation.objects.filter(pk=row.pk).update(lifecycle=Lifecycle.CONTINUED)
        lifecycle.link(
            lifecycle.LinkRecommendation(
                recommendation=RecommendationFactory(report=later),
                predecessors=[lifecycle.Predecessor(row, "repeated", 1.0)],
                by=steward,
                now=NOW,
            )
        )

        for report in (later, row.report):
            fields = {"published_on": date(2024, 9, 9)}
            change(
                ChangeRow(
                    row=Report.objects.get(pk=report.pk), fields=fields, by=steward, reason=WHY
                )
            )
            assert not differences()

        assert {day for _status, day, _number in cells(report=later.pk)} == {date(2024, 9, 9)}

    def test_rows_that_were_added_changed_and_withdrawn(self, row, steward):
        body = BodyFactory(code="THBD")
        values = {"role": "supporting", "basis": "inferred_outside_report", "confidence": "low"}
        role = add(
            AddRow(
                model=Responsibility,
                fields={"recommendation": row, "body": body, "reason": WHY, **values},
                by=steward,
                reason=WHY,
            )
        )
        assert SummaryRow.objects.filter(body=body).count() == 1
        assert not differences()

        change(ChangeRow(row=row, fields={"theme": Theme.PREVENTION}, by=steward, reason=WHY))
        assert SummaryRow.objects.get(body=body).theme == Theme.PREVENTION
        assert not differences()

        withdraw(WithdrawRow(row=role, by=steward, reason=WHY, now=NOW))
        assert not SummaryRow.objects.filter(body=body).exists()
        assert not differences()

    def test_a_divided_responsibility_is_of_its_new_bodies(self, row, steward):
        moj, moi = BodyFactory(code="MOJ_NEW"), BodyFactory(code="MOI")
        former = BodyFactory(code="OLD", valid_to=date(2024, 1, 1), successors=[moj, moi])
        roles = [
            ResponsibilityFactory(recommendation=one, body=former)
            for one in Recommendation.objects.all()
        ]
        list(summary_rows.rebuild())

        divide(
            DivideResponsibilities(
                responsibilities=roles, bodies=[moj], by=steward, reason=WHY, now=NOW
            )
        )

        assert SummaryRow.objects.get(body=moj).number == 2
        assert not differences()

    def test_a_citation_changes_none(self, row, steward):
        list(summary_rows.rebuild())
        before = list(SummaryRow.objects.order_by("pk").values())
        citation = CitationFactory(recommendation=row)

        with CaptureQueriesContext(connection) as queries:
            withdraw(WithdrawRow(row=citation, by=steward, reason=WHY, now=NOW))

        assert list(SummaryRow.objects.order_by("pk").values()) == before
        assert not [q for q in queries if "tracker_summaryrow" in q["sql"]]

    def test_an_action_that_knows_nothing_of_them_keeps_them(self, row, steward):
        with transaction.atomic(), because(WHY, by=steward):
            Recommendation.objects.update(theme=Theme.PREVENTION)
            assert differences()

        assert not differences()

    def test_a_refusal_changes_none(self, row, ben):
        before = list(SummaryRow.objects.order_by("pk").values())

        with pytest.raises(ValueError, match="afterwards"), transaction.atomic():
            approve(row, ben)
            raise ValueError("afterwards")

        assert list(SummaryRow.objects.order_by("pk").values()) == before


class TestRebuild:
    def test_mends_reports_and_totals(self, row):
        rows = SummaryRow.objects
        rows.filter(report=row.report_id).update(number=7)
        rows.filter(report=None).update(day=date(2001, 1, 31))
        rows.create(report_id=0, theme="protection", status="full", day=JUNE, is_current=True, number=1)  # fmt: skip
        assert differences() == [0, row.report_id, None]

        assert list(summary_rows.rebuild()) == [0, row.report_id, None]

        assert list(summary_rows.rebuild()) == differences() == []
