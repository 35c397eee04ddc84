"""The triggers are there when they have to be, and their absence is told."""

from io import StringIO

import pytest
from django.core.checks import Tags, run_checks
from django.core.management import call_command
from django.db import connection

from tests.factories import as_factory
from tracker.audit import triggers
from tracker.errors import TriggersMissing
from tracker.models import Event, Topic

pytestmark = pytest.mark.django_db
ONE = "heed_tracker_topic_update"


def lose_one():
    on = " ON tracker_topic" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {ONE}{on}")


def checked():
    return run_checks(tags=[Tags.database], databases=["default"])


class TestTriggers:
    def test_are_in_place_after_migration(self):
        assert triggers.missing() == []
        assert checked() == []

        triggers.require()

    def test_that_are_lost_are_named_with_the_remedy(self):
        lose_one()

        with pytest.raises(TriggersMissing, match=rf"lacks 1 triggers \({ONE}\).*manage.py mig"):
            triggers.require()

        assert triggers.missing() == [ONE]

    def test_that_are_lost_are_named_by_the_check(self):
        lose_one()

        (warning,) = checked()

        assert (warning.id, ONE in warning.msg) == ("tracker.W001", True)
        assert "manage.py migrate" in warning.hint

    def test_that_are_lost_come_back_with_migrate(self):
        lose_one()

        call_command("migrate", verbosity=0, stdout=StringIO(), stderr=StringIO())

        assert triggers.missing() == []

    def test_that_were_tampered_with_count_as_missing(self):
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute(f"ALTER TABLE tracker_topic DISABLE TRIGGER {ONE}")
            else:
                cursor.execute(f"DROP TRIGGER {ONE}")
                cursor.execute(
                    f"CREATE TRIGGER {ONE} AFTER UPDATE ON tracker_topic BEGIN SELECT 1; END"
                )

        assert triggers.missing() == [ONE]

        triggers.install()

        assert triggers.missing() == []

    def test_of_others_are_left_alone(self):
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("CREATE TRIGGER heedless BEFORE UPDATE ON tracker_topic FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()")  # fmt: skip
            else:
                cursor.execute("CREATE TRIGGER heedless AFTER UPDATE ON tracker_topic BEGIN SELECT 1; END")  # fmt: skip

        triggers.drop()
        triggers.install()

        with connection.cursor() as cursor:
            table, name = (
                ("pg_trigger", "tgname")
                if connection.vendor == "postgresql"
                else ("sqlite_master", "name")
            )
            cursor.execute(f"SELECT count(*) FROM {table} WHERE {name} = 'heedless'")
            assert cursor.fetchone() == (1,)

    def test_put_in_place_twice_tell_once(self):
        triggers.install()
        triggers.install()

        with as_factory():
            Topic.objects.create(code="shelter", name="Shelters")

        assert Event.objects.filter(table="tracker_topic").count() == 1
