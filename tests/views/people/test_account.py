"""The full name on the account page."""

import pytest
from django.urls import reverse

from tests.factories import UserFactory
from tests.views.people.test_second_factor import sign_in
from tracker.models import Event, User

pytestmark = pytest.mark.django_db
ACCOUNT = "/account/"


def name_of(username):
    return User.objects.get(username=username).full_name


class TestFullName:
    def test_is_changed_by_its_owner_and_shown_from_then_on(self):
        UserFactory(username="ana", viewer=True)
        client = sign_in()

        answer = client.post(ACCOUNT, {"full_name": " Ana  Krasniqi "}, follow=True)

        assert "Your name was saved." in answer.text and 'value="Ana Krasniqi"' in answer.text
        assert str(User.objects.get(username="ana")) == "Ana Krasniqi"
        event = Event.objects.latest("pk")
        assert (event.actor_name, event.reason) == ("ana", "Full name changed")
        assert (event.load_actor(), Event(actor_name="command:x").load_actor()) == (
            "Ana Krasniqi (ana)",
            "command:x",
        )

    def test_has_no_character_that_is_not_seen(self):
        UserFactory(username="ana", viewer=True)

        sign_in().post(ACCOUNT, {"full_name": "\u202eAna\u200b\tKrasniqi\x07"})

        assert name_of("ana") == "Ana Krasniqi"

    def test_that_is_too_long_is_refused_and_kept_in_the_form(self):
        UserFactory(username="ana", viewer=True)

        answer = sign_in().post(ACCOUNT, {"full_name": "A" * 151})

        assert answer.status_code == 422 and "A" * 151 in answer.text
        assert name_of("ana") == ""

    def test_waits_for_the_second_factor_that_a_role_asks_for(self, settings):
        settings.SECOND_FACTOR = "writers"
        UserFactory(username="ana", administrator=True)

        answer = sign_in().post(ACCOUNT, {"full_name": "Ana"})

        assert answer.url == reverse("account") and name_of("ana") == ""
