"""Verification of unreadable values and missing seals: faults, never a crash."""

import pytest
from django.db import connection

from tests.audit.sealed_world import bare_publication
from tests.audit.tampering import messages, run, sealed, verified
from tests.factories import RecommendationFactory
from tracker.actions.history import seals
from tracker.audit import verification
from tracker.audit.event_stream import VerificationResult
from tracker.audit.seals import heads_path
from tracker.errors import InvalidValue
from tracker.models import Seal, Verification
from tracker.vocabulary import Status

pytestmark = pytest.mark.django_db


def is_sqlite():
    return connection.vendor == "sqlite"


def without(*numbers):
    run(*(f"DELETE FROM tracker_seal WHERE number = {number}" for number in numbers))


class TestWhatCanNotBeRead:
    def test_is_named_event_by_event(self, topics, born):
        events = [born[one.pk] for one in topics]
        tampered = ["new = '5'", "new = '[1]'", "at = 'infinity'"]
        if is_sqlite():
            tampered += ["actor_name = x'ff'", 'new = \'{"a":"\\ud800"}\'', "\"key\" = 'abc'"]
        run(
            *(
                f"UPDATE tracker_event SET {change} WHERE id = {event}"
                for event, change in zip(events, tampered, strict=False)
            )
        )

        faults = verified().faults

        assert {fault.sequence for fault in faults} >= set(events[: len(tampered)])
        assert any("its values in the history can’t be read" in fault.message for fault in faults)
        assert any("changed after sealing and can’t" in fault.message for fault in faults)

    def test_is_named_though_it_is_no_text(self, topics, born):
        if not is_sqlite():
            pytest.skip("PostgreSQL keeps no text that is none")
        bad = born[topics[1].pk]
        run(
            f"UPDATE tracker_event SET actor_name = CAST(x'ff' AS TEXT) WHERE id = {bad}",
            f"UPDATE tracker_topic SET name = CAST(x'ff' AS TEXT) WHERE id = {topics[6].pk}",
        )

        assert messages(verified()) == [
            f"Event {bad}: It was changed after sealing.",
            f"Event {born[topics[6].pk]}: tracker_topic {topics[6].pk}: name differs from the "
            "history.",
        ]
        assert connection.connection.text_factory is str

    def test_is_named_seal_by_seal(self, topics):
        run("UPDATE tracker_seal SET created_at = 'infinity' WHERE number = 1")
        if is_sqlite():
            run("UPDATE tracker_seal SET last = 'abc' WHERE number = 2")

        found = messages(verified())

        assert any("Seal 1: it can’t be read." in one for one in found)
        assert any("Seal 2: its hash does not match" in one for one in found) is is_sqlite()

    def test_is_named_unsealed_and_is_not_sealed(self, topics, born):
        bad = born[topics[-1].pk]
        run(f"UPDATE tracker_event SET at = 'infinity' WHERE id = {bad}")

        result = verified()

        assert messages(result) == [f"Event {bad}: It can’t be read, so it can’t be sealed."]
        assert result.unsealed == 1
        with pytest.raises(InvalidValue, match=f"not sealed, .* Event {bad}: It can’t be read"):
            sealed()

    def test_is_no_text_and_is_not_sealed(self, topics, born):
        if not is_sqlite():
            pytest.skip("PostgreSQL keeps no text that is none")
        bad = born[topics[-1].pk]
        run(f"UPDATE tracker_event SET reason = CAST(x'ff' AS TEXT) WHERE id = {bad}")

        assert messages(verified()) == [
            "The database contains bytes that are not text where text belongs."
        ]
        with pytest.raises(InvalidValue, match=r"not sealed, .* bytes that are not text"):
            sealed()

    def test_is_written_down_when_the_verification_dies(self, topics, monkeypatch):
        def dies(*_args):
            raise MemoryError

        monkeypatch.setattr(verification.drift, "find_drift", dies)

        with pytest.raises(MemoryError):
            verified()

        assert "stopped before the end (MemoryError)" in Verification.objects.get().faults[0]


class TestTheFirstBadEvent:
    def test_may_have_the_number_0(self):
        result = VerificationResult()
        for sequence in (0, 7):
            result.add("It is bad.", sequence)

        assert result.first_bad == 0


class TestPastDays:
    def test_that_show_something_else_are_named(self):
        row = RecommendationFactory(assessed=Status.PARTIAL)
        assert messages(verified()) == []
        run("UPDATE tracker_statusspan SET status = 'full'")

        (found,) = messages(verified())
        assert found.startswith(f"{row.cited_as}: the statuses of past days do not")

    def test_that_can_not_be_read_are_one_finding(self, topics, monkeypatch):
        def dies():
            raise TypeError

        monkeypatch.setattr(seals, "find_differences", dies)
        run(f"DELETE FROM tracker_topic WHERE id = {topics[0].pk}")

        gone, past = messages(verified())
        assert "the row is missing, but the history does not record its deletion" in gone
        assert (
            past
            == "The statuses of past days could not be compared with the assessments (TypeError)."
        )


class TestTheNewestSeals:
    def test_that_are_gone_are_missed_by_an_earlier_verification(self, topics):
        assert messages(verified()) == []
        without(2)

        assert [one.partition(" is in ")[2] for one in messages(verified())] == [
            f"{name}, but the newest here is 1: the database was rolled back, or its newest seals "
            "were deleted."
            for name in ("an earlier verification", heads_path())
        ]

    def test_that_are_gone_are_missed_by_a_publication(self, topics):
        seal = Seal.objects.newest()
        bare_publication(seal)
        assert messages(verification.verify()) == []
        without(seal.number)

        found, _in_heads = messages(verification.verify())
        assert "is in “Brief”, but the newest here is 1" in found
