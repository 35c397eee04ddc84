"""Canonical form of an event: the same however the database returns its moment."""

from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.audit.tampering import write_key
from tracker.audit import seals
from tracker.audit.seals import format_moment, serialize_event, truncated_hash
from tracker.errors import InvalidValue
from tracker.models import Seal

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
def test_an_event_is_recorded_at_its_moment_in_utc_to_the_microsecond(at, words):
    row = (7, at, "tracker_topic", 1, "insert", None, "Ana", "", "", "site", "", None)
    event = serialize_event((*row, None, '{"name": "Shelters"}', "Asked for", "salt"))

    assert format_moment(at) == words
    assert event.startswith(f'[7,"{words}","tracker_topic",1,'.encode())
    assert (
        truncated_hash((*row, None, '{"name": "Shelters"}', "Asked for", "salt"))
        == sha256(event).digest()[:16]
    )


def test_an_event_is_hashed_apart_from_its_values():
    row = (7, datetime(2026, 7, 1, 9, 30, tzinfo=UTC), "t", 1, "insert", *[""] * 7)
    values = ('{"b": 1, "a": 2}', None, "Asked for", "salt")

    assert seals.hash_values(*values) == seals.hash_values('{"a": 2, "b": 1}', *values[1:])
    assert seals.hash_values(*values) == (
        sha256(b'salt[{"a":2,"b":1},null,"Asked for"]').hexdigest()
    )
    assert serialize_event((*row, *values), "a hash").endswith(b',"a hash"]')
    assert seals.hash_values(*values).encode() in serialize_event((*row, *values))


class TestASeal:
    @pytest.fixture
    def seal(self):
        entries = seals.pack_entries([(7, sha256(b"[]").digest()[:16])])
        seal = Seal(number=1, first=7, last=7, count=1, previous="", entries=entries)
        seal.root, seal.created_at = seals.hash_entries(entries), "2026-07-01 09:30:00"
        seal.hash = seals.hash_seal(seal)
        return seal

    def test_holds_number_and_half_a_hash_of_each_event(self, seal):
        assert list(seals.unpack_entries(seal)) == [(7, sha256(b"[]").digest()[:16])]
        assert seal.root == sha256(seal.entries).hexdigest()

    @pytest.mark.parametrize("field", ["number", "first", "last", "count", "root", "previous"])
    def test_has_another_hash_with_another_value(self, seal, field):
        setattr(seal, field, getattr(seal, field) * 2 or "0")

        assert seals.hash_seal(seal) != seal.hash

    def test_is_signed_by_the_key_it_names(self, seal):
        seals.sign(seal, Ed25519PrivateKey.generate())
        assert seals.has_valid_signature(seal) is True

        seal.hash = "00" * 32
        assert seals.has_valid_signature(seal) is False
        seal.signature = "no hex"
        assert seals.has_valid_signature(seal) is False

    def test_takes_a_key_of_its_kind_from_a_file(self, tmp_path):
        path = write_key(tmp_path / "seal.pem", key := Ed25519PrivateKey.generate())
        assert seals.load_key(path).public_key() == key.public_key()

        with pytest.raises(InvalidValue, match=r"nowhere.pem” can’t be used: .*openssl genpkey"):
            seals.load_key(str(tmp_path / "nowhere.pem"))
        other = write_key(tmp_path / "other.pem", ec.generate_private_key(ec.SECP256R1()))
        with pytest.raises(
            InvalidValue, match=r"not an Ed25519 key. Restore it from a copy, or create"
        ):
            seals.load_key(other)
