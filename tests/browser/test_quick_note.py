"""A note written on Home, with every action and the seconds counted."""

import time

import pytest
from playwright.sync_api import expect

from tests.browser.pages import (  # noqa: F401
    as_quickstart_left_it,
    as_sample,
    assert_accessible,
    check_every_look,
    drop,
    kosovo,
)
from tests.browser.test_assessments_log import Hand
from tests.documents import samples
from tracker.models import Citation
from tracker.vocabulary import Use

pytestmark = [pytest.mark.browser, pytest.mark.real_clock]

LINK = "https://mfk.example.org/payments"
SENTENCE = f"The finance ministry paid 310,000 euros to two NGO-run shelters: {LINK}"


@pytest.fixture
def home(visit, as_sample):  # noqa: F811
    as_sample("analyst")
    return visit("/")


class TestQuickNote:
    def test_takes_four_actions_at_most(self, home):
        hand, began = Hand(home), time.monotonic()

        hand.type(home.get_by_label("What did you learn?"), SENTENCE)
        hand.choose(home.get_by_role("radio", name="Resources for NGO-run shelters"))
        expect(home.get_by_label("Link", exact=True)).to_have_value(LINK)
        hand.click(home.get_by_role("button", name="Save"))
        expect(home.get_by_text("Noted on 6 Resources for NGO-run shelters.")).to_be_visible()

        seconds = time.monotonic() - began
        print(f"\nA note from Home: {hand.clicks} actions, {seconds:.1f} seconds")  # noqa: T201
        assert hand.clicks <= 4
        stored = Citation.objects.order_by("-pk").first()
        assert (stored.sentence, stored.use) == (SENTENCE, Use.CONTEXT)
        assert (stored.evidence.url, stored.evidence.issuer) == (LINK, None)
        home.get_by_role("link", name="View", exact=True).click()
        expect(home.get_by_text(SENTENCE).first).to_be_visible()

    def test_keeps_the_choice_while_one_types_on_and_searches(self, home):
        home.get_by_label("What did you learn?").fill("Shelters are paid.")
        home.get_by_role("radio", name="Resources for NGO-run shelters").check()

        home.get_by_label("Find a recommendation").press_sequentially("hotline")

        expect(home.get_by_role("radio", name="Train hotline operators")).to_be_visible()
        expect(home.get_by_role("radio", name="Resources for NGO-run shelters")).to_be_checked()

    def test_leaves_a_link_out_that_was_cleared(self, home):
        sentence, link = home.get_by_label("What did you learn?"), home.get_by_label("Link")
        sentence.fill(SENTENCE)
        expect(link).to_have_value(LINK)
        link.fill("")
        with home.expect_response("**/notes/matches/"):
            sentence.press_sequentially(" in May")

        expect(home.get_by_role("radio").first).to_be_visible()
        expect(link).to_have_value("")

    def test_takes_a_file_dropped_on_the_page(self, home):
        drop(home, samples.letter_pdf(), on="body")
        expect(home.locator("#drop")).to_contain_text("2 pages")
        home.get_by_label("What did you learn?").fill("The shelter for boys is open.")
        home.get_by_role("radio", name="Resources for NGO-run shelters").check()
        home.get_by_role("button", name="Save").click()

        expect(home.get_by_text("Noted on 6")).to_be_visible()
        assert Citation.objects.order_by("-pk").first().evidence.files.get().pages == 2

    def test_one_letter_on_three_recommendations_takes_fourteen_actions(self, home):
        hand = Hand(home)
        for number, words, title in (
            (6, "Shelters are paid.", "Resources for NGO-run shelters"),
            (7, "Confidentiality and privacy of victims.", "Victim confidentiality"),
            (9, "Hotline operators are trained.", "Train hotline operators"),
        ):
            if number == 6:
                hand.clicks += 1
                drop(home, samples.letter_pdf(), on="body")
                expect(home.locator("#drop")).to_contain_text("2 pages")
            else:
                hand.choose(home.get_by_label("Steps taken on the shelter for boys").first)
            hand.type(home.get_by_label("What did you learn?"), words)
            hand.choose(home.get_by_role("radio", name=title))
            hand.click(home.get_by_role("button", name="Save"))
            expect(home.get_by_text(f"Noted on {number}")).to_be_visible()
        home.get_by_role("link", name="View", exact=True).click()
        hand.clicks += 1
        hand.click(home.get_by_role("button", name="Confirm").first)
        expect(home.get_by_text("Confirmed: ")).to_be_visible()

        print(f"\nOne letter on three recommendations: {hand.clicks} actions")  # noqa: T201
        assert hand.clicks <= 14
        cited = Citation.objects.order_by("-pk")[:3]
        assert len({citation.evidence for citation in cited}) == 1
        assert {citation.use for citation in cited} == {Use.CONTEXT}
        piece = cited[0].evidence
        assert (piece.issuer.code, piece.kind, piece.reading) == ("MIA", "letter", {})

    def test_is_accessible_in_every_look(self, home):
        home.get_by_label("What did you learn?").fill(SENTENCE)
        expect(home.get_by_label("Link", exact=True)).to_have_value(LINK)
        check_every_look(home, "home-note")
        home.get_by_role("button", name="Save").click()
        expect(home.get_by_role("alert")).to_contain_text("Choose the recommendation")
        check_every_look(home, "home-note-errors")


class TestWithoutScript:
    @pytest.fixture
    def browser_context_args(self, browser_context_args):
        return {**browser_context_args, "java_script_enabled": False}

    def test_shows_the_matches_after_the_first_click(self, home):
        home.get_by_label("What did you learn?").fill("Shelters are paid.")
        home.get_by_label("Drop a file here").set_input_files(
            {"name": "letter.pdf", "mimeType": "", "buffer": samples.letter_pdf()}
        )
        home.get_by_role("button", name="Save").click()
        home.get_by_role("radio", name="Resources for NGO-run shelters").check()
        home.get_by_role("button", name="Save").click()

        expect(home.get_by_text("Noted on 6")).to_be_visible()
        assert Citation.objects.order_by("-pk").first().evidence.files.get().pages == 2
