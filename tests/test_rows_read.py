"""A page reads as much whether there is little else in the tables, or twenty times as much."""

from contextlib import contextmanager, nullcontext
from unittest.mock import patch

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from zeal.errors import NPlusOneError

from tests.factories import ReportFactory, UserFactory
from tests.middleware import refuse_query_per_row
from tests.views import rows
from tracker.filters.recommendations import RecommendationFilter
from tracker.models import Body, Report

pytestmark = [pytest.mark.django_db, pytest.mark.once]

EVERY = 10  # steps of SQLite's program: as fine as is counted
PAGES = {
    "analyst": (
        "{recommendation}",
        "{recommendation}log/",
        "/evidence/{piece}/",
        "/recommendations/?body=THBD",
        "/recommendations/?body=THBD&status=partial&order=review",
        "/admin/tracker/recommendation/{pk}/change/",
        "/admin/tracker/evidence/{piece}/change/",
    ),
    "contributor": (
        "/",
        "/review-queue/",
        "/recommendations/",
        "/recommendations/?status=partial&order=-assessed",
        "{recommendation}",
        "{recommendation}log/",
        "/questions/",
        "/commitments/",
        "/bodies/THBD/",
    ),
}
PLANTED = ("analyst", "/recommendations/")


@contextmanager
def steps_counted():
    """Yield a list, filled with the number of steps that statements took meanwhile."""
    calls = []
    connection.connection.set_progress_handler(lambda: calls.append(1), EVERY)
    try:
        yield calls
    finally:
        connection.connection.set_progress_handler(None, 0)


def planted():
    """A filter that finds nothing and that no index answers."""
    plain = RecommendationFilter.filter_queryset
    return patch.object(
        RecommendationFilter,
        "filter_queryset",
        lambda self, found: plain(self, found).filter(text__contains="planted"),
    )


def test_pages_read_the_same_beside_one_and_beside_twenty_times_as_many_rows():
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE django_migrations")  # makes the table of statistics
        cursor.execute("DELETE FROM sqlite_stat1")
        cursor.execute("PRAGMA writable_schema = RESET")  # forgets those of other tests
    mine = rows.recommendations(9)
    author, other = UserFactory(analyst=True), ReportFactory(country="AL", country_name="Albania")
    piece = rows.pieces(9, by=author, on=mine)[0]
    names = {"recommendation": mine[4].get_absolute_url(), "piece": piece.pk, "pk": mine[4].pk}
    clients = {role: Client() for role in PAGES}
    clients["analyst"].force_login(author)
    thbd = [Body.objects.get(code="THBD")]
    clients["contributor"].force_login(UserFactory(contributor=True, speaks_for=thbd))

    def read():
        steps = {(role, at): steps_of(role, at) for role, pages in PAGES.items() for at in pages}
        with planted():
            return steps | {PLANTED: steps_of(*PLANTED)}

    def steps_of(role, at):
        with steps_counted() as calls:
            assert clients[role].get(at.format(**names)).status_code == 200, at
        return len(calls) * EVERY

    def add_others(number):
        rows.pieces(number, by=author, on=rows.recommendations(number, lead="OSP", report=other))

    add_others(50)
    read()  # what a process reads once
    few = read()
    add_others(950)
    many = read()

    grown = {page: (few[page], many[page]) for page in few if many[page] > 1.3 * few[page] + 1_000}
    assert list(grown) == [PLANTED], grown


@pytest.mark.parametrize(("method", "is_refused"), [("GET", True), ("POST", False)])
def test_a_page_that_asks_once_a_row_is_refused_in_tests(rf, method, is_refused):
    keys = [report.pk for report in ReportFactory.create_batch(4)]

    def answer(_request):
        for key in keys:
            Report.objects.get(pk=key)
        return HttpResponse()

    with pytest.raises(NPlusOneError) if is_refused else nullcontext():
        refuse_query_per_row(answer)(rf.generic(method, "/"))
