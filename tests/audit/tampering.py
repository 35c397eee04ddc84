"""Rewrite history as the owner of the database: without triggers, by plain SQL."""

import re
from contextlib import contextmanager, nullcontext
from itertools import count

from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.db import connection
from django.utils import timezone

from tests.factories import TopicFactory, as_factory
from tracker.actions.history import seals
from tracker.audit import context, verification
from tracker.audit.event_stream import read_rows
from tracker.audit.seals import (
    BETWEEN,
    append_missing,
    hash_entries,
    hash_seal,
    heads_path,
    pack_entries,
    sign,
    truncated_hash,
)
from tracker.models import Seal

NUMBERS = count()
LOWEST = -(2**63)  # sequence
# How each database replaces a text in a column of JSON.
REPLACE = {"sqlite": "replace({}, %s, %s)", "postgresql": "replace({}::text, %s, %s)::jsonb"}


def topic(**fields):
    """Create a new topic, which makes one event."""
    return TopicFactory(code=f"topic-{next(NUMBERS)}", **fields)


def topics(number):
    return [topic() for _ in range(number)]


@contextmanager
def unguarded(*tables):
    """Put the triggers of tables, or all, aside as their owner can, and put the same back after."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # As ALTER TABLE … DISABLE TRIGGER, which would wait for rows of this transaction.
            cursor.execute("SET session_replication_role = replica")
            yield cursor
            cursor.execute("SET session_replication_role = origin")
            return
        cursor.execute("SELECT name, sql, tbl_name FROM sqlite_master WHERE type = 'trigger'")
        rows = cursor.fetchall()
        aside = {name: sql for name, sql, table in rows if not tables or table in tables}
        for name in aside:
            cursor.execute(f'DROP TRIGGER "{name}"')
        yield cursor
        for sql in aside.values():
            cursor.execute(sql)


def run(*statements):
    """Run SQL without the triggers of its tables."""
    tables = {re.search(r"(?:UPDATE|INTO|FROM) (\w+)", sql)[1] for sql in statements}
    with unguarded(*tables) as cursor:
        for sql in statements:
            cursor.execute(sql)


def remade(key=None, *, with_knowers=False):
    """Make every seal anew from the events that are there now, signed with a key or not.

    `with_knowers`: also replace each hash in the verifications, publications and events after it.
    """
    before = None
    tables = ("tracker_seal", "tracker_event", "tracker_publication", "tracker_verification")
    with unguarded(*tables) as cursor:
        for seal in Seal.objects.order_by("number"):
            known_hash = seal.hash
            fill(seal, before, key)
            seal.save(force_update=True)
            if with_knowers:
                _replace_hash(cursor, known_hash, seal.hash)
            before = seal


def fill(seal, before, key=None):
    """Set everything of a seal that follows from its events, the seal before it and the key."""
    original_hashes = verification.load_original_hashes()
    events = [
        (row[0], truncated_hash(row, original_hashes.get(row[0], "")))
        for row in read_rows(BETWEEN, [before.last if before else LOWEST, seal.last])
    ]
    seal.entries, seal.count = pack_entries(events), len(events)
    seal.root, seal.previous = hash_entries(seal.entries), before.hash if before else ""
    seal.signed_since = 1 if key else None
    seal.hash = hash_seal(seal)
    seal.public_key = seal.signature = ""
    if key:
        sign(seal, key)


def _replace_hash(cursor, known, forged):
    for table, column in (
        ("tracker_publication", "seal_hash"),
        ("tracker_verification", "newest_hash"),
    ):
        update = f"UPDATE {table} SET {column} = %s WHERE {column} = %s"
        cursor.execute(update, [forged, known])
    for column in ("old", "new"):
        value = REPLACE[connection.vendor].format(column)
        cursor.execute(f"UPDATE tracker_event SET {column} = {value}", [known, forged])


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
