"""The suite runs on the database that was asked for."""

import pytest
from django.db import connection


@pytest.mark.django_db
class TestDatabase:
    def test_is_the_one_asked_for(self, pytestconfig):
        asked_for = "postgresql" if pytestconfig.getoption("--postgres") else "sqlite"

        assert connection.vendor == asked_for
