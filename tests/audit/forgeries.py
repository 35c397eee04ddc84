"""Every tampering of docs/tamperings.md, by its name there: what the forger does to a world."""

import json
from pathlib import Path
from typing import NamedTuple

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.apps import apps
from django.contrib.sessions.backends.db import SessionStore
from django.core.files.storage import storages
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from tests.audit.sealed_world import (
    REDACTED,
    append_seal,
    export,
    heads_file,
    redact,
    unsign,
    write_heads,
)
from tests.audit.tampering import remade, run, topics, write_key
from tests.helpers.rollback import undone
from tracker.audit import seals, triggers
from tracker.audit.context import acting_as
from tracker.audit.reasons import because
from tracker.models import Event, File, PublicationFile, RedactedEvent, Seal, Topic

FORGED = "actor_name = 'Somebody else', reason = 'Another'"
IS_POSTGRES = "on PostgreSQL"
FORGERIES = {}


def forgery(function):
    """Enter a forgery by its name, with spaces and hyphens as in the docs."""
    FORGERIES[function.__name__.strip("_").replace("__", "-").replace("_", " ")] = function
    return function


def entered(**statements):
    """Enter forgeries that are SQL alone, with the world's values as `{w.…}`."""
    for name, templates in statements.items():

        def deed(w, templates=templates):
            run(*(sql.format(w=w) for sql in templates.strip().splitlines()))

        deed.__name__ = name
        forgery(deed)


entered(
    event_changed=f"UPDATE tracker_event SET {FORGED} WHERE id = {{w.events[2]}}",
    event_and_row_deleted="""DELETE FROM tracker_event WHERE id = {w.events[2]}
DELETE FROM tracker_topic WHERE id = {w.topics[2].pk}""",
    event_put_into_a_gap="""\
UPDATE tracker_event SET id = (SELECT min(id) - 1 FROM tracker_event) WHERE id = {w.events[5]}""",
    events_swapped="""UPDATE tracker_event SET id = -1 WHERE id = {w.events[2]}
UPDATE tracker_event SET id = {w.events[2]} WHERE id = {w.events[3]}
UPDATE tracker_event SET id = {w.events[3]} WHERE id = -1""",
    event_backdated="""\
UPDATE tracker_event SET at = '2025-11-26 08:00:00' WHERE id = {w.events[2]}""",
    new_event_backdated="""\
UPDATE tracker_event SET at = '2025-11-26 08:00:00' WHERE id = {w.events[5]}""",
    new_event_forged=f"UPDATE tracker_event SET {FORGED} WHERE id = {{w.events[5]}}",
    new_event_and_row_erased="""DELETE FROM tracker_event WHERE id = {w.events[5]}
DELETE FROM tracker_topic WHERE id = {w.topics[5].pk}""",
    redaction_hidden="DELETE FROM tracker_redactedevent WHERE sequence = {w.events[0]}",
    signature_removed="""\
UPDATE tracker_seal SET signature = '', public_key = '', signed_since = NULL WHERE number = 3""",
    signature_taken_from_another_seal="""\
UPDATE tracker_seal SET signature = (SELECT signature FROM tracker_seal WHERE number = 1) \
WHERE number = 3""",
    clock_note_put_in="UPDATE tracker_seal SET note = 'The clock was wrong' WHERE number = 3",
    newest_seal_deleted="DELETE FROM tracker_seal WHERE number = 3",
    newest_day_erased="""\
DELETE FROM tracker_topic WHERE id >= {w.topics[3].pk}
DELETE FROM tracker_verification WHERE seals > 0
DELETE FROM tracker_event WHERE id > (SELECT last FROM tracker_seal WHERE number = 2)
DELETE FROM tracker_seal WHERE number = 3""",
    verification_deleted="""\
DELETE FROM tracker_verification WHERE id = (SELECT max(id) FROM tracker_verification)""",
    role_names_swapped="""UPDATE auth_group SET name = 'other' WHERE name = 'analyst'
UPDATE auth_group SET name = 'analyst' WHERE name = 'administrator'
UPDATE auth_group SET name = 'administrator' WHERE name = 'other'""",
    password_replaced="UPDATE tracker_user SET password = 'md5$a$b' WHERE username = 'ana'",
    second_factor_put_in="""\
INSERT INTO mfa_authenticator (id, user_id, type, data, created_at) \
SELECT max(id) + 9, {w.people[pia].pk}, 'totp', '{{"secret": "x"}}', max(created_at) \
FROM mfa_authenticator""",
    second_factor_removed="""\
DELETE FROM mfa_authenticator WHERE type = 'totp' AND user_id = {w.people[ana].pk}""",
    recovery_codes_replaced="""\
UPDATE mfa_authenticator SET data = '{{"seed": "x", "used_mask": 0}}' \
WHERE type = 'recovery_codes' AND user_id = {w.people[ana].pk}""",
    permission_granted="""\
INSERT INTO auth_group_permissions (group_id, permission_id) \
SELECT min(auth_group.id), min(auth_permission.id) FROM auth_group, auth_permission""",
    sign__in_hidden="UPDATE tracker_user SET last_login = '2020-01-01' WHERE username = 'ana'",
    text_of_a_file_changed="UPDATE tracker_file SET extracted_text = 'By Arta: all is well'",
    hash_of_a_file_changed=f"UPDATE tracker_file SET sha256 = '{'0' * 64}'",
    use_of_a_publication_changed="UPDATE tracker_publicationuse SET version = version + 1",
    past_day_changed="UPDATE tracker_statusspan SET status = 'full'",
    status_changed="UPDATE tracker_recommendation SET status = 'full'",
    search_text_of_a_file_changed="UPDATE tracker_searchentry SET folded = 'all is well'",
    upgrade_action_forgotten="DELETE FROM tracker_upgrade",
)


@forgery
def event_values_changed(w):
    values = json.dumps({"id": w.topics[2].pk, "code": "x", "name": "Better"})
    run(
        f"UPDATE tracker_event SET new = '{values}' WHERE id = {w.events[2]}",
        f"UPDATE tracker_topic SET code = 'x', name = 'Better' WHERE id = {w.topics[2].pk}",
    )


@forgery
def redaction_forged_with_words(w):
    redact(w.events[2], "Nobody knows", by=w.people["ben"])


@forgery
def row_and_event_forged(w):
    with acting_as("ana", id=w.people["ana"].pk, source="site"), because("Asked for by letter"):
        Topic.objects.create(code="forged", name="Forged")


@forgery
def redaction_forged_with_its_events(w):
    redact(w.events[2], REDACTED, by=w.people["ben"])


@forgery
def redaction_forged_with_squares(w):
    newest = Event.objects.latest("pk").pk
    row = redact(w.events[2], REDACTED, by=w.people["ben"])
    run(f"DELETE FROM tracker_event WHERE id > {newest}")
    assert RedactedEvent.objects.filter(pk=row.pk).exists()


@forgery
def seals_rebuilt_unsigned(w):
    FORGERIES["event changed"](w)
    remade()


FORGERIES["forgery to be signed"] = seals_rebuilt_unsigned


@forgery
def seals_rebuilt_with_another_key(w):
    FORGERIES["event changed"](w)
    remade(Ed25519PrivateKey.generate())


@forgery
def seal_appended(w):
    FORGERIES["new event forged"](w)
    append_seal()


@forgery
def seal_put_before_the_first(w):
    """The forged event is older than any that seal 1 would look at, if it began after seal 0."""
    run(f"UPDATE tracker_event SET id = -1 WHERE id = {w.events[5]}")
    with connection.cursor() as cursor:
        cursor.execute(
            "ALTER TABLE tracker_seal DROP CONSTRAINT seal_range_runs_forward"
            if connection.vendor == "postgresql"
            else "PRAGMA ignore_check_constraints = ON"
        )
        Seal.objects.create(number=0, first=-1, last=0, count=0, created_at=timezone.now())
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA ignore_check_constraints = OFF")


@forgery
def rollback(w):
    """The database is put back to before; what lies beside it is not."""
    with undone():
        topics(1)
        call_command("seal_history")
        export(w)


@forgery
def rollback_with_heads(w):
    heads = heads_file(w).read_bytes()
    rollback(w)
    heads_file(w).write_bytes(heads)


@forgery
def rollback_called_a_restore(w):
    rollback(w)
    line = seals.restored_line(Seal.objects.newest(), timezone.now())
    seals.append_line(heads_file(w), line)


@forgery
def rollback_exported(w):
    rollback_with_heads(w)


@forgery
def seals_rebuilt_with_the_key(w):
    export(w)
    FORGERIES["event changed"](w)
    remade(w.key, with_knowers=True)
    write_heads(w)


@forgery
def unsigned_chain_rewritten(w):
    unsign(w)
    FORGERIES["event changed"](w)
    remade()


@forgery
def unsigned_chain_and_its_knowers_rewritten(w):
    unsign(w)
    FORGERIES["event changed"](w)
    remade(with_knowers=True)


@forgery
def heads_deleted(w):
    heads_file(w).unlink()


@forgery
def key_replaced(w):
    export(w)
    write_key(w.folder / "seal.pem", Ed25519PrivateKey.generate())
    call_command("seal_history")


@forgery
def session_copied(w):
    SessionStore().create()
    names = "session_data, expire_date"
    run(
        f"INSERT INTO django_session (session_key, {names}) SELECT 'known', {names} FROM django_session"
    )


@forgery
def bytes_of_a_file_changed(w):
    _overwrite(File.objects.order_by("pk")[0].sha256)


@forgery
def published_bytes_changed(w):
    _overwrite(PublicationFile.objects.get(format="content").sha256)


def _overwrite(sha256):
    path = Path(storages["evidence"].path(f"kept/{sha256[:2]}/{sha256}"))
    with path.open("r+b") as file:
        file.write(b"{{")


@forgery
def trigger_dropped(w):
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {_topic_trigger()}")


@forgery
def trigger_replaced(w):
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {_topic_trigger()}")
        cursor.execute(
            "CREATE TRIGGER heed_tracker_topic_update AFTER UPDATE ON tracker_topic "
            + {
                "sqlite": "FOR EACH ROW BEGIN SELECT 1; END",
                "postgresql": "FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()",
            }[connection.vendor]
        )


@forgery
def trigger_disabled(w):
    _only_postgres()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE tracker_topic DISABLE TRIGGER heed_tracker_topic_update")


@forgery
def function_replaced(w):
    _only_postgres()
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE OR REPLACE FUNCTION heed_audit() RETURNS trigger LANGUAGE plpgsql "
            "SECURITY DEFINER SET search_path = public AS 'BEGIN RETURN NULL; END'"
        )


@forgery
def foreign_trigger_added(w):
    with connection.cursor() as cursor:
        cursor.execute(
            {
                "sqlite": "CREATE TRIGGER mallory BEFORE INSERT ON tracker_event FOR EACH ROW "
                "WHEN NEW.\"table\" = 'tracker_topic' BEGIN SELECT raise(IGNORE); END",
                "postgresql": "CREATE TRIGGER mallory BEFORE INSERT ON tracker_event FOR EACH ROW "
                "EXECUTE FUNCTION suppress_redundant_updates_trigger()",
            }[connection.vendor]
        )


@forgery
def trigger_writing_for_others_added(w):
    member = f"INSERT INTO tracker_user_groups (user_id, group_id) SELECT {w.people['pia'].pk}, 1;"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "CREATE FUNCTION mallory() RETURNS trigger LANGUAGE plpgsql AS "
                f"'BEGIN {member} RETURN NULL; END'"
            )
            body = "FOR EACH ROW EXECUTE FUNCTION mallory()"
        else:
            body = f"BEGIN {member} END"
        cursor.execute(f"CREATE TRIGGER mallory AFTER UPDATE ON tracker_topic {body}")


def _topic_trigger():
    on = " ON tracker_topic" if connection.vendor == "postgresql" else ""
    return f"heed_tracker_topic_update{on}"


def _only_postgres():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no such thing")


@forgery
def row_changed_between_triggers(w):
    triggers.drop()
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE tracker_topic SET name = 'Better' WHERE id = {w.topics[2].pk}")
    triggers.install()


class Kind(NamedTuple):
    """A table, and the SQL that changes a row of it, adds a copy of one, and dates one earlier."""

    table: str
    change: str  # column = value
    copy: dict[str, str] = {}  # column: value, where a copy of the first row may not have the same
    moment: str = ""
    key: str = "id"

    def choose_keys(self, w):
        """The rows that are changed, swapped with it, and deleted."""
        if self.table == "tracker_event":
            return w.events[2], w.events[3], w.events[4]
        select = f"SELECT {self.key} FROM {self.table} ORDER BY {self.key}"
        with connection.cursor() as cursor:
            cursor.execute(select)
            keys = [key for (key,) in cursor.fetchall()]
        if self.table == "tracker_statusspan":  # not that of the assessment which is changed alike
            return keys[1], keys[0], keys[0]
        return keys[0], keys[1], keys[1 if self.key == "number" else -1]

    def build_statements(self, column, w):
        """The key of the row that a column of the docs' table is about, and the SQL that does it."""
        first, second, last = self.choose_keys(w)
        where, update = f"WHERE {self.key} =", f"UPDATE {self.table} SET"
        match column:
            case "changed":
                return first, [f"{update} {self.change} {where} {first}"]
            case "backdated":
                return first, [f"{update} {self.moment} = '2001-01-01 00:00:00' {where} {first}"]
            case "deleted":
                return last, [f"DELETE FROM {self.table} {where} {last}"]
            case "swapped":
                swaps = (first, AWAY), (second, first), (AWAY, second)
                return first, [f"{update} {self.key} = {b} {where} {a}" for a, b in swaps]
        model = next(m for m in apps.get_models(True) if m._meta.db_table == self.table)
        names = [field.column for field in model._meta.concrete_fields]
        key = self.copy.get(self.key, AWAY)
        values = {**{name: f'"{name}"' for name in names}, "id": str(AWAY), **self.copy}
        columns = ", ".join(f'"{name}"' for name in names)
        sql = (
            f"INSERT INTO {self.table} ({columns}) SELECT {', '.join(map(values.get, names))} "
            f"FROM {self.table} {where} {first}"
        )
        return key, [sql]


AWAY = 99_999_999  # a key that no row has
KINDS = {
    "events": Kind("tracker_event", FORGED, {"id": "-5"}, "at"),
    "seals": Kind(
        "tracker_seal",
        "root = '00'",
        {"number": "4", "last": "last + 100000", "hash": "'0'"},
        "created_at",
        "number",
    ),
    "verifications": Kind("tracker_verification", "seals = 1", moment="at"),
    "redactions": Kind("tracker_redaction", "about = 'a name'", moment="decided_at"),
    "redacted events": Kind("tracker_redactedevent", "remaining_hash = '00'", {"sequence": "-7"}),
    "read log": Kind("tracker_readlogentry", "purpose = 'Another'", moment="read_at"),
    "users": Kind("tracker_user", "email = 'm@example.org'", {"username": "'m'"}, "date_joined"),
    "groups": Kind("auth_group", "name = 'everybody'", {"name": "'nobody'"}),
    "memberships": Kind("tracker_user_groups", "group_id = group_id + 9", {"group_id": "99"}),
    "second factors": Kind(
        "mfa_authenticator", "data = '{}'", {"type": "'webauthn'"}, "created_at"
    ),
    "evidence": Kind("tracker_evidence", "title = 'Another'", moment="added_at"),
    "files": Kind(
        "tracker_file", "name = 'b.txt'", {"number": "9", "sha256": "'0'"}, moment="added_at"
    ),
    "citations": Kind("tracker_citation", "sentence = 'Another'", moment="added_at"),
    "assessments": Kind("tracker_assessment", "rationale = 'Another'", moment="decided_at"),
    "publications": Kind("tracker_publication", "title = 'Best'", {"number": "9"}, "created_at"),
    "files of publications": Kind("tracker_publicationfile", "name = 'b.md'", {"format": "'docx'"}),
    "time stamps of seals": Kind(
        "tracker_sealtimestamp",
        "token = (SELECT token FROM tracker_sealtimestamp ORDER BY id DESC LIMIT 1)",
        {"seal_id": "(SELECT max(seal_id) FROM tracker_sealtimestamp)"},
        "at",
        "seal_id",
    ),
    "uses of publications": Kind(
        "tracker_publicationuse", "version = version + 1", {"key": "9999"}
    ),
    "statuses of past days": Kind(
        "tracker_statusspan", "status = 'full'", {"valid_from": "'2001-01-01'"}, "recorded_from"
    ),
}
