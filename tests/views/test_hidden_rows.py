"""What is hidden from a reader costs that reader no query."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import UserFactory
from tests.views import hidden, many
from tracker.vocabulary import Sensitivity

pytestmark = pytest.mark.django_db
HIDDEN = 300
PAGES = {
    "the list of evidence": "/evidence/",
    "evidence that holds a word": "/evidence/?words=shelter",
    "finding evidence": "/evidence/find/?q=shelter",
    "the list of recommendations": "/recommendations/",
    "a recommendation": "",
}


@pytest.fixture
def asked():
    return many.recommendations(3)


@pytest.mark.parametrize("where", PAGES)
@pytest.mark.parametrize("right", ["analyst", "viewer"])
class TestHiddenRows:
    def test_cost_no_query_and_are_not_there(self, client, asked, where, right):
        client.force_login(UserFactory(**{right: True}))
        hidden.pieces(12, by=UserFactory(analyst=True), on=asked)
        path = PAGES[where] or asked[0].get_absolute_url()
        client.get(path)  # what is kept for later requests is kept now

        with CaptureQueriesContext(connection) as before:
            plain = client.get(path)
        hidden.pieces(
            HIDDEN,
            by=UserFactory(analyst=True),
            on=asked,
            word="shelter of Unike",
            sensitivity=Sensitivity.NAMED_READERS,
        )
        with CaptureQueriesContext(connection) as after:
            narrow = client.get(path)

        assert (plain.status_code, narrow.status_code) == (200, 200)
        assert len(after) == len(before)
        assert "Unike" not in narrow.text
