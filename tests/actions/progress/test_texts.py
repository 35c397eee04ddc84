"""Remarks of a progress report: the newest of each subject and language is printed."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.factories import RecommendationFactory, RemarkFactory, ReportFactory, UserFactory
from tracker.actions import reference_rows
from tracker.actions.base import WithdrawRow
from tracker.actions.progress import texts
from tracker.actions.progress.texts import WriteRemark, newest_remark
from tracker.errors import InvalidValue, PermissionRefused, PersonalDataFound, Stale
from tracker.models import Event, Remark

pytestmark = pytest.mark.django_db
NOW = datetime(2025, 3, 2, 9, tzinfo=UTC)
TODAY = date(2025, 3, 2)


@pytest.fixture
def row():
    return RecommendationFactory()


@pytest.fixture
def ana():
    return UserFactory(analyst=True)


@pytest.fixture
def write(row, ana):
    def send(text="A start was made.", **values):
        return texts.write(
            WriteRemark(
                **{
                    "report": row.report,
                    "recommendation": row,
                    "language": "en",
                    "as_of": date(2025, 3, 1),
                    "by": ana,
                    "now": NOW,
                    "today": TODAY,
                    **values,
                },
                text=text,
            )
        )

    return send


class TestWrite:
    def test_keeps_who_wrote_what_when(self, write, row, ana):
        remark = write("  A start was made.\n")

        remark.refresh_from_db()
        assert (remark.report, remark.recommendation, remark.language) == (row.report, row, "en")
        assert (remark.text, remark.as_of) == ("A start was made.", date(2025, 3, 1))
        assert (remark.written_by, remark.written_at) == (ana, NOW)
        event = Event.objects.latest("pk")
        assert (event.reason, event.actor_name) == ("Written for the progress report", str(ana))

    def test_twice_is_once_unless_the_day_is_another(self, write):
        first = write(last_remark=0)

        assert write(last_remark=0) == first
        assert write(last_remark=first.pk, as_of=date(2025, 2, 1)) != first
        assert Remark.objects.count() == 2

    def test_without_a_recommendation_is_the_summary(self, write, row):
        write()
        summary = write("In short.", recommendation=None, last_remark=0)

        assert (summary.recommendation, newest_remark(row.report, None, "en")) == (None, summary)

    def test_refuses_a_slower_writer_and_takes_a_writer_who_saw_the_newest(self, write, row):
        first = write()
        with pytest.raises(Stale, match=f"a remark on {row.cited_as} in this language"):
            write("Mine.", last_remark=0)
        assert Remark.objects.get() == first

        second = write("Mine.", last_remark=first.pk)
        with pytest.raises(Stale):
            write("Mine, too.", last_remark=first.pk)
        assert write("Whatever there is.", last_remark=None).pk > second.pk
        assert write("Sot.", language="sq", last_remark=0).language == "sq"

    def test_takes_days_from_the_first_of_the_report_to_today(self, write, row):
        first = row.report.period_from
        for day in (TODAY, first):
            assert write(as_of=day).as_of == day

        with pytest.raises(InvalidValue, match="is in the future"):
            write(as_of=TODAY + timedelta(days=1))
        with pytest.raises(InvalidValue, match=f"is before the period of {row.report.cited_as}"):
            write(as_of=first - timedelta(days=1))
        assert Remark.objects.count() == 2

    @pytest.mark.parametrize(
        ("text", "error"),
        [
            (" ", InvalidValue),
            ("The victim Besarta Krasniqi was heard.", PersonalDataFound),
        ],
    )
    def test_refuses_what_can_not_be_printed(self, write, text, error):
        with pytest.raises(error):
            write(text)
        assert not Remark.objects.exists()

    def test_is_refused_to_a_viewer(self, write, row):
        with pytest.raises(PermissionRefused):
            write(by=UserFactory(viewer=True))


class TestWithdraw:
    @pytest.fixture
    def withdraw(self, ana):
        def send(remark, reason="Written on the wrong one.", by=ana):
            return reference_rows.withdraw(WithdrawRow(row=remark, reason=reason, by=by, now=NOW))

        return send

    def test_keeps_when_and_why_and_prints_the_one_before(self, withdraw, row, ana):
        before, last = (RemarkFactory(recommendation=row) for _ in range(2))

        done = withdraw(last)

        last.refresh_from_db()
        assert (done, last.withdrawn_at, last.withdrawal_reason) == (
            last,
            NOW,
            "Written on the wrong one.",
        )
        event = Event.objects.latest("pk")
        assert (event.reason, event.reason_code, event.actor_name) == (
            "Written on the wrong one.",
            "withdrawal",
            str(ana),
        )
        assert newest_remark(row.report, row, "en") == before

    def test_happens_once_with_a_reason_and_by_who_may(self, withdraw):
        remark = RemarkFactory()
        with pytest.raises(InvalidValue):
            withdraw(remark, reason=" ")
        with pytest.raises(PermissionRefused):
            withdraw(remark, by=UserFactory(viewer=True))
        remark.refresh_from_db()
        assert remark.withdrawn_at is None

        withdraw(remark)
        assert withdraw(remark, reason="Again.").withdrawal_reason == "Written on the wrong one."


class TestNewest:
    def test_is_of_this_report_subject_and_language_and_of_the_latest_day(self, row):
        found = RemarkFactory(recommendation=row, as_of=date(2025, 3, 31))
        RemarkFactory(recommendation=row, as_of=date(2025, 1, 1))
        RemarkFactory(
            recommendation=row, as_of=date(2026, 1, 1), withdrawn_at=NOW, withdrawal_reason="No."
        )
        RemarkFactory(recommendation=row, as_of=date(2025, 4, 1), language="sq")
        RemarkFactory(as_of=date(2025, 4, 1))
        RemarkFactory(recommendation=None, report=row.report, as_of=date(2025, 4, 1))
        other = ReportFactory(year=2020)
        RemarkFactory(recommendation=None, report=other, as_of=date(2025, 5, 1))

        assert newest_remark(row.report, row, "en") == found
        assert newest_remark(row.report, row, "sr-latn") is None
        assert newest_remark(row.report, None, "en").as_of == date(2025, 4, 1)
