"""The page of views that differ."""

from datetime import date

import pytest
import time_machine

from tests.factories import AssessmentFactory, BodyFactory, RecommendationFactory
from tests.views.conftest import signed_in
from tracker.vocabulary import Lifecycle, Perspective, Status

pytestmark = pytest.mark.django_db
PAGE = "/disagreements/"


def differ(theirs=Status.FULL, *, code="THBD", title="Train judges", **fields):
    lifecycle = fields.pop("lifecycle", Lifecycle.ACTIVE)
    return AssessmentFactory(
        approved=True,
        recommendation=RecommendationFactory(
            short_title=title, assessed=Status.INITIAL_STEPS, lifecycle=lifecycle
        ),
        perspective=fields.pop("perspective", Perspective.RESPONSIBLE_BODY),
        body=BodyFactory(code=code) if code else None,
        status=theirs,
        **fields,
    )


def listed(client, **params):
    answer = client.get(PAGE, params)
    return answer, [row.recommendation.short_title for row in answer.context["rows"]]


class TestPage:
    def test_sets_both_views_side_by_side_with_gap_and_age(self, viewer):
        differ(as_of=date(2025, 1, 20), stated_by="The director", stated_on=date(2025, 1, 20))

        with time_machine.travel("2025-02-01T12:00:00+01:00", tick=False):
            answer, titles = listed(viewer)

        assert titles == ["Train judges"]
        for words in (
            "Initial steps",
            "Fully implemented",
            "THBD",
            "3 steps higher",
            "20 January 2025",
            "12 days",
            "as stated by The director, 20 January 2025",
            "1 other view",
        ):
            assert words in answer.text

    def test_says_what_is_no_disagreement_and_where_it_belongs(self, analyst, viewer):
        assert "that is a question, not another view" in viewer.get(PAGE).text
        assert "No view differs from the analysts" in viewer.get(PAGE).text
        differ()
        ask = "/reports/tip-2024-kosovo/recommendations/1/questions/new/"
        assert ask in analyst.get(PAGE).text
        assert ask not in viewer.get(PAGE).text

    def test_tells_who_has_no_role_yet(self):
        differ()

        answer, titles = listed(signed_in())

        assert titles == []
        assert "You have no role yet" in answer.text

    def test_leaves_out_older_editions_by_default(self, viewer):
        differ(title="Now")
        differ(title="Before", lifecycle=Lifecycle.CONTINUED)

        assert listed(viewer)[1] == ["Now"]
        assert sorted(listed(viewer, all="yes")[1]) == ["Before", "Now"]

    def test_shows_the_widest_and_says_how_many_more(self, viewer, monkeypatch):
        monkeypatch.setattr("tracker.views.assessments.review.MAX_ROWS", 1)
        differ(Status.PARTIAL, title="Narrow")
        differ(Status.FULL, title="Wide")

        answer, titles = listed(viewer)

        assert titles == ["Wide"]
        assert "2 other views" in answer.text
        assert "1 view with a smaller difference" in answer.text

    @pytest.mark.once
    def test_costs_the_same_for_few_and_for_many(self, viewer, django_assert_num_queries):
        differ()
        with django_assert_num_queries(15, exact=False) as few:
            viewer.get(PAGE)
        for number in range(10):
            differ(code=f"BODY{number}")

        with django_assert_num_queries(len(few)):
            viewer.get(PAGE)


class TestFilter:
    def test_finds_one_bodys_views_or_one_perspective(self, viewer):
        differ(title="Theirs", code="THBD")
        differ(title="Others'", code="CSW")
        differ(title="NGOs'", code="", perspective=Perspective.CIVIL_SOCIETY)

        by_body, titles = listed(viewer, body="THBD")
        assert titles == ["Theirs"]
        assert [chip["reads"] for chip in by_body.context["chips"]] == ["THBD · Institution THBD"]
        assert listed(viewer, perspective="civil_society")[1] == ["NGOs'"]
        assert sorted(listed(viewer, perspective="responsible_body")[1]) == ["Others'", "Theirs"]

    @pytest.mark.parametrize(
        "params",
        [
            {"body": "NOBODY"},
            {"perspective": "analyst"},
            {"perspective": "x"},
            {"all": "maybe"},
            {"whose": "THBD"},
            {"body": "\0"},
        ],
    )
    def test_that_cannot_be_read_shows_an_error_and_no_rows(self, viewer, params):
        differ()

        answer, titles = listed(viewer, **params)

        assert answer.status_code == 400
        assert titles == []
        assert 'role="alert"' in answer.text

    def test_left_empty_leaves_the_address(self, viewer):
        answer = viewer.get(f"{PAGE}?body=&perspective=civil_society")

        assert answer.url == f"{PAGE}?perspective=civil_society"
