"""What tests of backups share: one of some rows and files, while the database is empty."""

import multiprocessing
import shutil
import signal
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.files.storage import storages
from django.core.management import call_command
from django.db import connections
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.test import override_settings

from tests.factories import (
    AssessmentFactory,
    FigureFactory,
    FileFactory,
    TopicFactory,
    UserFactory,
    as_factory,
)
from tests.factories.people import add_app_and_codes
from tests.helpers.databases import reach
from tests.properties.rollback import undone
from tracker.actions.history.backup import backup
from tracker.actions.history.seals import seal_history

NOW = datetime(2026, 11, 26, 9, tzinfo=UTC)
LETTER = b"By Arta\nThe shelter in Prizren"


def fill():
    """A row of each kind of column, and one that went: its key is not given again."""
    FileFactory(content=LETTER)
    AssessmentFactory(approved=True, cites=1, rationale="Çështja: “šest”\n\u2028 🦉")
    FigureFactory(value=1e22, previous_value=-0.0, breakdown={"b": 2.5, "a": None})
    add_app_and_codes(UserFactory(analyst=True, username="ana"))
    with as_factory():
        seal_history(now=NOW)
        TopicFactory(code="gone").delete()


def evidence_in(folder):
    """Inside, the evidence lies in this folder."""
    told = settings.STORAGES["evidence"]
    place = {**told, "OPTIONS": {"location": folder}}
    return override_settings(STORAGES={**settings.STORAGES, "evidence": place})


def lying():
    """The paths of all files of evidence."""
    folder = Path(storages["evidence"].location)
    return sorted(str(one.relative_to(folder)) for one in folder.rglob("*") if one.is_file())


def migrate_at_once(using):
    """All tables, as all migrations leave them, without going through each: that takes long."""
    reach(using)
    skipped = {app.label: None for app in apps.get_app_configs()}
    with override_settings(MIGRATION_MODULES=skipped):
        call_command("migrate", run_syncdb=True, database=using, verbosity=0)
    recorder = MigrationRecorder(connections[using])
    for app, name in MigrationLoader(None).disk_migrations:
        recorder.record_applied(app, name)


def killed_in(deed, using):
    """Whether a process of its own was killed while it did this to a database."""

    def run():
        reach(using)
        deed(using=using)

    child = multiprocessing.get_context("fork").Process(target=run)
    child.start()
    child.join(60)
    reach(using)
    return child.exitcode == -signal.SIGKILL


def after(many, deed, last):
    """A deed that is another when it is done once more than so many times."""
    calls = []

    def counted(*args, **said):
        calls.append(1)
        return (deed if len(calls) <= many else last)(*args, **said)

    return counted


@pytest.fixture(scope="package")
def first(django_db_setup, django_db_blocker, tmp_path_factory):
    """The backup, and its folder: made once, and left alone."""
    place = tmp_path_factory.mktemp("first")
    with django_db_blocker.unblock(), undone(), evidence_in(place / "evidence"):
        fill()
        return backup(place / "backup", now=NOW), place / "backup"


@pytest.fixture
def made(first):
    return first[0]


@pytest.fixture
def folder(first, tmp_path):
    """A copy of the backup. The database is empty, and so is the folder of evidence."""
    return shutil.copytree(first[1], tmp_path / "backup")
