"""The header of every page."""

import pytest

from tests.factories import AssessmentFactory
from tests.views.typed import place

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

    def test_changes_the_language_where_the_address_takes_only_forms(self, reviewer):
        assessment = AssessmentFactory(submitted=True)

        refused = reviewer.post(place("return", assessment), {"reason": ""})

        assert refused.status_code == 422
        back = assessment.recommendation.get_absolute_url()
        assert f'name="next" value="{back}"' in refused.text
