"""Commands that an administrator keeps the tracker with."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tests.factories import RecommendationFactory
from tests.factories.base import as_factory
from tracker.models import Recommendation, User
from tracker.vocabulary import Status

pytestmark = pytest.mark.django_db


def run(*words):
    out = StringIO()
    call_command(*words, stdout=out)
    return out.getvalue()


class TestAddUser:
    def test_makes_somebody_with_one_right_and_tells_the_password(self, client):
        said = run("add_user", "ana", "--role", "analyst")

        ana = User.objects.get(username="ana")
        assert ana.may_write and not ana.may_review
        assert client.login(username="ana", password=said.split()[1])

    @pytest.mark.parametrize(
        ("words", "sentence"),
        [
            (("ana", "--role", "king"), "“king” is no right of a user. Choose one of: viewer"),
            (("a b", "--role", "viewer"), "“a b” can't be a user's name"),
        ],
    )
    def test_refuses_what_it_does_not_know(self, words, sentence):
        with pytest.raises(CommandError, match=sentence):
            run("add_user", *words)

    def test_refuses_a_name_that_is_taken(self):
        run("add_user", "ana", "--role", "analyst")

        with pytest.raises(CommandError, match="exists already"):
            run("add_user", "ana", "--role", "viewer")


class TestCheckStatuses:
    def test_says_that_all_agree(self):
        RecommendationFactory(assessed=Status.PARTIAL)
        RecommendationFactory()

        assert "Every status agrees" in run("check_statuses")

    def test_names_one_that_strayed(self):
        strayed = RecommendationFactory(assessed=Status.PARTIAL)
        with as_factory():
            Recommendation.objects.filter(pk=strayed.pk).update(status=Status.SUBSTANTIAL)

        with pytest.raises(CommandError, match="1 status differs"):
            run("check_statuses")
