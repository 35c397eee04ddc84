"""The index of Administration, and the rows to pick from."""

import pytest
from django.contrib import admin
from django.urls import reverse

from tests.factories import RecommendationFactory, TopicFactory, UserFactory
from tracker.admin_site import SECTIONS

pytestmark = pytest.mark.django_db


class TestIndex:
    def test_lists_every_model_by_job(self):
        names = [model for _name, models in SECTIONS for model in models]

        assert sorted(names) == sorted(model.__name__ for model in admin.site._registry)

    def test_begins_with_recommendations_and_says_what_each_is_for(self, client):
        client.force_login(UserFactory(analyst=True))

        answer = client.get(reverse("admin:index"))

        first = answer.context["app_list"][0]
        assert (str(first["name"]), first["models"][0]["object_name"]) == ("Log", "Recommendation")
        assert "Documents, links and passages" in answer.text and "Source reports" in answer.text
        assert "Who read restricted evidence" not in answer.text  # for auditors

    def test_is_the_index_of_the_app_too(self, client):
        client.force_login(UserFactory(analyst=True))

        answer = client.get(reverse("admin:app_list", args=["tracker"]))

        assert answer.headers["Location"] == reverse("admin:index")


class TestRowsToPick:
    @pytest.mark.usefixtures("indexed")
    def test_name_a_recommendation_by_number_and_title(self, client):
        client.force_login(UserFactory(analyst=True))
        row = RecommendationFactory(short_title="Shelters")
        asked = {"app_label": "tracker", "model_name": "question", "field_name": "recommendation"}

        found = client.get(reverse("admin:autocomplete"), {**asked, "term": "Shelters"}).json()

        assert [one["text"] for one in found["results"]] == [f"{row.cited_as}: Shelters"]

    def test_name_a_topic_in_the_language_of_the_reader(self, client):
        client.force_login(UserFactory(analyst=True))
        TopicFactory(code="shelters", name="Shelters")
        asked = {"app_label": "tracker", "model_name": "recommendation", "field_name": "topics"}

        found = client.get(
            reverse("admin:autocomplete"),
            {**asked, "term": "shelters"},
            headers={"accept-language": "sq"},
        ).json()

        assert [one["text"] for one in found["results"]] == ["Strehimoret"]
