"""A file of SQLite beside the database of the tests, whatever they run on; a process beside them."""

import os
import subprocess
import sys
from contextlib import contextmanager
from unittest.mock import patch
from urllib.parse import urlsplit

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.migrations.state import ProjectState
from django.test import override_settings

from tests.helpers.clock import AHEAD
from tracker.environment import database


@contextmanager
def on_sqlite(file):
    """The name of a connection to this file."""
    like = connections.databases["default"]
    connections.databases["other"] = {**like, **database(f"sqlite:///{file}")}
    try:
        yield "other"
    finally:
        connections["other"].close()
        del connections["other"], connections.databases["other"]


def migrate_at_once(using):
    """Create all tables as after all migrations, without running each, which takes long."""
    reach(using)
    skipped = {app.label: None for app in apps.get_app_configs()}
    with override_settings(MIGRATION_MODULES=skipped):
        call_command("migrate", run_syncdb=True, database=using, verbosity=0)
    record_migrations(using)


def record_migrations(using="default"):
    """Record all migrations as run, in a database whose tables were made from the models."""
    recorder = MigrationRecorder(connections[using])
    recorder.ensure_schema()
    recorder.migration_qs.bulk_create(
        recorder.Migration(app=app, name=name)
        for app, name in MigrationLoader(None).disk_migrations
    )


@contextmanager
def few_models_rendered():
    """Within it, a migration that only adds to a model renders that one anew for the next.

    Django renders those related to it, too, which takes most of the time of all migrations. One
    that moves data gets all of them anew.
    """
    plain = ProjectState._find_reload_model

    def find(self, app_label, model_name, delay=False):
        if not delay:
            return plain(self, app_label, model_name)
        self.is_delayed = True
        return {(app_label, model_name)}

    with patch.object(ProjectState, "_find_reload_model", find):
        yield


def reach(using):
    """Connect: a test is let through to a database of its own only where it says so."""
    connections[using].connect()


def beside(script, *told):
    """Run a script of tests as a process of its own on this database. It sees what is committed."""
    name = str(connection.settings_dict["NAME"])
    url = f"sqlite:///{name}"
    if connection.vendor == "postgresql":
        url = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()
    here = settings.BASE_DIR
    return subprocess.run(
        [sys.executable, str(here / "tests" / script), *map(str, told)],
        cwd=here,
        env={**os.environ, "DATABASE_URL": url, "PYTHONPATH": str(here)}
        | {"SEAL_KEY": str(settings.SEAL_KEY), "HEED_TEST_AHEAD": str(AHEAD.total_seconds())},
        capture_output=True,
        text=True,
        timeout=60,
    )
