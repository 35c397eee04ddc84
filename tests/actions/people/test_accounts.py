"""Accounts made and changed from the shell: users, services, passwords, second factors."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client

from tests.factories import BodyFactory, UserFactory
from tests.factories.people import add_app_and_codes, add_passkey
from tracker.actions import people
from tracker.actions.people import AddUser, ChangeAccount
from tracker.audit.context import acting_as
from tracker.errors import InvalidValue, NotAllowed, PermissionRefused
from tracker.models import Event, User
from tracker.vocabulary import Group

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def shell():
    with acting_as("command:tests", source="command"):
        yield


@pytest.fixture
def admin():
    return UserFactory(administrator=True)


class TestReset:
    def test_takes_away_every_factor_and_ends_every_session_of_the_person(self, admin):
        ana, other = UserFactory.create_batch(2, analyst=True)
        for person in (ana, other):
            add_app_and_codes(person)
            client = Client()
            client.force_login(person)
            UserSession.objects.create(
                user=person, session_key=client.session.session_key, ip="127.0.0.1"
            )
        add_passkey(ana)

        taken = people.reset_second_factor(ChangeAccount(person=ana, reason="Lost it", by=admin))

        assert taken == 3
        assert set(Authenticator.objects.values_list("user", flat=True)) == {other.pk}
        assert UserSession.objects.get().user == other
        assert list(Session.objects.values_list("pk", flat=True)) == [client.session.session_key]
        events = Event.objects.filter(old__user_id=ana.pk, reason="Lost it")
        assert set(events.values_list("actor_name", flat=True)) == {str(admin)}

    def test_is_refused_without_a_right_a_reason_or_a_factor(self, admin):
        ana = UserFactory(analyst=True)
        with pytest.raises(InvalidValue, match="has no second factor"):
            people.reset_second_factor(ChangeAccount(person=ana, reason="Lost it", by=admin))

        add_app_and_codes(ana)
        with pytest.raises(PermissionRefused):
            people.reset_second_factor(
                ChangeAccount(person=ana, reason="Lost it", by=UserFactory(reviewer=True))
            )
        with pytest.raises(InvalidValue):
            people.reset_second_factor(ChangeAccount(person=ana, reason=" ", by=admin))
        assert Authenticator.objects.count() == 2


class TestAddFromShell:
    def test_makes_a_user_with_a_role_bodies_and_a_password(self, settings):
        settings.LANGUAGE_CODE = "sq"
        body = BodyFactory()

        user, password = people.add_from_shell(
            AddUser(username="drin", group=Group.CONTRIBUTOR, reason="New", bodies=[body])
        )

        fresh = User.objects.get(username="drin")
        assert (fresh, fresh.check_password(password), len(password)) == (user, True, 16)
        assert [group.name for group in fresh.groups.all()] == [Group.CONTRIBUTOR]
        assert (list(fresh.speaks_for.all()), fresh.language) == ([body], "sq")
        assert Event.objects.filter(table="tracker_user", key=user.pk, reason="New").exists()

    @pytest.mark.parametrize(
        ("values", "error", "sentence"),
        [
            ({"group": "king"}, NotAllowed, "no role “king”"),
            ({"username": "ana"}, InvalidValue, "“ana” exists already"),
            ({"username": "no name"}, InvalidValue, "“no name” can't be a user name"),
        ],
    )
    def test_refuses_what_is_unknown_taken_or_not_valid(self, values, error, sentence):
        UserFactory(username="ana")
        with pytest.raises(error, match=sentence):
            people.add_from_shell(
                AddUser(**{"username": "drin", "group": "analyst", "reason": "New", **values})
            )
        assert User.objects.count() == 1


class TestServiceUser:
    def test_has_no_password_and_the_role_it_was_made_with(self):
        plain, intake = people.service_user("plain"), people.service_user("intake", group="analyst")

        assert (plain.has_usable_password(), plain.groups.count()) == (False, 0)
        assert [group.name for group in intake.groups.all()] == ["analyst"]
        assert people.service_user("plain", group="analyst") == plain
        assert plain.groups.count() == 0
        assert people.service_user("intake", group="viewer").groups.get().name == "analyst"


class TestPassword:
    def test_is_set_by_oneself_and_by_an_administrator(self, admin):
        ana = UserFactory(analyst=True)
        for by in (ana, admin):
            people.set_password(user=ana, password=f"of-{by.pk}-and-long", by=by)
            fresh = User.objects.get(pk=ana.pk)
            assert fresh.check_password(f"of-{by.pk}-and-long")
            event = Event.objects.filter(table="tracker_user").latest("pk")
            assert (event.reason, event.actor_name) == ("Password changed", str(by))

    def test_that_is_none_signs_nobody_in(self, admin):
        people.set_password(user=admin, password=None, by=admin)

        assert not User.objects.get(pk=admin.pk).has_usable_password()

    def test_is_not_set_by_another(self):
        ana = UserFactory(analyst=True)
        with pytest.raises(PermissionRefused):
            people.set_password(user=ana, password="another-one", by=UserFactory(reviewer=True))
        assert User.objects.get(pk=ana.pk).password == ana.password
