"""The read log is append-only, for everybody and every kind of write."""

import pytest
from django.db import DatabaseError, connection, transaction

from tests.factories import ReadLogEntryFactory, as_factory
from tracker.audit.audited_tables import APPEND_ONLY
from tracker.models import ReadLogEntry

pytestmark = pytest.mark.django_db


def refused(deed):
    with pytest.raises(DatabaseError, match=APPEND_ONLY), transaction.atomic(), as_factory():
        deed()


def run(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)


class TestTheReadLog:
    def test_is_not_changed(self):
        line = ReadLogEntryFactory()

        refused(lambda: ReadLogEntry.objects.update(purpose="None of yours"))
        refused(lambda: line.save())
        refused(lambda: ReadLogEntry.objects.bulk_update([line], ["read_on"]))
        refused(lambda: run("UPDATE tracker_readlogentry SET purpose = 'None of yours'"))

        assert ReadLogEntry.objects.get().purpose == ""

    def test_is_not_taken_from(self):
        line = ReadLogEntryFactory()

        refused(line.delete)
        refused(lambda: ReadLogEntry.objects.all().delete())
        refused(lambda: run("DELETE FROM tracker_readlogentry"))

        assert ReadLogEntry.objects.count() == 1

    def test_is_not_written_over(self):
        line = ReadLogEntryFactory()
        if connection.vendor == "sqlite":
            names = ", ".join(f.column for f in ReadLogEntry._meta.concrete_fields)
            copied = f"INSERT OR REPLACE INTO tracker_readlogentry ({names}) SELECT {names} FROM tracker_readlogentry"
            refused(lambda: run(copied))
        else:
            refused(lambda: run("INSERT INTO tracker_readlogentry SELECT * FROM tracker_readlogentry ON CONFLICT (id) DO UPDATE SET purpose = 'x'"))  # fmt: skip

        assert ReadLogEntry.objects.get() == line

    def test_is_not_emptied(self):
        if connection.vendor != "postgresql":
            pytest.skip("SQLite has no TRUNCATE: DELETE is all there is.")
        ReadLogEntryFactory()
        connection.check_constraints()  # or what is deferred refuses first

        refused(lambda: run("TRUNCATE tracker_readlogentry CASCADE"))

        assert ReadLogEntry.objects.count() == 1
