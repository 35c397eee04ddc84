"""Rewrite history as the owner of the database: without triggers, by plain SQL."""

from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import count

from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.db import connection

from tests.factories import TopicFactory
from tracker.actions.history import seals
from tracker.audit import triggers

NUMBERS = count()
NOW = datetime(2026, 11, 26, 9, 30, tzinfo=UTC)


def topic(**fields):
    """Create a new topic, which makes one event."""
    return TopicFactory(code=f"topic-{next(NUMBERS)}", **fields)


def topics(number):
    return [topic() for _ in range(number)]


@contextmanager
def unguarded():
    """Drop the triggers inside this context."""
    triggers.drop()
    yield connection.cursor()
    triggers.install()


def run(*statements):
    with unguarded() as cursor:
        for sql in statements:
            cursor.execute(sql)


def sealed():
    return seals.seal_history(now=NOW)


def verified(**options):
    return seals.verify_history(now=NOW, **options)


def messages(result):
    return [str(fault) for fault in result.faults]


def write_key(path, key):
    path.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return str(path)
