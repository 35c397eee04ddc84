"""Nobody sees anything before signing in."""

import pytest
from django.urls import reverse

from tests.factories import RecommendationFactory

pytestmark = [pytest.mark.django_db, pytest.mark.once]

PAGES = [
    ("home", []),
    ("review_queue", []),
    ("disagreement_list", []),
    ("recommendation_list", []),
    ("recommendations_change", []),
    ("recommendation_assign", ["tip-2024-kosovo", "1"]),
    ("recommendation", ["tip-2024-kosovo", "1"]),
    ("report_list", []),
    ("report", ["tip-2024-kosovo"]),
    ("progress_report", ["tip-2024-kosovo"]),
    ("question_new", ["tip-2024-kosovo", "1"]),
    ("commitment_new", ["tip-2024-kosovo", "1"]),
    ("question_list", []),
    ("commitment_list", []),
    ("body_list", []),
    ("body", ["THBD"]),
    ("question_sheet", ["THBD"]),
    ("evidence_search", []),
    ("log_progress", ["tip-2024-kosovo", "1"]),
    ("password_change", []),
]


@pytest.mark.parametrize(("name", "args"), PAGES)
class TestStranger:
    def test_is_sent_to_sign_in_and_comes_back(self, client, name, args):
        RecommendationFactory(lead="THBD")
        address = reverse(name, args=args)

        answer = client.get(address)

        assert answer.status_code == 302
        assert answer.url == f"{reverse('login')}?next={address}"

    def test_sees_the_page_once_signed_in(self, analyst, name, args):
        RecommendationFactory(lead="THBD")

        assert analyst.get(reverse(name, args=args)).status_code == 200
