"""A small world under three signed seals, and what a forger of its database has: plain SQL."""

import json
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

from tests.audit.tampering import fill, remade, run, topics, write_key
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
from tracker.actions import search
from tracker.actions.upgrades.version_0_2 import cover_rows
from tracker.audit import seals
from tracker.models import Event, Publication, RedactedEvent, Seal
from tracker.vocabulary import State

REDACTED = "█████"


@contextmanager
def sealed_world(folder):
    """Yield the rows of a world with three signed seals, and one event after them.

    `events` are those of six topics: three under seal 1, two under seal 3, one not sealed yet.
    The events of the first two were redacted.
    """
    key = Ed25519PrivateKey.generate()
    evidence = {**settings.STORAGES["evidence"], "OPTIONS": {"location": folder / "evidence"}}
    values = {
        "SEAL_KEY": Path(write_key(folder / "seal.pem", key)),
        "STORAGES": {**settings.STORAGES, "evidence": evidence},
    }
    with override_settings(**values):
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
        search.rebuild()
        yield SimpleNamespace(
            folder=folder,
            settings=values,
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
    run(f"UPDATE tracker_event SET reason = '{reason}', salt = '' WHERE id = {sequence}")
    return row


def append_seal():
    """Add an unsigned seal over the events that no seal covers yet."""
    before, last = Seal.objects.newest(), Event.objects.latest("pk").pk
    seal = Seal(number=before.number + 1, last=last, created_at=timezone.now())
    seal.first = Event.objects.filter(pk__gt=before.last).earliest("pk").pk
    fill(seal, before)
    seal.save(force_insert=True)


def heads_file(world) -> Path:
    """The heads beside the key."""
    return world.folder / "seal.heads"


def write_heads(world):
    """Write the heads beside the key anew, as whoever owns the machine can."""
    rows = Seal.objects.order_by("number")
    heads_file(world).write_bytes(b"".join(map(seals.head_line, rows)))


def export(world):
    """Hand the seals out, before they are tampered with."""
    world.witness.unlink(missing_ok=True)
    call_command("export_seals", str(world.witness))


def unsign(world):
    """Make the seals as they would be had there never been a key, and hand them out."""
    value = {
        "sqlite": "json_set(new, '$.signed', 0)",
        "postgresql": "jsonb_set(new, '{signed}', '0')",
    }[connection.vendor]
    run(
        "UPDATE tracker_verification SET signed = 0",
        f"UPDATE tracker_event SET new = {value} WHERE \"table\" = 'tracker_verification'",
    )
    remade(with_knowers=True)
    heads_file(world).unlink(missing_ok=True)
    settings.SEAL_KEY = world.folder / "no key.pem"
    export(world)
