"""Rows of history, read in chunks and as of one moment."""

import pytest
from django.db import DatabaseError, connection, transaction

from tests.audit.tampering import topics
from tracker.audit import event_stream
from tracker.models import Topic

QUERY = "SELECT id FROM tracker_topic WHERE id > %s ORDER BY id"


@pytest.mark.django_db
def test_rows_come_in_chunks(monkeypatch):
    monkeypatch.setattr(event_stream, "CHUNK_SIZE", 2)
    keys = [topic.pk for topic in topics(5)]
    first = keys[0] - 1

    assert [len(chunk) for chunk in event_stream.read_chunks(QUERY, [first])] == [2, 2, 1]
    assert [key for (key,) in event_stream.read_rows(QUERY, [first])] == keys


@pytest.mark.django_db
def test_a_snapshot_stands_inside_a_transaction():
    with transaction.atomic(), event_stream.snapshot():
        assert Topic.objects.count() >= 0
        assert connection.in_atomic_block


@pytest.mark.django_db(transaction=True)
def test_a_snapshot_ends_even_after_a_fault():
    with pytest.raises(ZeroDivisionError), event_stream.snapshot():
        raise ZeroDivisionError

    with event_stream.snapshot():
        assert list(event_stream.read_rows("SELECT 1", [])) == [(1,)]


@pytest.mark.django_db
def test_bytes_that_are_no_text_are_read_when_asked_for():
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL keeps no text that is none")
    sql = "SELECT CAST(x'61ff' AS TEXT)"

    with pytest.raises(DatabaseError) as error:
        list(event_stream.read_rows(sql, []))
    with event_stream.decode_leniently():
        assert list(event_stream.read_rows(sql, [])) == [("a\ufffd",)]

    assert event_stream.is_undecodable(error.value)
    assert not event_stream.is_undecodable(DatabaseError("no such table"))
    assert connection.connection.text_factory is str
