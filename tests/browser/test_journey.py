"""From a body's draft to two views side by side: everybody's part, in order."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.pages import as_quickstart_left_it, as_sample, assert_accessible, kosovo, shoot  # noqa: F401
from tests.helpers.sheets import fill
from tracker.models import Recommendation
from tracker.vocabulary import Perspective, State, Status

pytestmark = [pytest.mark.browser, pytest.mark.real_clock]

HERE = "/reports/tip-2024-kosovo/recommendations/2/"


def assess(page, status, sentence, link, button):
    page.get_by_role("radio", name=status).check()
    page.get_by_role("textbox", name="What happened?").fill(sentence)
    page.get_by_label("Link").fill(link)
    page.get_by_role("button", name=button).click()


class TestJourney:
    def test_of_two_views_from_draft_to_disagreement(self, visit, as_sample):  # noqa: F811
        as_sample("contributor")
        page = visit(f"{HERE}log/")
        assert_accessible(page)
        values = "Officers use the new list of indicators in every region."
        assess(page, "Largely implemented", values, "https://police.example.org/i", "Save as draft")
        expect(page.get_by_text(values).first).to_be_visible()
        page.get_by_role("link", name="Edit draft", exact=True).click()
        expect(page.get_by_role("textbox", name="What happened?")).to_have_value(values)
        page.get_by_role("button", name="Send for review").click()
        expect(page.get_by_text("was sent for review")).to_be_visible()

        as_sample("analyst")
        page = visit(f"{HERE}log/")
        found = "Two of seven regions use the indicators."
        assess(page, "Initial steps", found, "https://ngo.example.org/i", "Send for review")
        expect(page.get_by_text("was sent for review")).to_be_visible()

        as_sample("reviewer")
        page = visit("/review-queue/")
        assert_accessible(page)
        expect(page.get_by_role("heading", name="For reviewers")).to_be_visible()
        page = visit(HERE)
        mine = page.locator("article.assessment").filter(has_text=found)
        mine.get_by_role("link", name="Decide").click()
        page.get_by_label("Note").fill("Which two regions?")
        page.get_by_role("button", name="Return with a note").click()
        expect(page.get_by_text("Returned: TIP 2024 Kosovo 2")).to_be_visible()

        as_sample("analyst")
        page = visit(HERE)
        page.get_by_role("link", name="Revise and send again").click()
        expect(page.get_by_text("Which two regions?")).to_be_visible()
        assert_accessible(page)
        better = "Pristina and Prizren use the indicators, five regions do not."
        page.get_by_role("textbox", name="What happened?").fill(better)
        page.get_by_role("button", name="Send again").click()
        expect(page.get_by_text("was sent for review")).to_be_visible()

        as_sample("reviewer")
        page = visit("/review-queue/")
        page.get_by_role("checkbox").check()  # the view of the body, which changes no status
        page.get_by_label("Reason for approving").fill("Shown by what it cites.")
        page.get_by_role("button", name="Approve selected").click()
        expect(page.get_by_text("1 assessment was approved.")).to_be_visible()
        page.get_by_role("table").get_by_role("link").first.click()
        page.get_by_role("button", name="Approve").click()
        expect(page.get_by_text("Approved: TIP 2024 Kosovo 2")).to_be_visible()
        assert_accessible(page)

        row = Recommendation.objects.get(number="2")
        states = dict(row.assessments.filter(kind="update").values_list("perspective", "state"))
        assert states == {
            Perspective.RESPONSIBLE_BODY: State.APPROVED,
            Perspective.ANALYST: State.APPROVED,
        }
        assert row.status == Status.INITIAL_STEPS

        page = visit("/disagreements/")
        shoot(page, "journey-disagreements")
        assert_accessible(page)
        pair = page.get_by_role("row").filter(has_text="Proactive victim identification")
        expect(pair).to_contain_text("THBD")
        expect(pair).to_contain_text("2 steps")

        page = visit(HERE)
        shoot(page, "journey-views")
        expect(page.get_by_text(values).first).to_be_visible()
        expect(page.get_by_text(better).first).to_be_visible()
        assert_accessible(page)

    def test_of_a_question_sheet_from_download_to_the_views(self, visit, as_sample, tmp_path):  # noqa: F811
        as_sample("analyst")
        page = visit("/bodies/THBD/question-sheet/")
        page.get_by_label("Format").select_option("xlsx")
        assert_accessible(page)
        with page.expect_download() as download:
            page.get_by_role("button", name="Download the sheet").click()
        values = "Every region uses the indicators since March."
        view = {
            "A": "Largely implemented",
            "B": values,
            "C": "Annual report of the police, https://police.example.org/2025",
        }
        data = Path(download.value.path()).read_bytes()
        back = tmp_path / "thbd.xlsx"
        back.write_bytes(fill(data, "xlsx", {"tip-2024-kosovo/2": view}, cover={"E": "Ana Kola"}))

        page.get_by_label("Completed sheet", exact=True).set_input_files(back)
        page.get_by_role("button", name="Preview").click()
        expect(page.get_by_text("Nothing is saved yet.")).to_be_visible()
        expect(page.get_by_text(values)).to_be_visible()
        assert_accessible(page)
        page.get_by_role("button", name="Import 1 row").click()
        expect(page.get_by_text("1 view was sent for review.")).to_be_visible()

        as_sample("reviewer")
        page = visit(HERE)
        article = page.locator("article.assessment").filter(has_text=values)
        article.get_by_role("link", name="Decide").click()
        page.get_by_role("button", name="Approve").click()
        expect(page.get_by_text("Approved: TIP 2024 Kosovo 2")).to_be_visible()

        newest = page.get_by_role("region", name="Newest period")
        expect(newest.get_by_role("heading", name="THBD")).to_be_visible()
        expect(newest.get_by_text("as stated by Ana Kola")).to_be_visible()
        expect(newest.get_by_text("Analysts, period 1 April 2023")).to_be_visible()
        expect(page.get_by_text("1 step higher than the analysts' assessment")).to_be_visible()
        shoot(page, "journey-sheet")
        assert_accessible(page)
