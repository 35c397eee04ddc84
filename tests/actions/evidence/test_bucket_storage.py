"""A folder and a bucket answer the same calls, and everything that has files goes through them."""

import hashlib
import io
import os
from base64 import b64decode
from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.storage import storages
from django.utils import timezone

from tests.documents import samples
from tests.factories import EvidenceFactory, FileFactory, UserFactory
from tests.helpers.buckets import bucket_url, s3_server, storage_settings
from tracker.actions.evidence import files as evidence_files, storage
from tracker.actions.evidence.checks import check_evidence
from tracker.actions.evidence.files import AddVersion
from tracker.actions.history.backup import backup, check_storage_is_free, fill_storage
from tracker.actions.history.backup_manifest import verify_folder
from tracker.audit.context import acting_as
from tracker.errors import FileMissing, InvalidValue, OutputNotWritable
from tracker.vocabulary import EvidenceFault

pytestmark = [pytest.mark.real_clock, pytest.mark.once]  # the clock of the server
NOW = datetime(2024, 10, 3, 9, tzinfo=UTC)
LETTER = b"Dear Sir or Madam"


@pytest.fixture(scope="module")
def server():
    with s3_server() as address:
        yield address


@pytest.fixture
def use_bucket(settings, monkeypatch, tmp_path):
    def use(url):
        values = storage_settings(monkeypatch, tmp_path / "evidence", url)
        settings.STORAGES = {**settings.STORAGES, "evidence": values}
        return storages["evidence"]

    return use


@pytest.fixture
def bucket(server, use_bucket):
    return use_bucket(bucket_url(server))


@pytest.fixture(params=["folder", "bucket"])
def store(request, use_bucket):
    """Either storage, empty."""
    is_bucket = request.param == "bucket"
    return use_bucket(bucket_url(request.getfixturevalue("server")) if is_bucket else "")


def put(store, path, content=LETTER):
    store.put_if_absent(path, io.BytesIO(content))


def read(store, path):
    with store.open(path) as stream:
        return stream.read()


class TestEitherStorage:
    def test_stores_a_file_once_and_lists_it(self, store):
        began = timezone.now() - timedelta(seconds=2)
        assert list(store.list_files("")) == list(store.list_files("kept")) == []

        put(store, "kept/ab/1")
        put(store, "kept/ab/1", b"another")
        put(store, "kept/cd/2", b"two")
        put(store, "dropped/7/3", b"")

        assert read(store, "kept/ab/1") == LETTER
        assert [path for path, _time in store.list_files("kept")] == ["kept/ab/1", "kept/cd/2"]
        assert {path for path, _time in store.list_files("")} >= {"dropped/7/3", "kept/cd/2"}
        stored_at = store.get_modified_time("kept/ab/1")
        assert began < stored_at <= timezone.now()
        assert dict(store.list_files("kept"))["kept/ab/1"] == stored_at

    def test_deletes_what_is_there_and_says_what_is_not(self, store):
        put(store, "kept/ab/1")

        store.delete("kept/ab/1")
        store.delete("kept/ab/1")

        for call in (store.open, store.get_modified_time, store.renew):
            with pytest.raises(FileNotFoundError):
                call("kept/ab/1")

    def test_writes_anew_what_was_changed(self, store):
        sha256 = storage.store_file(LETTER)
        store.delete(path := f"kept/{sha256[:2]}/{sha256}")
        put(store, path, b"changed")

        with pytest.raises(FileMissing, match="SHA-256 differs"):
            storage.read_file(sha256)
        storage.store_file(LETTER)

        assert storage.read_file(sha256) == LETTER

    def test_hands_a_long_file_to_its_owner_alone(self, store, db):
        ana, ben, content = UserFactory(), UserFactory(), os.urandom(6_000_000)

        name = storage.store_export(io.BytesIO(content), by=ana)

        with storage.open_export(name, by=ana) as stream:
            assert b"".join(stream) == content
        with pytest.raises(FileMissing, match="deleted after a day"):
            storage.open_export(name, by=ben)
        assert storage.delete_expired_uploads(now=timezone.now() + timedelta(hours=23)) == 0
        assert storage.delete_expired_uploads(now=timezone.now() + timedelta(hours=25)) == 1


class TestABucket:
    def test_renews_an_upload_as_a_folder_does(self, bucket, db, time_machine):
        ana = UserFactory()
        sha256 = storage.store_upload(LETTER, by=ana)
        first = bucket.get_modified_time(path := f"dropped/{ana.pk}/{sha256}")

        storage.renew_upload(sha256, by=ana)  # too soon to copy it again
        assert bucket.get_modified_time(path) == first

        bucket.renew(path)
        assert bucket.get_modified_time(path) >= first
        assert storage.read_upload(sha256, by=ana) == LETTER

    def test_sends_the_hash_for_the_server_to_compare(self, bucket):
        sent = []
        events = bucket.connection.meta.client.meta.events
        events.register("before-send.s3.PutObject", lambda request, **_: sent.append(request))

        sha256 = storage.store_file(LETTER)

        [request] = sent
        assert b64decode(request.headers["x-amz-checksum-sha256"]).hex() == sha256
        assert request.headers["If-None-Match"] == b"*"


@pytest.mark.django_db
class TestWhatIsInABucket:
    @pytest.fixture
    def ana(self):
        return UserFactory(analyst=True, username="ana")

    def test_is_uploaded_checked_backed_up_and_restored(
        self, bucket, ana, server, use_bucket, tmp_path
    ):
        upload = evidence_files.store_upload(
            content=samples.letter_pdf(), name="letter.pdf", by=ana, now=NOW
        )
        piece = EvidenceFactory(added_by=ana, url="")
        with acting_as(ana.username, id=ana.pk, source="site"):
            file = evidence_files.add_version(
                AddVersion(evidence=piece, upload=upload, by=ana, now=NOW, reason="Came")
            )
        orphan = storage.store_file(b"of a transaction that failed")
        later = timezone.now() + timedelta(days=15)
        result = check_evidence(now=later, on=later.date(), links=False, delete_orphaned=True)
        assert result.is_well
        assert result.deleted == [orphan]

        manifest = backup(tmp_path / "backup", now=NOW)

        assert manifest.evidence_paths
        assert verify_folder(tmp_path / "backup") == manifest
        other = use_bucket(bucket_url(server))
        with fill_storage(tmp_path / "backup", manifest):
            pass
        with pytest.raises(InvalidValue, match="or MEDIA_URL to an empty bucket"):
            check_storage_is_free(manifest)
        assert sorted(manifest.evidence_paths) == [path for path, _time in other.list_files("")]
        assert storage.read_file(file.sha256) == samples.letter_pdf()

    def test_is_missed_by_the_check_when_it_was_deleted(self, bucket):
        file = FileFactory()
        storage.delete_file(file.sha256)

        result = check_evidence(now=NOW, on=NOW.date(), links=False)

        assert EvidenceFault.MISSING in [issue.fault for issue in result.in_files]


@pytest.mark.django_db
class TestABucketThatIsAway:
    @pytest.fixture(params=["NoSuchBucket", "EndpointConnectionError"])
    def why(self, request, server, use_bucket):
        """The name of what is wrong."""
        address = server if request.param == "NoSuchBucket" else "http://127.0.0.1:9"
        use_bucket(bucket_url(address, "away", is_made=False))
        return f"the file storage refused or did not answer: {request.param}"

    def test_is_named_wherever_it_is_needed(self, why, tmp_path):
        ana, sha256 = UserFactory(analyst=True), hashlib.sha256(LETTER).hexdigest()

        with pytest.raises(OutputNotWritable, match=rf"not saved: .*\({why}\)"):
            storage.store_file(LETTER)
        with pytest.raises(OutputNotWritable, match=why):
            storage.store_export(io.BytesIO(LETTER), by=ana)
        with pytest.raises(FileMissing, match=f"can't be read now: {why}"):
            storage.read_file(sha256)
        with pytest.raises(FileMissing, match=f"can't be listed: {why}"):
            check_evidence(now=NOW, on=NOW.date(), links=False)
        with pytest.raises(FileMissing, match=f"can't be listed: {why}"):
            backup(tmp_path / "backup", now=NOW)
        assert not any(tmp_path.iterdir())
        storage.delete_upload(sha256, by=ana)  # it expires
