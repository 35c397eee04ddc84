"""Fixtures for tests of backups: a backup of some rows and files, and an empty database."""

import shutil
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.storage import storages
from django.test import override_settings
from django.utils import timezone

from tests.audit.conftest import key  # noqa: F401  the fixture of signed seals
from tests.factories import (
    AssessmentFactory,
    FigureFactory,
    FileFactory,
    TopicFactory,
    UserFactory,
    as_factory,
)
from tests.factories.people import add_app_and_codes
from tests.helpers.rollback import undone
from tracker.actions.evidence import storage
from tracker.actions.history.backup import backup
from tracker.actions.history.seals import seal_history
from tracker.models import Event, User

NOW = datetime(2026, 11, 26, 9, tzinfo=UTC)
LETTER = b"By Arta\nThe shelter in Prizren"


def fill():
    """Add a row with each kind of column, and delete one, whose key is not used again."""
    FileFactory(content=LETTER)
    AssessmentFactory(approved=True, cites=1, rationale="Çështja: “šest”\n\u2028 🦉")
    FigureFactory(value=1e22, previous_value=-0.0, breakdown={"b": 2.5, "a": None})
    ana = UserFactory(analyst=True, username="ana")
    add_app_and_codes(ana)
    storage.store_upload(b"Dropped", by=ana)
    storage.store_export(BytesIO(b"A list"), by=ana)
    with as_factory():
        seal_history(now=timezone.now())
        TopicFactory(code="gone").delete()


def evidence_in(folder):
    """Use this folder as the storage of evidence inside the block."""
    storage_settings = settings.STORAGES["evidence"]
    place = {**storage_settings, "OPTIONS": {"location": folder}}
    return override_settings(STORAGES={**settings.STORAGES, "evidence": place})


def lying():
    """Return the paths of all files of evidence."""
    folder = Path(storages["evidence"].location)
    return sorted(str(one.relative_to(folder)) for one in folder.rglob("*") if one.is_file())


def nothing_is_there():
    return not (User.objects.exists() or Event.objects.exists() or lying())


def after(many, action, last):
    """Return a function that calls `action` so many times, and `last` from then on."""
    calls = []

    def counted(*args, **options):
        calls.append(1)
        return (action if len(calls) <= many else last)(*args, **options)

    return counted


@pytest.fixture(scope="package")
def first(django_db_setup, django_db_blocker, tmp_path_factory):
    """The backup and its folder, made once and never changed."""
    place = tmp_path_factory.mktemp("first")
    with django_db_blocker.unblock(), undone(), evidence_in(place / "evidence"):
        fill()
        return backup(place / "backup", now=NOW), place / "backup"


@pytest.fixture
def made(first):
    return first[0]


@pytest.fixture
def folder(first, tmp_path):
    """A copy of the backup, with an empty database and storage of evidence."""
    return shutil.copytree(first[1], tmp_path / "backup")
