"""The application's role on PostgreSQL: it can work, and can't write history by itself."""

from contextlib import contextmanager
from dataclasses import replace

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from tests.factories import FileFactory, TopicFactory, UserFactory, as_factory
from tests.factories.people import add_app_and_codes
from tracker.actions.history import redactions
from tracker.actions.history.database_role import find_missing_rights, guard, require_rights
from tracker.actions.history.redactions import RequestRedaction
from tracker.actions.history.seals import seal_history
from tracker.audit import triggers
from tracker.audit.context import acting_as, current, use_context
from tracker.audit.signals import MANY_FAILURES, record_failed_sign_in
from tracker.audit.verification import verify
from tracker.errors import InvalidValue, NotAllowed
from tracker.models import Event, Seal, Topic

pytestmark = pytest.mark.django_db
ROLE = "heed_app"
AN_EVENT = (
    'INSERT INTO tracker_event (at, "table", "key", operation, actor_name, reason, reason_code, '
    "looked_at, source, request) VALUES (now(), 'tracker_topic', 1, 'update', 'ana', '', '', '', "
    "'', '')"
)
A_TABLE = "CREATE TEMP TABLE tracker_user (id bigint)"
REFUSED = {
    "a line of history": AN_EVENT,
    "another history": "UPDATE tracker_event SET actor_name = 'ben'",
    "history without a line": "DELETE FROM tracker_event",
    "no history": "TRUNCATE tracker_event",
    "another seal": "UPDATE tracker_seal SET hash = ''",
    "no read log": "DELETE FROM tracker_readlogentry",
    "a table without its triggers": "ALTER TABLE tracker_topic DISABLE TRIGGER ALL",
    "a trigger less": "DROP TRIGGER heed_tracker_topic_write ON tracker_topic",
    "a trigger more": "CREATE TRIGGER b BEFORE INSERT ON tracker_topic FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()",
    "a function of ours": "ALTER FUNCTION heed_audit() RESET ALL",
    "a table that makes history": f"{A_TABLE}; CREATE TRIGGER a AFTER INSERT ON tracker_user FOR EACH ROW EXECUTE FUNCTION heed_audit('id', '', 'no')",
    "another role": "UPDATE auth_group SET name = 'x' WHERE name = 'viewer'",
    "a role more": "INSERT INTO auth_group (name) VALUES ('x')",
    "words taken out alone": "SELECT heed_redact_event(1, 1, NULL, NULL, 'ben')",
    "what only triggers tell": "SELECT heed_record_account_event('update', 1, NULL, NULL, 1, 'ana', '', '', '', '')",
}


@contextmanager
def as_role(role=ROLE):
    """Connect as this role inside the block."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET ROLE {role}")
        yield cursor
        cursor.execute("RESET ROLE")


@pytest.fixture
def role():
    """A role of the application, made and undone with the test."""
    if connection.vendor != "postgresql":
        pytest.skip("roles are PostgreSQL's")
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE ROLE {ROLE}")
    return ROLE


class TestTheRole:
    def test_can_work_and_writes_events(self, role, client):
        TopicFactory(code="before")
        guard(role)
        before = Event.objects.latest("pk").pk

        with as_role():
            ana = UserFactory(analyst=True, username="ana")
            for _n in range(MANY_FAILURES):
                record_failed_sign_in("ana", "192.0.2.7")
            client.force_login(ana)
            add_app_and_codes(ana)
            FileFactory()
            with as_factory():
                Topic.objects.filter(code="before").update(name="Shelters")
                Topic.objects.get(code="before").delete()
            written = Event.objects.filter(pk__gt=before)
            operations = set(written.values_list("operation", flat=True))
            triggers.require()

        assert operations == {"insert", "update", "delete", "sign_in", "failed"}

    def test_seals_history(self, role):
        TopicFactory()
        guard(role)

        with as_role():
            (seal,) = seal_history(now=timezone.now())

        assert Seal.objects.get().last == seal.last == Event.objects.latest("pk").pk

    def test_takes_words_out_of_history_where_two_people_ask(self, role):
        one, other = UserFactory.create_batch(2, administrator=True)
        TopicFactory(name="Of Agron")
        guard(role)

        with as_role(), acting_as("ana", source="site"):
            asked = redactions.request_redaction(
                RequestRedaction(
                    words="Agron", about="a name", ground="Law 06/L-082", by=one, now=timezone.now()
                )
            )
            command = redactions.CarryOutRedaction(
                redaction=asked, words="Agron", by=other, now=timezone.now()
            )
            redactions.carry_out(replace(command, seen=redactions.preview(command).mark))

        written = Event.objects.get(table="tracker_topic")
        assert (written.new["name"], written.salt) == ("Of █████", "")
        assert verify().faults == []

    def test_hides_no_change_behind_an_unrequested_redaction(self, role):
        topic = TopicFactory()
        guard(role)

        with as_role(), as_factory(), use_context(replace(current(), redaction="1")):
            Topic.objects.update(name="Other")

        assert Event.objects.get(key=topic.pk, operation="update").new == {"name": "Other"}

    def test_writes_no_history_by_itself(self, role):
        TopicFactory()
        guard(role)
        passed = {}
        with as_role() as cursor:
            for what, statement in REFUSED.items():
                try:
                    with as_factory(), transaction.atomic():
                        cursor.execute(statement)
                        passed[what] = cursor.rowcount
                except DatabaseError as refused:
                    if not any(
                        word in str(refused)
                        for word in ("denied", "owner", "triggers only", "append-only")
                    ):
                        passed[what] = str(refused)

        assert passed == {}

    def test_works_with_a_table_that_a_migration_just_made(self, role):
        guard(role)
        with connection.cursor() as cursor:
            cursor.execute("CREATE TABLE tracker_new (id bigint GENERATED BY DEFAULT AS IDENTITY)")
        with as_role() as cursor:
            cursor.execute("INSERT INTO tracker_new DEFAULT VALUES")
            cursor.execute("DELETE FROM tracker_new")


class TestRights:
    def test_that_a_start_asks_for_are_those_that_guarding_gives(self, role):
        guard(role)

        with as_role():
            assert find_missing_rights() == []

    def test_that_are_missing_are_named_with_the_remedy(self, role):
        guard(role)
        with connection.cursor() as cursor:
            cursor.execute(f"REVOKE ALL ON tracker_topic FROM {role}")
            cursor.execute(f"REVOKE ALL ON ALL FUNCTIONS IN SCHEMA public FROM {role}")

        named = r"SELECT on tracker_topic.* INSERT on tracker_topic.* and 2 more\. .*heed upgrade"
        with as_role(), pytest.raises(NotAllowed, match=named):
            require_rights()

    def test_of_the_owner_are_all_there(self):
        require_rights()


class TestGuarding:
    def test_says_what_it_did_and_may_be_done_again(self, role, capsys):
        call_command("guard_history", "--role", role)
        call_command("guard_history", "--role", role)

        output = capsys.readouterr().out
        assert output.count("tracker_seal,") == 2
        assert output.count("only read the history") == 2

    @pytest.mark.parametrize(
        ("first", "sentence"),
        [
            ("DROP ROLE heed_app", "has no role “heed_app”. Create it: CREATE ROLE"),
            ("ALTER ROLE heed_app SUPERUSER", "“heed_app” can give itself any right"),
            ("GRANT postgres TO heed_app", "“heed_app” can give itself any right"),
            (
                "CREATE ROLE others; GRANT UPDATE (reason) ON tracker_event TO others; "
                "GRANT others TO heed_app",
                "“heed_app” still has UPDATE on tracker_event, granted to one of its groups",
            ),
        ],
    )
    def test_of_a_role_that_gets_round_it_is_refused(self, role, first, sentence):
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_user")
            cursor.execute(first.replace("postgres", cursor.fetchone()[0]))

        with pytest.raises(InvalidValue, match=sentence):
            guard(role)

    def test_by_who_does_not_own_the_tables_is_refused(self, role):
        with as_role(), pytest.raises(NotAllowed, match=r"Run this as “\w+”, the role that"):
            guard("heed_app")

    def test_on_sqlite_is_refused(self):
        if connection.vendor != "sqlite":
            pytest.skip("PostgreSQL has roles")

        with pytest.raises(
            CommandError, match="SQLite has no roles: anyone who can write to its file"
        ):
            call_command("guard_history", "--role", "heed_app")
