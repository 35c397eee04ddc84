"""Nobody sees anything before signing in."""

import pytest
from django.urls import reverse

from tests.factories import RecommendationFactory

PAGES = [
    ("home", []),
    ("board", []),
    ("disagreements", []),
    ("recommendations", []),
    ("assign_several", []),
    ("assign", ["tip-2024-kosovo", "1"]),
    ("recommendation", ["tip-2024-kosovo", "1"]),
    ("reports", []),
    ("report", ["tip-2024-kosovo"]),
    ("progress", ["tip-2024-kosovo"]),
    ("ask", ["tip-2024-kosovo", "1"]),
    ("promise", ["tip-2024-kosovo", "1"]),
    ("questions", []),
    ("commitments", []),
    ("bodies", []),
    ("body", ["THBD"]),
    ("sheet", ["THBD"]),
    ("evidence_find", []),
    ("log", ["tip-2024-kosovo", "1"]),
    ("password_change", []),
]


@pytest.mark.django_db
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
