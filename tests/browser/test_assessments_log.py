"""Logging progress as an analyst does it, with every answer and every click counted."""

import time
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.browser.pages import (  # noqa: F401
    as_quickstart_left_it,
    as_sample,
    check_every_look,
    drop,
    kosovo,
)
from tests.documents import samples
from tracker.models import Assessment, Citation, Event, Evidence
from tracker.vocabulary import State, Status, Use

pytestmark = [pytest.mark.browser, pytest.mark.real_clock]

LETTER = """Republic of Kosovo
Ministry of Internal Affairs
Pristina, {last:%d %B %Y}
Subject: Training of judges

All judges were trained from {first:%d %B %Y} to {last:%d %B %Y}.
"""
LIST = {"admin": "/admin/tracker/recommendation/", "site": "/recommendations/"}


class Hand:
    """Clicks and answers, counted as somebody at the page would make them."""

    def __init__(self, page):
        self.page, self.clicks, self.answers = page, 0, 0

    def click(self, locator):
        self.clicks += 1
        locator.click()

    def choose(self, locator):
        self.clicks += 1
        self.answers += 1
        locator.check()

    def type(self, locator, words):
        self.clicks += 1  # into the field
        self.answers += 1
        locator.fill(words)


def open_form(hand, door):
    if door == "admin":
        row = hand.page.get_by_role("row").filter(has_text="TIP 2024 Kosovo 4")
        hand.click(row.get_by_role("link", name="Log progress on"))
    else:
        hand.click(hand.page.get_by_role("link", name="Advanced training for justice and police"))
        beside = hand.page.get_by_role("complementary", name="At a glance")
        hand.click(beside.get_by_role("link", name="Log progress"))


def hold_the_script(page):
    """Holds back on the form what asks the server as one types: a list, of it once it is asked for."""
    stored = []

    def hold(route):
        is_the_form = route.request.headers.get("referer", "").endswith("/log/")
        stored.append(route) if is_the_form else route.continue_()

    page.route("**/htmx*.js", hold)
    return stored


def send(door):
    """The button that sends a judgment: the site's says what will become of it."""
    return "Log progress" if door == "admin" else "Send for review"


@pytest.mark.parametrize("door", ["admin", "site"])
class TestLogging:
    @pytest.fixture
    def hand(self, door, visit, as_sample):  # noqa: F811
        as_sample("analyst")
        return Hand(visit(LIST[door]))

    def test_a_judgment_takes_four_answers_and_six_clicks_at_most(self, hand, door):
        open_form(hand, door)
        hand.choose(hand.page.get_by_role("radio", name="Largely implemented"))
        hand.type(
            hand.page.get_by_role("textbox", name="What happened?"),
            "All judges were trained this year.",
        )
        hand.type(hand.page.get_by_label("Link"), "https://ad.example.org/training")
        hand.click(hand.page.get_by_role("button", name=send(door)))

        expect(hand.page.get_by_text("was sent for review")).to_be_visible()
        assert hand.answers <= 4 and hand.clicks <= 6
        assessment = Assessment.objects.order_by("-pk").first()
        assert (assessment.status, assessment.state) == (Status.SUBSTANTIAL, State.SUBMITTED)

    def test_a_note_takes_two_answers(self, hand, door):
        open_form(hand, door)
        hand.type(
            hand.page.get_by_role("textbox", name="What happened?"), "A seminar was held in May."
        )
        hand.type(hand.page.get_by_label("Link"), "https://ad.example.org/seminar")
        hand.click(hand.page.get_by_role("button", name="Log progress"))

        expect(hand.page.get_by_text("Noted.")).to_be_visible()
        assert hand.answers == 2 and hand.clicks <= 5
        assert Citation.objects.order_by("-pk").first().sentence == "A seminar was held in May."

    def test_full_is_sent_to_a_second_person(self, hand, door):
        open_form(hand, door)
        hand.choose(hand.page.get_by_role("radio", name="Fully implemented"))
        expect(hand.page.get_by_text("“Fully implemented” needs a second person.")).to_be_visible()
        expect(hand.page.get_by_role("button", name="Log and approve")).to_be_hidden()
        hand.type(hand.page.get_by_role("textbox", name="What happened?"), "Everything is done.")
        hand.type(hand.page.get_by_label("Link"), "https://ad.example.org/done")
        hand.click(hand.page.get_by_role("button", name=send(door)))

        expect(hand.page.get_by_text("was sent for review")).to_be_visible()
        assert Assessment.objects.get(status=Status.FULL).state == State.SUBMITTED

    def test_evidence_held_already_is_found_and_picked(self, hand, door):
        stored = hold_the_script(hand.page)
        open_form(hand, door)
        hand.type(
            hand.page.get_by_role("textbox", name="What happened?"), "The training is still given."
        )
        hand.type(hand.page.get_by_label("Existing evidence"), "nothing of this name")
        stored.pop().continue_()
        expect(hand.page.get_by_text("No evidence found for “nothing of")).to_be_visible()

        hand.type(hand.page.get_by_label("Existing evidence"), "institutionalized training")
        hand.choose(hand.page.locator("#found-evidence input").first)
        hand.click(hand.page.get_by_role("button", name="Log progress"))

        expect(hand.page.get_by_text("Noted.")).to_be_visible()
        assert "institutionalized" in Citation.objects.order_by("-pk").first().evidence.quote


class TestLetter:
    def test_that_raises_a_status_takes_eight_actions_and_is_filed_right(self, visit, as_sample):  # noqa: F811
        as_sample("analyst")
        page, began = visit("/"), time.monotonic()
        hand = Hand(page)
        hand.click(page.get_by_role("link", name="Recommendations", exact=True).first)
        open_form(hand, "site")
        hand.choose(page.get_by_role("radio", name="Largely implemented"))
        hand.clicks += 1
        yesterday = timezone.localdate() - timedelta(days=1)
        first, last = yesterday - timedelta(days=60), yesterday
        drop(page, LETTER.format(first=first, last=last).encode(), "letter.txt")
        hand.type(page.get_by_label("What happened?", exact=True), "All judges were trained.")
        line = page.locator("#evidence-line")
        expect(line).to_contain_text("Issuer: MIA, from the letterhead")
        hand.choose(line.get_by_label("Confirm"))
        hand.click(page.get_by_role("button", name="Send for review"))
        expect(page.get_by_text("was sent for review")).to_be_visible()

        seconds = time.monotonic() - began
        print(f"\nA letter from Home: {hand.clicks} actions, {seconds:.1f} seconds")  # noqa: T201
        assert hand.clicks <= 8 and seconds <= 90
        citation = Citation.objects.order_by("-pk").first()
        piece = citation.evidence
        assert (piece.issuer.code, piece.kind, piece.reading) == ("MIA", "letter", {})
        assert (str(piece.covers_from), str(piece.covers_to)) == (str(first), str(last))
        assert (citation.use, citation.is_use_stated) == (Use.SUPPORTS, True)

    def test_is_confirmed_by_a_key_and_the_line_follows_the_link(self, visit, as_sample):  # noqa: F811
        as_sample("analyst")
        page = visit("/reports/tip-2024-kosovo/recommendations/4/log/")
        drop(page, samples.letter_pdf())
        confirm = page.locator("#evidence-line").get_by_label("Confirm")
        expect(confirm).to_be_visible()
        page.keyboard.press("c")
        expect(confirm).to_be_checked()

        page.get_by_label("Link", exact=True).fill("https://a.example.org")
        expect(confirm).not_to_be_checked()
        check_every_look(page, "log-line")


class TestHistory:
    def test_tells_who_when_why_old_and_new(self, visit, as_sample):  # noqa: F811
        as_sample("analyst")
        page = visit("/reports/tip-2024-kosovo/recommendations/4/log/")
        page.get_by_role("radio", name="Initial steps").check()
        page.get_by_role("textbox", name="What happened?").fill("All judges were trained.")
        page.get_by_label("Link").fill("https://ad.example.org/t")

        page.get_by_role("button", name="Log and approve").click()

        page.get_by_role("link", name="Show the history").click()
        line = page.locator("#history li").first
        expect(line).to_contain_text("analyst")
        expect(line).to_contain_text("Partially implemented")
        expect(line).to_contain_text("Initial steps")
        expect(line).to_contain_text("All judges were trained")
        expect(line.locator("time").first).to_be_visible()
        expect(page.get_by_text("approved by its author").first).to_be_visible()


class TestContributor:
    def test_gives_a_view_in_four_answers_and_six_clicks_at_most(self, visit, as_sample):  # noqa: F811
        as_sample("contributor")
        hand = Hand(visit("/recommendations/"))
        hand.click(hand.page.get_by_role("row").nth(1).get_by_role("link"))
        hand.click(hand.page.get_by_role("link", name="Write your body's view"))
        hand.choose(hand.page.get_by_role("radio", name="Largely implemented"))
        hand.type(hand.page.get_by_role("textbox", name="What happened?"), "We trained everybody.")
        hand.type(hand.page.get_by_label("Link"), "https://thbd.example.org/training")
        hand.click(hand.page.get_by_role("button", name="Send for review"))

        expect(hand.page.get_by_text("was sent for review")).to_be_visible()
        assert hand.answers <= 4 and hand.clicks <= 6
        view = Assessment.objects.order_by("-pk").first()
        assert (view.body.code, view.state) == ("THBD", State.SUBMITTED)


class TestThreeClicks:
    @pytest.fixture(params=[True, False], ids=["scripted", "unscripted"])
    def browser_context_args(self, browser_context_args, request):
        return {**browser_context_args, "java_script_enabled": request.param}

    def test_log_one_note_and_lead_to_what_it_is_about(self, visit, as_sample):  # noqa: F811
        as_sample("analyst")
        page, events = visit("/reports/tip-2024-kosovo/recommendations/4/log/"), Event.objects
        page.get_by_role("textbox", name="What happened?").fill("A seminar was held in June.")
        page.get_by_label("Link").fill("https://ad.example.org/june")
        before = events.count()

        page.get_by_role("button", name="Log progress").click(click_count=3)

        expect(page.get_by_text("Noted.")).to_have_count(1)
        assert Citation.objects.filter(sentence="A seminar was held in June.").count() == 1
        assert Evidence.objects.filter(url="https://ad.example.org/june").count() == 1
        assert events.count() == before + 2
