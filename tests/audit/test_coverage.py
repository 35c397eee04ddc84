"""What the database's owner changes of sign-ins, roles, files and uses is named."""

import json

import pytest
from allauth.mfa.models import Authenticator

from tests.audit.sealed_world import bare_publication
from tests.audit.tampering import messages, run, unguarded, verified
from tests.factories import FileFactory, UserFactory, as_factory
from tracker.actions.upgrades.version_0_2 import cover_rows
from tracker.audit import audited_tables
from tracker.models import Event, PublicationUse, Seal, Verification

pytestmark = pytest.mark.django_db


def covered():
    with as_factory():
        return cover_rows()


class TestARowThatItsOwnerChanged:
    def test_is_named_where_a_commitment_differs(self):
        ana, file = UserFactory(username="ana"), FileFactory(extracted_text="Në dorë")
        with as_factory():
            factor = Authenticator.objects.create(user=ana, type="recovery_codes", data={"seed": 1})
        assert messages(verified()) == []

        for table, column, value, key in (
            ("mfa_authenticator", "data", '{"seed": 2}', factor.pk),
            ("tracker_file", "extracted_text", "Në kokë", file.pk),
            ("tracker_user", "password", "stolen", ana.pk),
        ):
            run(f"UPDATE {table} SET {column} = '{value}' WHERE id = {key}")
            expected = f": {table} {key}: {column} differs from the history."
            assert any(message.endswith(expected) for message in messages(verified()))

    def test_is_named_where_it_is_new_or_gone(self):
        ana = UserFactory(username="ana")
        verified()
        key = Verification.objects.get().pk
        with as_factory():
            factor = Authenticator.objects.create(user=ana, type="totp", data={"secret": "A"})
        columns = "(id, user_id, type, data, created_at)"
        run(
            f"DELETE FROM mfa_authenticator WHERE id = {factor.pk}",
            f"INSERT INTO mfa_authenticator {columns} VALUES "
            f"({factor.pk + 1}, {ana.pk}, 'webauthn', '{{}}', '2026-01-01')",
            f"UPDATE tracker_verification SET seals = 7 WHERE id = {key}",
        )

        events, _verified = (
            messages(verified()),
            run(f"DELETE FROM tracker_verification WHERE id = {key}"),
        )
        assert any("tracker_verification" in e and "seals differs" in e for e in events)
        assert any("mfa_authenticator" in e and "the row is missing" in e for e in events)
        assert any("mfa_authenticator" in e and "does not mention it" in e for e in events)
        assert any(
            f"tracker_verification {key}: the row is missing" in e for e in messages(verified())
        )

    def test_is_named_of_a_verification_that_says_all_is_well(self):
        run(
            "INSERT INTO tracker_verification (at, by, since, seals, signed, newest_number, "
            "newest_hash, sealed, unsealed, rows, faults) "
            "VALUES ('2026-01-01', 'ana', 1, 0, 0, 0, '', 0, 0, 0, '[]')"
        )

        assert "the history does not mention it" in str(verified().faults)


class TestARole:
    def test_is_named_where_names_were_swapped(self):
        assert covered() == 7
        assert covered() == 0
        run(
            "UPDATE auth_group SET name = 'x' WHERE name = 'viewer'",
            "UPDATE auth_group SET name = 'viewer' WHERE name = 'administrator'",
            "UPDATE auth_group SET name = 'administrator' WHERE name = 'x'",
        )

        faults = messages(verified())
        assert len(faults) == 2
        assert all("auth_group" in f and "name differs from the history." in f for f in faults)

    def test_is_named_where_the_code_has_another(self):
        run(
            "INSERT INTO auth_group (name) VALUES ('boss')",
            "INSERT INTO auth_group_permissions (group_id, permission_id) SELECT "
            "(SELECT id FROM auth_group WHERE name = 'boss'), id FROM auth_permission LIMIT 1",
            "UPDATE auth_group SET name = 'nobody' WHERE name = 'viewer'",
        )

        faults = messages(verified())
        assert "The role “viewer” is missing." in faults
        assert "The role “boss” is not part of Heed." in faults
        assert "The role “boss” has permissions. Heed gives none." in faults
        assert any(f.startswith("auth_group_permissions") for f in faults)


class TestAPublication:
    def test_is_named_where_a_use_was_changed_added_or_deleted(self):
        publication = bare_publication(Seal(last=0))
        uses = [("tracker_topic", 1, 5), ("tracker_topic", 2, 6)]
        PublicationUse.objects.bulk_create(
            PublicationUse(publication=publication, table=table, key=key, version=version)
            for table, key, version in uses
        )
        assert messages(verified()) == [
            "“Brief”: the rows it used have no record; run `heed upgrade`."
        ]
        assert covered() == 7 + 1  # roles, the publication
        assert messages(verified()) == []

        changed = ["“Brief”: the rows it used differ from those recorded with it."]
        columns = '(publication_id, "table", "key", version)'
        for sql in (
            "UPDATE tracker_publicationuse SET version = 4 WHERE version = 5",
            "DELETE FROM tracker_publicationuse WHERE version = 4",
            f"INSERT INTO tracker_publicationuse {columns} VALUES "
            f"({publication.pk}, 'tracker_topic', 1, 3)",
        ):
            run(sql)
            assert messages(verified()) == changed


class TestWhatWasThereBefore:
    def test_is_covered_once_and_compared_from_then_on(self):
        ana, file = UserFactory(username="ana"), FileFactory(extracted_text="Në dorë")
        with as_factory():
            factor = Authenticator.objects.create(user=ana, type="totp", data={"secret": "Ë"})
        with unguarded() as cursor:  # as version 0.1 wrote it
            cursor.execute("DELETE FROM tracker_event WHERE \"table\" = 'mfa_authenticator'")
            for event in Event.objects.filter(table__in=("tracker_user", "tracker_file")):
                values = {
                    n: v for n, v in event.new.items() if n not in audited_tables.MASKED_COLUMNS
                }
                new = json.dumps(values)
                cursor.execute("UPDATE tracker_event SET new = %s WHERE id = %s", [new, event.pk])
        before, unrecorded = messages(verified()), "has no record in the history; run `heed"
        for row, words in (
            (f"mfa_authenticator {factor.pk}", "the row exists, but the history does not mention"),
            (f"tracker_file {file.pk}", f"extracted_text {unrecorded}"),
            (f"tracker_user {ana.pk}", f"password {unrecorded}"),
        ):
            assert any(f"{row}: {words}" in message for message in before)

        covered()
        assert messages(verified()) == []
        (event,) = Event.objects.filter(table="tracker_file", operation="cover")
        assert set(event.new) == {"extracted_text"} and event.old is None
        assert event.reason == "made by a factory"
        assert not Event.objects.visible_to(UserFactory(analyst=True)).filter(pk=event.pk)
        assert Event.objects.visible_to(UserFactory(auditor=True)).filter(pk=event.pk)
        run(f"UPDATE tracker_file SET extracted_text = 'Në kokë' WHERE id = {file.pk}")
        (fault,) = messages(verified())
        assert (
            fault
            == f"Event {event.pk}: tracker_file {file.pk}: extracted_text differs from the history."
        )
