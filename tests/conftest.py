"""What every test stands on: history that can be emptied between tests, a folder of its own."""

from pathlib import Path

import pytest
from django.conf import settings
from django.core.management.commands import flush
from django.test import override_settings

from tests.helpers.databases import record_migrations
from tracker.audit import triggers

DATABASE = {"db", "transactional_db", "django_db_reset_sequences", "live_server"}


HERE = Path(__file__).parent
# Tests that run on SQLite alone: rights and pages whose actions, filters and rows are tested on both
# databases elsewhere, and commands that pass on what was typed.
ONCE = tuple(
    HERE / path
    for path in """
    permissions
    actions/imports/test_fixtures_refusals.py actions/questions/test_sheet_rehearsal.py
    admin/test_access.py admin/test_lookups.py admin/test_read_log.py admin/test_roles.py
    commands/test_import_recommendations.py commands/test_import_report.py
    commands/test_log_progress.py commands/test_progress_report.py
    commands/test_question_sheet.py
    reports/test_bytes.py reports/test_languages.py reports/test_public.py reports/test_sources.py
    views/assessments/test_assignments.py views/assessments/test_comments.py
    views/assessments/test_corrections.py views/assessments/test_log.py
    views/assessments/test_log_uploads.py views/assessments/test_review.py
    views/assessments/test_revisions.py
    views/evidence/test_edit.py views/evidence/test_edit_uploads.py views/evidence/test_files.py
    views/evidence/test_page.py views/evidence/test_read_log.py views/evidence/test_screening.py
    views/evidence/test_sensitivity.py views/evidence/test_uploads.py
    views/imports/test_runs.py views/imports/test_tables.py
    views/people/test_anonymous.py views/people/test_focal_point.py
    views/people/test_rate_limits.py views/people/test_second_factor.py
    views/people/test_sessions.py views/people/test_sign_in.py
    views/progress/test_remarks.py
    views/questions/test_actions.py views/questions/test_pages.py
    views/recommendations/test_closings.py views/recommendations/test_reports.py
    views/test_commitments.py views/test_figures.py views/test_small_numbers.py
    """.split()  # noqa: SIM905 - a list would be twice as long
)


@pytest.hookimpl(tryfirst=True)  # before `-m` chooses
def pytest_collection_modifyitems(config, items):
    """Mark tests of ONCE; on PostgreSQL deselect them, and those that use no database.

    The matrices of rights and many pages repeat what querysets and policies decide, whose tests run
    on both databases. Sign-in is allauth's. The writing of a report comes after its numbers, which
    `reports/test_figures.py` compares on both.
    """
    for item in items:
        if _runs_once(item):
            item.add_marker("once")
    if config.getoption("postgres"):
        apart = [item for item in items if not _depends_on_database(item)]
        items[:] = [item for item in items if _depends_on_database(item)]
        config.hook.pytest_deselected(items=apart)


def _runs_once(item):
    return any(place in (item.path, *item.path.parents) for place in ONCE)


def _depends_on_database(item):
    if _runs_once(item):
        return False
    return item.get_closest_marker("django_db") or not DATABASE.isdisjoint(item.fixturenames)


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
