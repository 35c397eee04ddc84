"""The conclusions of an edition: offered, kept, printed."""

import pytest
from django.urls import reverse

from tests.factories import RecommendationFactory
from tests.views.forms import as_user, opened
from tracker.models import Assessment
from tracker.vocabulary import Status

pytestmark = [pytest.mark.django_db, pytest.mark.once]
OFFERED = "Heed concludes that recommendation 6 has been partially implemented."


@pytest.fixture
def recommendation():
    return RecommendationFactory(number="6", assessed=Status.PARTIAL)


def address(recommendation):
    return reverse("conclusions", args=[recommendation.report.slug]) + "?kind=full"


class TestConclusions:
    def test_are_offered_and_stored_only_when_kept(self, client, recommendation):
        as_user(client, publisher=True)
        key = recommendation.current_assessment_id

        sent = opened(client, address(recommendation))
        assert sent[f"conclusion_{key}"] == OFFERED
        assert not Assessment.objects.exclude(conclusion="").exists()
        answer = client.post(address(recommendation), sent)

        kept = Assessment.objects.get(pk=key)
        assert (kept.conclusion, kept.text_languages) == (OFFERED, {"conclusion": "en"})
        assert answer.url.endswith("/publications/new/?kind=full")

    def test_kept_before_is_shown_and_can_be_cleared(self, client, recommendation):
        as_user(client, analyst=True)
        client.post(address(recommendation), opened(client, address(recommendation)))
        sent = opened(client, address(recommendation))
        name = f"conclusion_{recommendation.current_assessment_id}"

        client.post(address(recommendation), sent | {name: ""})

        assert not Assessment.objects.exclude(conclusion="").exists()

    def test_are_asked_for_where_a_draft_is_made(self, client, recommendation):
        as_user(client, analyst=True)

        page = client.get(reverse("publication_new", args=[recommendation.report.slug]))

        assert reverse("conclusions", args=[recommendation.report.slug]) in page.text
