"""A small world under three signed seals, and what a forger of its database has: plain SQL."""

import json
import re
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from types import SimpleNamespace

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import override_settings
from django.utils import timezone

from tests.audit.tampering import topics, write_key
from tests.factories import (
    CitationFactory,
    FileFactory,
    ReadLogEntryFactory,
    RedactionFactory,
    ReportFactory,
    UserFactory,
    as_factory,
)
from tests.factories.people import add_app_and_codes
from tests.helpers.publications import a_report, published
from tracker.actions.upgrades.coverage import cover_rows
from tracker.audit import heads, redactions, seals
from tracker.audit.event_stream import read_rows
from tracker.models import Event, Publication, RedactedEvent, Seal
from tracker.vocabulary import State

REDACTED = "█████"
LOWEST = -(2**63)  # sequence
# How each database writes a JSON column that a text is replaced in.
REPLACE = {"sqlite": "replace({}, %s, %s)", "postgresql": "replace({}::text, %s, %s)::jsonb"}


@contextmanager
def sealed_world(folder):
    """Yield the rows of a world with three signed seals, and one event after them.

    `events` are those of six topics: three under seal 1, two under seal 3, one not sealed yet.
    The events of the first two were redacted.
    """
    key = Ed25519PrivateKey.generate()
    evidence = {**settings.STORAGES["evidence"], "OPTIONS": {"location": folder / "evidence"}}
    storages = {**settings.STORAGES, "evidence": evidence}
    pem = write_key(folder / "seal.pem", key)
    with override_settings(SEAL_KEY=pem, STORAGES=storages):
        with as_factory():
            cover_rows()  # of the roles
        made = topics(3)
        call_command("seal_history")
        ana = UserFactory(analyst=True, username="ana")
        pia = UserFactory(publisher=True, username="pia")
        ben = UserFactory(administrator=True, username="ben")
        UserFactory(viewer=True, username="zoe")
        add_app_and_codes(ana)
        add_app_and_codes(ben)
        report = a_report()
        CitationFactory(recommendation=report.recommendations.first())
        publication = published(report, ana, pia, now=timezone.now())
        bare_publication(Seal.objects.newest())
        for factory in (FileFactory, ReadLogEntryFactory):
            factory.create_batch(2)
        for topic in made[:2]:
            redact(born(topic), REDACTED, by=ben)
        call_command("seal_history")
        call_command("verify_history")
        call_command("verify_history")
        made += topics(2)
        call_command("seal_history")
        made += topics(1)
        yield SimpleNamespace(
            folder=folder,
            storages=storages,
            witness=folder / "witness.jsonl",
            key=key,
            topics=made,
            events=[born(topic) for topic in made],
            publication=publication,
            people={"ana": ana, "pia": pia, "ben": ben},
        )


def born(topic):
    """Sequence of the event that made a topic."""
    return Event.objects.get(table="tracker_topic", key=topic.pk, operation="insert").pk


def bare_publication(seal):
    """A publication made under a seal, without the report that it would be of."""
    with as_factory():
        return Publication.objects.create(
            report=ReportFactory(),
            number=2,
            title="Brief",
            kind="brief",
            language="en",
            audience="internal",
            on=date(2025, 3, 31),
            basis="known_now",
            reason="For the archive",
            author=UserFactory(analyst=True),
            created_at=timezone.now(),
            seal_number=seal.number,
            seal_hash=seal.hash,
            history_to=seal.last,
            content_sha256="0" * 64,
        )


def redact(sequence, reason, *, by, is_hidden=False):
    """Give an event another reason under rows of a redaction; `is_hidden`: that no event tells of."""
    event = Event.objects.get(pk=sequence)
    old, new = (value and json.dumps(value) for value in (event.old, event.new))
    decided = {"state": State.APPROVED, "decided_at": timezone.now(), "decided_by": by}
    redaction = RedactionFactory(**decided)
    values = {
        "redaction": redaction,
        "sequence": sequence,
        "original_hash": seals.hash_values(old, new, event.reason, event.salt),
        "remaining_hash": seals.hash_values(old, new, reason, ""),
    }
    with as_factory():
        row = RedactedEvent.objects.create(**values)
    forge(f"UPDATE tracker_event SET reason = '{reason}', salt = '' WHERE id = {sequence}")
    return row


@contextmanager
def without_triggers(*tables):
    """Put the triggers of tables aside as their owner can, and put the same back afterwards."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # As ALTER TABLE … DISABLE TRIGGER for each, which waits for no row of this transaction.
            cursor.execute("SET LOCAL session_replication_role = replica")
            yield cursor
            cursor.execute("SET LOCAL session_replication_role = origin")
            return
        cursor.execute("SELECT name, sql, tbl_name FROM sqlite_master WHERE type = 'trigger'")
        aside = {name: sql for name, sql, table in cursor.fetchall() if table in tables}
        for name in aside:
            cursor.execute(f'DROP TRIGGER "{name}"')
        yield cursor
        for sql in aside.values():
            cursor.execute(sql)


def forge(*statements):
    """Run SQL without the triggers of its tables."""
    tables = {re.search(r"(?:UPDATE|INTO|FROM) (\w+)", sql)[1] for sql in statements}
    with without_triggers(*tables) as cursor:
        for sql in statements:
            cursor.execute(sql)


def rebuild_seals(key=None, *, with_knowers=False):
    """Make every seal anew over the events as they are now; `key`: that signs them.

    `with_knowers`: also replace each hash in the verifications, publications and events after it.
    """
    before = None
    tables = ("tracker_seal", "tracker_event", "tracker_publication", "tracker_verification")
    with without_triggers(*tables) as cursor:
        for seal in Seal.objects.order_by("number"):
            known_hash = seal.hash
            _fill(seal, before, key)
            seal.save(force_update=True)
            if with_knowers:
                _replace_hash(cursor, known_hash, seal.hash)
            before = seal


def append_seal():
    """Add an unsigned seal over the events that no seal covers yet."""
    before, last = Seal.objects.newest(), Event.objects.latest("pk").pk
    seal = Seal(number=before.number + 1, last=last, created_at=timezone.now())
    seal.first = Event.objects.filter(pk__gt=before.last).earliest("pk").pk
    _fill(seal, before)
    seal.save(force_insert=True)


def _fill(seal, before, key=None):
    """Set everything of a seal that follows from its events and the seal before it."""
    redacted = redactions.load_redacted_events()
    events = [
        seals.serialize_event(row, redacted[row[0]].original_hash if row[0] in redacted else "")
        for row in read_rows(redactions.BETWEEN, [before.last if before else LOWEST, seal.last])
    ]
    seal.entries, seal.count = seals.pack_entries(events), len(events)
    seal.root, seal.previous = seals.hash_entries(seal.entries), before.hash if before else ""
    if not key:
        seal.signed_since, seal.public_key, seal.signature = None, "", ""
    seal.hash = seals.hash_seal(seal)
    if key:
        seals.sign(seal, key)


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


def heads_file(world) -> Path:
    """The heads beside the key."""
    return world.folder / "seal.heads"


def write_heads(world):
    """Write the heads beside the key anew, as whoever owns the machine can."""
    rows = Seal.objects.order_by("number")
    heads_file(world).write_bytes(b"".join(map(heads.head_line, rows)))


def export(world):
    """Hand the seals out, before they are tampered with."""
    world.witness.unlink(missing_ok=True)
    call_command("export_seals", str(world.witness))


def unsign(world):
    """Make the seals as they would be had there never been a key, and hand them out."""
    rebuild_seals(with_knowers=True)
    heads_file(world).unlink(missing_ok=True)
    settings.SEAL_KEY = ""
    export(world)
