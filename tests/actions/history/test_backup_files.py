"""Restoring the files of evidence, and a restore that is killed."""

import sqlite3
from contextlib import closing
from functools import partial

import pytest
from django.db import connection

from tests.actions.history.conftest import (
    NOW,
    after,
    lying,
    nothing_is_there,
)
from tests.helpers.databases import on_sqlite
from tests.helpers.faults import killed_in
from tests.helpers.faulty_storages import die
from tracker.actions.evidence import storage
from tracker.actions.history import backup as history_backup, backup_manifest
from tracker.actions.history.backup import backup, backup_and_rotate, list_backups, restore
from tracker.actions.history.backup_manifest import verify_folder
from tracker.audit import triggers
from tracker.errors import InvalidValue, OutputNotWritable
from tracker.models import User

pytestmark = pytest.mark.django_db


class TestAnythingThere:
    def test_among_the_files_is_refused_and_stays(self, folder):
        storage.store_file(b"Another letter")
        there = lying()

        with pytest.raises(
            InvalidValue, match=rf"the folder for files is not empty \({there[0]}\)"
        ):
            restore(folder)

        assert (lying(), User.objects.exists()) == (there, False)


class TestARestoreThatFails:
    def test_for_a_full_disk_leaves_nothing(self, folder, settings):
        values = settings.STORAGES["evidence"]
        full = {**values, "BACKEND": "tests.helpers.faulty_storages.FullStorage"}
        settings.STORAGES = {**settings.STORAGES, "evidence": full}

        with pytest.raises(
            OutputNotWritable, match="Nothing was restored: No space left on device"
        ):
            restore(folder)

        assert nothing_is_there()


class TestRotation:
    def test_keeps_the_newest_and_what_is_no_backup(self, tmp_path):
        by_hand = ("heed-before-0.2", "other-1")
        for name in ("heed-2026-11-23", "heed-2026-11-24-0200", "heed-2026-11-25-0200", *by_hand):
            (tmp_path / name).mkdir()
            (tmp_path / name / "manifest.json").touch()
        (tmp_path / "heed-2026").mkdir()  # nobody's backup
        (tmp_path / "heed-2026-11-22-0200.part" / "rows").mkdir(parents=True)  # interrupted

        made, manifest = backup_and_rotate(tmp_path, keep=2, now=NOW)

        assert verify_folder(made) == manifest
        assert {path.name for path in tmp_path.iterdir()} == {
            *("heed-2026", "heed-2026-11-25-0200", "heed-2026-11-26-1000", *by_hand)
        }
        assert list_backups(tmp_path)[0] == made

    def test_deletes_nothing_when_the_backup_fails(self, tmp_path):
        (tmp_path / "heed-2026-11-23-0200.part").mkdir()

        with pytest.raises(OutputNotWritable, match="does not exist"):
            backup_and_rotate(tmp_path / "unmounted", keep=1, now=NOW)

        assert len(list(tmp_path.iterdir())) == 1


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
        monkeypatch.setattr(
            backup_manifest, "_hash_rows", after(20, backup_manifest._hash_rows, die)
        )

        assert killed_in(partial(restore, folder), empty)

        monkeypatch.undo()
        assert not User.objects.using(empty).exists()
        assert triggers.find_missing(empty) == []
        assert lying() == sorted([*made.evidence_paths, "restore-unfinished.json"])
        backup(tmp_path / "another", now=NOW)
        with pytest.raises(InvalidValue, match="continued with the same backup"):
            restore(tmp_path / "another", using=empty)
        restore(folder, using=empty)
        assert lying() == sorted(made.evidence_paths)
        assert User.objects.using(empty).count() == made.rows["tracker_user"]
