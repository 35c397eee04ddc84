"""Checks of the evidence: files on disk and expiry."""

import os
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.core.files.storage import storages

from tests.factories import (
    AssessmentFactory,
    CitationFactory,
    EvidenceFactory,
    FileFactory,
    UserFactory,
)
from tests.helpers.web_sites import HERE
from tracker.actions.evidence import storage
from tracker.actions.evidence.checks import check_evidence
from tracker.audit.context import acting_as
from tracker.models import File
from tracker.vocabulary import Sensitivity
from tracker.vocabulary.evidence import EvidenceFault

pytestmark = pytest.mark.django_db
NOW = datetime(2030, 1, 10, 12, tzinfo=UTC)  # all bytes of the test are older than a day
TODAY = date(2030, 1, 10)
HIDDEN = {"sensitivity": Sensitivity.NAMED_READERS, "title": "Deposition of Unike"}


def checked(*, on=TODAY, now=NOW, **asked):
    with acting_as("command:check_evidence", source="command"):
        return check_evidence(now=now, on=on, timeout=3, allowed_addresses=[HERE], **asked)


def on_disk(sha256) -> Path:
    return Path(storages["evidence"].path(f"kept/{sha256[:2]}/{sha256}"))


def faults(result):
    return [one.fault for one in result.issues]


@pytest.mark.real_clock  # as the disk
class TestFiles:
    def test_that_are_whole_are_counted(self):
        FileFactory.create_batch(2)

        result = checked(links=False)

        assert (result.is_well, result.files, result.pieces) == (True, 2, 2)

    def test_that_changed_by_one_byte_are_named(self):
        file = FileFactory(content=b"By Arta\nLetter")
        on_disk(file.sha256).write_bytes(b"By Arta\nletter")

        (found,) = checked(links=False).issues

        assert str(found) == (
            f"Evidence {file.evidence_id}, “{file.evidence.title}”, version 1: "
            "the original was changed: its SHA-256 differs."
        )

    def test_that_are_missing_are_named_original_and_copy(self):
        file = FileFactory()
        on_disk(file.sha256).unlink()
        on_disk(file.clean_sha256).unlink()

        assert faults(checked(links=False)) == [EvidenceFault.MISSING, EvidenceFault.COPY_MISSING]

    def test_that_are_withdrawn_are_looked_at_too(self):
        file = FileFactory(withdrawn_at=NOW, withdrawal_reason="Twice")
        on_disk(file.clean_sha256).write_bytes(b"other")

        assert faults(checked(links=False)) == [EvidenceFault.COPY_CHANGED]

    def test_that_stand_where_a_folder_is_can_not_be_read(self):
        file = FileFactory(content=b"one", clean=b"one")
        on_disk(file.sha256).unlink()
        on_disk(file.sha256).mkdir()

        assert faults(checked(links=False)) == [EvidenceFault.UNREADABLE]

    def test_of_pieces_for_named_readers_are_named_by_number_alone(self):
        file = FileFactory(evidence=EvidenceFactory(**HIDDEN))
        on_disk(file.sha256).unlink()

        (found,) = checked(links=False).issues

        assert str(found) == f"Evidence {file.evidence_id}, version 1: the original is missing."
        assert "Unike" not in str(found.as_json())

    def test_that_no_row_tells_of_are_named_once_they_are_a_day_old(self):
        FileFactory()
        sha256 = storage.store_file(b"of a transaction that failed")
        soon = datetime.now(UTC)

        assert checked(links=False, now=soon + timedelta(hours=23), on=soon.date()).is_well
        (found,) = checked(links=False, now=soon + timedelta(hours=25), on=soon.date()).issues
        assert (found.fault, found.sha256) == (EvidenceFault.ORPHANED, sha256)

    def test_that_no_row_tells_of_are_deleted_on_request_and_no_others(self):
        file = FileFactory()
        old, fresh = storage.store_file(b"old"), storage.store_file(b"fresh")
        soon = datetime.now(UTC)
        long_ago = (soon - timedelta(days=2)).timestamp()
        for sha256 in (old, file.sha256, file.clean_sha256):
            os.utime(on_disk(sha256), (long_ago, long_ago))

        result = checked(links=False, delete_orphaned=True, now=soon, on=soon.date())

        assert result.deleted == [old]
        assert result.is_well
        assert set(storage.list_files()) == {fresh, file.sha256, file.clean_sha256}

    def test_that_were_cut_off_while_written_are_deleted_too(self):
        sha256 = storage.store_file(b"whole")
        part = on_disk(sha256).with_name(f"{sha256}.0a1b2c3d.part")
        on_disk(sha256).rename(part)

        assert checked(links=False, delete_orphaned=True).deleted == [part.name]
        assert not part.exists()

    def test_expired_uploads_are_deleted(self):
        ana = UserFactory()
        sha256 = storage.store_upload(b"dropped", by=ana)

        checked(links=False, delete_orphaned=True, now=datetime.now(UTC))
        assert storage.read_upload(sha256, by=ana) == b"dropped"
        checked(links=False, delete_orphaned=True)
        assert not storages["evidence"].exists(f"dropped/{ana.pk}/{sha256}")

    def test_of_a_hundred_pieces_cost_as_many_queries_as_of_ten(self, django_assert_num_queries):
        FileFactory.create_batch(10)
        with django_assert_num_queries(12, exact=False) as few:
            checked(links=False)
        FileFactory.create_batch(90)

        with django_assert_num_queries(len(few)):
            checked(links=False)


class TestExpired:
    def test_expired_pieces_are_listed_with_what_rests_on_them(self):
        piece = EvidenceFactory(title="Permit", expires_on=date(2030, 1, 9))
        assessment = AssessmentFactory(approved=True)
        for _twice in "ab":
            CitationFactory(
                evidence=piece, assessment=assessment, recommendation=assessment.recommendation
            )

        (found,) = checked(links=False).issues

        assert str(found) == (
            f"Evidence {piece.pk}, “Permit”: it has expired (2030-01-09); "
            f"cited by assessments of {assessment.recommendation.cited_as}."
        )

    def test_pieces_hold_to_the_end_of_their_last_day(self):
        EvidenceFactory(expires_on=TODAY)

        assert checked(links=False).is_well
        assert faults(checked(links=False, on=TODAY + timedelta(days=1))) == [EvidenceFault.EXPIRED]

    def test_pieces_cited_only_by_drafts_or_old_assessments(self):
        piece = EvidenceFactory(expires_on=date(2029, 1, 1))
        older = AssessmentFactory(approved=True, as_of=date(2024, 10, 1))
        newer = {"recommendation": older.recommendation, "as_of": date(2024, 11, 1)}
        AssessmentFactory(approved=True, **newer)
        for assessment in (older, AssessmentFactory()):
            CitationFactory(
                evidence=piece, assessment=assessment, recommendation=assessment.recommendation
            )

        (found,) = checked(links=False).issues

        assert found.recommendations == ()

    def test_pieces_cost_the_same_queries_few_or_many(self, django_assert_num_queries):
        def expire(number):
            for _one in range(number):
                assessment = AssessmentFactory(approved=True)
                CitationFactory(
                    evidence=EvidenceFactory(expires_on=date(2029, 1, 1)),
                    assessment=assessment,
                    recommendation=assessment.recommendation,
                )

        expire(2)
        with django_assert_num_queries(12, exact=False) as few:
            checked(links=False)
        expire(8)

        with django_assert_num_queries(len(few)):
            assert len(checked(links=False).issues) == 10


class TestNothing:
    def test_of_no_file_and_no_folder_is_well(self):
        assert checked().is_well
        assert not File.objects.exists()
