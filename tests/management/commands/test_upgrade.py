"""Command `upgrade`: brings a database to this version, once, in order, however often."""

import subprocess
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, connection
from django.utils import timezone

from tests.factories import TopicFactory
from tracker.actions import upgrades
from tracker.actions.history import database_role
from tracker.actions.upgrades import Action
from tracker.audit import triggers
from tracker.models import Event, Topic, Upgrade

pytestmark = pytest.mark.django_db


def upgrade():
    """Return its last lines, after the migrations."""
    out = StringIO()
    call_command("upgrade", stdout=out)
    return out.getvalue().partition("No migrations to apply.\n")[2]


def renaming(number, name):
    def rename():
        return Topic.objects.update(name=name)

    return Action(number, f"Topics are called {name} now", rename)


def failing(number):
    def fail():
        Topic.objects.update(name="Halfway")
        raise OSError("the power went")

    return Action(number, "Topics are halfway", fail)


@pytest.fixture
def topic():
    return TopicFactory(name="Shelter")


@pytest.fixture
def release(monkeypatch):
    """Makes these the numbered actions of this version."""
    return lambda *actions: monkeypatch.setattr(upgrades, "ACTIONS", actions)


class TestActions:
    def test_run_once_in_order_and_history_tells_of_each_row(self, topic, release):
        release(renaming(2, "Shelters"), renaming(1, "Homes"))

        said = upgrade()

        told = Event.objects.filter(table="tracker_topic", operation="update").order_by("pk")
        assert said.splitlines() == [
            "Action 1: Topics are called Homes now (1 row)",
            "Action 2: Topics are called Shelters now (1 row)",
            "The database is up to date.",
        ]
        assert [(event.new["name"], event.reason) for event in told] == [
            ("Homes", "Topics are called Homes now"),
            ("Shelters", "Topics are called Shelters now"),
        ]
        assert {event.actor_name for event in told} == {"command:upgrade"}
        assert upgrade() == "The database is up to date.\n"
        assert told.count() == 2

    def test_cut_off_leave_nothing_of_themselves_and_go_on_from_there(self, topic, release):
        release(renaming(1, "Homes"), failing(2), renaming(3, "Shelters"))
        with pytest.raises(OSError, match="the power went"):
            upgrade()
        topic.refresh_from_db()
        assert topic.name == "Homes"
        assert list(Upgrade.objects.values_list("number", flat=True)) == [1]

        release(renaming(1, "Homes"), renaming(2, "Houses"), renaming(3, "Shelters"))
        said = upgrade()

        assert [line[:8] for line in said.splitlines()[:2]] == ["Action 2", "Action 3"]
        topic.refresh_from_db()
        assert topic.name == "Shelters"


class TestTheDatabaseOfANewerVersion:
    def test_is_refused_by_its_migrations_before_anything_is_touched(self):
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO django_migrations (app, name, applied) "
                "VALUES ('tracker', '9999_later', CURRENT_TIMESTAMP)"
            )

        with pytest.raises(CommandError, match=r"newer version \(tracker\.9999_later\)\. Install"):
            upgrade()

    def test_is_refused_by_its_actions(self, topic, release):
        Upgrade.objects.create(number=7, at=timezone.now())
        release(renaming(1, "Homes"))

        with pytest.raises(CommandError, match=r"newer version \(7\)\. Install that version"):
            upgrade()

        topic.refresh_from_db()
        assert topic.name == "Shelter"


class TestTriggersAndRights:
    def test_that_were_lost_come_back(self):
        triggers.drop()

        upgrade()

        assert triggers.find_missing() == []

    def test_of_the_applications_role_are_renewed(self):
        if connection.vendor != "postgresql":
            pytest.skip("roles are PostgreSQL's")
        with connection.cursor() as cursor:
            cursor.execute("CREATE ROLE heed_app; CREATE ROLE heed_reader")
            cursor.execute("GRANT SELECT ON tracker_recommendation TO heed_reader")
            database_role.guard("heed_app")
            cursor.execute("REVOKE ALL ON tracker_topic FROM heed_app")

            said = upgrade()

            cursor.execute("SELECT has_table_privilege('heed_app', 'tracker_topic', 'UPDATE')")
            assert cursor.fetchone() == (True,)
        assert "“heed_app” were renewed.\n" in said

    def test_of_a_lesser_role_are_refused_with_the_remedy(self, monkeypatch):
        class InsufficientPrivilege(Exception):
            sqlstate = "42501"

        def refuse():
            raise ProgrammingError("permission denied for schema public") from (
                InsufficientPrivilege()
            )

        monkeypatch.setattr(triggers, "require", refuse)

        with pytest.raises(CommandError, match=r"schema public\. Run .* owner of the tables\."):
            upgrade()


class TestFiles:
    """An account of one's own is enough to read what an earlier version left open."""

    @pytest.mark.once
    def test_are_closed_to_other_accounts(self, settings, tmp_path):
        settings.VAR, settings.MEDIA_ROOT = tmp_path / "var", tmp_path / "files"
        paths = [settings.VAR, settings.MEDIA_ROOT, settings.MEDIA_ROOT / "kept"]
        for folder in paths:
            folder.mkdir(mode=0o755)
            folder.chmod(0o755)
        for name in ("tracker.sqlite3", "tracker.sqlite3-wal", "secret_key"):
            paths.append(settings.VAR / name)
            paths[-1].touch()
            paths[-1].chmod(0o644)

        upgrade()

        assert [oct(path.stat().st_mode & 0o777) for path in paths] == 3 * ["0o700"] + 3 * ["0o600"]
        database = Path(connection.settings_dict["NAME"])
        written = [*database.parent.glob(f"{database.name}*")]
        assert len(written) == 3  # with -wal and -shm
        assert {path.stat().st_mode & 0o777 for path in written} == {0o600}

    @pytest.mark.once
    def test_that_belong_to_another_account_are_named(self, settings, tmp_path, monkeypatch):
        settings.MEDIA_ROOT = tmp_path
        refused = subprocess.CompletedProcess([], returncode=1)
        monkeypatch.setattr(subprocess, "run", lambda *_args, **_options: refused)
        error = StringIO()

        call_command("upgrade", verbosity=0, stderr=error)

        assert f"{tmp_path}, or a file in it, belongs to another account" in error.getvalue()
