"""The world of the tables of rights, with the statistics of a million rows."""

import pytest
from django.test import override_settings

from tests.helpers.rollback import undone
from tests.permissions.test_admin import rows  # noqa: F401
from tests.permissions.world import made
from tests.plans.explained import write_statistics
from tracker.actions import search


@pytest.fixture(scope="package")
def world(django_db_setup, django_db_blocker, files_lie_in_a_folder_of_the_run):
    with django_db_blocker.unblock(), undone(), override_settings(PUBLIC_REPORTS=True):
        world = made()
        world.lay_files()
        search.rebuild()
        write_statistics()
        yield world
