"""The page of assessments whose strength the upgrade changed, and its task on Home."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.factories import AssessmentFactory, RecommendationFactory, UserFactory
from tracker.audit.context import acting_as
from tracker.audit.reasons import because
from tracker.models import Upgrade
from tracker.summaries.assessments import STRENGTHS_UPGRADE
from tracker.summaries.home.changes import DueRows
from tracker.summaries.home.tasks import load_tasks
from tracker.vocabulary import Strength, StrengthChange

pytestmark = pytest.mark.django_db
PAGE = "/assessments/changed-strengths/"


@pytest.fixture
def changed():
    """Return an assessment whose strength fell with the upgrade, today."""
    recommendation = RecommendationFactory(short_title="Train judges")
    assessment = AssessmentFactory(
        approved=True, strength=Strength.CORROBORATED, recommendation=recommendation
    )
    with acting_as("command:upgrade", source="command"), because(StrengthChange.ONE_SOURCE.value):
        Upgrade.objects.create(number=STRENGTHS_UPGRADE, at=timezone.now())
        assessment.strength = Strength.INDEPENDENT
        assessment.save(update_fields=["strength"])
    return assessment


class TestPage:
    def test_names_each_with_both_strengths_and_the_reason(self, viewer, changed):
        page = viewer.get(PAGE)

        [(_assessment, before, after, _why)] = page.context["changes"]
        assert (before, after) == (Strength.CORROBORATED, Strength.INDEPENDENT)
        assert f"#assessment-{changed.pk}" in page.text
        assert "/evidence/to-confirm/" not in page.text
        assert "One independent source, no second one that confirms it" in page.text
        assert page.context["counts"] == [("corroborated", "independent", 1)]

    def test_says_what_the_strength_is_now(self, viewer, changed):
        with acting_as("ana", source="site"), because("Confirmed"):
            changed.strength = Strength.CORROBORATED
            changed.save(update_fields=["strength"])

        page = viewer.get(PAGE)

        assert len(page.context["changes"]) == 1
        assert "now corroborated" in page.text

    def test_leads_who_may_confirm_to_what_waits(self, analyst, changed):
        assert "/evidence/to-confirm/" in analyst.get(PAGE).text

    def test_is_empty_without_a_change_and_refuses_an_unknown_place(self, viewer):
        AssessmentFactory(approved=True)

        assert "No strength has changed." in viewer.get(PAGE).text
        assert viewer.get(PAGE, {"after": "x"}).status_code == 400


class TestHome:
    TASK = "1 assessment with another evidence strength since"

    def test_reminds_reviewers(self, reviewer, analyst, changed):
        assert self.TASK in reviewer.get("/").text
        assert self.TASK not in analyst.get("/").text

    def test_reminds_for_a_month(self, changed):
        user, today = UserFactory(reviewer=True), timezone.localdate()

        def headings(on):
            return [group.heading for group in load_tasks(user, DueRows(on))]

        assert "After the upgrade" in headings(today + timedelta(days=30))
        assert "After the upgrade" not in headings(today + timedelta(days=31))
