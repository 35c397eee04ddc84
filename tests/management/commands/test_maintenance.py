"""Commands that administrators maintain the tracker with."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tests.factories import BodyFactory, RecommendationFactory
from tests.factories.base import as_factory
from tracker.models import Recommendation, StatusSpan, SummaryRow, User
from tracker.vocabulary import Status

pytestmark = pytest.mark.django_db


def run(*words):
    out = StringIO()
    call_command(*words, stdout=out)
    return out.getvalue()


class TestAddUser:
    def test_makes_somebody_with_one_right_and_tells_the_password(self, client):
        said = run("add_user", "ana", "--name", "Ana Krasniqi", "--role", "analyst")

        ana = User.objects.get(username="ana")
        assert ana.may_write and not ana.may_review
        assert str(ana) == "Ana Krasniqi"
        assert client.login(username="ana", password=said.split()[1])

    @pytest.mark.parametrize(
        ("words", "sentence"),
        [
            (("ana", "--role", "king"), "There is no role “king”. Choose one of: viewer"),
            (("a b", "--role", "viewer"), "“a b” can't be a user name"),
            (("ana", "--role", "contributor", "--body", "NONE"), "No body has the code “NONE”"),
            (("ana", "--role", "analyst", "--body", "NONE"), "--body is for focal points only"),
        ],
    )
    def test_refuses_what_it_does_not_know(self, words, sentence):
        with pytest.raises(CommandError, match=sentence):
            run("add_user", *words)

    def test_makes_the_focal_point_of_a_body(self):
        BodyFactory(code="THBD")

        run("add_user", "ben", "--role", "contributor", "--body", "THBD")

        assert [body.code for body in User.objects.get(username="ben").speaks_for.all()] == ["THBD"]

    def test_says_that_one_who_speaks_for_no_body_sees_nothing(self):
        assert "without a body sees nothing" in run("add_user", "ben", "--role", "contributor")

    def test_refuses_a_name_that_is_taken(self):
        run("add_user", "ana", "--role", "analyst")

        with pytest.raises(CommandError, match="exists already"):
            run("add_user", "ana", "--role", "viewer")


class TestCheckSearch:
    def test_names_rows_that_their_words_do_not_find_and_indexes_them(self):
        row, out = RecommendationFactory(), StringIO()

        with pytest.raises(CommandError, match="rows are not found by their words"):
            call_command("check_search", stdout=out)

        assert f"recommendation: {row.pk}" in out.getvalue()
        assert "finds every row" in run("check_search", "--rebuild")
        assert "finds every row" in run("check_search")


class TestCheckStatuses:
    def test_says_that_all_agree(self):
        RecommendationFactory(assessed=Status.PARTIAL)
        RecommendationFactory()
        run("check_statuses", "--rebuild")

        assert "Every status matches" in run("check_statuses")

    def test_names_one_that_strayed(self):
        find_stale_statuses = RecommendationFactory(assessed=Status.PARTIAL)
        with as_factory():
            Recommendation.objects.filter(pk=find_stale_statuses.pk).update(
                status=Status.SUBSTANTIAL
            )

        with pytest.raises(CommandError, match="1 status differs"):
            run("check_statuses")

    def test_names_whose_past_is_kept_wrongly_and_makes_it_anew(self):
        row = RecommendationFactory(assessed=Status.PARTIAL)
        StatusSpan.objects.update(status=Status.FULL)
        out = StringIO()

        with pytest.raises(CommandError, match="status history of 1 recommendation differs"):
            call_command("check_statuses", stdout=out)

        assert (
            f"{row}: in the status history, but in no assessment: “Fully implemented” 1 October"
            in out.getvalue()
        )
        assert f"{row}: in the assessments, but not in the status history: “Part" in out.getvalue()
        assert f"{row}: status history rebuilt" in run("check_statuses", "--rebuild")
        assert "The status history matches" in run("check_statuses")

    def test_names_whose_counts_differ_and_counts_anew(self):
        row = RecommendationFactory()
        out = StringIO()

        with pytest.raises(CommandError, match="Summary rows differ"):
            call_command("check_statuses", stdout=out)

        assert f"{row.report}: summary rows differ from what they count" in out.getvalue()
        assert f"{row.report}: summary rows differ" in run("check_statuses", "--rebuild")
        SummaryRow.objects.filter(report=None).delete()
        assert "All reports: summary rows differ" in run("check_statuses", "--rebuild")
        assert "The summary rows match what they count." in run("check_statuses")
