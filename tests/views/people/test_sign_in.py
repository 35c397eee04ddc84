"""Signing in and out, languages, and pages for what is not there."""

import pytest
from django.conf import settings
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from tests.factories import PASSWORD, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.once]


class TestSignIn:
    def test_leads_home(self, client):
        UserFactory(username="ana")

        answer = client.post(reverse("login"), {"username": "ana", "password": PASSWORD})

        assert (answer.status_code, answer.url) == (302, reverse("home"))

    @pytest.mark.parametrize("elsewhere", ["//evil.example", "/\\evil.example", "javascript:1"])
    def test_leads_to_no_other_site(self, client, elsewhere):
        UserFactory(username="ana")
        sent = {"username": "ana", "password": PASSWORD, "next": elsewhere}

        assert client.post(reverse("login"), sent).url == reverse("home")

    def test_begins_a_session_of_its_own(self, client):
        UserFactory(username="ana")
        planted = client.session
        planted["planted"] = True
        planted.save()
        client.cookies[settings.SESSION_COOKIE_NAME] = planted.session_key

        client.post(reverse("login"), {"username": "ana", "password": PASSWORD})

        assert client.session.session_key != planted.session_key
        assert not client.session.exists(planted.session_key)

    def test_says_why_not(self, client):
        UserFactory(username="ana")

        answer = client.post(reverse("login"), {"username": "ana", "password": "wrong"})

        assert answer.status_code == 200
        assert 'role="alert"' in answer.text

    def test_ends_with_signing_out(self, viewer):
        answer = viewer.post(reverse("logout"))

        assert answer.url == reverse("login")
        assert viewer.get(reverse("home")).status_code == 302


class TestWhatAllauthBrings:
    @pytest.mark.parametrize("address", ["/sign-up/", "/signup/", "/accounts/signup/"])
    def test_has_no_page_to_make_an_account_oneself(self, client, address):
        assert client.get(address).status_code == 404

    def test_stands_in_no_admin(self):
        assert {model._meta.app_label for model in admin.site._registry} == {"tracker"}


class TestPassword:
    @pytest.mark.parametrize("short", ["elevenchars", "123456789012", "password1234"])
    def test_is_refused_where_it_is_short_or_common(self, viewer, short):
        new = {"new_password1": short, "new_password2": short}

        answer = viewer.post(reverse("password_change"), {"old_password": PASSWORD, **new})

        assert answer.status_code == 200
        viewer.user.refresh_from_db()
        assert viewer.user.check_password(PASSWORD)

    def test_is_changed_by_whoever_knows_the_old_one(self, viewer):
        new = {"new_password1": "another-pw-12", "new_password2": "another-pw-12"}

        answer = viewer.post(
            reverse("password_change"), {"old_password": PASSWORD, **new}, follow=True
        )

        assert "Your password was changed." in answer.text
        viewer.user.refresh_from_db()
        assert viewer.user.check_password("another-pw-12")


class TestLanguage:
    @pytest.mark.parametrize(("code", "tag"), [("en", "en"), ("sq", "sq"), ("sr-latn", "sr-Latn")])
    def test_is_chosen_without_a_script(self, viewer, code, tag):
        home = reverse("home")

        answer = viewer.post(reverse("set_language"), {"language": code, "next": home}, follow=True)

        assert f'<html lang="{tag}">' in answer.text


class TestMissingPage:
    def test_is_told_of_in_our_words(self, viewer):
        answer = viewer.get("/no/such/page/")

        assert answer.status_code == 404
        assert "Page not found" in answer.text

    def test_of_a_recommendation_is_no_error_either(self, viewer):
        assert viewer.get("/reports/tip-1999-kosovo/recommendations/3/").status_code == 404

    def test_after_an_old_form_is_told_of_in_our_words(self):
        client = Client(enforce_csrf_checks=True)

        answer = client.post(reverse("login"), {"username": "ana"})

        assert answer.status_code == 403
        assert "This page was open too long" in answer.text
