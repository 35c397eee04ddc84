"""The log and the histories of things, in every look."""

from datetime import date

import pytest
from playwright.sync_api import expect

from tests.browser.pages import check_every_look
from tests.factories import (
    BodyFactory,
    CitationFactory,
    PassageFactory,
    RecommendationFactory,
    UserFactory,
)
from tests.reporting.pdf_files import words_of
from tests.summaries.history.helpers import write
from tests.views.history.corrected import BELIEVED, corrected
from tracker.models import Body, Recommendation
from tracker.vocabulary import Section

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.browser,
    pytest.mark.real_clock,
]
TEXT = (
    "Increase resources for shelters that NGOs run, to provide assistance to all victims, and "
    "report every year how many places there are and how many of them were taken."
)


class TestHistory:
    def test_is_read_in_the_log_and_on_the_page_of_a_thing(self, visit, sign_in):
        sign_in(UserFactory(auditor=True, username="rina", first_name="Rina"))
        body = BodyFactory(code="THBD", acronym="THBD")
        row = RecommendationFactory(number="6", short_title="Shelter", text=TEXT, lead=body)
        CitationFactory(recommendation=row, evidence__title="Order 12 of the Ministry of Justice")
        new = TEXT.replace("every year how many", "twice a year by region how many")
        write(lambda: Recommendation.objects.update(text=new), request="r-1")
        write(lambda: Body.objects.update(remark="Moved to the Ministry of Justice"), request="r-2")

        page = visit("/history/?operation=update")
        page.get_by_text("Filter", exact=True).click()
        check_every_look(page, "log")
        page.get_by_role("link", name="TIP 2024 Kosovo 6").first.click()
        expect(page.get_by_text("twice a year by region").first).to_be_visible()
        check_every_look(visit("/bodies/THBD/"), "body-with-a-history")
        check_every_look(visit("/people/rina/"), "person")
        check_every_look(visit("/history/"), "log-closed")
        assert page.goto(page.url + "?search=x").status == 400
        check_every_look(page, "log-refused")

    def test_is_fetched_when_it_is_opened_or_named_and_before_print(self, visit, sign_in):
        sign_in(UserFactory(viewer=True))
        row = RecommendationFactory()
        page = visit(row.get_absolute_url())
        lines = page.locator("#history li")

        expect(page.get_by_role("link", name="Show the history")).to_be_visible()
        assert lines.count() == 0
        page.get_by_role("link", name="Show the history").click()
        expect(lines.first).to_contain_text("made by a factory")
        assert "show=all" not in page.url
        visit("/bodies/")
        visit(f"{row.get_absolute_url()}#history")
        expect(lines.first).to_contain_text("made by a factory")
        visit(row.get_absolute_url())
        assert "made by a factory" in words_of(page.pdf())


REPORT = "/reports/tip-2024-kosovo/"
DAY = f"?on={BELIEVED['on']}&basis=believed"


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
        page.get_by_text("View a past day").click()
        page.get_by_label("As of").fill(BELIEVED["on"])
        page.get_by_label("what was recorded then").check()
        page.locator(".day-picker").get_by_role("button", name="Show").click()
        page.get_by_role(
            "heading", name="As of 31 December 2024, based on what was recorded then"
        ).wait_for()
        check_every_look(page, "past-list")

        page.get_by_role("link", name="Train judges").click()
        page.get_by_text("As we know now, the status was “No action”").wait_for()
        check_every_look(page, "past-recommendation")
