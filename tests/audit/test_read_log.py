"""Lines of the read log are added and never changed, whoever tries and however."""

import pytest
from django.db import DatabaseError, connection, transaction

from tests.factories import ReadingFactory, as_factory
from tracker.audit.audited_tables import APPEND_ONLY
from tracker.models import Reading

pytestmark = pytest.mark.django_db


def refused(deed):
    with pytest.raises(DatabaseError, match=APPEND_ONLY), transaction.atomic(), as_factory():
        deed()


def run(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)


class TestTheReadLog:
    def test_is_not_changed(self):
        line = ReadingFactory()

        refused(lambda: Reading.objects.update(purpose="None of yours"))
        refused(lambda: line.save())
        refused(lambda: Reading.objects.bulk_update([line], ["day"]))
        refused(lambda: run("UPDATE tracker_reading SET purpose = 'None of yours'"))

        assert Reading.objects.get().purpose == ""

    def test_is_not_taken_from(self):
        line = ReadingFactory()

        refused(line.delete)
        refused(lambda: Reading.objects.all().delete())
        refused(lambda: run("DELETE FROM tracker_reading"))

        assert Reading.objects.count() == 1

    def test_is_not_written_over(self):
        line = ReadingFactory()
        if connection.vendor == "sqlite":
            names = ", ".join(f.column for f in Reading._meta.concrete_fields)
            copied = f"INSERT OR REPLACE INTO tracker_reading ({names}) SELECT {names} FROM tracker_reading"
            refused(lambda: run(copied))
        else:
            refused(lambda: run("INSERT INTO tracker_reading SELECT * FROM tracker_reading ON CONFLICT (id) DO UPDATE SET purpose = 'x'"))  # fmt: skip

        assert Reading.objects.get() == line

    def test_is_not_emptied(self):
        if connection.vendor != "postgresql":
            pytest.skip("SQLite has no TRUNCATE: DELETE is all there is.")
        ReadingFactory()
        connection.check_constraints()  # or what is deferred refuses first

        refused(lambda: run("TRUNCATE tracker_reading CASCADE"))

        assert Reading.objects.count() == 1
