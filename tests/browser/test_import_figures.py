"""Figures of an import mended by keys alone, and one added by selecting its words.

`HEED_FIGURES_TO_MEND=20` mends twenty, as a person would in three minutes; else few are tried.
"""

import os
import re

import pytest
from playwright.sync_api import expect

from tests.browser.hands import Keys
from tests.browser.pages import check_every_look
from tests.factories import DraftFactory, ImportRunFactory, IndicatorFactory, UserFactory
from tests.helpers.figures import figure_values
from tracker.vocabulary import DraftKind, DraftState

pytestmark = [pytest.mark.browser, pytest.mark.real_clock]
NUMBER = int(os.environ.get("HEED_FIGURES_TO_MEND", "3"))
MOST_SECONDS = 180 / 20 * NUMBER
SECONDS_A_KEY = 0.28  # of a person who types 40 words a minute
TEXT = "2024 Trafficking in Persons Report: Ruritania\n\n" + " ".join(
    f"Town {chr(65 + n)} found {n + 5} victims, of 90 in 2022." for n in range(NUMBER)
)


@pytest.fixture
def run(transactional_db):
    """Figures with a wrong indicator and value, some without their earlier value."""
    for code, name in (("VICT_IDENTIFIED", "victims identified"), ("ARRESTS", "suspects arrested")):
        IndicatorFactory(code=code, name=name, unit="victims")
    paragraph = TEXT.split("\n\n")[1]
    last = paragraph.rindex("90")
    run = ImportRunFactory(text=TEXT, numbers=[[2, last, last + 2, "left"]])
    for n in range(NUMBER):
        words = f"{n + 5} victims"
        place = [2, at := paragraph.index(f" {words}") + 1, at + len(words)]
        values = figure_values(place, indicator="ARRESTS", value=n, breakdown={"town": chr(65 + n)})
        DraftFactory(run=run, kind=DraftKind.FIGURE, places=[place], values=values)
    return run


SELECT_LAST = """() => {
  const marks = document.querySelectorAll("mark.of-left a");
  getSelection().selectAllChildren(marks[marks.length - 1]);
}"""


class Typist(Keys):
    """Keys alone, each letter counted: a browser fills in nothing."""

    def type(self, *texts: str) -> None:
        for text in texts:
            self.page.keyboard.type(text)
            self.count += len(text)

    def open_form(self) -> None:
        self.press("e")
        expect(self.page.get_by_label("Indicator", exact=True)).to_be_focused()

    def mend(self, n: int) -> None:
        """Corrects the figure that has the focus: its indicator and value, some earlier values."""
        self.open_form()
        self.type("victims identified")
        self.press("Tab")
        self.type(str(n + 5))
        if n % 4 == 0:
            self.press("Tab", "Tab", "Tab")
            self.type("2022: 90")
        self.press("Enter")


class TestReview:
    def test_mends_twenty_figures_in_three_minutes_by_keys(self, visit, sign_in, run):
        sign_in(UserFactory(analyst=True, username="ana"))
        page = visit(run.get_absolute_url())
        hand = Typist(page)
        rows = page.locator("#kind-figure .draft")
        expect(rows).to_have_count(NUMBER)

        hand.press("j")
        for n in range(NUMBER):
            expect(rows.nth(n)).to_be_focused()
            hand.mend(n)
            expect(rows.nth(n)).to_contain_text("Corrected")

        assert hand.count * SECONDS_A_KEY <= MOST_SECONDS
        drafts = run.drafts.order_by("position")
        assert [draft.values["value"] for draft in drafts] == [n + 5 for n in range(NUMBER)]
        assert {draft.values["indicator"] for draft in drafts} == {"VICT_IDENTIFIED"}
        assert {draft.state for draft in drafts} == {DraftState.ACCEPTED}
        (earlier,) = drafts[0].values["previous"]
        assert (earlier["value"], earlier["start"]) == (90, drafts[0].places[0][2] + len(", of "))
        self._leaves_what_is_wrong_or_given_up(hand, rows)
        self._adds_selected_words_and_joins_them(hand, rows)
        check_every_look(page, "import-figures")

    def _leaves_what_is_wrong_or_given_up(self, hand, rows):
        hand.open_form()
        hand.type("victims found")
        hand.press("Enter")
        expect(rows.last).to_contain_text("There is no indicator “victims found”.")
        expect(hand.page.get_by_label("Indicator", exact=True)).to_be_focused()
        check_every_look(hand.page, "import-figure-form")
        hand.press("Escape")
        expect(rows.last).to_be_focused()
        expect(rows.last).to_contain_text(f"Victims identified: {NUMBER + 4} victims")

    def _adds_selected_words_and_joins_them(self, hand, rows):
        expect(hand.page.get_by_text("0 of 1 numbers read.")).to_be_visible()
        hand.page.evaluate(SELECT_LAST)
        expect(hand.page.locator("#add-figure")).to_have_attribute("href", re.compile("place=2-"))
        hand.press("n")
        expect(hand.page.get_by_label("Value", exact=True)).to_have_value("90")
        hand.type("VICT_IDENTIFIED")
        hand.press("Tab", "Tab", "Tab")
        hand.type("2022")
        hand.press("Tab", "Tab", "Tab")
        hand.type(f"town: {chr(64 + NUMBER)}")
        hand.press("Enter")
        expect(rows).to_have_count(NUMBER + 1)
        expect(rows.last).to_be_focused()
        expect(rows.last).to_contain_text("Added by hand")
        expect(hand.page.get_by_text("1 of 1 numbers read.")).to_be_visible()
        hand.press("k", "m")
        expect(rows.last).to_contain_text("joined with the previous one")
        expect(rows.nth(NUMBER - 1)).to_be_focused()
        rows.last.get_by_role("button", name="Restore").press("Enter")
        expect(rows.last).to_be_focused()
        expect(rows.last).not_to_contain_text("joined with the previous one")
        hand.press("k")
        expect(rows.nth(NUMBER - 1)).not_to_contain_text("(2022: 90)")
        hand.press("x")
        expect(rows.nth(NUMBER - 1)).to_contain_text("Left out")
