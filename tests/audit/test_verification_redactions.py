"""Events that a redaction changed: who made it, and what is left of them."""

import json

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from tests.audit.tampering import messages, run, unguarded, verified
from tests.factories import RedactionFactory, UserFactory, as_factory
from tracker.audit import verification
from tracker.audit.seals import hash_values
from tracker.models import Event, RedactedEvent
from tracker.vocabulary import State

pytestmark = pytest.mark.django_db


def redacted(sequence, reason):
    """The owner of the database gives an event another reason, under rows of a redaction."""
    event = Event.objects.get(pk=sequence)
    old, new = (value and json.dumps(value) for value in (event.old, event.new))
    decided = {"state": State.APPROVED, "decided_at": timezone.now()}
    redaction = RedactionFactory(
        author=UserFactory(username="ana"), decided_by=UserFactory(username="ben"), **decided
    )
    with as_factory():
        RedactedEvent.objects.create(
            redaction=redaction,
            sequence=sequence,
            original_hash=hash_values(old, new, event.reason, event.salt),
            remaining_hash=hash_values(old, new, reason, ""),
        )
    run(f"UPDATE tracker_event SET reason = '{reason}', salt = '' WHERE id = {sequence}")


class TestARedaction:
    def test_is_named_with_its_events_and_who_made_it(self, topics, born, capsys):
        bad = born[topics[0].pk]
        redacted(bad, "█████")

        call_command("verify_history")

        assert (
            "requested by ana and carried out by ben, removed words from event "
            f"{bad}." in capsys.readouterr().out
        )

    def test_that_left_no_square_is_found_out(self, topics, born):
        bad = born[topics[0].pk]
        redacted(bad, "Nobody knows")

        assert messages(verified()) == [
            f"Event {bad}: A redaction changed it without leaving black squares: other text was "
            "inserted."
        ]

    def test_that_no_two_made_is_found_out(self, topics, born):
        bad = born[topics[0].pk]
        redacted(bad, "█████")
        run("UPDATE tracker_redaction SET state = 'withdrawn'")

        assert (
            f"Event {bad}: Its text was removed by a redaction that two people did not carry out."
            in messages(verified())
        )

    def test_whose_event_changed_since_is_found_out(self, topics, born):
        bad = born[topics[0].pk]
        redacted(bad, "█████")
        run(f"UPDATE tracker_event SET reason = '████' WHERE id = {bad}")

        assert f"Event {bad}: It was changed after a redaction." in messages(verified())


def test_an_event_is_overwritten_without_its_salt(topics, born):
    if connection.vendor == "postgresql":
        pytest.skip("only a redaction's own function may")
    sequence = born[topics[0].pk]
    with unguarded():
        verification.overwrite_event(
            sequence, {"old": None, "new": {"name": "██"}, "reason": "█"}, redaction=1
        )

    event = Event.objects.get(pk=sequence)
    assert (event.new, event.reason, event.salt) == ({"name": "██"}, "█", "")
