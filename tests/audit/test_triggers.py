"""Triggers are installed when they have to be, and missing ones are reported."""

import os
import subprocess
import sys
from io import StringIO

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from tests.factories import as_factory
from tracker.audit import postgres, triggers
from tracker.audit.verification import verify
from tracker.errors import TriggersMissing
from tracker.models import Event, Topic

pytestmark = pytest.mark.django_db
ONE = "heed_tracker_topic_update"


def lose_one():
    on = " ON tracker_topic" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {ONE}{on}")


class TestTriggers:
    def test_are_in_place_after_migration(self):
        assert triggers.find_missing() == []
        assert triggers.find_missing() == []

        triggers.require()

    def test_that_are_lost_are_named_with_the_remedy(self):
        lose_one()

        with pytest.raises(TriggersMissing, match=rf"lacks triggers \({ONE}\).*heed upg"):
            triggers.require()

        assert triggers.find_missing() == [ONE]

    def test_that_are_all_lost_are_named_in_part_and_counted(self):
        triggers.drop()

        with pytest.raises(TriggersMissing, match=r"heed_\w+, heed_\w+.* and \d+ more\)"):
            triggers.require()

    def test_that_are_lost_come_back_with_migrate(self):
        lose_one()

        call_command("migrate", verbosity=0, stdout=StringIO(), stderr=StringIO())

        assert triggers.find_missing() == []

    def test_that_were_tampered_with_count_as_missing(self):
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute(f"ALTER TABLE tracker_topic DISABLE TRIGGER {ONE}")
            else:
                cursor.execute(f"DROP TRIGGER {ONE}")
                cursor.execute(
                    f"CREATE TRIGGER {ONE} AFTER UPDATE ON tracker_topic BEGIN SELECT 1; END"
                )

        assert triggers.find_missing() == [ONE]

        triggers.install()

        assert triggers.find_missing() == []

    def test_that_only_bear_our_name_count_as_missing(self):
        if connection.vendor != "postgresql":
            pytest.skip("SQLite keeps the words of a trigger: all of them are compared")
        topic, link = "heed_tracker_topic_write", "heed_tracker_lineagelink_write"
        event = "heed_append_only_tracker_event"
        execute = "EXECUTE FUNCTION heed_audit('id', '', 'yes')"
        with connection.cursor() as cursor:
            cursor.execute("CREATE FUNCTION heed_nothing() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'")  # fmt: skip
            for name, sql in {
                topic: f"AFTER INSERT ON tracker_topic FOR EACH ROW {execute}",
                ONE: f"AFTER UPDATE OF code ON tracker_topic FOR EACH ROW {execute}",
                "heed_tracker_importrun_update": "AFTER UPDATE ON tracker_importrun FOR EACH ROW EXECUTE FUNCTION heed_nothing()",
                event: "BEFORE TRUNCATE ON tracker_event FOR EACH STATEMENT EXECUTE FUNCTION heed_refuse('no')",
            }.items():
                cursor.execute(f"CREATE OR REPLACE TRIGGER {name} {sql}")
            cursor.execute(f"DROP TRIGGER {link} ON tracker_lineagelink")
            cursor.execute(f"CREATE TRIGGER {link} AFTER INSERT OR DELETE ON tracker_finding FOR EACH ROW {execute}")  # fmt: skip

        assert triggers.find_missing() == sorted(
            [event, "heed_nothing", link, "heed_tracker_importrun_update", ONE, topic]
        )

        triggers.install()

        assert triggers.find_missing() == []

    def test_that_ask_another_clock_are_named_by_verification(self):
        if connection.vendor != "postgresql":
            pytest.skip("SQLite keeps no clock: its triggers ask the process that writes")
        with connection.cursor() as cursor:
            cursor.execute("CREATE OR REPLACE FUNCTION heed_now() RETURNS timestamptz LANGUAGE sql AS 'SELECT now()'")  # fmt: skip

        (fault,) = verify().faults

        assert "1 trigger is missing or is not part of Heed (heed_now)" in str(fault)

    def test_of_others_that_keep_lines_out_are_named_and_go(self):
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("CREATE RULE zz AS ON INSERT TO tracker_event DO INSTEAD NOTHING")
            else:
                cursor.execute("CREATE TRIGGER zz AFTER UPDATE ON tracker_topic BEGIN SELECT raise(IGNORE); END")  # fmt: skip

        assert triggers.find_missing() == ["zz, which is not part of Heed"]

        triggers.install()

        assert triggers.find_missing() == []

    def test_of_others_that_may_write_for_somebody_are_named_and_go(self):
        with connection.cursor() as cursor:
            for name in ("heedless", "heed_less"):
                if connection.vendor == "postgresql":
                    cursor.execute(f"CREATE TRIGGER {name} BEFORE UPDATE ON tracker_topic FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()")  # fmt: skip
                else:
                    cursor.execute(f"CREATE TRIGGER {name} AFTER UPDATE ON django_session BEGIN UPDATE tracker_user SET is_superuser = 1; END")  # fmt: skip

        expected = [f"{name}, which is not part of Heed" for name in ("heed_less", "heedless")]
        assert triggers.find_missing() == expected

        triggers.drop()
        triggers.install()

        assert triggers.find_missing() == []

    def test_call_no_other_function_than_ours(self):
        if connection.vendor != "postgresql":
            pytest.skip("SQLite keeps no functions: its triggers ask the process that writes")
        create = "CREATE OR REPLACE FUNCTION"
        masked = postgres.FUNCTIONS["heed_is_masked"]
        with connection.cursor() as cursor:
            for sql in (
                f"{create} heed_digest(value varchar) RETURNS text LANGUAGE sql AS 'SELECT value'",
                f"{create} heed_is_masked({masked[0]}) RETURNS boolean LANGUAGE sql AS 'SELECT true'",
                f"{create} heed_refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
                "ALTER FUNCTION heed_moment STRICT",
                "ALTER FUNCTION heed_audit SET search_path = pg_temp",
                f"{create} heed_other() RETURNS text LANGUAGE sql AS 'SELECT now()::text'",
                "SET LOCAL session_replication_role = replica",
            ):
                cursor.execute(sql)
            names = ("audit", "digest", "is_masked", "moment", "other", "refuse")
            expected = [*(f"heed_{name}" for name in names), "session_replication_role"]
            assert triggers.find_missing() == expected

            cursor.execute("SET LOCAL session_replication_role = origin")
        triggers.install()

        assert triggers.find_missing() == []

    def test_let_nobody_rename_a_role(self):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            Group.objects.filter(name="viewer").update(name="administrator of all")
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            Group.objects.filter(name="viewer")._raw_delete("default")

    def test_put_in_place_twice_tell_once(self):
        triggers.install()
        triggers.install()

        with as_factory():
            Topic.objects.create(code="shelter", name="Shelters")

        assert Event.objects.filter(table="tracker_topic").count() == 1


class TestAServer:
    @staticmethod
    def start(url):
        return subprocess.run(
            [sys.executable, "-c", "import tracker.wsgi"],
            env={**os.environ, "DATABASE_URL": url, "SECRET_KEY": "k" * 40},
            cwd=settings.BASE_DIR,
            capture_output=True,
            text=True,
        )

    def test_does_not_start_without_triggers(self, tmp_path):
        started = self.start(f"sqlite:///{tmp_path}/empty.sqlite3")

        assert started.returncode != 0
        assert "the database lacks triggers" in started.stderr
        assert "heed upgrade" in started.stderr

    def test_starts_while_the_database_is_away(self):
        started = self.start("postgresql://nobody@127.0.0.1:1/nothing")

        assert started.returncode == 0
        assert "can't be reached" in started.stderr
