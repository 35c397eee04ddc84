"""Command `reset_second_factor`."""

from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command
from django.urls import reverse

from tests.factories import UserFactory
from tests.views.people.test_second_factor import add_app, sign_in
from tracker.models import Event

pytestmark = pytest.mark.django_db


def reset(username="ana", by="admin", reason="Lost the phone"):
    out = StringIO()
    call_command("reset_second_factor", username, "--by", by, "--reason", reason, stdout=out)
    return out.getvalue()


@pytest.fixture
def ana():
    UserFactory(username="admin", administrator=True)
    return UserFactory(username="ana", analyst=True)


class TestReset:
    def test_takes_away_factor_and_codes_and_ends_the_sessions(self, ana):
        client = sign_in()
        add_app(client)

        told = reset()

        assert "Removed 2 second factors of ana" in told
        assert not Authenticator.objects.exists()
        assert client.get("/").url.startswith(reverse("login"))
        assert sign_in().last.url == reverse("home")

    def test_is_told_in_history_with_who_and_why(self, ana):
        add_app(sign_in())

        reset()

        events = Event.objects.filter(table="mfa_authenticator", operation="delete")
        assert {(e.old["user_id"], e.actor_name, e.reason, e.source) for e in events} == {
            (ana.pk, "admin", "Lost the phone", "command")
        }

    def test_is_refused_to_whoever_keeps_no_people(self, ana):
        UserFactory(username="rev", reviewer=True)
        add_app(sign_in())

        with pytest.raises(CommandError, match="only administrators can"):
            reset(by="rev")
        assert Authenticator.objects.count() == 2

    def test_is_refused_where_there_is_nothing_to_take_away(self, ana):
        with pytest.raises(CommandError, match="has no second factor"):
            reset()

    @pytest.mark.parametrize("wrong", [{"username": "never"}, {"by": "never"}])
    def test_names_whom_it_does_not_find(self, ana, wrong):
        with pytest.raises(CommandError, match="“never”"):
            reset(**wrong)

    def test_asks_for_a_reason(self, ana):
        add_app(sign_in())

        with pytest.raises(CommandError, match="needs a reason"):
            reset(reason="")
