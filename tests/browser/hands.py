"""Ways to use a page, all with the same names: a mouse without script, keys alone, a finger."""

import re

from playwright.sync_api import Locator, Page

MOST_TABS = 90
IS_REACHED = """place => document.activeElement === place
  || (place.type === "radio" && document.activeElement.name === place.name)"""


class Mouse:
    """Clicks, and counts the actions: each click, each key, each text that is typed."""

    def __init__(self, page: Page):
        self.page, self.count = page, 0

    def click(self, place: Locator) -> None:
        self.count += 1
        place.click()

    def choose(self, place: Locator) -> None:
        self.click(place)

    def fill(self, place: Locator, text: str) -> None:
        self.count += 1
        place.fill(text)

    def list_recommendations(self) -> None:
        menu = self.page.get_by_role("navigation").get_by_text("Menu", exact=True)
        if menu.is_visible():
            self.click(menu)
        self.click(self.page.get_by_role("link", name="Recommendations", exact=True))

    def search(self, words: str) -> None:
        self.fill(self.page.get_by_role("searchbox").last, words)
        self.click(self.page.get_by_role("main").get_by_role("button", name="Search"))

    def log_on(self, name: str) -> None:
        self.click(self.page.get_by_role("link", name=name))
        self.click(self.page.get_by_role("link", name="Log progress"))

    def decide(self) -> None:
        self.click(self.page.get_by_role("link", name=re.compile("^Decide")))
        self.click(self.page.get_by_role("button", name="Approve"))


class Finger(Mouse):
    """Taps on a screen."""

    def click(self, place: Locator) -> None:
        self.count += 1
        place.tap()


class Keys(Mouse):
    """Presses keys: Tab to whatever is named, and those of the page of help."""

    def press(self, *keys: str) -> None:
        self.page.wait_for_load_state()  # its script is there
        for key in keys:
            self.count += 1
            self.page.keyboard.press(key)

    def reach(self, place: Locator) -> None:
        place.wait_for()
        if self.page.locator(":focus").count() == 0:
            self.press("Tab", "Enter")  # the link that skips the menu
        for _tab in range(MOST_TABS):
            if place.evaluate(IS_REACHED):
                return
            self.press("Tab")
        raise AssertionError(f"{place} is not reached by {MOST_TABS} tabs.")

    def click(self, place: Locator) -> None:
        self.reach(place)
        self.press("Enter")

    def choose(self, place: Locator) -> None:
        self.reach(place)
        for _option in range(MOST_TABS):
            if place.is_checked():
                return
            self.press("ArrowDown")

    def fill(self, place: Locator, text: str) -> None:
        self.reach(place)
        self.count += 1
        self.page.keyboard.type(text)

    def list_recommendations(self) -> None:
        self.press("g", "r")

    def search(self, words: str) -> None:
        self.page.wait_for_url("**/recommendations/")
        self.press("/")
        self.fill(self.page.get_by_role("searchbox").last, words)
        self.press("Enter")

    def log_on(self, name: str) -> None:
        self.page.wait_for_url("**search=**")
        link = self.page.get_by_role("link", name=name)
        while not link.evaluate("link => document.activeElement === link"):
            self.press("j")
        self.press("e")

    def decide(self) -> None:
        self.press("j", "Enter")
        self.page.get_by_role("button", name="Approve").wait_for()
        self.press("a", "Enter")
