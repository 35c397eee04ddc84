"""Uploads with a full disk, a killed process, or two people at once."""

import signal
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from django.core.files.storage import storages

from tests.actions.assessments.test_concurrency import at_once
from tests.documents import samples
from tests.factories import EvidenceFactory, UserFactory
from tests.helpers.databases import beside
from tests.helpers.faults import as_nobody
from tracker.actions.evidence import files as evidence_files, storage
from tracker.actions.evidence.checks import check_evidence
from tracker.actions.evidence.files import AddVersion
from tracker.audit.context import acting_as
from tracker.errors import InvalidValue, OutputNotWritable
from tracker.models import Event, File

pytestmark = pytest.mark.real_clock  # as the disk
NOW = datetime(2024, 10, 3, 9, tzinfo=UTC)
OTHER = samples.pdf()


def drop(by, content=None):
    content = content or samples.letter_pdf()
    return evidence_files.store_upload(content=content, name="letter.pdf", by=by, now=NOW)


def add(piece, dropped, by):
    with acting_as(by.username, id=by.pk, source="site"):
        return evidence_files.add_version(
            AddVersion(evidence=piece, upload=dropped, by=by, now=NOW, reason="Came")
        )


def on_disk():
    folder = Path(storages["evidence"].location)
    return [str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()]


def stored_by(settings, backend):
    storage_settings = settings.STORAGES["evidence"]
    settings.STORAGES = {**settings.STORAGES, "evidence": {**storage_settings, "BACKEND": backend}}


@pytest.fixture
def ana(db):
    return UserFactory(analyst=True, username="ana")


@pytest.fixture
def piece(ana):
    return EvidenceFactory(added_by=ana, url="")


class TestAnUpload:
    def test_is_for_the_owner_of_the_process_alone(self, ana):
        drop(ana)

        paths = [*Path(storages["evidence"].location).rglob("*")]
        assert {path.stat().st_mode & 0o777 for path in paths if path.is_dir()} == {0o700}
        assert {path.stat().st_mode & 0o777 for path in paths if path.is_file()} == {0o600}


class TestAFullDisk:
    def test_refuses_an_upload_and_keeps_nothing_of_it(self, ana, settings):
        stored_by(settings, "tests.helpers.faulty_storages.FullStorage")

        with pytest.raises(OutputNotWritable, match="No space left on device"):
            drop(ana)

        assert on_disk() == []

    def test_refuses_what_is_logged_and_writes_no_row(self, ana, piece, settings):
        dropped = drop(ana)
        before, lying = Event.objects.count(), on_disk()
        stored_by(settings, "tests.helpers.faulty_storages.FullStorage")

        with pytest.raises(OutputNotWritable, match=r"not writable \(No space left"):
            add(piece, dropped, ana)

        assert (Event.objects.count(), File.objects.count()) == (before, 0)
        assert on_disk() == lying  # it still waits to be logged


class TestAFolderThatIsShut:
    def test_refuses_with_its_reason(self, ana, piece):
        dropped = drop(ana)
        folder = Path(storages["evidence"].location)
        (folder / "kept").write_bytes(b"a file where a folder must be")  # shut for root too

        with pytest.raises(OutputNotWritable, match="The file was not saved"):
            add(piece, dropped, ana)

        assert not File.objects.exists()
        (folder / "kept").unlink()
        assert add(piece, dropped, ana).number == 1

    def test_for_writing_refuses_too(self, ana):
        folder = Path(storages["evidence"].location)
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o500)

        with as_nobody(), pytest.raises(OutputNotWritable, match="Permission denied"):
            drop(ana)


class TestAWriteThatWasCutOff:
    def test_is_written_anew_by_the_next_who_brings_it(self, ana, piece):
        dropped = drop(ana)
        sha256 = storage.store_file(samples.letter_pdf())
        path = Path(storages["evidence"].path(f"kept/{sha256[:2]}/{sha256}"))
        path.write_bytes(b"half")

        add(piece, dropped, ana)

        assert storage.read_file(sha256) == samples.letter_pdf()


@pytest.mark.django_db(transaction=True)
@pytest.mark.once
class TestAMachineThatGoes:
    @pytest.mark.parametrize(
        ("where", "rows", "waits"),
        [
            ("write 1", 0, False),  # while the file is dropped
            ("write 2", 0, True),  # while the original is kept
            ("write 3", 0, True),  # while the clean copy is
            ("row", 0, True),  # before the transaction ends
            ("commit", 1, True),  # after it, before what was dropped is taken away
            ("nowhere", 1, False),
        ],
    )
    def test_leaves_no_row_without_its_bytes(self, ana, piece, where, rows, waits):
        folder = storages["evidence"].location
        ended = beside("actions/evidence/killed_upload.py", folder, piece.pk, ana.username, where)

        assert ended.returncode == (0 if where == "nowhere" else -signal.SIGKILL), ended.stderr
        assert File.objects.count() == rows
        whole = [path for path in on_disk() if path.startswith("dropped") and path[-5:] != ".part"]
        assert bool(whole) == waits
        results = _checked(delete_orphaned=True)
        assert results.is_well
        assert results.files == rows
        assert len(on_disk()) == 2 * rows  # the original and the clean copy, and nothing else
        again = add(piece, drop(ana, OTHER), ana)
        assert again.number == rows + 1


@pytest.mark.django_db(transaction=True)
class TestTwoAtOnce:
    def test_who_add_a_version_get_a_number_each(self, piece, ana):
        ben = UserFactory(analyst=True)
        calls = [(drop(ana), ana), (drop(ben, OTHER), ben)]

        results = at_once(*(partial(add, piece, dropped, by) for dropped, by in calls))

        assert sorted(one.number for one in results) == [1, 2]

    def test_who_bring_the_same_file_make_one_version(self, piece, ana):
        ben = UserFactory(analyst=True)
        calls = [(drop(ana), ana), (drop(ben), ben)]

        results = at_once(*(partial(add, piece, dropped, by) for dropped, by in calls))

        assert sorted(type(one).__name__ for one in results) == [
            File.__name__,
            InvalidValue.__name__,
        ]
        assert File.objects.get().number == 1

    def test_who_bring_the_same_file_to_two_pieces_both_keep_it(self, ana):
        for number in range(4):
            content = samples.pdf(pages=number + 2)
            ben, pieces = UserFactory(analyst=True), EvidenceFactory.create_batch(2, url="")
            calls = zip(pieces, [drop(ana, content), drop(ben, content)], [ana, ben], strict=True)

            results = at_once(*(partial(add, *action) for action in calls))

            assert [type(one) for one in results] == [File, File]
        assert _checked().is_well

    def test_who_bring_what_is_being_tidied_away_keep_their_bytes(self, ana):
        for number in range(4):
            content = samples.pdf(pages=number + 2)
            storage.store_file(content)  # of a transaction that failed
            piece, dropped = EvidenceFactory(url=""), drop(ana, content)

            results = at_once(
                partial(add, piece, dropped, ana), partial(_checked, delete_orphaned=True)
            )

            assert not [one for one in results if isinstance(one, Exception)]
            assert storage.read_file(dropped.file.sha256) == content


def _checked(**asked):
    later = datetime.now(UTC) + timedelta(days=15)
    with acting_as("command:check_evidence", source="command"):
        return check_evidence(now=later, on=later.date(), links=False, **asked)
