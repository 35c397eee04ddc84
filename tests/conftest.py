"""What every test stands on: history that can be emptied between tests, a folder of its own."""

import asyncio
import re
from contextlib import contextmanager

import hypothesis
import pytest
from django.conf import settings
from django.core.management.commands import flush
from django.test import override_settings
from django.utils import translation

from tests.helpers.clock import SQL_NOW, on_the_day
from tests.helpers.databases import record_migrations
from tracker import limited_process
from tracker.audit import postgres, triggers
from tracker.audit.context import acting_as
from tracker.audit.reasons import because
from tracker.limited_process import Limits, call_limited

# Random again in each run: many runs find what a long one would.
hypothesis.settings.register_profile("short", max_examples=40, deadline=None)
hypothesis.settings.load_profile("short")
ON_SQLITE_ALONE = re.compile(r"^pytestmark = .*\.(once|browser)\b", re.MULTILINE)
DATABASE = {"db", "transactional_db", "django_db_reset_sequences", "live_server"}


def pytest_ignore_collect(collection_path, config):
    """On PostgreSQL, don't collect a file whose head says that it runs on SQLite alone."""
    if config.getoption("postgres") and collection_path.suffix == ".py":
        return bool(ON_SQLITE_ALONE.search(collection_path.read_text())) or None
    return None


@pytest.hookimpl(tryfirst=True)  # before `-m` chooses
def pytest_collection_modifyitems(config, items):
    """On PostgreSQL deselect tests that don't depend on the database: see the marker `once`."""
    if config.getoption("postgres"):
        apart = [item for item in items if not _depends_on_database(item)]
        items[:] = [item for item in items if _depends_on_database(item)]
        config.hook.pytest_deselected(items=apart)


def _depends_on_database(item):
    if item.get_closest_marker("once") or item.get_closest_marker("browser"):
        return False
    return _has_database(item)


def _has_database(item):
    return item.get_closest_marker("django_db") or not DATABASE.isdisjoint(item.fixturenames)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item):
    """Run a test, and the fixtures that it needs first, on the day of all tests, in English."""
    translation.deactivate()  # what the last request of the test before was shown in
    with _loop_of_the_browser_aside(item):
        if item.get_closest_marker("real_clock"):
            return (yield)
        with on_the_day():
            return (yield)


@contextmanager
def _loop_of_the_browser_aside(item):
    """Leave the loop that Playwright keeps running to its tests: signing a PDF runs its own."""
    loop = asyncio._get_running_loop()
    if loop is None or item.get_closest_marker("browser"):
        yield
        return
    asyncio._set_running_loop(None)
    yield
    asyncio._set_running_loop(loop)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings):
    """Let the triggers of PostgreSQL write that day, too; in SQLite they ask this process."""
    postgres.FUNCTIONS["heed_now"] = (*postgres.FUNCTIONS["heed_now"][:-1], SQL_NOW)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """The database, as if all migrations had been run."""
    with django_db_blocker.unblock():
        record_migrations()


@pytest.fixture(autouse=True, scope="session")
def flush_lifts_the_triggers():
    """Transactional tests empty every table, which history refuses: its triggers step aside."""
    plain = flush.Command.handle

    def handle(self, **options):
        triggers.drop(using=options["database"])
        plain(self, **options)  # ends with post_migrate, which installs them again

    patch = pytest.MonkeyPatch()
    patch.setattr(flush.Command, "handle", handle)
    yield
    patch.undo()


@pytest.fixture(autouse=True, scope="session")
def readers_run_in_this_process():
    """A process of its own for each small file would take minutes: see `own_process`."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            limited_process, "call_limited", lambda _limits, read, *args, **kw: read(*args, **kw)
        )
        yield


@pytest.fixture
def indexed(monkeypatch):
    """Let the search index follow factories, too; for most tests it would only take time."""

    @contextmanager
    def as_factory():
        with acting_as("factory", source="command"), because("made by a factory"):
            yield

    monkeypatch.setattr("tests.factories.base.as_factory", as_factory)


@pytest.fixture
def own_process(monkeypatch):
    """Read in a process of its own, as outside tests, within 5 seconds of CPU however busy the machine."""
    monkeypatch.setattr(limited_process, "call_limited", call_limited)
    monkeypatch.setattr(limited_process, "LIMITS", Limits(seconds=100, cpu=5))


@pytest.fixture(autouse=True, scope="session")
def files_lie_in_a_folder_of_the_run(tmp_path_factory):
    """What a module or a class makes once for its tests is written here: see the next one."""
    folder = tmp_path_factory.mktemp("run")
    with override_settings(
        STORAGES=_evidence_in(folder / "evidence"), SEAL_KEY=folder / "seal_key.pem"
    ):
        yield


@pytest.fixture(autouse=True)
def files_lie_in_a_folder_of_the_test(request):
    """No test writes files of evidence, or a key of seals, where those of a person lie.

    One without the database writes none: its folder would take half of its time.
    """
    if "tmp_path" in request.fixturenames or _has_database(request.node):
        settings, folder = map(request.getfixturevalue, ("settings", "tmp_path"))
        settings.STORAGES = _evidence_in(folder / "evidence")
        settings.SEAL_KEY = folder / "seal_key.pem"


def _evidence_in(folder):
    return {
        **settings.STORAGES,
        "evidence": {
            "BACKEND": "tracker.actions.evidence.storage.FolderStorage",
            "OPTIONS": {"location": folder},
        },
    }
