"""Sealing is refused on what does not verify: a seal must not speak for what was forged."""

from datetime import timedelta
from errno import ENOSPC

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core.management import CommandError, call_command
from django.utils import timezone

from tests.audit.tampering import (
    messages,
    remade,
    run,
    sealed,
    topic,
    unguarded,
    verified,
    write_key,
)
from tracker.actions.history.seals import record_restore, seal_history
from tracker.audit import seals
from tracker.audit.seals import heads_path
from tracker.errors import InvalidValue
from tracker.models import Event, Seal, Verification

pytestmark = pytest.mark.django_db
UNSIGNED = "signature = '', public_key = '', signed_since = NULL"


@pytest.fixture
def two_seals():
    for _each in range(2):
        topic()
        sealed()


def erase_newest_day():
    newest = Seal.objects.newest()
    run(f"DELETE FROM tracker_seal WHERE number = {newest.number}")
    run(f"DELETE FROM tracker_event WHERE id >= {newest.first}")
    run("DELETE FROM tracker_topic WHERE id = (SELECT max(id) FROM tracker_topic)")


def add_unsigned_seal():
    sealed()
    run(f"UPDATE tracker_seal SET {UNSIGNED} WHERE number = 3")
    seal = Seal.objects.get(number=3)
    run(f"UPDATE tracker_seal SET hash = '{seals.hash_seal(seal)}' WHERE number = 3")


class TestSealing:
    @pytest.mark.parametrize(
        ("tamper", "fault"),
        [
            (erase_newest_day, "but the newest here is 1: the database was rolled back"),
            (remade, "it and all after it were replaced"),
            (lambda: remade(Ed25519PrivateKey.generate()), "a key other than SEAL_KEY"),
            (add_unsigned_seal, "is not signed, although seals are signed since number 1"),
            (
                lambda: run(f"UPDATE tracker_seal SET {UNSIGNED} WHERE number = 1"),
                "its hash does not match its content",
            ),
            (lambda: run("DELETE FROM tracker_seal"), "but the newest here is 0"),
        ],
        ids=["erased", "remade", "another key", "unsigned", "stripped", "no seals"],
    )
    def test_is_refused_whatever_else_is_gone(self, two_seals, tamper, fault):
        topic()
        tamper()
        topic()
        numbers = set(Seal.objects.values_list("number", flat=True))

        with pytest.raises(CommandError, match=f"not sealed, .*{fault}.* backup"):
            call_command("seal_history")
        assert set(Seal.objects.values_list("number", flat=True)) == numbers

    def test_is_refused_to_a_chain_that_a_verification_knew_signed(self, two_seals):
        assert messages(verified()) == []
        remade()
        heads_path().unlink()
        newest = Seal.objects.newest().hash
        run(f"UPDATE tracker_verification SET newest_hash = '{newest}'")
        topic()

        with pytest.raises(InvalidValue, match="signed here than in an earlier verification"):
            seal_history(now=timezone.now())

    def test_is_of_a_restored_backup_again_once_that_is_written_beside_the_key(self, two_seals):
        erase_newest_day()
        record_restore(now=timezone.now())
        topic()

        (seal,) = sealed()

        assert (seal.number, seal.signed_since) == (2, 1)
        result = verified()
        assert (messages(result), len(result.notes)) == ([], 1)
        assert "a backup with seals up to number 1 was restored" in result.notes[0]
        assert Verification.objects.get().newest_hash == seal.hash


@pytest.mark.once
class TestTheKey:
    def test_is_made_with_the_first_seal_and_kept(self, settings):
        assert sealed() == [] and not settings.SEAL_KEY.exists()
        topic()
        (seal,) = sealed()
        made = settings.SEAL_KEY.read_bytes()
        seals.make_key(settings.SEAL_KEY)

        assert settings.SEAL_KEY.stat().st_mode & 0o777 == 0o600
        assert heads_path().stat().st_mode & 0o777 == 0o600
        assert settings.SEAL_KEY.read_bytes() == made
        assert seals.find_key().public_key().public_bytes_raw().hex() == seal.public_key
        assert {file.name for file in settings.SEAL_KEY.parent.iterdir()} >= {"seal_key.pem"}
        assert not list(settings.SEAL_KEY.parent.glob("seal_key.pem.*"))

    def test_that_another_process_made_meanwhile_is_taken(self, settings, monkeypatch):
        write_key(settings.SEAL_KEY, key := Ed25519PrivateKey.generate())
        monkeypatch.setattr(type(settings.SEAL_KEY), "exists", lambda _path: False)

        seals.make_key(settings.SEAL_KEY)

        assert seals.find_key().public_key() == key.public_key()

    def test_that_can_not_be_made_is_named(self, settings, tmp_path):
        settings.SEAL_KEY = tmp_path / "nowhere" / "seal.pem"
        topic()

        with pytest.raises(InvalidValue, match=r"seal.pem” can’t be used: No such .*Set SEAL_KEY"):
            sealed()
        assert not Seal.objects.exists()

    def test_that_is_gone_is_not_replaced_by_another(self, two_seals, settings):
        settings.SEAL_KEY.unlink()
        topic()

        with pytest.raises(InvalidValue, match=r"can’t be used: .*Restore it from a copy"):
            sealed()
        assert messages(verified()) == []
        heads_path().unlink()
        found, away = verified().notes
        assert f"{heads_path()} can't be read: No such file" in found
        assert "nothing here tells who signed them" in away

    def test_may_be_another_where_the_heads_know_the_first(self, two_seals, settings):
        first = seals.find_key()
        write_key(settings.SEAL_KEY, Ed25519PrivateKey.generate())
        topic()

        (seal,) = sealed()

        result = verified()
        assert (result.signed, messages(result)) == (3, [])
        assert seal.public_key != Seal.objects.get(number=2).public_key
        seals.sign(seal, first)  # which somebody else has
        with unguarded():
            seal.save()
        (fault,) = messages(verified())
        assert "Seal 3: it is signed with a key other than SEAL_KEY" in fault


@pytest.mark.once
class TestTheHeads:
    def test_that_can_not_be_written_are_named_and_written_later(
        self, two_seals, caplog, monkeypatch
    ):
        def fail(*_args):
            raise OSError(ENOSPC, "No space left on device")

        topic()
        with monkeypatch.context() as patch:
            patch.setattr(seals, "append_line", fail)
            with pytest.raises(
                InvalidValue, match=r'left on device. Append this line .*"number":2'
            ):
                record_restore(now=timezone.now())
            call_command("seal_history")

        sentence = f"Seal 3 did not reach {heads_path()}: No space left on device. Check SEAL_KEY."
        assert sentence in caplog.text
        assert len(seals.read_own_heads().heads) == 2
        call_command("seal_history")
        assert len(seals.read_own_heads().heads) == 3

    def test_that_were_cut_off_are_completed(self, two_seals):
        heads_path().write_bytes(heads_path().read_bytes()[:-20])
        topic()
        sealed()

        result = verified()
        assert messages(result) == []
        assert result.notes == [f"{heads_path()}, line 2: it was cut off."]


class TestTimes:
    @pytest.fixture
    def backdate(self):
        """Give the newest event another date, as the clock would have."""

        def move(**delta):
            with unguarded():
                newest = Event.objects.latest("pk")
                Event.objects.filter(pk=newest.pk).update(at=newest.at + timedelta(**delta))
            return newest.pk

        return move

    @pytest.mark.parametrize(
        ("delta", "words"),
        [
            ({"minutes": -7}, "before the event or the seal that precedes it"),
            ({"days": 1}, "after its seal or in the future"),
        ],
    )
    def test_that_run_backwards_or_ahead_are_refused_without_a_reason(
        self, two_seals, backdate, delta, words
    ):
        topic()
        bad = backdate(**delta)

        (fault,) = messages(verified())
        assert fault.startswith(f"Event {bad}: It is dated 2026-11-2") and words in fault
        with pytest.raises(CommandError, match=f"not verify: Event {bad}: It is dated"):
            call_command("seal_history")

        call_command("seal_history", clock_was_wrong="The battery was empty.")

        topic()
        (seal,) = sealed()
        result = verified()
        assert (seal.number, seal.note, messages(result)) == (4, "", [])
        assert result.notes == [
            "Seal 3: times were not verified, since the clock was wrong: The battery was empty."
        ]

    @pytest.mark.parametrize("minutes", [-4, 4])
    def test_that_differ_a_little_are_well(self, two_seals, backdate, minutes):
        topic()
        backdate(minutes=minutes)

        assert sealed()
        assert messages(verified()) == []

    def test_are_as_well_as_they_were_in_seals_made_before(self, backdate):
        topic()
        bad = backdate(days=-9)
        topic()
        backdate(days=-9)
        seal_history(now=timezone.now(), clock_was_wrong="As it was")
        with unguarded():
            Seal.objects.update(note="")
        remade()

        assert bad and messages(verified())[1:] == []

    def test_need_a_short_reason(self):
        with pytest.raises(InvalidValue, match=r"too long\. Give up to 300 characters"):
            seal_history(now=timezone.now(), clock_was_wrong="x" * 301)
