"""The words in which an event is hashed: the same, however the database hands its moment out."""

from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256

import pytest

from tracker.audit.canonical import half_hash, line, moment

PRISHTINA = timezone(timedelta(hours=2))


@pytest.mark.parametrize(
    ("at", "words"),
    [
        (datetime(2026, 7, 1, 9, 30, tzinfo=UTC), "2026-07-01T09:30:00.000000+00:00"),
        (datetime(2026, 7, 1, 9, 30, 5, 120, tzinfo=UTC), "2026-07-01T09:30:05.000120+00:00"),
        (datetime(2026, 7, 1, 9, 30, 5, 120, PRISHTINA), "2026-07-01T07:30:05.000120+00:00"),
        (datetime(2026, 7, 1, 9, 30, 5, 120), "2026-07-01T09:30:05.000120+00:00"),
        ("2026-07-01 09:30:05.000120", "2026-07-01T09:30:05.000120+00:00"),
        ("2026-07-01 09:30:05.12", "2026-07-01T09:30:05.120000+00:00"),
        ("2026-07-01 09:30:05", "2026-07-01T09:30:05.000000+00:00"),
    ],
)
def test_an_event_is_told_at_its_moment_in_utc_to_the_microsecond(at, words):
    row = (7, at, "tracker_topic", 1, "insert", None, "Ana", "", "", "site", "", None)
    told = line((*row, None, '{"name": "Shelters"}', "Asked for", "salt"))

    assert moment(at) == words
    assert told.told.startswith(f'[7,"{words}","tracker_topic",1,'.encode())
    assert told.hash == sha256(told.told).digest()
    assert half_hash((*row, None, '{"name": "Shelters"}', "Asked for", "salt")) == told.hash[:16]
