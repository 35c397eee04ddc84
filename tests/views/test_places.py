"""The place of a row in the list that its page was opened from."""

from datetime import date
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import (
    CommitmentFactory,
    EvidenceFactory,
    QuestionFactory,
    RecommendationFactory,
)
from tests.views import rows
from tracker.models import Recommendation

pytestmark = pytest.mark.django_db
LIST = "/recommendations/"


def place(client, address, query=""):
    return client.get(f"{address}?{urlencode({'in': query})}").context["place"]


def path(url):
    return urlsplit(url).path


def walk(client, address, query):
    """Follow "Next" to the end of a list, and return the paths with what stands beside them."""
    seen = []
    while address:
        found = place(client, address, query)
        seen.append((address, path(found["before"]), found.get("number"), found.get("count")))
        address = path(found["after"])
    return seen


@pytest.fixture
def five():
    """Two without a review date, two of one day."""
    days = (None, date(2026, 3, 1), date(2026, 1, 1), None, date(2026, 3, 1))
    return [RecommendationFactory(number=str(n), review_on=day) for n, day in enumerate(days)]


@pytest.fixture(params=[1000, 2, -1], ids=["short list", "row by row", "long list"])
def few(request, monkeypatch):
    monkeypatch.setattr("tracker.views.pagination.FEW", request.param)
    return request.param


ORDERED = {
    "": "01234",
    "order=-key": "43210",
    "order=review": "21403",
    "order=-review": "14203",
    "order=status": "01234",
}


class TestNeighbours:
    @pytest.mark.parametrize("order", ORDERED)
    def test_are_those_of_the_list_in_each_order(self, viewer, five, few, order):
        with_list = viewer.get(f"{LIST}?{order or 'view=none'}").context["rows"]
        addresses = [five[int(number)].get_absolute_url() for number in ORDERED[order]]
        assert [row.url for row in with_list] == addresses

        seen = walk(viewer, addresses[0], order)

        numbers = [(at, 5) if few > 5 else (None, None) for at in range(1, 6)]
        before = ["", *addresses[:-1]]
        assert seen == [
            (address, *rest[:1], *rest[1])
            for address, *rest in zip(addresses, before, numbers, strict=True)
        ]

    def test_are_those_of_the_filter(self, viewer, five, few):
        found = place(viewer, five[1].get_absolute_url(), "review_by=2026-03-01&order=review")

        assert path(found["before"]) == five[2].get_absolute_url()
        assert path(found["after"]) == five[4].get_absolute_url()

    def test_are_found_by_the_key_of_a_row_that_the_filter_no_longer_finds(self, viewer, five, few):
        found = place(viewer, five[0].get_absolute_url(), "review_by=2026-03-01")

        assert (found["before"], path(found["after"])) == ("", five[1].get_absolute_url())
        assert "number" not in found

    def test_are_rows_that_the_user_may_see(self, viewer):
        first, restricted, last = (
            EvidenceFactory(sensitivity=kind) for kind in ("public", "named_readers", "public")
        )

        found = place(viewer, last.get_absolute_url(), "order=added")

        assert path(found["before"]) == first.get_absolute_url()
        assert (found["number"], found["count"]) == (2, 2)
        assert restricted.pk

    def test_keep_the_list_in_their_addresses(self, viewer, five):
        found = place(viewer, five[0].get_absolute_url(), "order=-key&after=XK/TIP/7975/003")

        assert parse_qs(urlsplit(found["before"]).query) == {
            "in": ["order=-key&after=XK/TIP/7975/003"]
        }
        assert (
            found["list_url"]
            == f"{LIST}?{urlencode({'order': '-key', 'after': 'XK/TIP/7975/003'})}"
        )

    @pytest.mark.parametrize(
        "factory", [EvidenceFactory, QuestionFactory, CommitmentFactory], ids=lambda f: f.__name__
    )
    def test_stand_on_the_pages_of_other_rows(self, viewer, factory):
        first, second = factory(), factory()
        query = "order=added" if factory is EvidenceFactory else ""

        found = place(viewer, first.get_absolute_url(), query)

        assert (found["before"], path(found["after"])) == ("", second.get_absolute_url())
        assert "1 of 2" in viewer.get(f"{first.get_absolute_url()}?{urlencode({'in': query})}").text

    def test_are_of_the_past_day_of_the_list(self, viewer, five):
        query = urlencode({"on": "2026-10-01"})
        address = f"{five[1].get_absolute_url()}?{query}&{urlencode({'in': query})}"

        found = viewer.get(address).context["place"]

        assert path(found["after"]) == five[2].get_absolute_url()
        assert "on=2026-10-01" in found["after"]

    @pytest.mark.parametrize(
        "query", ["status=best", "nonsense=1", "on=yesterday", "order=best", "\0", "review_by=x"]
    )
    def test_are_missing_where_the_list_can_not_be_read(self, viewer, five, query):
        assert place(viewer, five[0].get_absolute_url(), query) == {}

    def test_are_those_of_the_report_without_a_list(self, viewer, five):
        answer = viewer.get(five[0].get_absolute_url())

        assert answer.context["place"] == {}
        assert "Back to the list" not in answer.text


class TestCost:
    @pytest.mark.parametrize("order", ORDERED)
    def test_is_two_queries(self, viewer, five, few, order):
        address = five[1].get_absolute_url()
        viewer.get(address)
        with CaptureQueriesContext(connection) as without:
            viewer.get(address)

        with CaptureQueriesContext(connection) as within:
            place(viewer, address, order)

        assert len(within) <= len(without) + 2

    def test_is_the_same_for_many(self, viewer):
        rows.recommendations(1100)
        row = Recommendation.objects.get(number="550")

        found = place(viewer, row.get_absolute_url(), "theme=protection")

        assert "/549/" in found["before"]
        assert "/551/" in found["after"]
        assert "number" not in found


class TestRows:
    def test_of_a_list_lead_to_pages_that_know_their_place(self, viewer, five):
        answer = viewer.get(f"{LIST}?order=-key")

        assert f'href="{five[3].get_absolute_url()}?in=order%3D-key"' in answer.text
