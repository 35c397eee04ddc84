"""Restoring the rows of a backup into either database."""

from dataclasses import replace
from hashlib import sha256

import pytest
from django.contrib.auth.models import Group
from django.db import connection

from tests.actions.history.conftest import (
    LETTER,
    NOW,
    evidence_in,
    fill,
    nothing_is_there,
)
from tests.factories import TopicFactory, as_factory
from tests.helpers.databases import migrate_at_once, on_sqlite
from tests.helpers.rollback import undone
from tracker.actions.evidence import storage
from tracker.actions.history import backup_manifest
from tracker.actions.history.backup import backup, restore
from tracker.actions.history.backup_manifest import Checksum
from tracker.audit import triggers
from tracker.audit.event_stream import read_rows
from tracker.audit.seals import COLUMNS, serialize_event
from tracker.audit.verification import verify
from tracker.errors import FileUnreadable
from tracker.models import Event, File, Seal, User

pytestmark = pytest.mark.django_db


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

    def test_takes_back_no_key_that_was_given(self, folder):
        with undone(), as_factory():
            given = Group.objects.bulk_create(Group(name=f"role {n}") for n in range(20))[-1].pk

        with undone():
            restore(folder)

        with as_factory():
            new = Group.objects.create(name="new").pk
        assert new > given or connection.vendor == "sqlite"  # where keys are undone, too

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


class TestARestoreThatFails:
    def test_for_a_row_leaves_nothing(self, folder, monkeypatch):
        monkeypatch.setattr(backup_manifest, "_hash_rows", lambda model, using: "other")

        with pytest.raises(FileUnreadable, match="the rows read back differ from those written"):
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


def sealed_as(using):
    """Return the sealed content of each event, as read from this database."""
    return sorted(
        serialize_event(row) for row in read_rows(f"SELECT {COLUMNS} FROM tracker_event", [], using)
    )


def write_anew(folder, manifest, path, content):
    """Replace a file, and write its new checksum to the manifest."""
    (folder / path).write_bytes(content)
    values = Checksum(sha256(content).hexdigest(), len(content))
    changed = replace(manifest, files={**manifest.files, path: values})
    (folder / "manifest.json").write_bytes(changed.to_json())
