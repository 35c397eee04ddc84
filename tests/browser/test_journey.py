"""From a body's draft to two views side by side: everybody's part, in order."""

import re
from pathlib import Path

import pypdfium2
import pytest
from playwright.sync_api import expect

from tests.browser.hands import Finger, Keys, Mouse
from tests.browser.pages import as_quickstart_left_it, as_sample, assert_accessible, kosovo, shoot  # noqa: F401
from tests.helpers.sheets import fill
from tracker.models import Recommendation
from tracker.vocabulary import Perspective, State, Status

pytestmark = [pytest.mark.browser, pytest.mark.real_clock]

FIRST = "button.first"
PARTS = "[aria-labelledby=views-title] .task .button", "[aria-labelledby=new-title] .task .button"
HERE = "/reports/tip-2024-kosovo/recommendations/2/"


def assess(page, status, sentence, link, button):
    page.get_by_role("radio", name=status).check()
    page.get_by_role("textbox", name="What happened?").fill(sentence)
    page.get_by_label("Link").fill(link)
    page.get_by_role("button", name=button).click()


PHONE = {"viewport": {"width": 320, "height": 640}, "has_touch": True, "is_mobile": True}
NO_SCRIPT = {"java_script_enabled": False}
WAYS = {"keys alone": (Keys, {}), "no script": (Mouse, NO_SCRIPT), "phone": (Finger, PHONE)}
MOST = {"keys alone": 90, "no script": 14, "phone": 15}  # actions


@pytest.fixture
def browser_context_args(browser_context_args, request):
    marker = request.node.get_closest_marker("browser_context_args")
    way = getattr(request.node, "callspec", None) and request.node.callspec.params.get("way")
    return {**browser_context_args, **(WAYS[way][1] if way else marker.kwargs if marker else {})}


class TestAWay:
    @pytest.mark.parametrize("way", WAYS)
    def test_leads_from_a_search_to_the_printed_report(self, way, page, visit, as_sample):  # noqa: F811
        hand, sentence = WAYS[way][0](page), "Two shelters had no money from May to July."
        as_sample("analyst")
        visit("/")
        hand.list_recommendations()
        hand.search("shelters")
        hand.log_on("Resources for NGO-run shelters")
        hand.choose(page.get_by_role("radio", name="Initial steps"))
        hand.fill(page.get_by_role("textbox", name="What happened?"), sentence)
        hand.fill(page.get_by_label("Link"), "https://ngo.example.org/shelters")
        hand.click(page.get_by_role("button", name="Send for review"))
        expect(page.get_by_text("was sent for review")).to_be_visible()

        as_sample("reviewer")
        visit("/")
        hand.decide()
        expect(page.get_by_text("Approved: TIP 2024 Kosovo 6")).to_be_visible()
        visit("/")
        hand.click(page.get_by_role("link", name="Progress report").first)
        expect(page.get_by_role("main")).to_contain_text(sentence)
        with page.expect_download() as download:
            hand.click(page.get_by_role("link", name="Download PDF"))

        with pypdfium2.PdfDocument(download.value.path()) as document:
            words = " ".join(sheet.get_textpage().get_text_range() for sheet in document)
        assert sentence in " ".join(words.split())
        assert hand.count <= MOST[way]
        row = Recommendation.objects.get(number="6")
        made = row.current_assessment
        assert (row.status, made.rationale) == (Status.INITIAL_STEPS, sentence)
        assert (made.author.username, made.decided_by.username) == ("analyst", "reviewer")
        assert made.citations.get().evidence.url == "https://ngo.example.org/shelters"

    @pytest.mark.browser_context_args(**PHONE, **NO_SCRIPT)
    def test_leads_a_clerk_from_parts_on_a_phone_without_script_to_the_report(
        self,
        page,
        visit,
        as_sample,  # noqa: F811
        in_language,
    ):
        hand = Finger(page)
        save, own, new = (page.locator(f"main {css}") for css in (FIRST, *PARTS))
        as_sample("contributor")
        in_language("sq")
        visit("/my-body/answers/")
        hand.click(own.first)
        page.locator("[name=status]").select_option("initial_steps")
        hand.fill(page.locator("[name=words]"), "U themelua një grup.")
        hand.click(save)
        hand.click(new.first)
        hand.fill(page.locator("[name=words]"), "Të hapet një linjë")
        hand.fill(page.locator("[name=due_on]"), "2030-05-01")
        hand.click(save)
        hand.fill(page.locator("[name=stated_by]"), "Drita Hoxha")
        hand.click(save)
        expect(page.get_by_text("U dërgua te analistët.")).to_be_visible()
        shoot(page, "journey-clerk-sent")

        as_sample("analyst")
        in_language("en")
        visit("/")
        hand.click(page.get_by_role("link", name=re.compile("^THBD answered")))
        expect(page.get_by_role("main")).to_contain_text("U themelua një grup.")
        hand.click(page.get_by_role("button", name=re.compile("^Import")))
        expect(page.get_by_text("1 view, 1 commitment")).to_be_visible()
        visit("/reports/tip-2024-kosovo/progress/?kind=full")
        expect(page.get_by_role("main")).to_contain_text("Të hapet një linjë")
        assert Recommendation.objects.filter(commitments__text="Të hapet një linjë").exists()


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
        page = visit("/")
        expect(page.get_by_text("Which two regions?")).to_be_visible()
        page.get_by_role("link", name=re.compile("^Revise")).click()
        expect(page.get_by_role("textbox", name="What happened?")).to_have_value(found)
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
        expect(page.get_by_text("1 view")).to_be_visible()

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
