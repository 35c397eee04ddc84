"""Saved views on lists: what opens, what is saved, and what only the owner sees."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import RecommendationFactory, UserFactory
from tests.views.conftest import signed_in
from tracker.filters.lists import LISTS
from tracker.models import SavedView

pytestmark = pytest.mark.django_db
ORDERS = {
    "body_list": "-code",
    "body_matrix": "-code",
    "commitment_list": "-due",
    "evidence_list": "added",
    "indicator_list": "-code",
    "question_list": "-due",
    "publication_list": "newest",
    "read_log": "newest",
    "recommendation_list": "-key",
    "report_list": "year",
}
LIST, NEW = "/recommendations/", "/saved-views/new/"


def saved(client, query="status=partial", name="Half way", **fields):
    return client.user.saved_views.create(
        **{"list_name": "recommendation_list", "query": query, "name": name, **fields}
    )


class TestList:
    def test_is_one_of_those_tried_here(self):
        assert LISTS.keys() == ORDERS.keys()

    @pytest.mark.parametrize("name", ORDERS)
    def test_opens_with_the_default_view_or_shows_all(self, name):
        auditor, query, address = signed_in(auditor=True), f"order={ORDERS[name]}", reverse(name)
        saves = {"list": name, "query": query, "name": "Mine", "is_default": "on"}

        assert auditor.post(NEW, saves).url == f"{address}?{query}"
        assert auditor.get(address).url == f"{address}?{query}"
        assert auditor.get(f"{address}?{query}").status_code == 200
        assert auditor.get(f"{address}?view=none").status_code == 200
        assert auditor.get(f"{address}?view=").url == f"{address}?view=none"
        assert auditor.get(f"{address}?search=").url == f"{address}?view=none"

    def test_of_the_matrix_is_another_than_that_of_bodies(self, viewer):
        saved(viewer, "search=zebra", is_default=True, list_name="body_matrix")

        assert viewer.get("/bodies/matrix/").url == "/bodies/matrix/?search=zebra"
        assert viewer.get("/bodies/").status_code == 200

    def test_opens_plainly_without_a_default(self, viewer):
        saved(viewer)

        answer = viewer.get(LIST)

        assert answer.status_code == 200
        assert 'href="?status=partial">Half way</a>' in answer.text

    def test_leads_from_its_last_chip_to_all(self, viewer):
        saved(viewer, is_default=True)
        answer = viewer.get(f"{LIST}?status=partial")

        (chip,) = answer.context["chips"]
        answer = viewer.get(f"{LIST}?{chip['without']}", follow=True)

        assert answer.request["QUERY_STRING"] == "view=none"
        assert answer.context["chips"] == []

    def test_refuses_another_view(self, viewer):
        answer = viewer.get(f"{LIST}?view=all")

        assert answer.status_code == 400
        assert "Unknown filter “view”" in answer.text

    def test_knows_which_view_it_shows_whatever_the_order_of_its_parameters(self, viewer):
        view = saved(viewer, "role=lead&status=partial")

        answer = viewer.get(f"{LIST}?status=partial&role=lead")

        assert f'href="{reverse("saved_view", args=[view.pk])}"' in answer.text
        assert "Save this view" not in answer.text

    def test_offers_to_save_its_filter_and_nothing_where_there_is_none(self, viewer):
        assert 'query=status%3Dpartial"' in viewer.get(f"{LIST}?status=partial").text
        assert "Save this view" not in viewer.get(LIST).text

    def test_shows_the_error_of_a_default_that_is_no_longer_valid_and_a_way_to_delete_it(
        self, viewer
    ):
        view = saved(viewer, "theme=gone", is_default=True)

        answer = viewer.get(LIST, follow=True)

        assert answer.status_code == 400
        assert f'href="{reverse("saved_view", args=[view.pk])}"' in answer.text
        viewer.post(reverse("saved_view", args=[view.pk]), {"delete": "yes"})
        assert viewer.get(LIST).status_code == 200

    def test_shows_nobody_the_views_of_others(self, viewer):
        theirs = UserFactory(viewer=True).saved_views
        view = theirs.create(list_name="recommendation_list", name="Theirs", query="status=full")

        assert "Theirs" not in viewer.get(LIST).text
        assert viewer.get(reverse("saved_view", args=[view.pk])).status_code == 404


class TestSaving:
    def test_keeps_the_filter_without_the_page(self, viewer):
        sends = {"list": "recommendation_list", "name": "Late", "is_default": "on"}
        sends["query"] = "status=partial&order=-key&after=XK/TIP/7975/003&export=csv"

        answer = viewer.post(NEW, sends)

        view = SavedView.objects.get()
        assert view.query == "order=-key&status=partial"
        assert (view.owner, view.is_default) == (viewer.user, True)
        assert answer.url == f"{LIST}?order=-key&status=partial"

    @pytest.mark.parametrize("query", ["status=best", "nonsense=1", "on=yesterday", "order=best"])
    def test_is_refused_where_the_list_can_not_be_read(self, viewer, query):
        sends = {"list": "recommendation_list", "name": "Bad", "query": query}

        with CaptureQueriesContext(connection) as queries:
            answer = viewer.post(NEW, sends)

        assert answer.status_code == 422
        assert not [q for q in queries if "current_assessment" in q["sql"]]  # no list is made
        assert not SavedView.objects.exists()

    def test_shows_the_form_again_for_a_name_that_is_taken(self, viewer):
        saved(viewer, name="Mine")
        address = f"{NEW}?list=recommendation_list&query=status%3Dfull"
        assert address.replace("&", "&amp;") in viewer.get(f"{LIST}?status=full").text

        answer = viewer.post(address, {"name": "Mine"})

        assert answer.status_code == 422
        assert "already have a view “Mine”" in answer.text
        assert "draft-line" in answer.text
        assert viewer.get(address).status_code == 200, "so that a draft of it opens"

    @pytest.mark.parametrize(
        "sends", [{"list": "home", "query": "a=1"}, {"list": "evidence_list"}, {}]
    )
    def test_knows_lists_with_a_filter_alone(self, viewer, sends):
        assert viewer.post(NEW, {"name": "Mine", **sends}).status_code == 404

    def test_asks_whether_words_like_a_victims_data_are_meant(self, viewer):
        sends = {"list": "recommendation_list", "query": "status=full"}

        answer = viewer.post(NEW, {**sends, "name": "The victim Arta Krasniqi"})

        assert answer.status_code == 422
        assert not SavedView.objects.exists()

    def test_renames_and_deletes(self, viewer):
        RecommendationFactory()
        view = saved(viewer)
        address = reverse("saved_view", args=[view.pk])

        assert viewer.post(address, {"name": "Half"}).url == f"{LIST}?status=partial"
        assert SavedView.objects.get().name == "Half"
        assert viewer.post(address, {"delete": "yes"}).url == f"{LIST}?view=none"
        assert not SavedView.objects.exists()
