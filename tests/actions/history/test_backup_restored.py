"""Restoring a backup into either database, and what is refused."""

import json
import re
import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace
from functools import partial
from hashlib import sha256

import pytest
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, connection
from django.db.migrations.recorder import MigrationRecorder

from tests.actions.history.conftest import (
    LETTER,
    NOW,
    after,
    evidence_in,
    fill,
    killed_in,
    lying,
)
from tests.factories import TopicFactory
from tests.helpers.databases import migrate_at_once, on_sqlite
from tests.helpers.faulty_storages import die
from tests.helpers.rollback import undone
from tracker.actions.evidence import storage
from tracker.actions.history import backup as history_backup
from tracker.actions.history import backup_manifest, backup_rows
from tracker.actions.history.backup import backup, restore
from tracker.actions.history.backup_manifest import Checksum
from tracker.audit import triggers
from tracker.audit.event_stream import read_rows
from tracker.audit.seals import COLUMNS, serialize_event
from tracker.audit.verification import verify
from tracker.errors import FileUnreadable, InvalidValue, OutputNotWritable
from tracker.models import Event, File, Seal, Topic, User

pytestmark = pytest.mark.django_db


def nothing_is_there():
    return not (User.objects.exists() or Event.objects.exists() or lying())


class TestABackup:
    def test_restored_and_backed_up_again_is_the_same_to_the_byte(self, made, folder, tmp_path):
        manifest_read = restore(folder)

        again = backup(tmp_path / "again", now=NOW)
        assert again.content == manifest_read.content == made.content
        assert storage.read_file(File.objects.get().sha256) == LETTER
        assert User.objects.get(username="ana").may_write  # the groups of the backup, not others
        assert Group.objects.count() == made.rows["auth_group"]
        assert triggers.find_missing() == []
        verified = verify()
        assert (verified.faults, verified.sealed > 10, Seal.objects.count()) == ([], True, 1)

    def test_goes_on_with_keys_that_were_never_given(self, folder):
        if connection.vendor == "postgresql":  # where keys outlive what is undone
            with connection.cursor() as cursor:
                for table in ("tracker_topic", "tracker_event"):
                    cursor.execute(f"ALTER TABLE {table} ALTER COLUMN id RESTART")

        restore(folder)

        gone = Event.objects.filter(table="tracker_topic", operation="delete").get()
        newest = Event.objects.latest("pk")
        assert TopicFactory().pk == gone.key + 1
        assert Event.objects.latest("pk").pk == newest.pk + 1

    def test_of_the_other_database_is_restored_and_has_the_same_content(self, tmp_path):
        if connection.vendor != "postgresql":
            pytest.skip("asked on PostgreSQL: from there to SQLite and back")
        with undone():
            fill()
            made = backup(tmp_path / "from postgres", now=NOW)
        with evidence_in(tmp_path / "other"), on_sqlite(tmp_path / "empty.sqlite3") as sqlite:
            migrate_at_once(sqlite)
            restore(tmp_path / "from postgres", using=sqlite)
            assert triggers.find_missing(sqlite) == []
            other = backup(tmp_path / "from sqlite", now=NOW, using=sqlite)
            on_sqlite_sealed = sealed_as(sqlite)
        with evidence_in(tmp_path / "again"):
            restore(tmp_path / "from sqlite")
            again = backup(tmp_path / "from postgres again", now=NOW)

        assert (made.database, other.database) == ("postgresql", "sqlite")
        assert made.content == other.content == again.content
        assert sealed_as("default") == on_sqlite_sealed
        assert verify().faults == []


class TestADatabaseThatWasNotMigrated:
    def test_is_migrated_first(self, folder, monkeypatch):
        def migrate(name, **options):
            MigrationRecorder(connection).record_applied("tracker", "0001_initial")
            asked.append((name, options["database"], User.objects.exists()))

        asked = []
        MigrationRecorder(connection).record_unapplied("tracker", "0001_initial")
        monkeypatch.setattr(backup_manifest, "call_command", migrate)

        restore(folder)

        assert asked == [("migrate", "default", False)]

    def test_is_refused_to_a_role_that_makes_no_tables(self, folder, monkeypatch):
        monkeypatch.setattr(backup_manifest, "call_command", refusing_tables)
        MigrationRecorder(connection).record_unapplied("tracker", "0001_initial")

        with pytest.raises(InvalidValue, match="Run it as the role that owns the database"):
            restore(folder)


def refusing_tables(*_args, **_said):
    raise ProgrammingError("permission denied for schema public")


class TestADamagedBackup:
    @pytest.mark.parametrize(
        ("harm", "sentence"),
        [
            ("changed", r"a file was cut off or changed \(rows/tracker_topic.jsonl\)"),
            ("cut off", r"a file was cut off or changed \(rows/tracker_event.jsonl\)"),
            ("foreign", r"a file does not belong to it \(rows/letter\)"),
            ("led elsewhere", r"a file was cut off or changed \(rows/tracker_topic.jsonl\)"),
            ("missing", r"a file is missing \(files/kept/"),
            ("told otherwise", "its manifest was changed"),
            ("half told", "its manifest.json does not say what one says"),
            ("of another format", "is a backup of format 2, and this version reads format 1"),
            ("of the future", r"of a newer version.*\(tracker.0999_next\)"),
            (
                "of the past",
                r"of an older version, before tracker.0001_initial. Install that version",
            ),
        ],
    )
    def test_is_refused_by_the_name_of_what_is_wrong(self, harm, sentence, folder):
        HARMS[harm](folder)

        with pytest.raises((FileUnreadable, InvalidValue), match=sentence):
            restore(folder)

        assert nothing_is_there()

    def test_that_is_none_is_refused(self, tmp_path):
        with pytest.raises(CommandError, match=r"no whole backup, since its manifest.json can't"):
            call_command("restore", str(tmp_path))


class TestAnythingThere:
    def test_in_the_database_is_refused_and_stays(self, folder):
        topic = TopicFactory()

        with pytest.raises(
            InvalidValue, match=r"holds rows already \(tracker_event, tracker_topic\)"
        ):
            restore(folder)

        assert (Topic.objects.get(), lying()) == (topic, [])

    def test_among_the_files_is_refused_and_stays(self, folder):
        storage.store_file(b"Another letter")
        there = lying()

        with pytest.raises(InvalidValue, match=rf"the folder of files is not empty \({there[0]}\)"):
            restore(folder)

        assert (lying(), User.objects.exists()) == (there, False)


class TestARestoreThatFails:
    def test_for_a_row_leaves_nothing(self, folder, monkeypatch):
        monkeypatch.setattr(backup_rows, "_hash_rows", lambda model, using: "other")

        with pytest.raises(FileUnreadable, match="the rows do not read back as they were"):
            restore(folder)

        assert nothing_is_there()
        assert triggers.find_missing() == []

    def test_for_a_row_that_the_database_refuses_leaves_nothing(self, folder, made):
        write_anew(folder, made, "rows/tracker_recommendation.jsonl", b"")

        with pytest.raises(FileUnreadable, match="the database refused a row"):
            restore(folder)
        write_anew(folder, made, "rows/tracker_recommendation.jsonl", b"[1]\n")
        with pytest.raises(FileUnreadable, match=r"tracker_recommendation: \[1\]"):
            restore(folder)

        assert nothing_is_there()

    def test_for_a_full_disk_leaves_nothing(self, folder, settings):
        values = settings.STORAGES["evidence"]
        full = {**values, "BACKEND": "tests.helpers.faulty_storages.FullStorage"}
        settings.STORAGES = {**settings.STORAGES, "evidence": full}

        with pytest.raises(
            OutputNotWritable, match="Nothing was restored: No space left on device"
        ):
            restore(folder)

        assert nothing_is_there()


class TestAKill:
    @pytest.fixture
    def empty(self, tmp_path):
        """A migrated, empty SQLite database."""
        if connection.vendor != "sqlite":
            pytest.skip("asked on SQLite")
        with (
            closing(sqlite3.connect(connection.settings_dict["NAME"])) as there,
            closing(sqlite3.connect(tmp_path / "empty.sqlite3")) as copy,
        ):
            there.backup(copy)  # what tests write is never committed
        with on_sqlite(tmp_path / "empty.sqlite3") as using:
            yield using

    def test_in_the_midst_of_a_backup_leaves_nothing_that_looks_whole(
        self, empty, tmp_path, monkeypatch
    ):
        monkeypatch.setattr(history_backup, "write_file", after(20, history_backup.write_file, die))

        assert killed_in(partial(backup, tmp_path / "new", now=NOW), empty)

        assert not (tmp_path / "new").exists()
        assert len(list((tmp_path / "new.part" / "rows").iterdir())) == 20
        monkeypatch.undo()
        backup(tmp_path / "new", now=NOW, using=empty)
        assert (tmp_path / "new" / "manifest.json").is_file()

    def test_in_the_midst_of_a_restore_leaves_nothing_and_the_same_backup_goes_on(
        self, empty, folder, made, tmp_path, monkeypatch
    ):
        monkeypatch.setattr(backup_rows, "_hash_rows", after(20, backup_rows._hash_rows, die))

        assert killed_in(partial(restore, folder), empty)

        monkeypatch.undo()
        assert not User.objects.using(empty).exists()
        assert triggers.find_missing(empty) == []
        assert lying() == sorted([*made.evidence_paths, "restore-unfinished.json"])
        backup(tmp_path / "another", now=NOW)
        with pytest.raises(InvalidValue, match="the same backup may go on"):
            restore(tmp_path / "another", using=empty)
        restore(folder, using=empty)
        assert lying() == sorted(made.evidence_paths)
        assert User.objects.using(empty).count() == made.rows["tracker_user"]


def sealed_as(using):
    """Return the sealed content of each event, as read from this database."""
    return sorted(
        serialize_event(row).content
        for row in read_rows(f"SELECT {COLUMNS} FROM tracker_event", [], using)
    )


def write_anew(folder, manifest, path, content):
    """Replace a file, and write its new checksum to the manifest."""
    (folder / path).write_bytes(content)
    values = Checksum(sha256(content).hexdigest(), len(content))
    changed = replace(manifest, files={**manifest.files, path: values})
    (folder / "manifest.json").write_bytes(changed.to_json())


def rewrite(folder, **values):
    manifest = folder / "manifest.json"
    manifest.write_text(json.dumps({**json.loads(manifest.read_bytes()), **values}))


def lead_elsewhere(folder):
    file = folder / "rows" / "tracker_topic.jsonl"
    shutil.move(file, folder.parent / "elsewhere")
    file.symlink_to(folder.parent / "elsewhere")


def with_migrations(folder, change):
    rewrite(
        folder, migrations=change(json.loads((folder / "manifest.json").read_bytes())["migrations"])
    )


def shorten(path):
    path.write_bytes(path.read_bytes()[:-1])


HARMS = {
    "changed": lambda folder: (folder / "rows" / "tracker_topic.jsonl").write_text("{}\n"),
    "cut off": lambda folder: shorten(folder / "rows" / "tracker_event.jsonl"),
    "foreign": lambda folder: (folder / "rows" / "letter").touch(),
    "led elsewhere": lead_elsewhere,
    "missing": lambda folder: next((folder / "files").rglob("kept/*/*")).unlink(),
    "told otherwise": lambda folder: rewrite(folder, content="0" * 64),
    "half told": lambda folder: (
        shorten(folder / "manifest.json") or shorten(folder / "manifest.json")
    ),
    "of another format": lambda folder: rewrite(folder, format=2),
    "of the future": lambda folder: with_migrations(
        folder, lambda all: [*all, "tracker.0999_next"]
    ),
    "of the past": lambda folder: with_migrations(
        folder, lambda all: [name for name in all if not re.match(r"tracker\.0001", name)]
    ),
}
