"""A new password by a link in a message: for whose address it is, once, and nobody is found out."""

import importlib
from datetime import timedelta

import pytest
import time_machine
from django.core import mail as sent_mail
from django.test import Client
from django.utils import timezone

from tests.factories import UserFactory, as_factory
from tests.helpers.mail_server import smtp
from tests.views.people.test_second_factor import add_app, sign_in
from tracker.actions import mail
from tracker.models import Event, Mail, User
from tracker.views import urls

pytestmark = [pytest.mark.django_db, pytest.mark.once]
RESET = "/password/reset/"
NEW = "a very new pass-phrase"


def ask(address):
    return Client().post(RESET, {"email": address}, follow=True)


def links():
    """The addresses in the messages that are sent now."""
    sent_mail.outbox.clear()
    mail.send_due(timezone.now())
    lines = [line for message in sent_mail.outbox for line in message.body.splitlines()]
    return [line.removeprefix("http://127.0.0.1:8000") for line in lines if RESET in line]


def choose(client, link, password=NEW):
    form = client.get(link, follow=True)
    url = form.request["PATH_INFO"]
    return client.post(url, {"new_password1": password, "new_password2": password}, follow=True)


@pytest.fixture
def ana():
    return UserFactory(username="ana", email="Ana@example.org", language="sq", viewer=True)


class TestALink:
    def test_lets_its_user_choose_a_password_once_and_ends_sessions(self, ana):
        elsewhere, client = sign_in(), Client()
        answer = ask("ana@EXAMPLE.org")
        assert "If an account has this address" in answer.text
        (link,) = links()

        answer = choose(client, link)

        assert answer.request["PATH_INFO"] == "/sign-in/"
        assert "Your password was changed." in answer.text
        assert User.objects.get().check_password(NEW)
        event = Event.objects.filter(table="tracker_user").latest("pk")
        assert (event.actor_name, event.reason) == ("ana", "Password changed")
        assert elsewhere.get("/").status_code == 302
        assert "used already" in Client().get(link, follow=True).text
        assert not Mail.objects.exists()

    def test_expires_in_an_hour_and_is_refused_with_a_weak_password(self, ana):
        ask("ana@example.org")
        (link,) = links()

        answer = choose(Client(), link, "ana")
        with time_machine.travel(timezone.now() + timedelta(minutes=61)):
            late = Client().get(link, follow=True)

        assert "12" in answer.text
        assert not User.objects.get().check_password("ana")
        assert "older than an hour" in late.text

    def test_is_not_valid_for_another_address(self, ana):
        ask("ana@example.org")
        (link,) = links()
        with as_factory():
            User.objects.update(email="other@example.org")

        assert "used already" in Client().get(link, follow=True).text

    def test_is_not_valid_once_the_account_is_closed(self, ana):
        ask("ana@example.org")
        (link,) = links()
        with as_factory():
            User.objects.update(is_active=False)

        assert "used already" in choose(Client(), link).text
        assert not User.objects.get().check_password(NEW)

    def test_does_not_replace_the_second_factor(self, ana):
        add_app(sign_in())
        ask("ana@example.org")
        client = Client()
        choose(client, *links())

        answer = client.post("/sign-in/", {"username": "ana", "password": NEW})

        assert answer.url == "/sign-in/code/"


class TestNobody:
    def test_is_found_out_by_the_answer(self, ana):
        UserFactory(username="left", email="left@example.org", is_active=False)
        without = UserFactory(username="import", email="import@example.org")
        without.set_unusable_password()
        with as_factory():
            without.save()
        asked = ("ana@example.org", "left@example.org", "import@example.org", "no@example.org")

        answers = [ask(address) for address in asked]

        assert len({answer.text.partition("<main")[2] for answer in answers}) == 1
        assert Mail.objects.count() == 4
        assert len(links()) == 1
        assert not Mail.objects.exists()

    def test_gets_more_than_five_links_an_hour(self, ana):
        statuses = [ask("ana@example.org").status_code for _again in range(6)]

        assert statuses == [200] * 5 + [429]

    def test_gets_one_late_or_without_a_mail_server(self, ana, settings):
        settings.MAILERS = smtp(9)
        ask("ana@example.org")
        assert links() == []
        settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
        while (message := Mail.objects.get()).next_at:
            settings.MAILERS = smtp(9)
            mail.send_due(message.next_at)
        assert Mail.objects.get().problem == "Connection refused"

        settings.HAS_MAIL = False
        try:
            names = {pattern.name for pattern in importlib.reload(urls).urlpatterns}
        finally:
            settings.HAS_MAIL = True
            importlib.reload(urls)
        assert not {name for name in names if name.startswith("account_reset_password")}
