"""Past days as a viewer reads them: the switch, what stood then, and what changed."""

from datetime import date

import pytest

from tests.browser.looks import check_every_look
from tests.factories import PassageFactory, RecommendationFactory, UserFactory
from tests.views.past import BELIEVED, corrected
from tracker.vocabulary import Section

REPORT = "/reports/tip-2024-kosovo/"
DAY = f"?on={BELIEVED['on']}&past=believed"


@pytest.fixture
def past(transactional_db):
    """Recommendations with a past and without one."""
    for number, title in (("1", "Fund shelters that NGOs run"), ("2", "Train judges")):
        corrected(
            lead="THBD", number=number, short_title=title, report__published_on=date(2024, 6, 24)
        )
    RecommendationFactory(number="3", short_title="Identify victims among children who beg")
    PassageFactory(section=Section.SUMMARY, text="The government increased its efforts.")


class TestPastDays:
    def test_are_accessible_and_fit_in_every_look(self, past, sign_in, visit):
        sign_in(UserFactory(viewer=True, username="vera"))

        page = visit("/recommendations/")
        page.get_by_text("State on a past day").click()
        page.get_by_label("State at the end of").fill(BELIEVED["on"])
        page.get_by_label("as we said then").check()
        page.locator(".past-form").get_by_role("button", name="Show").click()
        page.get_by_role("heading", name="As we said on 31 December 2024").wait_for()
        check_every_look(page, "past-list")

        page.get_by_role("link", name="Train judges").click()
        page.get_by_text("Today we know that it was “No action”").wait_for()
        check_every_look(page, "past-recommendation")
        check_every_look(visit(f"{REPORT}compare/?from=2024-12-31&to=2025-03-31"), "compare")
