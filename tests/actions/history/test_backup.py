"""Writing a backup: complete or not at all, of one moment, readable by its owner alone."""

import json
import stat
from hashlib import sha256
from io import StringIO
from pathlib import Path

import pytest
from django.core.files.storage import storages
from django.core.management import CommandError, call_command
from django.db import connection, connections

from tests.actions.history.conftest import LETTER, NOW
from tests.factories import FileFactory, TopicFactory
from tests.helpers.faults import as_nobody, files_end_at
from tracker.actions.history import backup as history_backup, backup_manifest
from tracker.actions.history.backup import backup
from tracker.errors import InvalidValue, OutputNotWritable
from tracker.models import Topic

pytestmark = pytest.mark.django_db


def names(folder):
    return {one.name for one in folder.iterdir()}


def rows(folder, table):
    text = (folder / "rows" / f"{table}.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.split("\n")[:-1]]


class TestABackup:
    def test_holds_rows_in_words_files_byte_for_byte_and_the_sum_of_each(self, made, folder):
        written = json.loads((folder / "manifest.json").read_bytes())

        on_disk = {
            str(path.relative_to(folder)): path.read_bytes()
            for path in folder.rglob("*")
            if path.is_file() and path.name != "manifest.json"
        }
        assert written["files"] == {
            path: {"sha256": sha256(bytes_).hexdigest(), "size": len(bytes_)}
            for path, bytes_ in on_disk.items()
        }
        printed = "".join(
            f"{written['files'][path]['sha256']}  {path}\n" for path in sorted(written["files"])
        )
        assert written["content"] == sha256(printed.encode()).hexdigest()  # as docs/backup.md says
        letter = sha256(LETTER).hexdigest()
        assert on_disk[f"files/kept/{letter[:2]}/{letter}"] == LETTER
        assert written["rows"]["tracker_event"] == len(rows(folder, "tracker_event")) > 10
        (assessed,) = rows(folder, "tracker_assessment")
        assert assessed["rationale"] == "Çështja: “šest”\n\u2028 🦉"
        assert (assessed["as_of"], assessed["decided_at"]) == (
            "2024-10-01",
            "2024-10-03T09:00:00.000000+00:00",
        )

    def test_is_for_nobody_elses_eyes(self, folder):
        modes = {stat.S_IMODE(path.stat().st_mode) for path in folder.rglob("*") if path.is_dir()}

        assert {stat.S_IMODE(folder.stat().st_mode), *modes} == {0o700}
        files = [path for path in folder.rglob("*") if path.is_file()]
        assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}

    def test_leaves_out_who_is_signed_in_and_what_waits_for_a_day(self, client, folder, made):
        assert {"django_session", "usersessions_usersession"}.isdisjoint(made.rows)
        assert {"tracker_event", "auth_group", "tracker_user_groups"} < made.rows.keys()
        assert not [path for path in made.evidence_paths if not path.startswith("kept/")]

    def test_of_a_folder_that_holds_something_is_refused(self, tmp_path):
        (tmp_path / "other").mkdir()
        (tmp_path / "other" / "letter").touch()

        with pytest.raises(CommandError, match=r"other is not empty\. Choose a"):
            call_command("backup", str(tmp_path / "other"))

        assert names(tmp_path) == {"other"}

    def test_in_a_folder_that_is_not_there_is_refused(self, tmp_path):
        with pytest.raises(OutputNotWritable, match=r"disk does not exist\. Create it, or mount"):
            backup(tmp_path / "disk" / "new", now=NOW)

        assert not (tmp_path / "disk").exists()

    def test_among_the_files_it_would_hold_is_refused(self):
        with pytest.raises(InvalidValue, match="is inside the folder being backed up"):
            backup(Path(storages["evidence"].location) / "backup", now=NOW)

    def test_on_a_full_disk_leaves_nothing(self, tmp_path):
        FileFactory(content=b"x" * 50_000)
        before = names(tmp_path)

        with (
            files_end_at(40_000),
            pytest.raises(OutputNotWritable, match=r"No backup .* File too large"),
        ):
            backup(tmp_path / "backup", now=NOW)

        assert names(tmp_path) == before

    @pytest.mark.parametrize("mode", [0o555, 0o500])  # the second may not even be looked into
    def test_to_a_folder_that_is_shut_is_refused(self, tmp_path, mode):
        tmp_path.chmod(mode)
        before = names(tmp_path)

        with as_nobody(), pytest.raises(OutputNotWritable, match=r"No backup .*Permission denied"):
            backup(tmp_path / "backup", now=NOW)

        assert names(tmp_path) == before

    def test_takes_the_place_of_one_that_was_cut_off(self, tmp_path):
        (tmp_path / "backup.part" / "rows").mkdir(parents=True)
        (tmp_path / "backup.part" / "manifest.json").write_text("half")
        out = StringIO()

        call_command("backup", str(tmp_path / "backup"), stdout=out)

        assert not (tmp_path / "backup.part").exists()
        assert "contains neither SECRET_KEY" in out.getvalue()
        assert json.loads((tmp_path / "backup" / "manifest.json").read_bytes())["format"] == 1

    def test_to_where_another_is_being_written_is_refused(self, tmp_path, monkeypatch):
        def begin_another(_part):
            with pytest.raises(InvalidValue, match=r"Another backup is being written to .*\.part"):
                backup(tmp_path / "backup", now=NOW)
            return {}

        monkeypatch.setattr(history_backup, "_write_files", begin_another)

        backup(tmp_path / "backup", now=NOW)

    def test_of_a_database_of_another_version_is_refused(self, tmp_path):
        with connection.cursor() as cursor:
            cursor.execute("UPDATE django_migrations SET name = '0999_next' WHERE app = 'tracker' AND name LIKE '0001%%'")  # fmt: skip

        with pytest.raises(
            InvalidValue, match=r"the database belongs to a newer version \(tracker.0999_nex"
        ):
            backup(tmp_path / "backup", now=NOW)


@pytest.mark.django_db(transaction=True)
class TestWhatIsWrittenMeanwhile:
    def test_is_not_in_it_and_waits_for_nobody(self, tmp_path, monkeypatch):
        TopicFactory(code="before")
        backed_up = backup_manifest.backed_up_models()

        def hold_while_another_writes():
            for number, model in enumerate(backed_up):
                if number == 1:  # the snapshot is taken
                    at_once(TopicFactory, code="meanwhile")
                yield model

        monkeypatch.setattr(history_backup, "backed_up_models", hold_while_another_writes)

        backup(tmp_path / "backup", now=NOW)

        assert Topic.objects.count() == 2
        assert [row["code"] for row in rows(tmp_path / "backup", "tracker_topic")] == ["before"]
        written = rows(tmp_path / "backup", "tracker_event")
        assert [row["table"] for row in written] == ["tracker_topic"]


def at_once(action, **options):
    """Do it on a connection of its own, and wait for it."""
    import threading

    def run():
        try:
            action(**options)
        finally:
            connections.close_all()

    other = threading.Thread(target=run)
    other.start()
    other.join()
