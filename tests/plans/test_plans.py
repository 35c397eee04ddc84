"""No page reads a table that grows from end to end; `explained.py` says what counts as that."""

import re

import pytest
from django.db import connection

from tests.helpers.rollback import undone
from tests.plans.allowed import ALLOWED, why_allowed
from tests.plans.guard import Guard
from tracker.filters.recommendations import RecommendationFilter

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def findings(world, rows, django_db_blocker):
    guard = Guard(world)
    with django_db_blocker.unblock():
        guard.open_site()
        guard.open_admin(rows)
    return guard.findings


def describe(findings):
    return f"{len(findings)} found; see tests/plans/allowed.py\n\n" + "\n\n".join(
        map(str, findings)
    )


class TestPlans:
    @pytest.mark.parametrize("role", ["analyst", "contributor", ""])
    def test_read_no_whole_table(self, findings, role):
        """By role; without one, for those who alone open a page."""
        others = [one for one in findings if one.role not in ("analyst", "contributor")]
        of_role = [one for one in findings if one.role == role] if role else others
        faults = [one for one in of_role if not why_allowed(one)]

        assert not faults, describe(faults)

    def test_need_every_exception(self, findings):
        needed = {why_allowed(one) for one in findings}
        idle = {one for one in ALLOWED if one.database == connection.vendor} - needed

        assert not idle, f"Take them out of tests/plans/allowed.py: {idle}"


class TestTheGuard:
    def test_names_page_role_table_and_statement_where_an_index_is_missing(self, world):
        guard, address = Guard(world), "/reports/tip-2024-kosovo/recommendations/THBD-1/"
        with undone(), connection.cursor() as cursor:
            found = connection.introspection.get_constraints(cursor, "tracker_closing")
            for name, index in found.items():
                if index["columns"][:1] == ["recommendation_id"] and index["index"]:
                    cursor.execute(f"DROP INDEX {name}")
            guard.open("analyst", address)

        (one,) = guard.findings
        assert (one.role, one.address, one.table) == ("analyst", address, "tracker_closing")
        assert re.match("SCAN|.*Seq Scan on tracker_closing", one.step)
        assert 'FROM "tracker_closing"' in one.sql
        assert not why_allowed(one)

    @pytest.mark.once
    def test_names_a_filter_that_no_index_answers(self, world, monkeypatch):
        plain = RecommendationFilter.filter_queryset
        monkeypatch.setattr(
            RecommendationFilter,
            "filter_queryset",
            lambda self, rows: plain(self, rows).filter(text__contains="planted"),
        )
        guard = Guard(world)
        guard.open("analyst", "/recommendations/", {"order": "review"})

        one = guard.findings[0]
        assert (one.table, one.address) == (
            "tracker_recommendation",
            "/recommendations/?order=review",
        )
        assert "LIKE" in one.sql
        assert not why_allowed(one)
