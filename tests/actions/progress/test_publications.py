"""Publications: frozen as drafts, published by a second person, never changed."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from tests.factories import (
    UserFactory,
    as_factory,
)
from tests.helpers.publications import LATER, NOW, correct, draft, published
from tracker.actions import progress
from tracker.actions.evidence import storage
from tracker.actions.history import seals
from tracker.actions.progress import PublishReport, WithdrawReport
from tracker.actions.progress.publication_drafts import Fault, find_faulty_files
from tracker.errors import FileMissing, InvalidValue, PermissionRefused, Stale
from tracker.models import Body, Citation, Event, Evidence, PublicationFile, Reply
from tracker.reporting import RENDERERS
from tracker.summaries.progress.publications import is_barred
from tracker.vocabulary import PublicationState, Sensitivity

pytestmark = pytest.mark.django_db


def law():
    return Evidence.objects.get(title="The law on shelters")


def send(made, body, *, by, on=date(2025, 4, 2)):
    with as_factory():
        Reply.objects.create(
            publication=made,
            body=body,
            sent_on=on,
            reply_by=LATER.date(),
            entered_by=by,
        )


class TestPublishing:
    def test_takes_a_second_person_and_supersedes_by_default(self, report, ana, pia):
        older = published(report, ana, pia)
        brief = published(report, ana, pia, kind="brief")
        made = draft(report, pia)
        with pytest.raises(PermissionRefused, match="Ask a publisher or a reviewer"):
            progress.publish(PublishReport(publication=made, by=ana, now=LATER))
        with pytest.raises(PermissionRefused, match=r"can.t publish it"):
            progress.publish(PublishReport(publication=made, by=pia, now=LATER))
        bytes_before = {f.format: storage.read_file(f.sha256) for f in made.files.all()}

        newer = progress.publish(
            PublishReport(
                publication=made, by=UserFactory(reviewer=True), now=LATER, note="Read twice."
            )
        )

        older.refresh_from_db()
        brief.refresh_from_db()
        assert (newer.state, newer.decided_at) == (PublicationState.PUBLISHED, LATER)
        assert (older.state, older.superseded_by, older.ended_at) == ("superseded", newer, LATER)
        assert brief.state == PublicationState.PUBLISHED
        assert {f.format: storage.read_file(f.sha256) for f in newer.files.all()} == bytes_before
        assert Event.objects.filter(key=newer.pk).latest("pk").reason == "Read twice."
        with pytest.raises(Stale, match="is now “published”"):
            progress.publish(PublishReport(publication=made, by=pia, now=LATER))
        beside = draft(report, ana)
        progress.publish(PublishReport(publication=beside, by=pia, now=LATER, supersedes=False))
        published(report, ana, pia, on="2025-02-28")  # of an earlier day: it is no newer one
        newer.refresh_from_db()
        assert newer.state == PublicationState.PUBLISHED

    def test_supersedes_what_was_made_later_and_nothing_about_another_period(
        self, report, ana, pia
    ):
        first, second = draft(report, ana), draft(report, UserFactory(analyst=True))
        year = published(report, ana, pia, kind="changes", since="2024-06-30")
        for made in (second, first):
            progress.publish(PublishReport(publication=made, by=pia, now=LATER))
        month = published(report, ana, pia, kind="changes", since="2025-02-28")

        second.refresh_from_db()
        year.refresh_from_db()
        assert (second.superseded_by, year.state, month.state) == (first, "published", "published")
        again = published(report, ana, pia, kind="changes", since="2025-02-28", on="2025-04-01")
        month.refresh_from_db()
        assert month.superseded_by == again

    def test_is_refused_with_what_changed_since_the_draft_but_not_for_a_new_seal(
        self, report, ana, pia
    ):
        made = draft(report, ana)
        seals.seal_history(now=timezone.now())
        citation = Citation.objects.get(evidence=law())
        with as_factory():
            Evidence.objects.filter(pk=law().pk).update(sensitivity=Sensitivity.NAMED_READERS)
        correct(report.recommendations.get(number="2"))

        with pytest.raises(Stale) as progress_report:
            progress.publish(PublishReport(publication=made, by=pia, now=LATER))

        assert "since it was created: evidence cited for no. 1 may no longer be shown; " in str(
            progress_report.value
        )
        assert "the assessment of no. 2 changed" in str(progress_report.value)
        assert "law on shelters" not in str(progress_report.value)
        assert is_barred(made)
        with as_factory():
            Evidence.objects.filter(pk=law().pk).update(sensitivity=Sensitivity.PUBLIC)
            Citation.objects.filter(pk=citation.pk).update(withdrawn_at=NOW)
        with pytest.raises(Stale, match=r"evidence cited for no. 1 was withdrawn"):
            progress.publish(PublishReport(publication=made, by=pia, now=LATER))
        fresh = draft(report, ana, now=LATER)
        seals.seal_history(now=timezone.now())
        assert (
            progress.publish(PublishReport(publication=fresh, by=pia, now=LATER)).is_draft is False
        )

    def test_is_refused_when_another_came_between_it_and_what_it_compares_with(
        self, report, ana, pia
    ):
        published(report, ana, pia, on="2025-01-31")
        made = draft(report, ana)
        published(report, ana, pia, on="2025-02-28")

        with pytest.raises(Stale, match="it compares with is no longer the last one"):
            progress.publish(PublishReport(publication=made, by=pia, now=LATER))

        assert draft(report, ana).since == date(2025, 2, 28)

    def test_is_not_refused_for_replies_to_drafts_made_with_it_but_to_one_before(
        self, report, ana, pia
    ):
        public = {"audience": "public", "on": "2025-04-02", "formats": ["md"]}
        letter = {"audience": "body", "kind": "body", "body": "THBD", "on": "2025-04-02"}
        drafts = [
            draft(report, ana, **{**public, **asked})
            for asked in ({}, {"language": "sq"}, {"kind": "brief"}, letter)
        ]
        for made in drafts:
            send(made, Body.objects.get(code="THBD"), by=ana)
        with as_factory():
            Reply.objects.filter(publication=drafts[0]).update(
                replied_on=NOW.date(), text="No. 1: The shelters of the ministry were opened."
            )

        for made in drafts:
            assert progress.publish(PublishReport(publication=made, by=pia, now=LATER))

        late = draft(report, ana, now=LATER, **{**public, "on": LATER.date().isoformat()})
        with as_factory():
            Reply.objects.filter(publication=drafts[0]).update(text="No. 1: We opened it.")
        with pytest.raises(Stale, match="replies to drafts came or were changed"):
            progress.publish(PublishReport(publication=late, by=pia, now=LATER))

    def test_is_not_refused_for_a_sending_dated_back(self, report, ana, pia):
        made = draft(report, ana, audience="public", on="2025-04-02")
        send(made, Body.objects.get(code="THBD"), by=ana, on=date(2025, 4, 1))

        assert progress.publish(PublishReport(publication=made, by=pia, now=LATER))


class TestAPublication:
    def test_is_made_again_byte_for_byte_a_year_later_whatever_was_written_since(
        self, report, ana, pia, settings, time_machine
    ):
        made = published(report, ana, pia, formats=())
        stored = {file.format: storage.read_file(file.sha256) for file in made.files.all()}
        with as_factory():
            report.recommendations.update(short_title="Another title")
            Evidence.objects.update(title="Another title")
        correct(report.recommendations.get(number="1"))
        settings.REPORT_NAME = "Ministry of Wells"
        time_machine.move_to(timezone.now() + timedelta(days=365))

        differing = list(find_faulty_files(made))

        assert differing == []
        assert set(stored) == {"content", *RENDERERS}
        assert progress.regenerate(made, "pdf") == stored["pdf"]
        assert draft(report, ana, now=NOW + timedelta(days=365)).content_sha256 not in (
            made.content_sha256,
        )

    def test_with_lost_bytes_is_reported_and_never_served(self, report, ana, pia):
        made = published(report, ana, pia)
        file = made.files.get(format="md")
        store, path = storage.evidence_storage(), f"kept/{file.sha256[:2]}/{file.sha256}"
        with store.open(path, "wb") as stream:
            stream.write(b"Other words.")

        with pytest.raises(FileMissing, match="SHA-256 differs"):
            storage.read_file(file.sha256)
        assert list(find_faulty_files(made)) == [(file, Fault.LOST)]

    def test_is_withdrawn_with_a_notice_by_who_publishes(self, report, ana, pia):
        made = published(report, ana, pia)

        with pytest.raises(PermissionRefused, match="Ask a publisher"):
            progress.withdraw(WithdrawReport(publication=made, by=ana, now=LATER, notice="Wrong."))
        with pytest.raises(InvalidValue, match="alone is not a reason"):
            progress.withdraw(WithdrawReport(publication=made, by=pia, now=LATER, notice=""))
        gone = progress.withdraw(
            WithdrawReport(publication=made, by=pia, now=LATER, notice="A wrong table.")
        )

        assert (gone.state, gone.notice, gone.ended_at) == ("withdrawn", "A wrong table.", LATER)
        assert gone.was_published
        assert storage.read_file(PublicationFile.objects.get(publication=made, format="md").sha256)
        with pytest.raises(Stale, match="is now “withdrawn”"):
            progress.withdraw(WithdrawReport(publication=made, by=pia, now=LATER, notice="Again."))
