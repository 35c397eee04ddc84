"""The intake in Chromium: from pasted text to accepted recommendations on the report's page."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.pages import (  # noqa: F401
    as_quickstart_left_it,
    as_sample,
    check_every_look,
    follow,
    kosovo,
    shoot,
)
from tests.factories import BodyFactory, RecommendationFactory, ReportFactory, UserFactory
from tests.helpers.tables import UHRI, changed
from tracker.models import Figure, Recommendation, Report

pytestmark = [pytest.mark.browser, pytest.mark.real_clock]

TEXT = Path("fixtures/tip-2024-kosovo/narrative.txt")


@pytest.fixture
def before(transactional_db):
    """An edition of 2023 that asked some of it, and bodies by name."""
    report = ReportFactory(year=2023)
    BodyFactory(code="CSW", name_en="Centers for Social Welfare")
    for text in (
        "Vigorously investigate and prosecute trafficking crimes and seek adequate penalties.",
        "Increase resources for NGO-run shelters to provide victim assistance.",
        "Ratify the protocol at once.",
    ):
        RecommendationFactory(report=report, text=text)
    return report


def drafts(page, kind):
    return page.locator(f"#kind-{kind} .draft")


class TestIntake:
    def test_leads_from_pasted_text_to_accepted_recommendations(self, visit, sign_in, before):
        sign_in(UserFactory(analyst=True, username="ana"))
        page = visit("/reports/")
        follow(page.get_by_role("link", name="Import a report"))
        check_every_look(page, "import-new")

        page.get_by_label("Pasted text").fill("A short note.")
        page.get_by_role("button", name="Import").click()
        expect(page.get_by_role("heading", name="Nothing was saved")).to_be_visible()
        expect(page.get_by_label("Pasted text")).to_have_value("A short note.")
        check_every_look(page, "import-refused")
        page.get_by_label("Pasted text").fill(TEXT.read_text())
        page.get_by_role("button", name="Import").click()

        expect(drafts(page, "recommendation")).to_have_count(9)
        check_every_look(page, "import-run")
        _marks_and_drafts_lead_to_each_other(page)
        _split_and_join_back(page)
        figure = drafts(page, "figure").first
        figure.get_by_role("button", name="Leave out").click()
        expect(drafts(page, "figure").first).to_contain_text("Left out")
        links = page.locator("#kind-link")
        links.get_by_role("button", name=re.compile("^Accept all")).click()
        expect(links.get_by_text("Accepted").first).to_be_visible()
        shoot(page, "import-decided")
        page.get_by_role("button", name="Import").click()

        expect(page.get_by_text("Added:")).to_be_visible()
        check_every_look(page, "import-accepted")
        page.get_by_role("link", name=re.compile("^Open TIP 2024")).click()
        expect(page.get_by_text("Develop written guidance").first).to_be_visible()
        assert Recommendation.objects.filter(report__year=2024).count() == 9
        report = Report.objects.get(year=2024)
        assert not Figure.objects.filter(report=report, quote="6 cases").exists()
        visit("/imports/")
        check_every_look(page, "imports")


def _marks_and_drafts_lead_to_each_other(page):
    mark = page.locator(".review mark.of-figure a").first
    target = mark.get_attribute("href")
    mark.click()
    expect(page.locator(target)).to_be_in_viewport()
    page.locator(target).get_by_role("link", name=re.compile("^¶")).first.click()
    expect(page.locator(".review mark:target")).to_be_in_viewport()


def _split_and_join_back(page):
    text = drafts(page, "recommendation").nth(2).locator("blockquote").inner_text()
    follow(drafts(page, "recommendation").nth(2).get_by_role("link", name="Boundaries and split"))
    check_every_look(page, "import-draft")
    page.get_by_label("The second part begins with").fill("and enhance efforts")
    page.get_by_role("button", name="Split", exact=True).click()
    expect(drafts(page, "recommendation")).to_have_count(10)
    drafts(page, "recommendation").nth(2).get_by_role("button", name="Join with the next").click()
    expect(page.locator("#kind-recommendation .draft:not(.dropped)")).to_have_count(9)
    expect(drafts(page, "recommendation").nth(2).locator("blockquote")).to_have_text(text)


class TestTable:
    def test_is_chosen_looked_over_and_taken_in(self, visit, as_sample, tmp_path):  # noqa: F811
        as_sample("analyst")
        page = visit("/imports/tables/new/")
        check_every_look(page, "table-new")
        file = tmp_path / "uhri-export.xlsx"
        file.write_bytes(UHRI)
        page.get_by_label("Table").set_input_files(file)
        page.get_by_role("button", name="Preview").click()
        expect(page.get_by_role("heading", name="To be added")).to_be_visible()
        check_every_look(page, "table-preview")

        page.get_by_text("What the columns contain").click()
        check_every_look(page, "table-mapping")
        page.get_by_label("Reason").fill("Sent by the ministry")
        page.get_by_role("button", name="Import 3 recommendations").click()
        expect(page.get_by_text("Sent by the ministry")).to_be_visible()
        check_every_look(page, "table-decided")

    def test_shows_rows_with_errors(self, visit, as_sample, tmp_path):  # noqa: F811
        as_sample("analyst")
        page = visit("/imports/tables/new/")
        file = tmp_path / "asked.csv"
        file.write_bytes(changed(2, "Country", "Atlantis"))
        page.get_by_label("Table").set_input_files(file)
        page.get_by_role("button", name="Preview").click()

        expect(page.get_by_role("heading", name="Rows with errors")).to_be_visible()
        check_every_look(page, "table-errors")
