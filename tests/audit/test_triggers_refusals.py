"""Writes without an actor or a reason are refused, and no context outlives its block."""

import threading

import pytest
from django.db import IntegrityError, connection, transaction

from tests.factories import TopicFactory
from tracker.audit.context import acting_as
from tracker.audit.reasons import because
from tracker.models import Event, Topic

NO_ACTOR = r"a write without a named actor is refused \(tracker_topic\)"
NO_REASON = r"a write without a reason is refused \(tracker_topic\)"


def add(code="shelter"):
    return Topic.objects.create(code=code, name=code)


@pytest.mark.django_db
class TestAWriteIsRefused:
    @pytest.mark.parametrize(
        "deed",
        [
            add,
            lambda: Topic.objects.bulk_create([Topic(code="hotline", name="Hotline")]),
            lambda: Topic.objects.update(name="Renamed"),
            lambda: Topic.objects.all().delete(),
            lambda: connection.cursor().execute("DELETE FROM tracker_topic"),
        ],
    )
    def test_without_who(self, deed):
        TopicFactory(code="begging")
        before = Event.objects.count()

        with pytest.raises(IntegrityError, match=NO_ACTOR), transaction.atomic():
            deed()

        assert list(Topic.objects.values_list("code", "name")) == [("begging", "Begging")]
        assert Event.objects.count() == before

    def test_without_why(self):
        refused = pytest.raises(IntegrityError, match=NO_REASON)

        with acting_as("ana", source="site"), refused, transaction.atomic():
            add()

        assert not Topic.objects.exists()

    def test_after_the_block_that_named_who_and_why_in_the_same_transaction(self):
        with acting_as("ana", source="site"), because("Order in force"):
            add("shelter")

        with pytest.raises(IntegrityError, match=NO_ACTOR), transaction.atomic():
            add("hotline")

    def test_after_the_block_that_said_why(self):
        with acting_as("ana", source="site"):
            with because("Order in force"):
                add("shelter")

            with pytest.raises(IntegrityError, match=NO_REASON), transaction.atomic():
                add("hotline")


@pytest.mark.django_db
class TestTheContext:
    def test_is_the_one_of_each_write_within_one_transaction(self):
        with acting_as("ana", source="site"), because("First"):
            add("a")
        with acting_as("ben", source="admin"), because("Second"):
            add("b")

        lines = Event.objects.order_by("pk").values_list("actor_name", "reason", "source")

        assert list(lines) == [("ana", "First", "site"), ("ben", "Second", "admin")]

    def test_survives_the_rollback_of_a_savepoint(self):
        with acting_as("ana", source="site"), because("Order in force"):
            with pytest.raises(ZeroDivisionError), transaction.atomic():
                add("a")
                raise ZeroDivisionError
            add("b")

        assert [e.new["code"] for e in Event.objects.all()] == ["b"]


@pytest.mark.django_db(transaction=True)
class TestOutsideATransaction:
    def test_a_write_is_recorded(self, ana):
        add("a")
        Topic.objects.update(name="Renamed")

        operations = Event.objects.order_by("pk").values_list("operation", "actor_name")

        assert list(operations) == [("insert", "ana"), ("update", "ana")]

    def test_a_refused_write_leaves_nothing_and_the_next_one_works(self, ana):
        with acting_as("", source=""), pytest.raises(IntegrityError, match=NO_ACTOR):
            add("a")

        add("b")

        assert [topic.code for topic in Topic.objects.all()] == ["b"]

    def test_rows_read_piece_by_piece_can_be_written_meanwhile(self, ana):
        for code in ("a", "b", "c"):
            add(code)

        for topic in Topic.objects.order_by("code").iterator(chunk_size=1):
            Topic.objects.filter(pk=topic.pk).update(name=topic.code.upper())

        names = Topic.objects.order_by("code").values_list("name", flat=True)
        assert list(names) == ["A", "B", "C"]

    def test_no_query_is_added(self, ana, django_assert_num_queries):
        add("a")

        with django_assert_num_queries(1):
            Topic.objects.update(name="Renamed")

    def test_sql_composed_by_the_driver_is_recorded(self, ana):
        if connection.vendor != "postgresql":
            pytest.skip("SQLite's driver composes no SQL")
        from psycopg import sql

        add("a")

        with connection.cursor() as cursor:
            cursor.execute(
                sql.SQL("UPDATE {} SET name = 'Renamed'").format(sql.Identifier("tracker_topic"))
            )

        assert Event.objects.latest("pk").new == {"name": "Renamed"}


@pytest.mark.django_db(transaction=True)
class TestThreads:
    def test_have_each_their_own_actor(self):
        failures = []

        def work(name):
            try:
                with acting_as(name, source="task"), because(f"{name}'s reason"):
                    for n in range(5):
                        add(f"{name}-{n}")
            except Exception as failure:
                failures.append(repr(failure))
            finally:
                connection.close()

        _run([threading.Thread(target=work, args=(f"user{n}",)) for n in range(4)])

        lines = list(Event.objects.values_list("actor_name", "reason", "new__code"))
        assert failures == []
        assert len(lines) == 20
        assert all(reason == f"{name}'s reason" for name, reason, _ in lines)
        assert all(code.startswith(f"{name}-") for name, _, code in lines)

    def test_do_not_borrow_the_actor_of_the_one_that_started_them(self):
        outcome = []

        def work():
            try:
                outcome.append(add("b"))
            except IntegrityError as refusal:
                outcome.append(str(refusal))
            finally:
                connection.close()

        with acting_as("ana", source="site"), because("Order in force"):
            _run([threading.Thread(target=work)])

        assert len(outcome) == 1
        assert "without a named actor" in str(outcome[0])


def _run(threads):
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
