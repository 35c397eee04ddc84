"""Decide in the admin leads to the page to decide."""

import pytest
from django.urls import reverse

from tests.admin.test_recommendations import sign_in
from tests.factories import AssessmentFactory
from tests.views.forms import decision_page

pytestmark = pytest.mark.django_db
LIST = "admin:tracker_assessment_changelist"


@pytest.fixture
def submitted():
    return AssessmentFactory(state="submitted")


def address(row):
    return f'href="{row.recommendation.get_absolute_url()}#assessment-{row.pk}"'


class TestDecide:
    def test_leads_a_reviewer_to_the_decision(self, client, submitted):
        sign_in(client, reviewer=True)

        pages = [
            client.get(reverse(LIST)).text,
            client.get(reverse("admin:tracker_assessment_change", args=[submitted.pk])).text,
        ]

        for page in pages:
            assert f'href="{decision_page(submitted)}"' in page and ">Decide</a>" in page

    def test_is_not_offered_to_who_may_not_decide(self, client, submitted):
        sign_in(client, analyst=True)

        page = client.get(reverse(LIST)).text

        assert address(submitted) in page and ">Decide</a>" not in page
