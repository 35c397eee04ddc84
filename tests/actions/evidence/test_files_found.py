"""Uploads that wait, and files that are held already."""

from datetime import UTC, datetime

import pytest
from django.utils import timezone

from tests.factories import EvidenceFactory, FileFactory, UserFactory, as_factory
from tracker.actions import reference_rows
from tracker.actions.evidence import files, storage
from tracker.actions.evidence.files import AddVersion
from tracker.actions.reference_rows import WithdrawRow
from tracker.errors import FileMissing, FileUnreadable, InvalidValue, PermissionRefused
from tracker.models import Event, Evidence, File
from tracker.vocabulary import Sensitivity

pytestmark = [pytest.mark.django_db, pytest.mark.real_clock]  # as the disk
NOW = datetime(2025, 3, 1, 12, tzinfo=UTC)
LETTER = b"A letter on the shelter for boys, which is open."
SAID = b"The victim Besarta Krasniqi was heard."


@pytest.fixture
def ana():
    return UserFactory(analyst=True)


def drop(by, content=LETTER, name="letter.txt"):
    return files.store_upload(content=content, name=name, by=by, now=timezone.now())


def version(piece, upload, by):
    return AddVersion(evidence=piece, upload=upload, by=by, now=NOW, reason="The ministry sent it")


class TestUpload:
    def test_shows_what_looks_like_a_victim_s_data(self, ana):
        law, said = drop(ana, b"LAW No. 06/L-020\nArticle 1", "law.txt"), drop(ana, SAID)

        assert law.spots == []
        assert [type(spot).__name__ for spot in said.spots] == ["Spot"]

    def test_is_inspected_without_being_stored(self, ana):
        taken = files.inspect_upload(content=LETTER, name="letter.txt", by=ana)

        assert (taken.content, taken.name) == (LETTER, "letter.txt")
        with pytest.raises(FileMissing):
            storage.read_upload(taken.sha256, by=ana)
        with pytest.raises(PermissionRefused):
            files.inspect_upload(content=LETTER, name="a.txt", by=UserFactory(viewer=True))
        with pytest.raises(FileUnreadable):
            files.inspect_upload(content=b"MZ\x90\x00", name="a.pdf", by=ana)

    def test_is_discarded_by_its_owner(self, ana):
        upload = drop(ana)

        files.discard_upload(upload.token, by=UserFactory(analyst=True))
        files.discard_upload("x", by=ana)
        assert storage.read_upload(upload.file.sha256, by=ana) == LETTER
        files.discard_upload(upload.token, by=ana)
        with pytest.raises(FileMissing):
            storage.read_upload(upload.file.sha256, by=ana)

    def test_that_a_first_click_saved_is_found_among_the_files(self, ana):
        upload = drop(ana)
        with as_factory():
            files.add_version(version(EvidenceFactory(), upload, ana))
        storage.delete_upload(upload.file.sha256, by=ana)

        assert files.load_upload(upload.token, by=ana).file.content == LETTER

    def test_that_another_saved_is_not_found(self, ana):
        upload, ben = drop(ana), UserFactory(analyst=True)
        files.add_version(version(EvidenceFactory(), drop(ben), ben))
        storage.delete_upload(upload.file.sha256, by=ana)

        with pytest.raises(InvalidValue, match="Choose it again"):
            files.load_upload(upload.token, by=ana)


class TestVersion:
    def test_is_stored_with_everything_that_was_read(self, ana):
        piece = EvidenceFactory(sensitivity=Sensitivity.INTERNAL)
        upload = drop(ana)
        FileFactory(evidence=piece)

        row = files.add_version(version(piece, upload, ana))

        row.refresh_from_db()
        assert (row.evidence, row.number, row.name, row.kind) == (piece, 2, "letter.txt", "txt")
        assert (row.size, row.sha256) == (len(LETTER), upload.file.sha256)
        assert (row.clean_size, row.clean_sha256) == (
            len(upload.file.clean),
            upload.file.clean_sha256,
        )
        assert storage.read_file(row.sha256) == LETTER
        assert storage.read_file(row.clean_sha256) == upload.file.clean
        assert (row.extracted_text, row.added_by, row.added_at) == (LETTER.decode(), ana, NOW)
        event = Event.objects.filter(table="tracker_file").latest("pk")
        assert (event.reason, event.actor_name) == ("The ministry sent it", str(ana))

    def test_is_refused_to_who_may_not_change_evidence(self, ana):
        with pytest.raises(PermissionRefused):
            files.add_version(version(EvidenceFactory(), drop(ana), UserFactory(viewer=True)))
        assert not File.objects.exists()

    def test_is_withdrawn_with_when_and_why_once(self, ana):
        row = FileFactory()
        command = WithdrawRow(row=row, by=ana, now=NOW, reason="Twice.")

        reference_rows.withdraw(command)
        event = Event.objects.latest("pk")
        reference_rows.withdraw(
            WithdrawRow(row=row, by=ana, now=datetime(2026, 1, 1, tzinfo=UTC), reason="No.")
        )

        row.refresh_from_db()
        assert (row.withdrawn_at, row.withdrawal_reason) == (NOW, "Twice.")
        assert (event.reason_code, Event.objects.latest("pk")) == ("withdrawal", event)
        with pytest.raises(PermissionRefused):
            reference_rows.withdraw(
                WithdrawRow(row=FileFactory(), by=UserFactory(viewer=True), now=NOW, reason="No.")
            )


class TestEvidenceWithAFile:
    def test_is_found_by_its_bytes(self, ana):
        upload = drop(ana)
        FileFactory(content=b"Another")
        assert files.find_evidence(upload, by=ana) is None

        first = FileFactory(content=LETTER)
        FileFactory(content=LETTER)
        assert files.find_evidence(upload, by=ana) == first.evidence

    @pytest.mark.parametrize("hidden", ["file", "piece", "secret"])
    def test_is_not_found_where_it_does_not_stand_or_is_secret(self, ana, hidden):
        given = {"file": {"withdrawn_at": NOW, "withdrawal_reason": "No."}}.get(hidden, {})
        piece = EvidenceFactory(
            **{
                "piece": {"withdrawn_at": NOW, "withdrawal_reason": "No."},
                "secret": {"sensitivity": Sensitivity.NAMED_READERS},
            }.get(hidden, {})
        )
        FileFactory(evidence=piece, content=LETTER, **given)

        assert files.find_evidence(drop(ana), by=ana) is None
        assert Evidence.objects.count() == 1
