"""Nine recommendations or five thousand: the same number of queries."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import UserFactory
from tests.views import rows
from tracker.models import Recommendation, Report
from tracker.summaries.progress.report import build_progress

pytestmark = pytest.mark.django_db
PAGES = {
    "list": "/recommendations/",
    "filtered list": "/recommendations/?body=THBD&role=lead&theme=protection&order=-key",
    "recommendation": "/reports/tip-2024-kosovo/recommendations/5/",
    "admin list": "/admin/tracker/recommendation/",
    "admin change page": "/admin/tracker/recommendation/{pk}/change/",
    "admin log form": "/admin/tracker/recommendation/{pk}/log/",
}


def counted(deed):
    with CaptureQueriesContext(connection) as queries:
        deed()
    return len(queries)


def few_and_many(count):
    """What is counted with nine recommendations, and with five thousand."""
    rows.recommendations(9)
    count()  # what a process asks for once, such as content types
    few = count()
    rows.recommendations(4_991)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # as the server does by itself once rows are committed
    return few, count()


class TestQueries:
    def test_of_a_page_are_the_same_for_nine_and_for_five_thousand(self, client):
        client.force_login(UserFactory(analyst=True))

        def count_by_page():
            pk = Recommendation.objects.values_list("pk", flat=True).order_by("sort_key")[4]
            return {
                name: counted(lambda at=at: open_page(at.format(pk=pk)))
                for name, at in PAGES.items()
            }

        def open_page(address):
            assert client.get(address).status_code == 200, address

        few, lots = few_and_many(count_by_page)

        assert few == lots
        assert lots["list"] <= 10

    def test_of_a_progress_report_are_the_same_for_nine_and_for_five_thousand(self):
        def tell():
            build_progress(
                Report.objects.select_related("mechanism__issuer").get(),
                recommendations=Recommendation.objects.all(),
                on=date(2026, 1, 1),
            )

        few, lots = few_and_many(lambda: counted(tell))

        assert few == lots <= 18  # lines, due dates, replies and senders have their own
