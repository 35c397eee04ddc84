"""SECOND_FACTOR=writers: who writes adds one before any page opens."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import PASSWORD, UserFactory
from tests.views.test_accounts_factors import add_app, sign_in
from tracker.vocabulary import RIGHTS, Group, Right

pytestmark = pytest.mark.django_db
READERS = {Group.VIEWER, Group.AUDITOR}


@pytest.fixture
def required(settings):
    settings.SECOND_FACTOR = "writers"


def signed_in(**rights):
    client = Client()
    client.force_login(UserFactory(**rights))
    return client


class TestWhoWrites:
    @pytest.mark.parametrize("role", sorted(set(Group) - READERS))
    def test_is_led_to_add_one_and_told_why(self, required, role):
        client = signed_in(**{role: True})

        answer = client.get("/recommendations/", follow=True)

        assert answer.redirect_chain == [(reverse("account"), 302)]
        assert "signing in takes a second factor" in answer.text

    def test_is_whoever_has_a_right_beside_reading(self):
        rights = {
            role: RIGHTS[role] & {Right.LOG, Right.DECIDE, Right.MANAGE, Right.SPEAK, Right.PUBLISH}
            for role in Group
        }

        assert {role for role, found in rights.items() if not found} == READERS
        for role in Group:
            assert UserFactory(**{role: True}).writes == bool(rights[role])

    def test_opens_every_page_once_it_is_added(self, required):
        UserFactory(username="ana", analyst=True)
        client = sign_in()
        assert client.get("/").url == reverse("account")

        add_app(client)

        assert client.get("/").status_code == 200
        assert client.get("/admin/").status_code == 200

    @pytest.mark.parametrize("role", ["analyst", "reviewer", "administrator"])
    @pytest.mark.parametrize("address", ["/admin/", "/admin/tracker/topic/"])
    def test_does_not_enter_the_admin_without(self, required, role, address):
        answer = signed_in(**{role: True}).get(address)

        assert (answer.status_code, answer.url) == (302, reverse("account"))

    def test_writes_nothing_without(self, required):
        answer = signed_in(analyst=True).post("/imports/new/", {})

        assert (answer.status_code, answer.url) == (302, reverse("account"))

    def test_is_led_out_of_a_part_of_a_page_too(self, required):
        part = signed_in(analyst=True).get("/evidence/find/?q=a", headers={"HX-Request": "true"})

        assert part["HX-Redirect"] == reverse("account")

    def test_may_sign_out_change_language_and_password(self, required):
        client = signed_in(analyst=True)

        assert client.post(reverse("set_language"), {"language": "sq"}).status_code == 302
        assert client.get(reverse("password_change")).status_code == 200
        assert client.post(reverse("logout")).url == reverse("login")

    def test_is_led_back_after_a_reset(self, required):
        user = UserFactory(username="ana", analyst=True)
        client = sign_in()
        add_app(client)
        user.authenticator_set.all().delete()

        assert client.get("/").url == reverse("account")


class TestWhoReads:
    @pytest.mark.parametrize("role", sorted(READERS))
    def test_is_not_asked(self, required, role):
        assert signed_in(**{role: True}).get("/").status_code == 200

    def test_is_asked_for_one_that_was_added_by_choice(self, required):
        UserFactory(username="ana", viewer=True)
        add_app(sign_in())

        assert sign_in().last.url == reverse("mfa_authenticate")


class TestOptional:
    def test_asks_nobody(self):
        assert signed_in(analyst=True).get("/").status_code == 200

    def test_costs_a_page_no_query(self, settings, django_assert_num_queries):
        client, role = Client(), UserFactory(viewer=True)
        client.force_login(role)
        with django_assert_num_queries(20, exact=False) as optional:
            client.get("/bodies/")
        settings.SECOND_FACTOR = "writers"

        with django_assert_num_queries(len(optional)):
            client.get("/bodies/")

    def test_signs_in_by_password_alone(self):
        UserFactory(username="ana", analyst=True)

        answer = Client().post(reverse("login"), {"username": "ana", "password": PASSWORD})

        assert answer.url == reverse("home")
