"""Who guesses is slowed down and learns nothing."""

import re

import pytest
from django.contrib.auth import hashers
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from tests.factories import PASSWORD, UserFactory
from tests.helpers.one_time_codes import code_of
from tests.views.people.test_second_factor import add_app, sign_in
from tracker.models import Event

pytestmark = pytest.mark.django_db
NO_FIT = "User name and password do not match."


@pytest.fixture(autouse=True)
def nobody_tried_before():
    cache.clear()


def attempt(username, password, client=None, address="127.0.0.1"):
    return (client or Client()).post(
        reverse("login"), {"username": username, "password": password}, REMOTE_ADDR=address
    )


def comparable_page(answer):
    """The page, without what differs each time and without the name that was typed."""
    page = re.sub(r'(nonce="|value=")[^"]*"', "", answer.text)
    return re.sub(r"ana|ben|nobody", "…", page)


@pytest.fixture
def people():
    UserFactory(username="ana")
    UserFactory(username="ben", is_active=False, password=None)


@pytest.mark.once
class TestAWrongTry:
    def test_is_answered_alike_whoever_it_names(self, people):
        answers = [attempt(name, "wrong-words-1") for name in ("ana", "ben", "nobody")]

        assert {answer.status_code for answer in answers} == {200}
        assert all(NO_FIT in answer.text for answer in answers)
        assert len({comparable_page(answer) for answer in answers}) == 1

    def test_of_a_closed_account_is_told_nothing_though_the_password_is_right(self):
        UserFactory(username="ben", is_active=False)

        assert NO_FIT in attempt("ben", PASSWORD).text

    @pytest.mark.parametrize("name", ["ana", "ben", "nobody"])
    def test_costs_the_work_of_one_password_whoever_it_names(self, people, name, monkeypatch):
        worked = []
        encode = hashers.MD5PasswordHasher.encode
        monkeypatch.setattr(
            hashers.MD5PasswordHasher,
            "encode",
            lambda self, *words: worked.append(1) or encode(self, *words),
        )

        attempt(name, "wrong-words-1")

        assert len(worked) == 1


class TestTooManyTries:
    @pytest.mark.parametrize("name", ["ana", "nobody"])
    def test_of_one_name_are_refused_and_told_how_long_to_wait(self, people, name):
        for _n in range(5):
            assert NO_FIT in attempt(name, "wrong-words-1").text

        answer = attempt(name, PASSWORD)

        assert "Wait five minutes" in answer.text

    def test_do_not_keep_the_owner_out_who_is_elsewhere(self, people):
        for _n in range(6):
            answer = attempt("ana", "wrong-words-1", address="192.0.2.7")

        assert "Wait five minutes" in answer.text
        assert attempt("ana", PASSWORD, address="192.0.2.8").status_code == 302

    def test_from_everywhere_do_not_keep_the_owner_out_of_a_known_browser(self, people, settings):
        few = {"login_failed": "20/m/ip,6/5m/key"}
        settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, **few}
        known = Client()
        attempt("ana", PASSWORD, known)
        known.post(reverse("logout"))
        for n in range(7):
            answer = attempt("ana", "wrong-words-1", address=f"192.0.2.{n}")

        assert "Wait five minutes" in answer.text
        assert "Wait five minutes" in attempt("ana", PASSWORD, address="192.0.2.200").text
        assert attempt("ana", PASSWORD, known, address="192.0.2.7").status_code == 302

    def test_in_a_browser_that_somebody_else_signed_in_with_are_refused(self, people):
        known = Client()
        UserFactory(username="eva")
        attempt("eva", PASSWORD, known)
        for _n in range(6):
            answer = attempt("ana", "wrong-words-1", known)

        assert "Wait five minutes" in answer.text
        assert attempt("eva", PASSWORD, known).status_code == 302

    def test_leave_other_names_alone(self, people):
        for _n in range(6):
            attempt("nobody", "wrong-words-1")

        assert attempt("ana", PASSWORD).status_code == 302

    def test_from_one_address_are_refused_whatever_they_name(self, people):
        for n in range(20):
            attempt(f"somebody-{n}", "wrong-words-1")

        assert "Wait five minutes" in attempt("ana", PASSWORD).text

    def test_of_codes_are_refused_too(self):
        UserFactory(username="ana")
        secret = add_app(sign_in())
        client = sign_in()
        for _n in range(5):
            client.post(reverse("mfa_authenticate"), {"code": "12"})

        answer = client.post(reverse("mfa_authenticate"), {"code": code_of(secret)})

        assert "Wait five minutes" in answer.text
        owner = sign_in(address="192.0.2.8")
        answer = owner.post(
            reverse("mfa_authenticate"), {"code": code_of(secret)}, REMOTE_ADDR="192.0.2.8"
        )
        assert answer.status_code == 302

    def test_to_confirm_are_answered_by_a_page_of_ours(self):
        client = Client()
        client.force_login(UserFactory())
        for _n in range(10):
            client.post(reverse("account_reauthenticate"), {"password": "wrong-words-1"})

        answer = client.post(reverse("account_reauthenticate"), {"password": PASSWORD})

        assert answer.status_code == 429
        assert "Wait one minute" in answer.text

    def test_are_forgotten_where_they_were_right(self, people):
        for _n in range(8):
            assert attempt("ana", PASSWORD).status_code == 302


@pytest.mark.once
class TestFailedAttempts:
    def test_are_logged_by_address_and_by_the_name_of_a_user_alone(self, people, caplog):
        for name in ("ana", "my-secret-words"):
            attempt(name, "wrong-words-1")

        assert "A sign-in as ana from 127.0.0.1 failed." in caplog.messages
        assert "A sign-in from 127.0.0.1 failed." in caplog.messages
        assert "my-secret-words" not in caplog.text

    def test_are_counted_in_the_history_and_told_at_the_next_success(self, people):
        client = Client()
        for _n in range(3):
            attempt("ana", "wrong-words-1")
        attempt("ana", PASSWORD, client)

        event = Event.objects.latest("pk")
        assert (event.operation, event.new) == ("sign_in", {"failed": 3})
        assert (
            "3 attempts to sign in with your user name have failed" in client.get("/account/").text
        )
        attempt("ana", PASSWORD, client)
        assert Event.objects.latest("pk").new is None

    def test_write_an_event_at_once_when_there_are_many_and_one_an_hour(self, people):
        for n in range(6):
            attempt("ana", "wrong-words-1", address=f"192.0.2.{n}")
            attempt("nobody", "wrong-words-1", address=f"192.0.2.{n}")

        (event,) = Event.objects.filter(operation="failed")
        assert (event.actor_name, event.new) == ("anonymous", {"failed": 5})
        auditor = Client()
        auditor.force_login(UserFactory(username="ema", auditor=True))
        attempt("ana", PASSWORD, address="192.0.2.200")
        page = " ".join(auditor.get("/history/").text.split())
        assert "Somebody failed 5 times to sign in as ana" in page
        assert "signed in after 6 failed attempts" in page

    def test_of_a_code_are_counted_too(self):
        ana = UserFactory(username="ana")
        secret = add_app(sign_in())
        client = sign_in()
        for code in ("12", code_of(secret)):
            client.post(reverse("mfa_authenticate"), {"code": code})

        event = Event.objects.latest("pk")
        assert (event.key, event.new) == (ana.pk, {"failed": 1})


@pytest.mark.once
class TestAPage:
    def test_does_not_ask_the_cache(self, viewer, django_assert_num_queries):
        with django_assert_num_queries(20, exact=False) as params:
            viewer.get("/")

        assert not [q for q in params.captured_queries if "tracker_cache" in q["sql"]]
