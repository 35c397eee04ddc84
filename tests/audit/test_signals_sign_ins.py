"""Events of accounts: created, signed in to, given new passwords, without a secret."""

import logging

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group as Rights
from django.core.management import call_command
from django.test import RequestFactory

from tests.factories import UserFactory
from tracker.audit.commitments import digest, is_commitment_to, json_text
from tracker.audit.context import acting_as
from tracker.audit.reasons import because
from tracker.models import Event, User
from tracker.vocabulary import Group

pytestmark = pytest.mark.django_db
USER = "tracker_user"


def all_event_text():
    return str(list(Event.objects.values_list("old", "new")))


class TestAnAccount:
    def test_made_by_createsuperuser_is_recorded_without_its_password(self, monkeypatch):
        monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "pw-for-tests-2")

        with acting_as("command:createsuperuser", source="command"):
            call_command("createsuperuser", "--noinput", username="root", email="r@example.org")

        event = Event.objects.get(table=USER)
        assert (event.operation, event.actor_name) == ("insert", "command:createsuperuser")
        assert (event.reason, event.source) == ("", "command")
        assert event.new["username"] == "root"
        password = User.objects.get().password
        assert is_commitment_to(event.new["password"], digest(password))
        assert "last_login" not in event.new
        assert not any(secret in all_event_text() for secret in (password, digest(password)))

    def test_given_a_new_password_is_recorded_as_changed(self):
        user, before = UserFactory(), Event.objects.count()
        old_hash = user.password

        with acting_as("ana", source="site"):
            user.set_password("pw-for-tests-3")
            user.save()

        event = Event.objects.latest("pk")
        assert Event.objects.count() == before + 1
        assert is_commitment_to(event.old["password"], digest(old_hash))
        assert is_commitment_to(event.new["password"], digest(user.password))
        assert old_hash not in all_event_text()
        assert user.password not in all_event_text()

    def test_put_into_a_group_is_recorded_without_a_reason(self):
        user = UserFactory()

        with acting_as("ana", source="admin"):
            user.groups.add(Rights.objects.get(name=Group.ANALYST))

        event = Event.objects.latest("pk")
        assert (event.table, event.operation, event.reason) == (
            "tracker_user_groups",
            "insert",
            "",
        )

    def test_deleted_is_recorded_without_its_password(self):
        user = UserFactory()

        with acting_as("ana", source="command"):
            user.delete()

        event = Event.objects.latest("pk")
        assert (event.operation, event.old["username"]) == ("delete", user.username)
        assert is_commitment_to(event.old["password"], digest(user.password))


class TestSigningIn:
    def test_is_recorded_once_and_the_time_of_the_last_one_is_not(self, client):
        user, before = UserFactory(username="ana"), Event.objects.count()

        client.force_login(user)

        event = Event.objects.latest("pk")
        user.refresh_from_db()
        assert user.last_login is not None
        assert Event.objects.count() == before + 1
        assert (event.operation, event.table, event.key) == ("sign_in", USER, user.pk)
        assert (event.actor_name, event.actor_id, event.source) == ("ana", user.pk, "site")
        assert event.old is event.new is None

    def test_is_logged_and_a_failed_one_without_what_was_typed(self, client, caplog):
        user = UserFactory(username="ana")
        with caplog.at_level(logging.INFO, "tracker"):
            client.force_login(user)
            client.logout()
            client.post("/sign-in/", {"username": "my-password", "password": "ana"})

        assert "ana signed in." in caplog.messages
        assert "A sign-in from 127.0.0.1 failed." in caplog.messages
        assert "my-password" not in caplog.text

    def test_names_the_door_and_the_request(self):
        from django.contrib.auth import login
        from django.contrib.sessions.backends.db import SessionStore

        user = UserFactory(username="ana")
        request = RequestFactory().post("/admin/login/")
        request.session = SessionStore()

        with acting_as("anonymous", source="admin", request="r-1"):
            login(request, user)

        event = Event.objects.latest("pk")
        assert (event.actor_name, event.source, event.request) == ("ana", "admin", "r-1")


class TestGroups:
    def test_are_there_after_migration(self):
        names = Rights.objects.values_list("name", flat=True)

        assert set(names) == set(Group.values)


class TestASecondFactor:
    def test_is_recorded_without_its_secret(self):
        user = UserFactory(username="ana")
        data = {"secret": "JBSWY3DP"}

        with acting_as("boss", id=3, source="admin", request="r-1"), because("The phone is lost."):
            factor = Authenticator.objects.create(user=user, type="totp", data=data)
            factor.record_usage()
            factor.delete()

        added, removed = Event.objects.filter(table="mfa_authenticator").order_by("pk")
        assert (added.operation, removed.operation) == ("insert", "delete")
        for values in (added.new, removed.old):
            assert (values["user_id"], values["type"]) == (user.pk, "totp")
            assert is_commitment_to(values["data"], digest(json_text('{"secret":"JBSWY3DP"}')))
        assert (added.actor_id, added.actor_name, added.source) == (3, "boss", "admin")
        assert (added.reason, added.reason_code) == ("The phone is lost.", "")
        assert "JBSWY3DP" not in all_event_text()
