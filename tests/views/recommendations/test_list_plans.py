"""The plans of the list of recommendations: an index answers each filter, and each count."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import BodyFactory, ReportFactory
from tests.views import rows
from tests.views.conftest import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.once]

ROWS = 1_000_000  # of which a third are current
# By filter and order, the beginnings of the indexes that answer the count and the page.
CURRENT = ("rec_current_",)
CASES = {
    "": CURRENT,
    "order=-key": CURRENT,
    "order=-assessed": CURRENT,
    "order=review": CURRENT,
    "status=partial": ("rec_current_status",),
    "theme=protection": ("rec_current_theme", "rec_current_key"),
    "theme=protection&status=partial": ("rec_current_theme",),
    "assignee=nobody": ("assignee",),
    "review_by=2024-10-01": ("rec_current_review",),
    "lifecycle=closed": ("rec_lifecycle_key",),
    "report=tip-2024-kosovo": ("rec_report_key", "recommendation_report_id"),
    "body=THBD": ("resp_body_key",),
}


def plans(client, address):
    """The plans of the queries for the count and for the keys of the page, as of a million rows."""
    client.get(address)  # what is compiled once
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    with connection.cursor() as cursor:
        for query in queries:
            if "LIMIT 10001" in query["sql"] or "LIMIT 26" in query["sql"]:
                cursor.execute(f"EXPLAIN QUERY PLAN {query['sql']}")
                yield [step for *_numbers, step in cursor.fetchall()]


@pytest.fixture
def statistics():
    """Statistics of a million rows, of which each index finds a thousandth by its first column."""
    report = ReportFactory()
    rows.recommendations(2)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE tracker_recommendation")
        cursor.execute("ANALYZE tracker_responsibility")
        cursor.execute(
            "UPDATE sqlite_stat1 SET stat = printf('%d 1000 10 1',"
            " %s / (CASE WHEN idx LIKE 'rec_current%%' THEN 3 ELSE 1 END))"
            " WHERE tbl IN ('tracker_recommendation', 'tracker_responsibility')",
            [ROWS],
        )
        cursor.execute("ANALYZE sqlite_schema")
    return report


class TestPlans:
    @pytest.mark.parametrize("role", ["analyst", "contributor"])
    def test_scan_no_table(self, statistics, role):
        body = BodyFactory(code="THBD")
        client = signed_in(**{role: True}, speaks_for=[body])

        for case, indexes in CASES.items():
            for plan in plans(client, f"/recommendations/?{case}"):
                scans = [s for s in plan if s.startswith("SCAN tracker") and "INDEX" not in s]
                assert not scans, (case, plan)
                used = " ".join(plan)
                expected = (*indexes, "resp_body_key") if role == "contributor" else indexes
                assert any(index in used for index in expected), (case, plan)
