"""The conclusions of an edition: offered, kept, printed."""

from datetime import date

import pytest
from django.urls import reverse

from tests.factories import AssessmentFactory, RecommendationFactory, UserFactory
from tests.helpers.publications import LATER, draft
from tests.views.forms import as_user, opened
from tracker.actions import progress
from tracker.models import Assessment, Publication
from tracker.vocabulary import Status

pytestmark = [pytest.mark.django_db, pytest.mark.once]
OFFERED = "Heed concludes that recommendation 6 has been partially implemented."


@pytest.fixture
def recommendation():
    return RecommendationFactory(number="6", assessed=Status.PARTIAL, assessed__conclusion="")


def address(recommendation):
    return reverse("conclusions", args=[recommendation.report.slug]) + "?kind=full"


def publish_address(publication):
    return reverse("publication_publish", args=[publication.pk])


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

    def test_are_those_of_a_past_day(self, client, recommendation):
        as_user(client, analyst=True)
        earlier = AssessmentFactory(
            recommendation=recommendation, approved=True, as_of=date(2024, 4, 30), conclusion=""
        )

        sent = opened(client, f"{address(recommendation)}&on=2024-05-01")

        assert f"conclusion_{earlier.pk}" in sent
        assert f"conclusion_{recommendation.current_assessment_id}" not in sent


class TestMissing:
    """A publication concludes in sentences that people kept."""

    def test_are_named_where_a_report_is_made(self, client, recommendation):
        as_user(client, analyst=True)
        slug = recommendation.report.slug

        preview = client.get(reverse("progress_report", args=[slug]))
        page = client.get(reverse("publication_new", args=[slug]))

        assert "Nobody has kept a conclusion on no. 6." in preview.text
        assert "Keep the conclusions first: 1 is a draft." in page.text
        assert reverse("conclusions", args=[slug]) in page.text

    def test_keep_a_draft_from_being_published(self, client, recommendation):
        report, author = recommendation.report, UserFactory(analyst=True)
        made = draft(report, author)
        publisher = as_user(client, publisher=True)

        pages = [client.get(made.get_absolute_url()), client.get(publish_address(made))]
        refused = client.post(publish_address(made), {})

        assert all("Nobody has kept a conclusion on no. 6." in page.text for page in pages)
        assert all("/conclusions/?" in page.text for page in pages)
        button = '<button type="submit" class="button first">Publish</button>'
        assert button not in pages[1].text
        assert (refused.status_code, Publication.objects.get().state) == (422, "draft")
        assert "then create a new draft" in refused.text

        client.post(address(recommendation), opened(client, address(recommendation)))
        again = draft(report, author)
        page = client.get(publish_address(again))
        assert "Nobody has kept" not in page.text
        assert button in page.text
        progress.publish(progress.PublishReport(publication=again, by=publisher, now=LATER))
