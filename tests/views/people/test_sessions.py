"""Where somebody is signed in, and how it ends."""

from datetime import timedelta

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.factories import PASSWORD, UserFactory
from tests.views.people.test_second_factor import sign_in
from tracker.views.people import device

pytestmark = [pytest.mark.django_db, pytest.mark.once]
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:133.0) Gecko/20100101 Firefox/133.0"


@pytest.fixture
def ana():
    return UserFactory(username="ana", viewer=True)


def is_in(client):
    return client.get("/").status_code == 200


class TestTheList:
    def test_tells_device_address_and_since_when(self, ana):
        sign_in(client=Client(headers={"user-agent": FIREFOX}))
        here = sign_in()

        page = here.get(reverse("usersessions_list")).text

        assert "Firefox, Windows" in page
        assert "from 127.0.0.1" in page
        assert page.index("this browser</span>") < page.index("Firefox, Windows")

    def test_holds_nobody_elses(self, ana):
        UserFactory(username="ben")
        sign_in("ben", Client(headers={"user-agent": FIREFOX}))

        assert "Firefox" not in sign_in().get(reverse("usersessions_list")).text

    def test_tells_when_one_was_used_to_the_hour(self, ana):
        client = sign_in()
        later = timezone.now() + timedelta(hours=2)

        with time_machine.travel(later, tick=False):
            client.get("/")

            assert UserSession.objects.get().last_seen_at == later

    def test_is_not_written_to_by_every_page(self, ana):
        client = sign_in()
        before = UserSession.objects.get().last_seen_at

        client.get("/")

        assert UserSession.objects.get().last_seen_at == before


class TestEnding:
    def test_signs_one_out(self, ana):
        other, here = sign_in(), sign_in()
        key = UserSession.objects.get(session_key=other.session.session_key).pk

        answer = here.post(reverse("session_end", args=[key]), follow=True)

        assert "The session was ended." in answer.text
        assert (is_in(other), is_in(here)) == (False, True)

    def test_signs_out_everywhere_else(self, ana):
        others, here = [sign_in(), sign_in()], sign_in()

        here.post(reverse("session_end_others"))

        assert [is_in(other) for other in others] == [False, False]
        assert is_in(here)

    def test_of_this_one_leads_to_sign_in(self, ana):
        here = sign_in()

        answer = here.post(reverse("session_end", args=[UserSession.objects.get().pk]))

        assert answer.url == reverse("login")
        assert not is_in(here)

    def test_of_somebody_elses_finds_nothing(self, ana):
        UserFactory(username="ben")
        other = sign_in("ben")
        key = UserSession.objects.get().pk

        assert sign_in().post(reverse("session_end", args=[key])).status_code == 404
        assert is_in(other)

    def test_comes_with_a_new_password(self, ana):
        other, here = sign_in(), sign_in()
        new = {"new_password1": "another-pw-12", "new_password2": "another-pw-12"}

        here.post(reverse("password_change"), {"old_password": PASSWORD, **new})

        assert (is_in(other), is_in(here)) == (False, True)
        assert "this browser</span>" in here.get(reverse("usersessions_list")).text

    def test_comes_with_the_browser_unless_asked_to_stay(self, ana):
        assert sign_in().cookies["sessionid"]["max-age"] == ""
        staying = Client()
        staying.post(reverse("login"), {"username": "ana", "password": PASSWORD, "remember": "on"})

        assert staying.cookies["sessionid"]["max-age"] == 14 * 24 * 3600


class TestADevice:
    @pytest.mark.parametrize(
        ("values", "expected"),
        [
            (FIREFOX, "Firefox, Windows"),
            ("Mozilla/5.0 (X11; Linux x86_64) Chrome/142.0.0.0 Safari/537.36", "Chrome, Linux"),
            ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15) Safari/605.1.15", "Safari, macOS"),
            ("Mozilla/5.0 (Linux; Android 15) Chrome/142 Mobile Safari/537", "Chrome, Android"),
            ("Mozilla/5.0 (iPhone; CPU iPhone OS 18 like Mac OS X) Safari/1", "Safari, iPhone"),
            ("Mozilla/5.0 (Windows NT 10.0) Chrome/142 Safari/537 Edg/142", "Edge, Windows"),
            ("curl/8", ""),
        ],
    )
    def test_is_named_as_far_as_it_says(self, values, expected):
        assert device(values) == expected
