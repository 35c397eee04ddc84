"""Progress reports from query parameters."""

from datetime import date

import pytest

from tests.factories import BodyFactory, FigureFactory, RecommendationFactory, UserFactory
from tests.helpers.publications import NOW, a_report, draft, people, published
from tracker.actions import progress as progress_actions
from tracker.actions.progress import WithdrawReport
from tracker.errors import InvalidValue
from tracker.filters.progress import progress_from_params
from tracker.models import Report
from tracker.progress import PublicationReference
from tracker.vocabulary import Audience, ReportKind, Status, Theme

pytestmark = pytest.mark.django_db
TODAY = date(2025, 3, 31)


def progress(user, **params):
    report = Report.objects.get(slug="tip-2024-kosovo")
    lists = {name: v if isinstance(v, list) else [v] for name, v in params.items()}
    return progress_from_params(report, lists, user=user, today=TODAY)


class TestProgressFromParams:
    def test_reads_kind_audience_since_and_body(self):
        ana = UserFactory(analyst=True)
        RecommendationFactory(lead="THBD", assessed=Status.PARTIAL)
        RecommendationFactory()

        plain = progress(ana)
        filtered = progress(ana, kind="body", body="THBD", audience="public", since="2024-06-30")
        empty = progress(ana, theme="prevention", kind="changes")

        assert (plain.kind.code, plain.audience.code) == (ReportKind.FULL, Audience.INTERNAL)
        assert (plain.since, plain.body, plain.total) == (date(2024, 3, 31), None, 2)
        assert (filtered.kind.code, filtered.audience.code) == (ReportKind.BODY, Audience.PUBLIC)
        assert (filtered.since, filtered.body.code, filtered.total) == (
            date(2024, 6, 30),
            "THBD",
            1,
        )
        assert [condition.name for condition in filtered.filter] == ["body"]
        assert (empty.recommendations, empty.total, empty.fully_implemented.base) == ((), 0, 0)
        assert (empty.theme.code, empty.theme.label) == ("prevention", "Prevention")

    def test_reports_changes_since_the_last_publication_of_the_kind_audience_and_filter(self):
        report, (ana, pia) = a_report(), people()

        def publish(on, **asked):
            return published(report, ana, pia, on=on, formats=["md"], kind="brief", **asked)

        withdrawn = publish("2025-03-20")
        progress_actions.withdraw(
            WithdrawReport(publication=withdrawn, by=pia, now=NOW, notice="Wrong.")
        )
        for asked in ({"theme": "protection"}, {"audience": "public"}):
            publish("2025-03-10", **asked)
        earlier = publish("2025-02-28")
        draft(report, ana, on="2025-03-15", kind="brief", formats=["md"])
        publish("2025-03-31")  # of the same day

        told = progress(ana, kind="brief")
        again = progress(ana, kind="brief", since="2025-02-28")
        since_march = progress(ana, kind="brief", since="2025-03-01")

        assert told == again
        assert (told.since, told.compared_with) == (
            date(2025, 2, 28),
            PublicationReference(4, earlier.title, date(2025, 2, 28), NOW.date()),
        )
        assert (since_march.since, since_march.compared_with) == (date(2025, 3, 1), None)
        for asked, day in (
            ({}, report.period_to),
            ({"kind": "brief", "theme": "protection"}, date(2025, 3, 10)),
            ({"kind": "brief", "audience": "public"}, date(2025, 3, 10)),
            ({"kind": "brief", "on": "2025-02-28"}, report.period_to),
        ):
            assert progress(ana, **asked).since == day

    @pytest.mark.parametrize("name", ["body", "theme", "kind", "on", "language", "search"])
    def test_refuses_two_values_where_one_is_meant(self, name):
        RecommendationFactory()

        with pytest.raises(InvalidValue, match=f"“{name}” has several values: one, two"):
            progress(UserFactory(analyst=True), **{name: ["one", "two"]})

    def test_tells_no_figures_but_of_the_themes_of_what_the_filter_finds(self):
        ana = UserFactory(analyst=True)
        row = RecommendationFactory(lead="THBD", theme=Theme.PREVENTION)
        RecommendationFactory(report=row.report, theme=Theme.PROTECTION)
        FigureFactory(report=row.report, indicator__theme=Theme.PROTECTION)

        assert len(progress(ana).figures) == 1
        assert len(progress(ana, theme="protection").figures) == 1
        assert progress(ana, body="THBD").figures == ()
        assert progress(ana, search="nowhere").figures == ()

    def test_freezes_reference_and_day_of_a_letter_beside_its_filter(self):
        report, (ana, pia) = a_report(), people()
        RecommendationFactory(report=report, number="7", lead="THBD")
        letter = {"kind": "body", "body": "THBD", "reference": "HEED 12/2026"}

        made = published(report, ana, pia, **letter, reply_by="2027-01-31", audience="body")

        assert (made.reference, made.reply_by) == ("HEED 12/2026", date(2027, 1, 31))
        assert made.conditions == {"body": ["THBD"]}
        frozen = progress_actions.read_content(made)
        assert (frozen.reference, frozen.reply_by) == (made.reference, made.reply_by)

    def test_takes_several_statuses(self):
        RecommendationFactory(assessed=Status.PARTIAL)

        assert progress(UserFactory(analyst=True), status=["partial", "full"]).total == 1

    @pytest.mark.parametrize(
        ("params", "message"),
        [
            ({"kind": "short"}, r"“short” is not a kind of progress report\. Choose one of: full"),
            ({"audience": "press"}, r"“press” is not an audience .* internal \(internal\), body"),
            ({"kind": "body"}, "Choose a responsible body"),
            ({"kind": "body", "body": "COURTS"}, "does not accept letters, so no report is made"),
            ({"reference": "HEED 12/2026"}, "Only a report for a responsible body has a reference"),
            (
                {"kind": "body", "body": "THBD", "reply_by": "2025-03-30"},
                "The day to reply by is before the day of the report",
            ),
            ({"since": "2025-04-01"}, "is in the future"),
            ({"on": "2024-12-01", "since": "2024-12-02"}, "which is later"),
            ({"since": "soon"}, "“soon” is not a date"),
            ({"since": "2000-01-01"}, r"time from 1 April 2023, so .* 31 March 2023 or a later"),
            ({"on": "2023-03-31"}, r"TIP 2024 Kosovo covers the time from 1 April 2023, so"),
            ({"audience": "public", "assignee": "me"}, "Only internal reports name staff"),
        ],
    )
    def test_refuses_what_it_can_not_answer(self, params, message):
        RecommendationFactory()
        BodyFactory(code="THBD")
        BodyFactory(code="COURTS", accepts_correspondence=False)

        with pytest.raises(InvalidValue, match=message):
            progress(UserFactory(analyst=True), **params)
