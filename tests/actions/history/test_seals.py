"""Seals: made, signed, exported and checked by who has nothing but the export."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    generate_private_key as of_another_kind,
)
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from tests.audit.tampering import remade, sealed, topic, topics, write_key
from tests.factories import as_factory
from tests.helpers.faults import files_end_at
from tracker.actions.history import seals as history_seals
from tracker.errors import InvalidValue
from tracker.models import Event, Seal, Topic

pytestmark = pytest.mark.django_db
CHECKER = Path(__file__).parents[3] / "docs/check_seals.py"


def checked(path, *more, alone=False):
    """Exit code and what was said; `alone`: by a Python that has no package besides its own."""
    python = [sys.executable, *(["-S"] if alone else [])]
    ran = subprocess.run([*python, str(CHECKER), str(path), *more], capture_output=True, text=True)
    return ran.returncode, ran.stdout


class TestSealing:
    def test_covers_what_is_new_and_begins_with_the_seal_before(self):
        topics(3)
        (first,) = sealed()
        topic()
        (second,) = sealed()

        assert (first.number, first.previous, first.count) == (1, "", Event.objects.count() - 1)
        assert (second.number, second.previous, second.count) == (2, first.hash, 1)
        assert second.first == second.last == Event.objects.latest("pk").pk
        assert sealed() == []

    def test_makes_several_of_very_many(self, monkeypatch):
        monkeypatch.setattr(history_seals, "MAX_EVENTS", 2)
        topics(5)
        total = Event.objects.count()

        made = sealed()

        assert [seal.number for seal in made] == list(range(1, len(made) + 1))
        assert sum(seal.count for seal in made) == total
        assert max(seal.count for seal in made) == 2

    def test_is_for_ever(self):
        topic()
        (seal,) = sealed()

        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            Seal.objects.update(hash="0" * 64)
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            Seal.objects.filter(pk=seal.pk).delete()

    def test_leaves_no_line_of_history(self):
        topic()
        before = Event.objects.count()

        sealed()

        assert Event.objects.count() == before

    def test_is_said_by_the_command(self, capsys):
        topic()

        call_command("seal_history")
        call_command("seal_history")

        seal = Seal.objects.get()
        assert capsys.readouterr().out == (
            f"Seal 1: events {seal.first} to {seal.last} ({seal.count}). {seal.hash}, signed\n"
            "Nothing new: every event is sealed.\n"
        )


class TestTheKey:
    def test_signs(self, key):
        topic()

        (seal,) = sealed()

        assert (seal.public_key, len(seal.signature)) == (key, 128)

    @pytest.mark.parametrize("held", ["words", "another kind"])
    def test_that_is_none_stops_the_sealing(self, settings, tmp_path, held):
        path = tmp_path / "seal.pem"
        if held == "words":
            path.write_text("no key")
        elif held == "another kind":
            write_key(path, of_another_kind(SECP256R1()))
        settings.SEAL_KEY = str(path)
        topic()

        with pytest.raises(InvalidValue, match=r"SEAL_KEY=.*can’t be used: .*openssl genpkey"):
            sealed()
        assert not Seal.objects.exists()


@pytest.mark.once
class TestADisk:
    @pytest.mark.parametrize(
        ("pragma", "why"),
        [
            ("max_page_count = 1", "database or disk is full"),
            ("query_only = on", "attempt to write a readonly database"),
        ],
    )
    def test_that_takes_no_seal_is_named_and_the_next_run_seals(self, pragma, why):
        with as_factory():
            Topic.objects.bulk_create(Topic(code=f"t{n}", name="Shelters") for n in range(300))
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA {pragma}")
        try:
            with pytest.raises(CommandError, match=rf"can't be written: {why}\. Free space on"):
                call_command("seal_history")
        finally:
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA max_page_count = 4294967294")
                cursor.execute("PRAGMA query_only = off")

        assert not Seal.objects.exists()
        call_command("seal_history")
        assert Seal.objects.get().count == Event.objects.count()

    def test_that_is_full_leaves_no_export(self, tmp_path):
        topics(30)
        sealed()

        with (
            files_end_at(100),
            pytest.raises(InvalidValue, match=r"can’t be written: File too large"),
        ):
            history_seals.export_seals(tmp_path / "seals.jsonl")

        assert not list(tmp_path.glob("seals.jsonl*"))

    def test_that_fails_the_database_leaves_no_export(self, tmp_path, monkeypatch):
        topic()
        sealed()
        monkeypatch.setattr(history_seals.seals, "format_moment", lambda at: 1 / 0)

        with pytest.raises(ZeroDivisionError):
            history_seals.export_seals(tmp_path / "seals.jsonl")

        assert not list(tmp_path.glob("seals.jsonl*"))


class TestExport:
    def test_is_checked_without_the_tracker(self, key, tmp_path, capsys):
        topic(name="Only “here”: Ministria e Punëve të Brendshme ✓")
        sealed()
        topic()
        sealed()
        path = tmp_path / "seals.jsonl"

        call_command("export_seals", str(path), with_events=True)

        assert f"(seals: 2, events: {Event.objects.count()})." in capsys.readouterr().out
        summary = f"2 seals and {Event.objects.count()} events checked, 0 wrong.\n"
        verified = "Signatures: 2 verified, 0 not looked at.\n"
        assert checked(path, key.upper()) == (0, verified + summary)
        code, output = checked(path, alone=True)
        assert (code, output.splitlines()[0]) == (0, "Signatures: 0 verified, 2 not looked at.")
        assert "Only" not in path.read_text()
        assert checked(path, "00" * 32)[0] == 1

    @pytest.mark.parametrize(
        ("change", "expected"),
        [
            (
                lambda values: values[0].__setitem__(6, "Somebody else"),
                "differs from the one that was sealed",
            ),
            (lambda values: values.pop(0), "differs from the one that was sealed"),
            (
                lambda values: values[-1].__setitem__("created_at", "2020"),
                "hash does not match",
            ),
            (lambda values: values[-1].__setitem__("entries", ""), "entries differ from those"),
            (
                lambda values: values[-1].__setitem__("signature", "00" * 64),
                "signature does not match",
            ),
            (
                lambda values: values[-1].__setitem__("entries", "no hex"),
                "can't be read: ValueError",
            ),
            (lambda values: values[-1].pop("root"), "can't be read: KeyError('root')"),
            (lambda values: values.insert(0, 5), "Line 1 can't be read"),
            (lambda values: values[-1].__setitem__("signature", ""), "newest seal is not signed"),
            (
                lambda values: values[-1].__setitem__("previous", "00" * 32),
                "hash of the previous seal",
            ),
        ],
    )
    def test_that_was_changed_is_found_out(self, key, tmp_path, change, expected):
        topics(2)
        sealed()
        path = tmp_path / "seals.jsonl"
        call_command("export_seals", str(path), with_events=True)
        lines = [json.loads(line) for line in path.read_text().splitlines()]
        change(lines)
        path.write_text("\n".join(json.dumps(line) for line in lines))

        code, output = checked(path, key)

        assert (code, expected in output) == (1, True)

    def test_is_signed_from_the_first_key_on(self, tmp_path, settings):
        topic()
        sealed()
        remade()
        key = Ed25519PrivateKey.generate()
        settings.SEAL_KEY = write_key(tmp_path / "seal.pem", key)
        for _ in range(2):
            topic()
            sealed()
        path, given = tmp_path / "seals.jsonl", key.public_key().public_bytes_raw().hex()
        call_command("export_seals", str(path))

        verified = "Signatures: 2 verified, 0 not looked at.\n"
        summary = "3 seals and 0 events checked, 0 wrong.\n"
        assert checked(path, given) == (0, verified + summary)
        lines = [json.loads(line) for line in path.read_text().splitlines()]
        lines[1]["signature"] = ""
        path.write_text("\n".join(json.dumps(line) for line in lines))
        assert "Seal 2: it is not signed, although seals are since number 2." in checked(path)[1]

    def test_is_compared_with_seals_known_from_elsewhere(self, tmp_path):
        made = [seal for _each in range(2) for seal in (topic(), sealed()[0])[1:]]
        path = tmp_path / "seals.jsonl"
        call_command("export_seals", str(path))
        known = [f"--head={seal.number}:{seal.hash[:8].upper()}" for seal in made]

        assert checked(path, *known)[0] == 0
        code, output = checked(path, *known, "--head=1:00000000", "--head=3:00000000")
        assert (code, output.splitlines()[:2]) == (
            1,
            [
                f"Seal 1: it is {made[0].hash}, but was 00000000.",
                "Seal 3: it is not in this file, but was 00000000.",
            ],
        )
        assert checked(path, "--head=1:0000")[0] == 2

    def test_of_some_events_is_found_out_unless_that_is_asked_for(self, tmp_path):
        topic()
        (first,) = sealed()
        topics(2)
        sealed()
        path, part = tmp_path / "seals.jsonl", tmp_path / "part.jsonl"
        call_command("export_seals", str(path), with_events=True)
        lines = path.read_text().splitlines()
        of_first, seals = first.count, [line for line in lines if line.startswith("{")]

        def check_lines(*kept, asked=()):
            part.write_text("\n".join(kept))
            return checked(part, *asked)

        verified = "Signatures: 2 verified, 0 not looked at.\n2 seals and"
        no_first = f"Seal 1: its events are not given.\n{verified} 2 events checked, {{}} wrong.\n"
        assert check_lines(*lines[of_first:]) == (1, no_first.format(1))
        assert check_lines(*lines[of_first:], asked=["--some-events"]) == (0, no_first.format(0))
        assert check_lines(*lines[:-3], seals[1])[1].startswith(
            "Seal 2: its events are not given.\n"
        )
        assert check_lines(*seals) == (0, f"{verified} 0 events checked, 0 wrong.\n")
        assert "no seal follows it.\n" in check_lines(*lines, lines[0])[1]
        assert check_lines()[0] == 1

    def test_writes_over_nothing(self, tmp_path):
        path = tmp_path / "seals.jsonl"
        path.write_text("kept")

        with pytest.raises(Exception, match="exists already"):
            call_command("export_seals", str(path))
        assert path.read_text() == "kept"
        assert Topic.objects.count() == 0
