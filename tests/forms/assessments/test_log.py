"""The form that logs progress, apart from the pages that show it."""

from datetime import date

import pytest
from django.utils.datastructures import MultiValueDict

from tests.factories import RecommendationFactory, UserFactory
from tracker.forms.assessments.log import AssessmentForm

pytestmark = pytest.mark.django_db
TODAY = date(2025, 6, 1)


def form(**answers):
    filled = {"sentence": "Shelters were paid.", "as_of": "2025-06-01"}
    filled |= {"covers_from": "2025-04-01", "covers_to": "2025-06-01"}
    data = MultiValueDict({k: [v] for k, v in (filled | answers).items()})
    bound_form = AssessmentForm(
        data,
        recommendation=RecommendationFactory(),
        user=UserFactory(analyst=True),
        today=TODAY,
    )
    bound_form.full_clean()
    return bound_form


class TestAssessmentForm:
    def test_days_left_alone_follow_the_day_it_is_about(self):
        evidence = form(as_of="2025-01-15").evidence_input

        assert (evidence.covers_from, evidence.covers_to) == (None, None)

    def test_days_typed_are_kept(self):
        evidence = form(
            as_of="2025-01-15", covers_from="2024-06-01", covers_to="2024-12-31"
        ).evidence_input

        assert (evidence.covers_from, evidence.covers_to) == (date(2024, 6, 1), date(2024, 12, 31))

    def test_a_key_longer_than_any_is_refused(self):
        assert "evidence" in form(evidence="9" * 30).errors
