"""The cache in the database: what it returns, and what it never runs."""

import pickle
from base64 import b64encode
from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import cache, caches
from django.db import connection

pytestmark = pytest.mark.django_db


class Code:
    """What runs code when it is unpickled."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return open, (str(self.path), "w")


@pytest.mark.parametrize(
    "value",
    [3, "Ruajtur", [1.5, 2.5], (4, datetime(2026, 11, 29, 8, tzinfo=UTC)), {"a": b"\x00"}, None],
)
def test_returns_data_as_it_was_set(value):
    cache.set("key", value)

    assert cache.get("key", "missing") == value


def test_returns_nothing_that_has_expired(settings):
    cache.set("key", 1, timeout=-1)
    cache.set("other", 2)

    assert cache.get_many(["key", "other", "none"]) == {"other": 2}
    assert cache.add("key", 3)
    assert cache.get("key") == 3


def test_runs_no_code_that_somebody_put_into_its_table(tmp_path):
    for name in ("default", "forms"):
        caches[name].set("key", 1)
        planted = b64encode(pickle.dumps(Code(tmp_path / name))).decode()
        with connection.cursor() as cursor:
            cursor.execute(f"UPDATE {caches[name]._table} SET value = %s", [planted])

        assert caches[name].get("key") is None
        assert not (tmp_path / name).exists()


@pytest.mark.parametrize("planted", ["", "é", "gASV", "gAJLAQ", b64encode(b"\x80\x05").decode()])
def test_takes_an_entry_that_cannot_be_read_for_a_missing_one(planted):
    cache.set("key", 1)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE tracker_cache SET value = %s", [planted])

    assert cache.get("key") is None


def test_keeps_what_never_expires():
    cache.set("key", timedelta(days=1), timeout=None)

    assert cache.get("key") == timedelta(days=1)
