"""Verifying history as a whole: what is compared, and the row that is kept of it."""

import pytest
from django.db import DatabaseError
from django.utils import timezone

from tests.audit.conftest import key  # noqa: F401  the fixture of signed seals
from tests.audit.tampering import run, topic, topics
from tests.factories import AssessmentFactory, as_factory
from tracker.actions.history import seals
from tracker.actions.history.seals import export_seals, seal_history, verify_history
from tracker.audit.context import acting_as
from tracker.errors import InvalidValue
from tracker.models import Event, Seal, StatusSpan, Verification

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def command():
    with acting_as("command:verify", source="command"):
        yield


class TestVerification:
    def test_is_kept_with_what_was_counted(self, key):  # noqa: F811
        topics(3)
        for _twice in range(2):
            topic()
            seal_history(now=timezone.now())
        topic()

        result = verify_history(now=(now := timezone.now()), since=2)

        kept = Verification.objects.get()
        assert (kept.at, kept.by, kept.since) == (now, "command:verify", 2)
        newest = Seal.objects.get(number=2)
        assert (kept.newest_number, kept.newest_hash) == (2, newest.hash)
        assert (kept.seals, kept.signed, kept.sealed, kept.unsealed) == (1, 1, 1, 1)
        assert (kept.rows, kept.first_bad, kept.faults) == (result.rows, None, [])

    def test_looks_at_all_seals_without_a_first(self):
        for _twice in range(2):
            topic()
            seal_history(now=timezone.now())

        assert verify_history(now=timezone.now()).seals == 2

    @pytest.mark.parametrize(("many", "newest"), [(0, 0), (2, 2)])
    def test_begins_with_a_seal_that_is_there(self, many, newest):
        for _one in range(many):
            topic()
            seal_history(now=timezone.now())

        with pytest.raises(InvalidValue, match=rf"no seal 3. Enter a number from 1 to {newest}\."):
            verify_history(now=timezone.now(), since=3)
        assert not Verification.objects.exists()

    def test_takes_the_signature_of_the_key_alone(self, key):  # noqa: F811
        topic()
        seal_history(now=timezone.now())
        assert verify_history(now=timezone.now()).faults == []
        run("UPDATE tracker_seal SET public_key = '" + "00" * 32 + "'")

        assert verify_history(now=timezone.now()).faults

    def test_keeps_twenty_faults_in_sentences(self):
        topics(25)
        seal_history(now=timezone.now())
        run("UPDATE tracker_event SET actor_name = 'Somebody else'")

        result = verify_history(now=timezone.now())

        kept = Verification.objects.get()
        assert kept.faults == [str(fault) for fault in result.faults[:20]]
        assert (len(kept.faults), kept.first_bad) == (20, Event.objects.earliest("pk").pk)

    def test_compares_hashes_on_paper(self):
        topic()
        (seal,) = seal_history(now=timezone.now())

        assert verify_history(now=timezone.now(), printed={1: seal.hash}).faults == []
        assert verify_history(now=timezone.now(), printed={1: "0" * 64}).faults

    def test_tells_where_past_days_differ_from_the_judgments(self):
        row = AssessmentFactory(approved=True).recommendation
        assert verify_history(now=timezone.now()).faults == []
        with as_factory():
            StatusSpan.objects.all().delete()

        (fault,) = verify_history(now=timezone.now()).faults

        assert str(fault).startswith(f"{row.cited_as}: the statuses of past days do not match")

    def test_tells_that_past_days_could_not_be_compared(self, monkeypatch):
        def fail():
            raise DatabaseError("no such table")

        monkeypatch.setattr(seals, "find_differences", fail)

        (fault,) = verify_history(now=timezone.now()).faults

        assert str(fault).endswith("could not be compared with the assessments (DatabaseError).")
        assert Verification.objects.get().faults == [str(fault)]

    def test_that_breaks_off_is_kept_as_proving_nothing(self, monkeypatch):
        def fail(**_options):
            raise RuntimeError("gone")

        monkeypatch.setattr(seals.verification, "verify", fail)

        with pytest.raises(RuntimeError, match="gone"):
            verify_history(now=timezone.now())

        (told,) = Verification.objects.get().faults
        assert "stopped before the end (RuntimeError), so nothing is proven" in told


class TestSealing:
    def test_of_an_event_that_can_not_be_read_is_refused(self):
        topics(2)
        bad = Event.objects.latest("pk").pk
        run(f"UPDATE tracker_event SET at = 'infinity' WHERE id = {bad}")

        with pytest.raises(InvalidValue, match=f"not sealed, .* Event {bad}: It can’t be read"):
            seal_history(now=timezone.now())
        assert not Seal.objects.exists()


class TestExport:
    def test_counts_and_appears_when_it_is_whole(self, tmp_path):
        topics(3)
        seal_history(now=timezone.now())
        path = tmp_path / "seals.jsonl"

        assert export_seals(path) == (1, 0)
        assert not list(tmp_path.glob("*.part"))
        assert export_seals(tmp_path / "all.jsonl", with_events=True) == (1, Event.objects.count())

    def test_to_no_folder_is_refused(self, tmp_path):
        with pytest.raises(InvalidValue, match=r"can’t be written: No such file or directory\."):
            export_seals(tmp_path / "none" / "seals.jsonl")

    def test_that_fails_at_its_end_leaves_nothing(self, tmp_path, monkeypatch):
        topic()
        seal_history(now=timezone.now())

        def fail(**_options):
            yield "seal", b"{}"
            raise OSError("No space left on device")

        monkeypatch.setattr(seals, "_serialize_seals", fail)

        with pytest.raises(InvalidValue, match="can’t be written: No space left on device"):
            export_seals(tmp_path / "seals.jsonl")
        assert not list(tmp_path.glob("seals.jsonl*"))
