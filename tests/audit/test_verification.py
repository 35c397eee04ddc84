"""Verification of intact history, and of each way to tamper with it."""

import json

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from tests.audit.tampering import messages, remade, run, topics as more_topics, unguarded, verified
from tests.factories import as_factory
from tracker.audit import event_stream, triggers
from tracker.audit.context import acting_as
from tracker.errors import InvalidValue
from tracker.models import Event, Seal, Topic, Verification

pytestmark = pytest.mark.django_db


class TestWhatIsWell:
    def test_is_counted(self, topics):
        events = Event.objects.count()
        result = verified()

        assert messages(result) == []
        assert (result.seals, result.signed, result.unsealed) == (2, 2, 1)
        assert result.sealed == events - 1
        assert result.newest == Seal.objects.latest("number").hash

    def test_holds_after_changes_and_deletions(self, topics):
        with as_factory():
            Topic.objects.filter(pk=topics[0].pk).update(name="Renamed")
            topics[1].delete()

        assert messages(verified()) == []

    def test_is_verified_from_a_seal_on(self, topics):
        result = verified(since=2)

        assert (result.seals, messages(result)) == (1, [])
        with pytest.raises(InvalidValue, match=r"no seal 3\. Enter a number from 1 to 2"):
            verified(since=3)

    def test_is_written_down(self, topics):
        with acting_as("command:verify_history", source="command"):
            verified()

        kept = Verification.objects.get()
        assert (kept.seals, kept.unsealed, kept.faults, kept.by) == (
            2,
            1,
            [],
            "command:verify_history",
        )

    def test_asks_as_much_for_many_as_for_few(self, topics, django_assert_num_queries):
        with django_assert_num_queries(1000, exact=False) as few:
            verified()
        more_topics(20)

        with django_assert_num_queries(len(few)):
            verified()


class TestATamperedEvent:
    def test_that_was_changed_is_named(self, topics, born):
        bad = born[topics[1].pk]
        run(f"UPDATE tracker_event SET actor_name = 'Somebody else' WHERE id = {bad}")

        assert messages(verified()) == [f"Event {bad}: It was changed after sealing."]

    def test_is_named_among_many_that_are_read_a_few_at_a_time(self, topics, born, monkeypatch):
        monkeypatch.setattr(event_stream, "CHUNK_SIZE", 2)
        second, last = born[topics[1].pk], born[topics[5].pk]
        run(
            f"UPDATE tracker_event SET reason = 'Another' WHERE id = {second}",
            f"DELETE FROM tracker_event WHERE id = {last}",
        )
        result = verified()

        assert [one.sequence for one in result.faults if one.sequence] == [second, last]
        assert result.sealed == Event.objects.filter(pk__lte=last).count()

    def test_whose_values_were_changed_is_named(self, topics, born):
        bad = born[topics[4].pk]
        with unguarded() as cursor:
            new = json.dumps({"id": topics[4].pk, "code": "x", "name": "Better"})
            cursor.execute("UPDATE tracker_event SET new = %s WHERE id = %s", [new, bad])

        assert verified().first_bad == bad

    def test_that_was_deleted_is_named(self, topics, born):
        bad = born[topics[1].pk]
        run(f"DELETE FROM tracker_event WHERE id = {bad}")

        assert f"Event {bad}: It was deleted after sealing." in messages(verified())
        assert verified().first_bad == bad

    def test_that_was_added_in_a_gap_is_named(self, topics, born):
        with unguarded() as cursor:
            cursor.execute("SELECT id FROM tracker_event ORDER BY id LIMIT 1")
            bad = cursor.fetchone()[0] - 1
            cursor.execute(
                'INSERT INTO tracker_event (id, at, "table", "key", operation, actor_name, reason, '
                "reason_code, looked_at, source, request) SELECT %s, at, \"table\", 999, 'sign_in', "
                "actor_name, reason, reason_code, looked_at, source, request FROM tracker_event "
                "WHERE id = %s",
                [bad, bad + 1],
            )

        assert messages(verified()) == [f"Event {bad}: It was added after sealing."]

    def test_that_was_swapped_with_another_is_named_first(self, topics, born):
        one, other = born[topics[0].pk], born[topics[4].pk]
        run(
            f"UPDATE tracker_event SET id = -1 WHERE id = {one}",
            f"UPDATE tracker_event SET id = {one} WHERE id = {other}",
            f"UPDATE tracker_event SET id = {other} WHERE id = -1",
        )

        assert verified().first_bad == one
        assert [one.sequence for one in verified().faults] == [one, other]

    def test_is_found_when_all_are_gone(self, topics, born):
        run("DELETE FROM tracker_event")

        first = Seal.objects.order_by("number").first().first
        assert verified().first_bad == first

    def test_is_found_when_seals_are_gone_too(self, topics):
        printed = Seal.objects.latest("number")
        run("DELETE FROM tracker_event", "DELETE FROM tracker_seal")

        result = verified(printed={printed.number: printed.hash[:12]})

        assert any("the history does not mention it" in one for one in messages(result))
        assert any("is in the printed report, but the newest" in one for one in messages(result))

    def test_is_named_while_the_triggers_are_away(self, topics, born):
        bad = born[topics[0].pk]
        triggers.drop()
        with connection.cursor() as cursor:
            cursor.execute(f"UPDATE tracker_event SET reason = 'None' WHERE id = {bad}")

        result = verified()

        assert result.first_bad == bad
        assert "triggers are missing or are not part of Heed" in result.faults[-1].message


class TestATamperedSeal:
    @pytest.mark.parametrize(
        ("change", "words"),
        [
            ("root = '00'", "its entries differ from those that were sealed"),
            ("created_at = '2020-01-01 00:00:00+00:00'", "its hash does not match its content"),
            ("previous = '00'", "it does not begin with the hash of the previous seal"),
            ("number = 9", "the previous seal is missing"),
        ],
    )
    def test_is_named_with_what_is_wrong(self, topics, change, words):
        run(f"UPDATE tracker_seal SET {change} WHERE number = 2")

        assert any(words in one for one in messages(verified()))

    def test_that_somebody_made_anew_is_signed_by_nobody_or_by_another(self, key, topics):
        result = verified()
        assert (result.signed, messages(result)) == (2, [])

        unsigned = "signature = '', public_key = '', signed_since = NULL"
        run(f"UPDATE tracker_seal SET {unsigned} WHERE number = 2")
        assert any(
            "it is not signed, although seals are signed since number 1" in one
            for one in messages(verified())
        )
        run("UPDATE tracker_seal SET signature = 'ab', public_key = 'cd' WHERE number = 2")
        found = messages(verified())
        assert any("its signature does not match its key" in one for one in found)
        assert any("a key other than SEAL_KEY" in one for one in found)

    def test_that_were_all_made_anew_without_the_key_are_found_out(self, key, topics):
        remade()

        assert "SEAL_KEY is set, but the latest seal is not signed with it." in messages(verified())


class TestTheCommand:
    def test_tells_what_is_well_and_what_is_not_proven(self, topics, capsys):
        call_command("verify_history")

        output = capsys.readouterr().out
        assert "Seals: 2 (2 signed)" in output
        assert "1 newer event is not sealed yet and is checked" in output

    def test_names_the_first_bad_event_and_fails(self, topics, born, capsys):
        bad = born[topics[0].pk]
        run(f"UPDATE tracker_event SET reason = 'None' WHERE id = {bad}")

        with pytest.raises(CommandError, match=f"The first bad event is {bad}"):
            call_command("verify_history")
        assert f"Event {bad}: It was changed" in capsys.readouterr().out

        with pytest.raises(SystemExit):
            call_command("verify_history", json=True)
        result = json.loads(capsys.readouterr().out)
        assert (result["is_well"], result["first_bad"]) == (False, bad)

    def test_compares_with_paper(self, topics):
        seal = Seal.objects.get(number=1)

        call_command("verify_history", printed=[f"1:{seal.hash[:16]}"])

        with pytest.raises(CommandError, match="failed verification"):
            call_command("verify_history", printed=["1:0000000000"])
        with pytest.raises(CommandError, match="“1” is not a seal"):
            call_command("verify_history", printed=["1"])
