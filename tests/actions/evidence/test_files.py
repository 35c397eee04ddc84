"""Uploads and stored files: they never change, and nothing is left of a refused one."""

import hashlib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core import signing
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from tests.actions.assessments.test_concurrency import at_once
from tests.documents import samples
from tests.factories import (
    AssessmentFactory,
    BodyFactory,
    CitationFactory,
    EvidenceFactory,
    FileFactory,
    UserFactory,
)
from tracker.actions import reference_rows
from tracker.actions.evidence import files as evidence_files, storage
from tracker.actions.evidence.files import AddVersion
from tracker.actions.reference_rows import WithdrawRow
from tracker.errors import (
    FileMissing,
    FileUnreadable,
    InvalidValue,
    NotAllowed,
    OutputNotWritable,
    PermissionRefused,
    PersonalDataFound,
    Stale,
)
from tracker.models import Evidence, File
from tracker.vocabulary import BodyKind, Sensitivity, Strength

pytestmark = pytest.mark.django_db
NOW = datetime(2025, 3, 1, 12, tzinfo=UTC)
LETTER = b"A letter on the shelter for boys, which is open."


@pytest.fixture
def ana():
    return UserFactory(analyst=True, username="ana")


def drop(by, content=LETTER, name="letter.txt"):
    return evidence_files.store_upload(content=content, name=name, by=by, now=timezone.now())


def add(dropped, piece, by):
    what = {"evidence": piece, "upload": dropped, "by": by, "now": NOW}
    return evidence_files.add_version(AddVersion(reason="The ministry sent it", **what))


def left(folder):
    """Return the paths of the files on disk."""
    root = Path(storage.evidence_storage().location) / folder
    return sorted(path.name for path in root.rglob("*") if path.is_file())


@pytest.mark.real_clock  # as the disk
class TestDropped:
    def test_waits_for_its_owner_alone(self, ana):
        dropped = drop(ana)

        assert evidence_files.load_upload(dropped.token, by=ana).file == dropped.file
        with pytest.raises(InvalidValue, match="Choose it again"):
            evidence_files.load_upload(dropped.token, by=UserFactory(analyst=True))

    @pytest.mark.parametrize("ticket", ["", "x", "a:b:c", "\0"])
    def test_with_another_ticket_is_not_found(self, ana, ticket):
        with pytest.raises(InvalidValue):
            evidence_files.load_upload(ticket, by=ana)

    def test_with_a_ticket_of_another_shape_is_not_found(self, ana):
        for payload in ({"by": ana.pk}, [], {"by": ana.pk, "sha256": "../../etc/passwd"}):
            with pytest.raises(InvalidValue):
                evidence_files.load_upload(signing.dumps(payload, salt=evidence_files.SALT), by=ana)

    def test_is_deleted_after_two_weeks(self, ana):
        dropped = drop(ana)

        assert storage.delete_expired_uploads(now=timezone.now()) == 0
        assert (
            storage.delete_expired_uploads(now=timezone.now() + timedelta(days=14, minutes=1)) == 1
        )
        with pytest.raises(InvalidValue):
            evidence_files.load_upload(dropped.token, by=ana)

    def test_and_refused_leaves_nothing(self, ana):
        for content, name in ((b"MZ\x90\x00\x03", "a.pdf"), (samples.zip_bomb(), "a.docx")):
            with pytest.raises(FileUnreadable):
                drop(ana, content, name)

        assert left(".") == []

    def test_is_refused_to_who_logs_nothing(self):
        with pytest.raises(PermissionRefused):
            drop(UserFactory(viewer=True))
        assert left(".") == []


class TestAddVersion:
    def test_numbers_it_and_keeps_both_copies(self, ana, django_capture_on_commit_callbacks):
        piece = EvidenceFactory(sensitivity=Sensitivity.NAMED_READERS, added_by=ana)

        with django_capture_on_commit_callbacks(execute=True):
            made = [add(drop(ana, LETTER + end), piece, ana) for end in (b" One.", b" Two.")]

        assert [file.number for file in made] == [1, 2]
        assert {file.sensitivity for file in made} == {Sensitivity.NAMED_READERS}
        assert storage.read_file(made[1].sha256) == LETTER + b" Two."
        assert hashlib.sha256(storage.read_file(made[1].clean_sha256)).hexdigest()
        assert left("dropped") == []

    def test_to_a_link_alone_lets_it_count_until_it_is_withdrawn(self, ana):
        cited = CitationFactory(
            sentence="",
            evidence=EvidenceFactory(issuer=BodyFactory(kind=BodyKind.NGO)),
            assessment=AssessmentFactory(submitted=True, strength=Strength.NONE),
        )
        file = add(drop(ana), cited.evidence, ana)
        cited.assessment.refresh_from_db()
        assert cited.assessment.strength == Strength.INDEPENDENT

        reference_rows.withdraw(WithdrawRow(row=file, by=ana, now=NOW, reason="Wrong piece"))
        cited.assessment.refresh_from_db()
        assert cited.assessment.strength == Strength.NONE

    def test_refuses_the_same_bytes_twice_unless_withdrawn(self, ana):
        piece = EvidenceFactory()
        first = add(drop(ana), piece, ana)

        with pytest.raises(InvalidValue, match="already exists as version 1"):
            add(drop(ana), piece, ana)
        reference_rows.withdraw(WithdrawRow(row=first, by=ana, now=NOW, reason="Wrong piece"))

        assert add(drop(ana), piece, ana).number == 2

    def test_takes_none_once_the_piece_was_withdrawn_meanwhile(self, ana):
        piece = EvidenceFactory()
        reference_rows.withdraw(
            WithdrawRow(row=Evidence.objects.get(), by=ana, reason="Entered twice", now=NOW)
        )

        with pytest.raises(Stale, match="can't have a"):
            add(drop(ana), piece, ana)
        assert left("kept") == []

    def test_looks_through_its_name_too(self, ana):
        with pytest.raises(PersonalDataFound, match="Arta Berisha"):
            add(drop(ana, name="Viktima_Arta_Berisha.txt"), EvidenceFactory(), ana)

        assert left("kept") == []

    def test_finds_who_holds_the_same_bytes_as_far_as_one_may_know(self, ana):
        open_one, dropped = EvidenceFactory(), drop(ana)
        add(dropped, open_one, ana)
        ben = UserFactory(analyst=True)
        secret = EvidenceFactory(sensitivity=Sensitivity.NAMED_READERS, added_by=ana)
        hidden = drop(ana, LETTER + b" Hidden.")
        add(hidden, secret, ana)

        assert evidence_files.find_evidence(dropped, by=ben) == open_one
        assert evidence_files.find_evidence(hidden, by=ana) == secret
        assert evidence_files.find_evidence(hidden, by=ben) is None

    def test_takes_no_file_for_a_passage_nor_for_what_is_withdrawn(self, ana):
        for piece in (EvidenceFactory(passage_span=True), EvidenceFactory(withdrawn_at=NOW)):
            with pytest.raises((NotAllowed, Stale), match="can't have a"):
                add(drop(ana), piece, ana)

    def test_asks_about_a_victim_named_in_it(self, ana):
        text = b"Arta Berisha, personal number 1234567890, came to the shelter."

        with pytest.raises(PersonalDataFound):
            add(drop(ana, text), EvidenceFactory(), ana)

        assert not File.objects.exists()

    def test_undone_leaves_no_row_and_keeps_the_upload(self, ana):
        dropped = drop(ana)

        with pytest.raises(RuntimeError), transaction.atomic():
            add(dropped, EvidenceFactory(), ana)
            raise RuntimeError

        assert not File.objects.exists()
        assert evidence_files.load_upload(dropped.token, by=ana)  # nothing typed is lost

    def test_on_a_folder_that_can_not_be_written_keeps_nothing(self, ana, settings, tmp_path):
        dropped, piece = drop(ana), EvidenceFactory()
        (tmp_path / "taken").write_text("a file where a folder should be")
        settings.STORAGES = {
            **settings.STORAGES,
            "evidence": {
                "BACKEND": "tracker.actions.evidence.storage.FolderStorage",
                "OPTIONS": {"location": tmp_path / "taken"},
            },
        }

        with pytest.raises(OutputNotWritable, match="your entries are kept"):
            add(dropped, piece, ana)

        assert not File.objects.exists()


class TestKept:
    def test_twice_is_written_once(self):
        assert storage.store_file(LETTER) == storage.store_file(LETTER)
        assert len(left("kept")) == len(list(storage.list_files())) == 1

    def test_half_written_is_healed(self):
        sha256 = hashlib.sha256(LETTER).hexdigest()
        storage.evidence_storage().save(f"kept/{sha256[:2]}/{sha256}", ContentFile(LETTER[:9]))

        with pytest.raises(FileMissing, match="SHA-256 differs"):
            storage.read_file(sha256)
        storage.store_file(LETTER)

        assert storage.read_file(sha256) == LETTER

    def test_that_is_missing_is_refused(self):
        file = FileFactory()
        storage.delete_file(file.sha256)

        with pytest.raises(FileMissing, match="missing from storage"):
            storage.read_file(file.sha256)

    def test_by_many_at_once_is_written_once_and_refused_to_nobody(self):
        letters = LETTER * 20_000

        results = at_once(*[lambda: storage.store_file(letters) for _n in range(6)])

        assert results == [hashlib.sha256(letters).hexdigest()] * 6
        assert len(left("kept")) == 1


@pytest.mark.django_db(transaction=True)
class TestTwoAtOnce:
    def test_who_add_files_get_two_numbers(self):
        piece, people = EvidenceFactory(), [UserFactory(analyst=True) for _n in "12"]
        dropped = [drop(by, LETTER + by.username.encode()) for by in people]

        results = at_once(
            *[
                lambda d=d, by=by: add(d, piece, by).number
                for d, by in zip(dropped, people, strict=True)
            ]
        )

        assert sorted(results) == [1, 2]

    def test_who_add_the_same_file_hold_it_once(self):
        piece, people = EvidenceFactory(), [UserFactory(analyst=True) for _n in "12"]
        dropped = [drop(by) for by in people]

        results = at_once(
            *[lambda d=d, by=by: add(d, piece, by) for d, by in zip(dropped, people, strict=True)]
        )

        assert sorted(isinstance(one, InvalidValue) for one in results) == [False, True]
        assert File.objects.count() == 1
