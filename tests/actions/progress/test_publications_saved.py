"""Saved reports are made on their days, once, and say why when they can't be."""

from datetime import UTC, date, datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from tests.factories import (
    AssessmentFactory,
    BodyFactory,
    RecommendationFactory,
    ReportFactory,
    SavedReportFactory,
    UserFactory,
    as_factory,
)
from tracker.actions import people, progress, reference_rows
from tracker.actions.base import WithdrawRow
from tracker.actions.people import ChangeAccount, HandOver
from tracker.actions.progress import publications
from tracker.actions.progress.publications import SaveReport
from tracker.errors import InvalidValue, NotAllowed, PermissionRefused, PersonalDataFound
from tracker.models import Publication, SavedReport
from tracker.vocabulary import PublicationState, Status

pytestmark = pytest.mark.django_db
TODAY, DAY_BEFORE = date(2025, 1, 31), date(2025, 1, 30)


def made(today=TODAY):
    return publications.make_due(now=timezone.now(), today=today)


def definition(**changes):
    return {
        "report": ReportFactory(),
        "name": "Quarterly letter",
        "kind": "brief",
        "language": "sq",
        "audience": "internal",
        "conditions": {"theme": ["prevention"]},
        "frequency": "quarter",
        "first_run_on": TODAY,
        "now": timezone.now(),
        "today": TODAY,
        **changes,
    }


@pytest.mark.parametrize(
    ("first", "frequency", "after", "next_run_on"),
    [
        (date(2025, 1, 31), "month", date(2025, 1, 31), date(2025, 2, 28)),
        (date(2025, 1, 31), "month", date(2025, 2, 28), date(2025, 3, 31)),
        (date(2025, 1, 31), "quarter", date(2025, 1, 31), date(2025, 4, 30)),
        (date(2024, 2, 29), "year", date(2024, 2, 29), date(2025, 2, 28)),
        (date(2025, 1, 1), "month", date(2025, 6, 15), date(2025, 7, 1)),
        (date(2025, 1, 1), "once", date(2025, 1, 1), None),
    ],
)
def test_the_next_day_is_counted_from_the_first(first, frequency, after, next_run_on):
    assert publications.next_date(first, frequency, after=after) == next_run_on


def test_a_name_that_may_be_a_victims_is_refused():
    with pytest.raises(PersonalDataFound):
        publications.save_report(
            SaveReport(**definition(name="Victim Arta Krasniqi"), by=UserFactory(analyst=True))
        )

    assert not SavedReport.objects.exists()


class TestMade:
    def test_is_a_draft_that_waits_once_a_day(self):
        row = RecommendationFactory(lead="THBD")
        saved_report = SavedReportFactory(report=row.report, conditions={"body": ["THBD"]})

        (one,) = made()

        publication = Publication.objects.get()
        assert (one.publication, one.problem) == (publication, "")
        assert (publication.state, publication.on) == (PublicationState.DRAFT, DAY_BEFORE)
        assert publication.basis == "believed"
        assert (publication.author, publication.saved_report) == (saved_report.author, saved_report)
        assert publication.conditions == {"body": ["THBD"]}
        saved_report.refresh_from_db()
        assert (saved_report.last_run_on, saved_report.next_run_on) == (TODAY, date(2025, 4, 30))
        assert made() == []
        later = made(today=date(2025, 8, 5))  # missed twice: made once, since the last time
        assert [p.publication.since for p in later] == [DAY_BEFORE]

    def test_of_a_kind_without_a_period_is_of_its_day_as_known_now(self):
        SavedReportFactory(report=RecommendationFactory().report, kind="full")

        (one,) = made()

        assert (one.publication.on, one.publication.basis) == (TODAY, "known_now")

    def test_tells_of_each_movement_once_however_late_it_was_approved_or_corrected(self):
        row = RecommendationFactory()

        def assess(status, as_of, approved, **more):
            at = datetime(2025, *approved, 15, tzinfo=UTC)
            return AssessmentFactory(
                recommendation=row,
                approved=True,
                status=status,
                as_of=as_of,
                decided_at=at,
                period_from=row.report.period_from,
                period_to=date(2025, 3, 31),
                **more,
            )

        def changes_on(month, day):
            today = date(2025, month, day)
            at = datetime(2025, month, day, 3, tzinfo=UTC)
            (one,) = publications.make_due(now=at, today=today)
            each = progress.read_content(one.publication).recommendations
            return [
                (one.previous_status.code, one.status.code)
                for one in each
                if one.has_changed_status
            ]

        assess(Status.NO_ACTION, row.report.period_to, (1, 10))
        assess(Status.INITIAL_STEPS, date(2024, 6, 1), (1, 10))
        SavedReportFactory(report=row.report, kind="changes", frequency="month")
        first = changes_on(1, 31)
        assess(Status.PARTIAL, date(2025, 1, 31), (1, 31))  # after the run of that day
        second = changes_on(2, 28)
        wrong = assess(Status.FULL, date(2025, 2, 20), (3, 10))  # about a day that was told of
        third = changes_on(3, 31)
        assess(Status.SUBSTANTIAL, wrong.as_of, (4, 1), corrects=wrong, kind="correction")
        fourth, fifth = changes_on(4, 30), changes_on(5, 31)

        assert first == [("no_action", "initial_steps")]
        assert second == [("initial_steps", "partial")]
        assert third == [("partial", "full")]
        assert fourth == [("full", "substantial")]  # told as a correction, no sliding back
        assert fifth == []

    def test_after_a_run_that_was_cut_off_is_the_draft_that_waits_already(self):
        row = RecommendationFactory()
        saved_report = SavedReportFactory(report=row.report)
        (cut_off,) = made()
        with as_factory():
            SavedReport.objects.filter(pk=saved_report.pk).update(
                next_run_on=TODAY, last_run_on=None
            )

        (again,) = made()

        assert again.publication == cut_off.publication
        saved_report.refresh_from_db()
        assert (saved_report.last_run_on, saved_report.next_run_on) == (TODAY, date(2025, 4, 30))

    def test_that_fails_says_why_stays_due_and_stops_no_other(self):
        row = RecommendationFactory(lead="THBD")
        wrong = SavedReportFactory(report=row.report, kind="body", conditions={"body": ["GONE"]})
        SavedReportFactory(report=row.report)

        for _again in range(2):
            tried = made()
            assert "GONE" in next(one.problem for one in tried if one.saved_report == wrong)
        wrong.refresh_from_db()
        assert (wrong.next_run_on, wrong.last_run_on) == (TODAY, None)
        assert "GONE" in wrong.last_error
        assert Publication.objects.count() == 1

        with as_factory():
            BodyFactory(code="GONE")
        assert next(one for one in made() if one.saved_report == wrong).publication
        wrong.refresh_from_db()
        assert wrong.last_error == ""

    def test_that_fails_takes_no_turn_from_those_that_can_be_made(self, monkeypatch):
        row = RecommendationFactory()
        monkeypatch.setattr(publications, "MAX_PER_RUN", 1)
        for _wrong in range(2):
            SavedReportFactory(report=row.report, kind="body")
        right = SavedReportFactory(report=row.report)
        SavedReportFactory(report=row.report, kind="full")

        assert [one.publication and one.saved_report for one in made()] == [None, None, right]

    def test_of_who_left_is_made_by_who_took_it_over_since_it_was_made_last(self):
        row = RecommendationFactory()
        saved_report = SavedReportFactory(report=row.report)
        made()
        left, besa = saved_report.author, UserFactory(analyst=True)
        admin = UserFactory(administrator=True)
        with pytest.raises(NotAllowed, match="1 scheduled report"):
            people.close_account(ChangeAccount(person=left, reason="Left", by=admin))
        with pytest.raises(NotAllowed, match="and scheduled reports of"):
            viewer = people.Successors(saved_reports=UserFactory(viewer=True))
            people.hand_over(HandOver(row=left, to=viewer, reason="Left", by=admin))

        to = people.Successors(saved_reports=besa)
        assert people.hand_over(
            HandOver(row=left, to=to, reason="Left", by=admin, closes=True)
        ) == {"saved_reports": 1}

        (one,) = made(today=date(2025, 4, 30))
        assert (one.publication.author, one.publication.since) == (besa, DAY_BEFORE)

    def test_that_meets_a_fault_of_ours_stops_no_other_either(self, monkeypatch):
        row = RecommendationFactory(lead="THBD")
        faulty = SavedReportFactory(report=row.report)
        SavedReportFactory(report=row.report, kind="full")
        make = progress.make_draft

        def fails_once(command):
            if command.saved_report == faulty:
                raise OSError("no room")
            return make(command)

        monkeypatch.setattr(publications, "make_draft", fails_once)

        tried = made()
        assert [bool(one.publication) for one in tried] == [False, True]
        assert "Ask an administrator" in tried[0].problem

    def test_the_command_tells_what_it_made_and_fails_with_what_it_could_not(self):
        row = RecommendationFactory()
        SavedReportFactory(report=row.report, name="Letter")
        out = StringIO()
        call_command("make_reports", stdout=out)
        assert "Letter: draft" in out.getvalue()

        SavedReportFactory(report=row.report, kind="body")
        with pytest.raises(CommandError, match="The next run tries again"):
            call_command("make_reports", stdout=StringIO(), stderr=StringIO())


class TestSaved:
    def test_the_same_twice_is_one_and_another_of_its_name_is_refused(self):
        analyst, saved = UserFactory(analyst=True), definition()
        first = publications.save_report(SaveReport(by=analyst, **saved))

        assert publications.save_report(SaveReport(by=analyst, **saved)) == first
        with pytest.raises(InvalidValue, match="Choose another name"):
            publications.save_report(SaveReport(by=analyst, **{**saved, "kind": "full"}))
        assert SavedReport.objects.count() == 1

    @pytest.mark.parametrize(
        ("changes", "sentence"),
        [
            ({"first_run_on": date(2025, 1, 30)}, "has passed"),
            ({"first_run_on": date(9999, 12, 31)}, "ten years ahead"),
            ({"kind": "body", "conditions": {}}, "body"),
            ({"name": "  "}, "blank"),
        ],
    )
    def test_is_refused_for_what_no_report_can_be_made_of(self, changes, sentence):
        with pytest.raises(InvalidValue, match=sentence):
            publications.save_report(
                SaveReport(by=UserFactory(analyst=True), **definition(**changes))
            )
        assert not SavedReport.objects.exists()

    def test_holds_no_words_to_look_for_that_look_like_a_victims_nor_does_a_draft(self):
        saved, words = definition(), {"search": ["victim Jane Doe"]}
        asked = {"by": UserFactory(analyst=True), "now": saved["now"]}

        with pytest.raises(PersonalDataFound):
            publications.save_report(SaveReport(**{**saved, "conditions": words}, by=asked["by"]))
        with pytest.raises(PersonalDataFound):
            progress.make_draft(
                progress.MakeDraft(
                    report=saved["report"], parameters=words, reason="Asked for.", **asked
                )
            )
        assert not SavedReport.objects.exists()

    def test_takes_an_analyst_and_is_stopped_once(self):
        with pytest.raises(PermissionRefused):
            publications.save_report(SaveReport(by=UserFactory(viewer=True), **definition()))
        stopped = {"by": UserFactory(analyst=True), "now": timezone.now(), "reason": "Over."}
        saved_report = SavedReportFactory()
        reference_rows.withdraw(WithdrawRow(row=saved_report, **stopped))
        assert reference_rows.withdraw(WithdrawRow(row=saved_report, **stopped)) == saved_report
        assert made() == []


class TestSaveAndStop:
    @pytest.fixture
    def ana(self):
        return UserFactory(analyst=True)

    def save(self, by, **changes):
        return publications.save_report(SaveReport(**definition(by=by, **changes)))

    def test_of_one_name_are_one_in_a_report(self, ana):
        first = self.save(ana, name=" Quarterly letter ")

        assert (first.name, self.save(ana)) == ("Quarterly letter", first)
        assert self.save(ana, report=ReportFactory(year=2023)) != first
        assert self.save(ana, name="Another") != first
        with pytest.raises(
            InvalidValue, match="already has a scheduled report named “Quarterly letter”"
        ):
            self.save(ana, frequency="year")

    def test_of_a_stopped_name_may_be_saved_anew(self, ana):
        first = self.save(ana)
        now = timezone.now()

        done = reference_rows.withdraw(WithdrawRow(row=first, reason="No more", by=ana, now=now))

        first.refresh_from_db()
        assert (done, first.withdrawn_at, first.withdrawal_reason) == (first, now, "No more")
        assert self.save(ana) != first
        again = reference_rows.withdraw(WithdrawRow(row=first, reason="X y", by=ana, now=now))
        assert again.withdrawal_reason == "No more"

    def test_take_who_may_change_them(self, ana):
        with pytest.raises(PermissionRefused):
            self.save(UserFactory(viewer=True))
        first = self.save(ana)
        with pytest.raises(PermissionRefused):
            reference_rows.withdraw(
                WithdrawRow(
                    row=first,
                    reason="No more",
                    by=UserFactory(viewer=True),
                    now=timezone.now(),
                )
            )
