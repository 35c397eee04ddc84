"""Events are added, never changed."""

import pytest
from django.db import IntegrityError, connection, transaction

from tests.factories import TopicFactory
from tracker.models import Event, Topic

pytestmark = pytest.mark.django_db


class TestAnEvent:
    @pytest.fixture(autouse=True)
    def one_event(self, ana, db):
        TopicFactory()

    @pytest.mark.parametrize(
        "deed",
        [
            lambda: Event.objects.update(reason="another"),
            lambda: Event.objects.all().delete(),
            lambda: Event.objects.all()._raw_delete("default"),
        ],
    )
    def test_is_neither_changed_nor_deleted(self, deed):
        before = list(Event.objects.order_by("pk").values())

        with pytest.raises(IntegrityError, match="history is append-only"), transaction.atomic():
            deed()

        assert list(Event.objects.order_by("pk").values()) == before

    @pytest.mark.parametrize("table", ["tracker_event", "tracker_topic"])
    def test_outlives_the_emptying_of_tables(self, table):
        if connection.vendor != "postgresql":
            pytest.skip("SQLite has no TRUNCATE: its DELETE fires the triggers")
        refusal = pytest.raises(IntegrityError, match=r"append-only|emptying .* \(tracker_topic\)")

        with refusal, transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"TRUNCATE {table} CASCADE")

        assert Topic.objects.exists()
        assert Event.objects.exists()

    def test_is_not_replaced(self):
        if connection.vendor != "sqlite":
            pytest.skip("REPLACE is SQLite's")
        key = Event.objects.latest("pk").pk
        columns = ", ".join(
            f'"{f.column}"' for f in Event._meta.concrete_fields if not f.primary_key
        )
        statement = f"REPLACE INTO tracker_event (id, {columns}) SELECT id, {columns} FROM tracker_event WHERE id = %s"

        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            connection.cursor().execute(statement, [key])
