"""The Kosovo report as `quickstart` leaves it, for tests that look at real pages."""

import sqlite3
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection

from tracker.models import User


@pytest.fixture(scope="session")
def as_quickstart_left_it(tmp_path_factory):
    """A database to copy, once there is one: `quickstart` takes a second of every test."""
    kept = sqlite3.connect(tmp_path_factory.mktemp("kosovo") / "kept.sqlite3")
    yield kept
    kept.close()


@pytest.fixture
def kosovo(transactional_db, as_quickstart_left_it):
    """The nine recommendations with approved baselines, and the sample users."""
    connection.ensure_connection()
    kept = as_quickstart_left_it
    if kept.execute("SELECT count(*) FROM sqlite_master").fetchone() == (0,):
        call_command("quickstart", "--no-serve", stdout=StringIO())
        connection.connection.backup(kept)
    else:
        kept.backup(connection.connection)


@pytest.fixture
def as_sample(kosovo, sign_in):
    """Signs in a sample user: `as_sample("analyst")`."""
    return lambda name: sign_in(User.objects.get(username=name))
