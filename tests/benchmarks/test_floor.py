"""The floor that pages are measured against: its statements and bytes, which nobody may raise."""

import re
from hashlib import sha256

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from benchmarks.floor import views
from tests.factories import AssessmentFactory, CitationFactory, RecommendationFactory, UserFactory
from tests.views import rows

pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.urls(views.__name__)]
REPORT = "/reports/tip-2024-kosovo"
# Number and hash of the statements after those of the session; bytes of the page.
PAGES = {
    "/recommendations/": (1, "bf9d2d4e", 5259),
    "/recommendations/?status=partial&search=shelter&order=-key": (1, "726542b0", 86),
    "/recommendations/?on=2024-12-31": (1, "39d72a86", 5259),
    f"{REPORT}/recommendations/5/": (6, "d65500d3", 534),
    f"{REPORT}/progress/": (6, "dc3c6e09", 14433),
}


@pytest.fixture(autouse=True)
def middleware_of_the_floor(settings):
    settings.MIDDLEWARE = [
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
    ]


@pytest.fixture
def signed_in(client):
    client.force_login(UserFactory(username="analyst", analyst=True))
    return client


class TestFloor:
    def test_is_as_low_as_it_was(self, signed_in):
        rows.recommendations(30)
        row = RecommendationFactory(number="31", position=31, short_title="Train judges")
        CitationFactory(
            recommendation=row,
            assessment=AssessmentFactory(recommendation=row, approved=True),
            evidence__title="Law on shelters",
        )
        found = {}
        for path in PAGES:
            with CaptureQueriesContext(connection) as captured:
                content = signed_in.get(path).content
            sql = [query["sql"] for query in captured if "django_session" not in query["sql"]]
            text = re.sub(r"\d+", "0", "".join(sql[1:]))
            found[path] = (len(sql) - 1, sha256(text.encode()).hexdigest()[:8], len(content))

        assert found == PAGES

    def test_asks_for_a_session(self, client):
        assert client.get("/recommendations/").status_code == 403
