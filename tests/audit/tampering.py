"""Rewrite history as the owner of the database: without triggers, by plain SQL."""

from contextlib import contextmanager, nullcontext
from itertools import count

from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.db import connection
from django.utils import timezone

from tests.factories import TopicFactory, as_factory
from tracker.actions.history import seals
from tracker.audit import context, triggers
from tracker.audit.event_stream import read_rows
from tracker.audit.heads import append_missing, heads_path
from tracker.audit.seals import hash_entries, hash_seal, pack_entries, serialize_event, sign
from tracker.models import Seal

NUMBERS = count()


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


def remade(key=None):
    """Make every seal anew from the events that are there now, signed with another key or not."""
    before = None
    with unguarded():
        for seal in Seal.objects.order_by("number"):
            events = read_rows(seals.SINCE, [before.last if before else 0, seal.last, seal.count])
            seal.entries = pack_entries(map(serialize_event, events))
            seal.root, seal.previous = hash_entries(seal.entries), before.hash if before else ""
            seal.signed_since = 1 if key else None
            seal.hash = hash_seal(seal)
            seal.public_key = seal.signature = ""
            if key:
                sign(seal, key)
            seal.save()
            before = seal


def sealed():
    made = seals.seal_history(now=timezone.now())
    append_missing(heads_path())
    return made


def verified(**options):
    with as_factory() if not context.current().name else nullcontext():
        return seals.verify_history(now=timezone.now(), **options)


def messages(result):
    return [str(fault) for fault in result.faults]


def write_key(path, key):
    path.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return str(path)
