"""Who drops a file, and on which forms."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.factories import (
    BodyFactory,
    IndicatorFactory,
    MeasureFactory,
    QueryFactory,
    RecommendationFactory,
    UserFactory,
)
from tests.files import samples
from tests.views.drops import (
    address,
    dropped,
    letter,
    logged,
)
from tests.views.typed import as_user, opened
from tracker.models import Assessment, Citation, File, Observation
from tracker.vocabulary import EvidenceKind

pytestmark = pytest.mark.django_db


@pytest.fixture
def recommendation():
    return RecommendationFactory(lead="THBD")


class TestWho:
    def test_a_focal_point_logs_a_view_with_a_file(self, client):
        thbd = BodyFactory(code="THBD")
        recommendation = RecommendationFactory(lead=thbd)
        focal = as_user(client, contributor=True, speaks_for=[thbd])

        answer = logged(client, recommendation, status="partial", ticket=dropped(client))

        assert answer.status_code == 302
        view = Assessment.objects.get()
        assert view.body == thbd
        assert view.citations.get().evidence.files.get().added_by == focal

    def test_a_focal_point_names_no_readers(self, client):
        thbd = BodyFactory(code="THBD")
        recommendation = RecommendationFactory(lead=thbd)
        UserFactory(analyst=True, first_name="Unlisted", last_name="Analyst")
        as_user(client, contributor=True, speaks_for=[thbd])

        page = client.get(address(recommendation)).text

        assert 'value="named_readers"' not in page and "Unlisted" not in page

    def test_at_most_fifty_readers_are_offered(self, client, recommendation):
        as_user(client, analyst=True)
        UserFactory.create_batch(51, analyst=True)

        assert client.get(address(recommendation)).text.count('name="readers"') == 50

    def test_the_form_costs_the_same_for_few_people_and_for_many(
        self, client, recommendation, django_assert_num_queries
    ):
        as_user(client, analyst=True)
        client.get(address(recommendation))
        with django_assert_num_queries(100, exact=False) as few:
            client.get(address(recommendation))
        UserFactory.create_batch(9, analyst=True)

        with django_assert_num_queries(len(few)):
            client.get(address(recommendation))


class TestOtherForms:
    """Wherever something is shown, a file shows it too."""

    def test_a_promise(self, client, recommendation):
        as_user(client, analyst=True)
        where = reverse("promise", args=[recommendation.report.slug, recommendation.number])

        answer = client.post(where, opened(client, where, text="Open a shelter", file=letter()))

        assert answer.status_code == 302, answer.text
        assert Citation.objects.get().evidence.files.get().pages == 2

    def test_that_a_measure_is_done(self, client, recommendation):
        as_user(client, analyst=True)
        measure = MeasureFactory(recommendation=recommendation)
        where = reverse("measure_finish", args=[measure.pk])

        answer = client.post(
            where, opened(client, where, sentence="It is open.", ticket=dropped(client))
        )

        assert answer.status_code == 302, answer.text
        assert File.objects.count() == 1

    def test_an_answer_even_at_a_second_click(self, client, recommendation):
        as_user(client, analyst=True)
        query = QueryFactory(
            recommendation=recommendation, body=BodyFactory(), asked_on="2025-01-10"
        )
        where = reverse("question_answer", args=[query.pk])
        sent = opened(client, where, sentence="Twelve beds.", ticket=dropped(client))

        first, second = client.post(where, sent), client.post(where, sent)

        assert (first.status_code, second.status_code) == (302, 302), second.text
        assert File.objects.count() == Citation.objects.count() == 1

    def test_a_figure(self, client):
        as_user(client, analyst=True)
        where = reverse("observation_add", args=[IndicatorFactory().code])
        table = SimpleUploadedFile("beds.xlsx", samples.table_xlsx())

        answer = client.post(where, opened(client, where, value="12", period="2025", file=table))

        assert answer.status_code == 302, answer.text
        assert Observation.objects.get().evidence.kind == EvidenceKind.STATISTIC

    def test_the_log_form_of_the_admin(self, client, recommendation):
        as_user(client, analyst=True)
        where = reverse("admin:tracker_recommendation_log", args=[recommendation.pk])

        answer = client.post(where, opened(client, where, sentence="Open.", file=letter()))

        assert answer.status_code == 302, answer.text
        assert Citation.objects.get().evidence.files.get().pages == 2
