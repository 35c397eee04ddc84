"""The world of the tables, made once: each request in it is undone."""

import pytest

from tests.helpers.rollback import undone
from tests.permissions.world import made
from tracker.actions import search


@pytest.fixture(autouse=True)
def files_of_the_world_lie_in_the_folder_of_the_test(files_lie_in_a_folder_of_the_test, world):
    """The world was made before it was named."""
    world.lay_files()


@pytest.fixture(autouse=True)
def published_reports_are_open(settings):
    """That they are found nowhere without it, tests/views/progress/test_publications_public.py tries."""
    settings.PUBLIC_REPORTS = True


@pytest.fixture(scope="package")
def world(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), undone():
        world = made()
        search.rebuild()
        yield world
