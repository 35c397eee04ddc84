"""What every test stands on: history that can be emptied between tests, a folder of its own."""

from pathlib import Path

import pytest
from django.conf import settings
from django.core.management.commands import flush
from django.test import override_settings

from tracker.audit import triggers

DATABASE = {"db", "transactional_db", "django_db_reset_sequences", "live_server"}


HERE = Path(__file__).parent
# Pages and forms whose deeds, filters and rows are asked of both by the tests of actions and filters.
PAGES = (
    "asking assigning closings comments contributor correcting decisions dropping dropping_forms "
    "dropping_logs evidence_adding evidence_deeds evidence_drops evidence_page evidence_readers "
    "files header imports logging measures mending narrative observations question_words questions "
    "readings remarks report run screening sensitivity sheets small_numbers tables thread"
)
# Commands that type what an action does, and files that are refused before anything is written.
DOORS = "import_recommendations import_report log_progress progress_report question_sheet"
ASKED_ONCE = (
    HERE / "actions/fixtures",
    HERE / "actions/test_sheets_rehearsed.py",
    HERE / "permissions",
    HERE / "reports/test_bytes.py",
    HERE / "reports/test_languages.py",
    HERE / "reports/test_public.py",
    HERE / "reports/test_sources.py",
    HERE / "admin/test_every_page.py",
    HERE / "admin/test_met.py",
    HERE / "admin/test_probing.py",
    HERE / "admin/test_roles.py",
    HERE / "views/test_strangers.py",
    *HERE.glob("views/test_accounts*.py"),
    *(HERE / f"commands/test_{door}.py" for door in DOORS.split()),
    *(HERE / f"views/test_{page}.py" for page in PAGES.split()),
)


@pytest.hookimpl(tryfirst=True)  # before `-m` chooses
def pytest_collection_modifyitems(config, items):
    """Mark `once` what is asked once; on PostgreSQL run what may depend on which database it is.

    Without the mark or one of these fixtures pytest-django lets no test reach a database. The
    matrices of rights, and many pages, ask again and again what querysets and policies say that the
    tests of each noun run on both, signing in is allauth's, and how a report is written comes after
    the numbers that `reports/test_figures.py` asks of both: they are asked once.
    """
    for item in items:
        if _is_asked_once(item):
            item.add_marker("once")
    if config.getoption("postgres"):
        apart = [item for item in items if not _may_depend_on_it(item)]
        items[:] = [item for item in items if _may_depend_on_it(item)]
        config.hook.pytest_deselected(items=apart)


def _is_asked_once(item):
    return any(place in (item.path, *item.path.parents) for place in ASKED_ONCE)


def _may_depend_on_it(item):
    if _is_asked_once(item):
        return False
    return item.get_closest_marker("django_db") or not DATABASE.isdisjoint(item.fixturenames)


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
def files_lie_in_a_folder_of_the_run(tmp_path_factory):
    """What a module or a class makes once for its tests is written here: see the next one."""
    with override_settings(STORAGES=_evidence_in(tmp_path_factory.mktemp("evidence"))):
        yield


@pytest.fixture(autouse=True)
def files_lie_in_a_folder_of_the_test(settings, tmp_path):
    """No test writes files of evidence where those of a person lie."""
    settings.STORAGES = _evidence_in(tmp_path / "evidence")


def _evidence_in(folder):
    return {
        **settings.STORAGES,
        "evidence": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": folder},
        },
    }
