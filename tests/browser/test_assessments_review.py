"""An assessment on its way: sent, returned with a note, revised, approved by a second person."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.pages import as_quickstart_left_it, as_sample, assert_accessible, kosovo, shoot  # noqa: F401
from tracker.models import Recommendation
from tracker.vocabulary import Status

pytestmark = [pytest.mark.browser, pytest.mark.real_clock]

HERE = "/reports/tip-2024-kosovo/recommendations/4/"


class TestReview:
    def test_goes_back_and_forth_until_a_second_person_approves(self, visit, as_sample):  # noqa: F811
        as_sample("analyst")
        page = visit(f"{HERE}log/")
        page.get_by_role("radio", name="Largely implemented").check()
        page.get_by_label("What happened?").fill("All judges were trained.")
        page.get_by_label("Link").fill("https://ad.example.org/t")
        page.get_by_role("button", name="Send for review").click()

        as_sample("reviewer")
        page = visit("/")
        page.get_by_role("link", name=re.compile("^Decide")).click()
        page.get_by_label("Note").fill("Prosecutors too?")
        page.get_by_role("button", name="Return with a note").click()
        expect(page.get_by_text("Returned: TIP 2024 Kosovo 4")).to_be_visible()

        as_sample("analyst")
        page = visit("/")
        expect(page.get_by_text("Prosecutors too?")).to_be_visible()
        page.get_by_role("link", name=re.compile("^Revise")).click()
        expect(page.get_by_label("What happened?")).to_have_value("All judges were trained.")
        shoot(page, "mend")
        assert_accessible(page)
        page.get_by_role("radio", name="Partially implemented").check()
        page.get_by_label("What happened?").fill("All judges, half of the prosecutors.")
        page.get_by_role("button", name="Send again").click()
        expect(page.get_by_text("was sent for review")).to_be_visible()

        as_sample("reviewer")
        page = visit(HERE)
        page.get_by_role("link", name="Decide").click()
        page.get_by_role("button", name="Approve").click()
        expect(page.get_by_text("All judges, half of the prosecutors.").first).to_be_visible()

        row = Recommendation.objects.get(number="4")
        assert row.status == Status.PARTIAL
        assert row.current_assessment.author.username == "analyst"
        assert row.current_assessment.decided_by.username == "reviewer"
