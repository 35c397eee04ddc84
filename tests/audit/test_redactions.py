"""Events that a redaction changed: who made it, and what is left of them."""

import json

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from tests.audit.tampering import messages, run, unguarded, verified
from tests.factories import RedactionFactory, UserFactory, as_factory
from tracker.audit import redactions
from tracker.audit.seals import hash_values
from tracker.models import Event, RedactedEvent, Seal
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


class TestFindSealFault:
    def test_is_silent_where_the_seals_verify(self, topics, born):
        redacted(born[topics[0].pk], "█████")

        assert redactions.find_seal_fault([born[topic.pk] for topic in topics]) == ""

    def test_names_the_seal_and_what_is_wrong(self, topics, born):
        first, second = born[topics[1].pk], born[topics[4].pk]
        run(f"UPDATE tracker_event SET reason = 'Another' WHERE id IN ({first}, {second})")

        assert (
            redactions.find_seal_fault([second])
            == f"seal 2: event {second} differs from the one that was sealed"
        )
        assert (
            redactions.find_seal_fault([first])
            == f"seal 1: event {first} differs from the one that was sealed"
        )
        assert redactions.find_seal_fault([born[topics[6].pk]]) == ""

    def test_names_events_and_hashes_that_are_lost(self, topics, born):
        last = Seal.objects.get(number=2).last
        run(f"DELETE FROM tracker_event WHERE id = {last}")
        assert redactions.find_seal_fault([last]) == "seal 2: one of its events is missing"

        run("UPDATE tracker_seal SET first = first + 1 WHERE number = 1")
        assert redactions.find_seal_fault([born[topics[0].pk]]) == (
            "seal 1: its hash does not match its content"
        )


def test_an_event_is_overwritten_without_its_salt(topics, born):
    if connection.vendor == "postgresql":
        pytest.skip("only a redaction's own function may")
    sequence = born[topics[0].pk]
    with unguarded():
        redactions.overwrite_event(
            sequence, {"old": None, "new": {"name": "██"}, "reason": "█"}, redaction=1
        )

    event = Event.objects.get(pk=sequence)
    assert (event.new, event.reason, event.salt) == ({"name": "██"}, "█", "")
