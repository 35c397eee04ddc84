"""Rows that differ from what history says of them."""

import json
from dataclasses import replace
from datetime import UTC

import pytest
from django.db import connection

from tests.audit.tampering import messages, run, unguarded, verified
from tests.factories import CitationFactory, FigureFactory, UserFactory, as_factory
from tracker.audit import drift
from tracker.audit.event_stream import HistoryFault, VerificationResult
from tracker.models import Event, Topic

pytestmark = pytest.mark.django_db


class TestATamperedRow:
    def test_that_was_changed_is_named_with_its_last_event(self, topics, born):
        run(f"UPDATE tracker_topic SET name = 'Better' WHERE id = {topics[6].pk}")

        bad = born[topics[6].pk]
        assert messages(verified()) == [
            f"Event {bad}: tracker_topic {topics[6].pk}: name differs from the history."
        ]

    def test_that_was_deleted_or_added_is_named(self, topics, born):
        gone, new = topics[5].pk, topics[6].pk + 100
        run(
            f"DELETE FROM tracker_topic WHERE id = {gone}",
            f"INSERT INTO tracker_topic (id, code, name) VALUES ({new}, 'new', 'New')",
        )

        assert messages(verified()) == [
            f"Event {born[gone]}: tracker_topic {gone}: the row is missing, but the history does not record its deletion.",
            f"tracker_topic {new}: the row exists, but the history does not mention it.",
        ]

    def test_that_was_changed_in_a_column_of_a_later_migration_is_named(self, topics, born):
        row = CitationFactory(page="")
        event = Event.objects.get(table="tracker_citation", operation="insert")
        output = json.dumps({name: value for name, value in event.new.items() if name != "page"})
        with unguarded() as cursor:
            update = "UPDATE tracker_event SET new = %s WHERE id = %s"
            cursor.execute(update, [output, event.pk])
        assert messages(verified()) == []

        run(f"UPDATE tracker_citation SET page = '99' WHERE id = {row.pk}")
        assert messages(verified()) == [
            f"Event {event.pk}: tracker_citation {row.pk}: page has a value that the history "
            "never recorded."
        ]

    def test_whose_moment_was_given_a_zone_is_named(self):
        """SQLite holds moments as text: Django would read another time of day."""
        user = UserFactory()
        at = user.date_joined.astimezone(UTC)
        with unguarded("tracker_user") as cursor:
            update = "UPDATE tracker_user SET date_joined = %s WHERE id = %s"
            cursor.execute(update, [f"{at:%Y-%m-%d %H:%M:%S.%f}+09:00", user.pk])

        named = f"tracker_user {user.pk}: date_joined differs from the history."
        assert [words for words in messages(verified()) if words.endswith(named)]


class TestAFraction:
    def test_is_recorded_with_all_its_digits(self):
        row = FigureFactory(value=100 / 3)
        event = Event.objects.get(table="tracker_figure", operation="insert")

        assert event.new["value"] == 100 / 3
        run(f"UPDATE tracker_figure SET value = 33.33333333333333 WHERE id = {row.pk}")
        assert verified().first_bad == event.pk

    def test_may_have_been_recorded_with_fifteen(self):
        FigureFactory(value=100 / 3)
        event = Event.objects.get(table="tracker_figure", operation="insert")
        values_then = json.dumps({**event.new, "value": 33.3333333333333})
        with unguarded() as cursor:
            update = "UPDATE tracker_event SET new = %s WHERE id = %s"
            cursor.execute(update, [values_then, event.pk])

        assert messages(verified()) == []


class TestAColumnThatNobodyKnows:
    def test_is_passed_over(self, topics):
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE tracker_topic ADD COLUMN is_new int NOT NULL DEFAULT 1")

        assert messages(verified()) == []


class TestATable:
    def test_that_can_t_be_read_is_named(self, topics, born, monkeypatch):
        tables = list(drift.iter_audited_tables(drift.apps))
        gone = replace(tables[0], name="tracker_nowhere")
        monkeypatch.setattr(drift, "iter_audited_tables", lambda _apps: [gone, *tables])
        run(f"UPDATE tracker_topic SET name = 'Another' WHERE id = {topics[0].pk}")

        first, second = messages(verified())

        assert f"Event {born[topics[0].pk]}: tracker_topic {topics[0].pk}: name differs" in first
        assert second.startswith("tracker_nowhere: the database can’t read it (")


class TestARow:
    def test_that_is_there_though_it_was_deleted_is_named(self, topics):
        key = topics[6].pk
        with as_factory():
            topics[6].delete()
        deletion = Event.objects.latest("pk").pk
        run(f"INSERT INTO tracker_topic (id, code, name) VALUES ({key}, 'x', 'X')")

        assert f"Event {deletion}: tracker_topic" in messages(verified())[0]
        assert "the row exists, although it was deleted." in messages(verified())[0]

    def test_is_compared_with_the_newest_value_of_each_column(self, topics):
        with as_factory():
            for name in ("B", "C"):
                Topic.objects.filter(pk=topics[0].pk).update(name=name)
            Topic.objects.filter(pk=topics[0].pk).update(code="c")
        assert messages(verified()) == []

        run(f"UPDATE tracker_topic SET name = 'B' WHERE id = {topics[0].pk}")
        sequence = Event.objects.filter(new__has_key="name", operation="update").latest("pk").pk
        assert verified().first_bad == sequence

    def test_is_counted(self, topics):
        counter = VerificationResult()

        assert list(drift.find_drift(counter)) == []
        before = counter.rows
        with as_factory():
            topics[0].delete()
        assert list(drift.find_drift(counter)) == []
        assert counter.rows == 2 * before - 1


def test_a_fault_names_its_event():
    assert str(HistoryFault("It is bad.")) == "It is bad."
    assert str(HistoryFault("It is bad.", 0)) == "Event 0: It is bad."
