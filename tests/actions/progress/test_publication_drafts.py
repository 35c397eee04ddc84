"""Drafts of publications: frozen, made once, discarded with words."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.factories import (
    RecommendationFactory,
    UserFactory,
    as_factory,
)
from tests.helpers.publications import NOW, draft
from tracker.actions import progress
from tracker.actions.evidence import storage
from tracker.actions.history import seals
from tracker.actions.progress import WithdrawReport
from tracker.errors import InvalidValue, PermissionRefused, PersonalDataFound
from tracker.models import Event, Evidence, Publication
from tracker.models.history.events import table_of
from tracker.vocabulary import PublicationState, Status

pytestmark = pytest.mark.django_db


class TestADraft:
    def test_stores_parameters_used_rows_bytes_and_the_seal(self, report, ana):
        seal = seals.seal_history(now=timezone.now())[-1]

        made = draft(report, ana, body="THBD")

        assert (made.state, made.number, made.author) == (PublicationState.DRAFT, 1, ana)
        assert (made.on, made.basis, made.conditions) == (
            date(2025, 3, 31),
            "known_now",
            {"body": ["THBD"]},
        )
        assert (made.seal_number, made.seal_hash) == (seal.number, seal.hash)
        assert "Full report · Responsible body: THBD · 31 March 2025" in made.title
        files = {file.format: file for file in made.files.all()}
        assert set(files) == {"content", "md", "json"}
        assert all(storage.read_file(file.sha256) for file in files.values())
        assert b"Publication 1" in storage.read_file(files["content"].sha256)
        uses = dict(made.uses.filter(table=table_of(Evidence)).values_list("key", "version"))
        law = Evidence.objects.get(title="The law on shelters")
        newest = Event.objects.filter(table=table_of(Evidence), key=law.pk).latest("pk")
        assert uses[law.pk] == newest.pk <= made.history_to
        tables = set(made.uses.values_list("table", flat=True))
        assert {f"tracker_{n}" for n in ("report", "recommendation", "assessment")} <= tables
        event = Event.objects.filter(table=table_of(Publication)).get()
        assert (event.actor_name, event.reason) == ("ana", "The ministry asked for it.")

    def test_is_made_once_by_two_clicks_and_again_when_it_differs(self, report, ana):
        first = draft(report, ana)

        again = draft(report, ana, now=NOW + timedelta(seconds=1))
        RecommendationFactory(report=report, number="3")
        other = draft(report, ana)
        storage.delete_file(other.content_sha256)
        whole = draft(report, ana, reason="The content of the other one is lost.")

        assert again == first
        assert (other.number, other.pk != first.pk) == (2, True)
        assert (whole.number, progress.read_content(whole).on) == (3, whole.on)

    def test_with_me_as_assignee_stores_the_username(self, report, ana):
        with as_factory():
            report.recommendations.filter(number="2").update(assignee=ana)

        made = draft(report, ana, assignee="me")

        progress_report = progress.read_content(made)
        assert made.conditions == {"assignee": ["ana"]}
        assert [one.number for one in progress_report.recommendations] == ["2"]

    def test_takes_no_more_queries_of_a_longer_report(self, report, ana):
        draft(report, ana)  # the account that reads for everybody is there from now on
        with CaptureQueriesContext(connection) as of_short:
            draft(report, ana, kind="outstanding")
        for number in range(3, 9):
            RecommendationFactory(
                report=report, number=str(number), lead="THBD", assessed=Status.PARTIAL
            )

        with CaptureQueriesContext(connection) as of_long:
            draft(report, ana, kind="outstanding")

        assert len(of_long) <= len(of_short) + 4  # its twin of before is read and found another

    def test_is_made_by_who_logs_or_publishes_for_a_reason_that_names_nobody(self, report, ana):
        with pytest.raises(PermissionRefused, match="can't create a report for publication"):
            draft(report, UserFactory(viewer=True))
        with pytest.raises(InvalidValue, match="the history needs a reason"):
            draft(report, ana, reason=" ")
        with pytest.raises(PersonalDataFound):
            draft(report, ana, reason="For the victim born on 3 May 2001, Arta Krasniqi.")
        with pytest.raises(InvalidValue):
            draft(report, ana, body="NOBODY")
        with pytest.raises(InvalidValue, match="The format “exe” is not available"):
            draft(report, ana, formats=("exe",))

        assert not Publication.objects.exists()

    def test_is_discarded_with_words_and_its_number_is_not_reused(self, report, ana):
        made = draft(report, ana)

        with pytest.raises(InvalidValue, match="alone is not a reason"):
            progress.discard(WithdrawReport(publication=made, by=ana, now=NOW, notice=" "))
        with pytest.raises(PermissionRefused, match=r"Ask its author \(ana\)"):
            progress.discard(
                WithdrawReport(
                    publication=made, by=UserFactory(analyst=True), now=NOW, notice="Mine."
                )
            )
        gone = progress.discard(
            WithdrawReport(publication=made, by=ana, now=NOW, notice="Wrong day.")
        )

        assert (gone.state, gone.notice, gone.was_published) == ("withdrawn", "Wrong day.", False)
        assert draft(report, ana).number == 2
        assert storage.read_file(made.files.first().sha256)
