"""Restoring: what a manifest says is checked before anything is written."""

import json
import shutil

import pytest
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, connection
from django.db.migrations.recorder import MigrationRecorder

from tests.actions.history.conftest import (
    NOW,
    lying,
    nothing_is_there,
)
from tests.factories import TopicFactory
from tracker.actions.history import backup_manifest
from tracker.actions.history.backup import restore
from tracker.errors import FileUnreadable, InvalidValue
from tracker.models import Topic, Upgrade, User

pytestmark = pytest.mark.django_db


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

        with pytest.raises(InvalidValue, match="as the role that owns the database"):
            restore(folder)


def refusing_tables(*_args, **_said):
    raise ProgrammingError("permission denied for schema public")


class TestADamagedBackup:
    @pytest.mark.parametrize(
        ("harm", "sentence"),
        [
            ("changed", r"a file is truncated or was changed \(rows/tracker_topic.jsonl\)"),
            ("incomplete", r"a file is truncated or was changed \(rows/tracker_event.jsonl\)"),
            ("foreign", r"it contains a file that does not belong to it \(rows/letter\)"),
            ("led elsewhere", r"a file is truncated or was changed \(rows/tracker_topic.jsonl\)"),
            ("missing", r"a file is missing \(files/kept/"),
            ("told otherwise", "its manifest was changed"),
            ("half told", "its manifest.json is not valid"),
            ("of another format", "is a backup in format 2, and this version reads format 1"),
            ("of the future", r"by a newer version.*\(tracker.0999_next\)"),
        ],
    )
    def test_is_refused_by_the_name_of_what_is_wrong(self, harm, sentence, folder):
        HARMS[harm](folder)

        with pytest.raises((FileUnreadable, InvalidValue), match=sentence):
            restore(folder)

        assert nothing_is_there()

    def test_that_is_none_is_refused(self, tmp_path):
        with pytest.raises(CommandError, match=r"not a complete backup: its manifest.json can't"):
            call_command("restore", str(tmp_path))


class TestAnythingThere:
    def test_in_the_database_is_refused_and_stays(self, folder):
        topic = TopicFactory()

        with pytest.raises(
            InvalidValue, match=r"already contains data \(tracker_event, tracker_topic\)"
        ):
            restore(folder)

        assert (Topic.objects.get(), lying()) == (topic, [])


class TestADatabaseWhereUpgradeRan:
    def test_is_empty_and_forgets_what_the_rows_of_the_backup_did_not_see(self, folder):
        Upgrade.objects.create(number=1, at=NOW)

        restore(folder)

        assert list(Upgrade.objects.all()) == []


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
    "incomplete": lambda folder: shorten(folder / "rows" / "tracker_event.jsonl"),
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
}
