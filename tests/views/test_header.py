"""The header of every page."""

import pytest

pytestmark = pytest.mark.django_db


class TestHeader:
    def test_leads_to_the_admin_whom_the_admin_lets_in(self, analyst, viewer):
        assert 'href="/admin/"' in analyst.get("/").text
        assert 'href="/admin/"' not in viewer.get("/").text

    def test_costs_no_query_of_its_own(self, analyst, viewer, django_assert_num_queries):
        with django_assert_num_queries(20, exact=False) as for_viewer:
            viewer.get("/bodies/")

        with django_assert_num_queries(len(for_viewer)):
            analyst.get("/bodies/")
