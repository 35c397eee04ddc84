"""The world of the tables, made once: each request in it is undone."""

import pytest

from tests.permissions.world import made
from tests.properties.trying import undone


@pytest.fixture(scope="package")
def world(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), undone():
        yield made()
