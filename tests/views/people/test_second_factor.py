"""Second factors: added, asked for, lost, and taken away."""

import re

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse

from tests.factories import PASSWORD, UserFactory, as_factory
from tests.helpers.one_time_codes import code_of
from tracker.actions.people import ChangeAccount, reset_second_factor
from tracker.models import Event
from tracker.summaries.history.timeline import build_lines
from tracker.vocabulary import RIGHTS, Group, Right

pytestmark = [pytest.mark.django_db, pytest.mark.once]
FACTORS = "mfa_authenticator"


def sign_in(username="ana", client=None, address="127.0.0.1"):
    client = client or Client()
    client.last = client.post(
        reverse("login"), {"username": username, "password": PASSWORD}, REMOTE_ADDR=address
    )
    return client


def add_app(client):
    """The secret of an app that was added."""
    page = client.get(reverse("mfa_activate_totp")).text
    secret = re.search(r'<code id="secret"[^>]*>(\w+)<', page)[1]
    client.last = client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})
    assert client.last.url == reverse("mfa_view_recovery_codes")
    return secret


def recovery_codes(client):
    page = client.get(reverse("mfa_view_recovery_codes")).text
    return re.findall(r'<li><code class="copyable">(\d+)<', page)


@pytest.fixture
def ana():
    return UserFactory(username="ana", analyst=True)


class TestAnApp:
    def test_is_added_and_asked_for_when_signing_in(self, ana):
        secret = add_app(sign_in())

        client = sign_in()
        assert client.last.url == reverse("mfa_authenticate")
        assert client.get("/").url.startswith(reverse("login"))
        answer = client.post(client.last.url, {"code": code_of(secret)})

        assert answer.url == reverse("home")
        assert client.get("/").status_code == 200

    def test_is_not_added_by_a_wrong_code(self, ana):
        client = sign_in()
        client.get(reverse("mfa_activate_totp"))

        answer = client.post(reverse("mfa_activate_totp"), {"code": "12"})

        assert "This does not match" in answer.text
        assert not Authenticator.objects.exists()

    def test_fits_once(self, ana):
        secret = add_app(sign_in())
        code = code_of(secret)
        first = sign_in()
        first.post(reverse("mfa_authenticate"), {"code": code})

        again = sign_in().post(reverse("mfa_authenticate"), {"code": code})

        assert "This does not match" in again.text

    def test_leads_on_to_the_page_that_was_asked_for(self, ana):
        secret = add_app(sign_in())
        client = Client()
        client.post(reverse("login"), {"username": "ana", "password": PASSWORD, "next": "/bodies/"})

        answer = client.post(reverse("mfa_authenticate"), {"code": code_of(secret)})

        assert answer.url == "/bodies/"

    def test_is_removed_and_no_longer_asked_for(self, ana):
        client = sign_in()
        add_app(client)

        client.post(reverse("mfa_deactivate_totp"))

        assert not Authenticator.objects.exists()
        assert sign_in().last.url == reverse("home")

    def test_keeps_its_secret_out_of_the_database_and_of_history(self, ana):
        secret = add_app(sign_in())

        stored = Authenticator.objects.get(type="totp").data["secret"]
        assert secret not in stored
        assert secret not in str(list(Event.objects.values_list("old", "new")))

    def test_can_not_be_read_under_another_key(self, ana, settings):
        secret = add_app(sign_in())
        settings.SECRET_KEY = "another-key-" * 4

        answer = sign_in().post(reverse("mfa_authenticate"), {"code": code_of(secret)})

        assert "SECRET_KEY of this installation has changed" in answer.text

    def test_is_read_by_the_key_before(self, ana, settings):
        secret = add_app(sign_in())
        settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
        settings.SECRET_KEY = "another-key-" * 4

        answer = sign_in().post(reverse("mfa_authenticate"), {"code": code_of(secret)})

        assert answer.url == reverse("home")


class TestRecoveryCodes:
    def test_sign_in_once_each(self, ana):
        client = sign_in()
        add_app(client)
        first, second, *_rest = recovery_codes(client)

        assert sign_in().post(reverse("mfa_authenticate"), {"code": first}).url == reverse("home")
        again = sign_in().post(reverse("mfa_authenticate"), {"code": first})
        assert "This does not match" in again.text
        assert sign_in().post(reverse("mfa_authenticate"), {"code": second}).url == "/"

    def test_are_made_anew(self, ana):
        client = sign_in()
        add_app(client)
        old = recovery_codes(client)

        answer = client.post(reverse("mfa_generate_recovery_codes"))

        assert answer.url == reverse("mfa_view_recovery_codes")
        assert not set(old) & set(recovery_codes(client))

    def test_are_downloaded_with_the_name_they_are_for(self, ana):
        client = sign_in()
        add_app(client)

        file = client.get(reverse("mfa_download_recovery_codes"))

        assert "attachment" in file["Content-Disposition"]
        assert "Recovery codes for ana" in file.text
        assert all(code in file.text for code in recovery_codes(client))

    def test_are_none_without_a_second_factor(self, ana):
        client = sign_in()

        assert client.get(reverse("mfa_view_recovery_codes")).status_code == 404
        assert "you have none" in client.post(reverse("mfa_generate_recovery_codes")).text


class TestHistory:
    def test_tells_the_kind_added_and_taken_away(self, ana):
        client = sign_in()
        add_app(client)
        client.post(reverse("mfa_deactivate_totp"))

        events = Event.objects.filter(table=FACTORS)
        written = [(e.operation, e.new or e.old, e.actor_name, e.source) for e in events]
        assert {
            (operation, values["type"], values["user_id"], *door)
            for operation, values, *door in written
        } == {
            (operation, kind, ana.pk, "ana", "site")
            for operation in ("insert", "delete")
            for kind in ("totp", "recovery_codes")
        }

    def test_says_in_a_sentence_what_was_done_and_to_whom(self, ana):
        auditor = UserFactory(auditor=True)
        admin = UserFactory(username="admin", administrator=True)
        client = sign_in()
        add_app(client)
        client.post(reverse("mfa_deactivate_totp"))
        add_app(client)
        reset_second_factor(ChangeAccount(person=ana, reason="Lost the phone", by=admin))

        events = Event.objects.filter(table=FACTORS).newest_first()
        page = " ".join(line.sentence for line in build_lines(events, auditor))

        assert "ana added the second factor “authenticator app”" in page
        assert "created recovery codes" in page
        assert "ana removed the second factor “authenticator app”" in page
        assert "admin removed the second factor “authenticator app” of ana" in page
        assert "Lost the phone" in page

    def test_tells_of_codes_used_and_shows_no_commitment(self, ana, client):
        auditor = UserFactory(username="auditor", auditor=True)
        visitor = sign_in()
        add_app(visitor)
        code, *_rest = recovery_codes(visitor)
        again = sign_in()
        again.post(reverse("mfa_authenticate"), {"code": code})
        client.force_login(auditor)

        page = client.get(reverse("event_list"), {"operation": "factor"}).text
        file = client.get(reverse("event_export"), {"format": "jsonl"}).getvalue().decode()

        assert "ana added the second factor “authenticator app”" in page
        assert "used or viewed the recovery codes of ana" in page
        (used, *_others) = Event.objects.filter(table=FACTORS).newest_first()
        for shown in (page, file):
            assert used.new["data"] not in shown
        assert '"new": {"data": "changed"}' in file

    def test_of_people_is_seen_by_whoever_reads_it(self, ana):
        add_app(sign_in())

        auditor, viewer = UserFactory(auditor=True), UserFactory(viewer=True)
        assert Event.objects.visible_to(auditor).filter(table=FACTORS).exists()
        assert not Event.objects.visible_to(viewer).filter(table=FACTORS).exists()


class TestAskingAgain:
    @pytest.fixture
    def long_ago(self, ana):
        """Signed in, but not a moment ago."""
        client = Client()
        client.force_login(ana)
        return client

    def test_comes_before_what_changes_sign_in(self, long_ago):
        answer = long_ago.get(reverse("mfa_activate_totp"))

        assert answer.url.startswith(reverse("account_reauthenticate"))
        page = long_ago.get(answer.url)
        assert "Confirm once more that it is you" in page.text
        then = long_ago.post(answer.url, {"password": PASSWORD, "next": "/account/app/"})
        assert then.url == reverse("mfa_activate_totp")
        assert long_ago.get(then.url).status_code == 200

    def test_takes_no_wrong_password(self, long_ago):
        answer = long_ago.post(reverse("account_reauthenticate"), {"password": "wrong"})

        assert "This password is wrong. Type it again." in answer.text

    def test_does_not_come_right_after_signing_in(self, ana):
        assert sign_in().get(reverse("mfa_activate_totp")).status_code == 200

    def test_can_be_answered_by_a_code(self, ana, long_ago):
        secret = add_app(sign_in())

        params = long_ago.get(reverse("mfa_reauthenticate"))
        answer = long_ago.post(reverse("mfa_reauthenticate"), {"code": code_of(secret)})

        assert "Use your password" in params.text
        assert answer.status_code == 302


class TestAnAccount:
    def test_shows_what_it_is_made_safe_by(self, ana):
        client = sign_in()
        assert "No second factor yet" in client.get(reverse("account")).text

        add_app(client)

        page = client.get(reverse("account")).text
        assert "None yet" not in page
        assert "10 unused" in page
        assert "Remove the app" in page


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
        assert "Your role requires a second factor" in answer.text

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
        part = signed_in(analyst=True).get(
            "/evidence/search/?search=a", headers={"HX-Request": "true"}
        )

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
        with as_factory():
            user.authenticator_set.all().delete()

        assert client.get("/").url == reverse("account")


class TestWhoReads:
    @pytest.mark.parametrize("role", sorted(READERS))
    def test_needs_no_second_factor(self, required, role):
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
