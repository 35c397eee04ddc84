"""The menu and the pages of help: at a desk, on a narrow phone, by keyboard alone."""

import pytest
from playwright.sync_api import expect

from tests.browser.pages import (  # noqa: F401
    as_quickstart_left_it,
    as_sample,
    assert_accessible,
    check_every_look,
    kosovo,
    shoot,
)

pytestmark = [pytest.mark.browser, pytest.mark.real_clock]


def overflow(page):
    """The pixels by which the page is wider than its window."""
    return page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )


class TestMenu:
    def test_is_a_line_at_a_desk_whose_more_opens_by_keyboard(self, visit, as_sample):  # noqa: F811
        as_sample("auditor")
        page = visit("/recommendations/")
        nav = page.get_by_role("navigation", name="Main")

        expect(nav.get_by_text("Menu", exact=True)).to_be_hidden()
        expect(nav.get_by_role("link", name="Reports", exact=True)).to_be_visible()
        expect(nav.get_by_role("link", name="Read log")).to_be_hidden()
        nav.get_by_text("More", exact=True).focus()
        page.keyboard.press("Enter")

        expect(nav.get_by_role("link", name="Read log")).to_be_visible()
        shoot(page, "menu-desktop")
        assert_accessible(page)

    def test_shows_more_at_every_width(self, visit, as_sample):  # noqa: F811
        as_sample("auditor")
        page = visit("/help/")
        nav = page.get_by_role("navigation", name="Main")

        for width in (767, 768, 769):
            page.set_viewport_size({"width": width, "height": 800})
            opener = "Menu" if width < 768 else "More"
            expect(nav.get_by_text(opener, exact=True)).to_be_visible()
            assert overflow(page) <= 0

    @pytest.mark.parametrize("role", ["auditor", "contributor"])
    def test_is_one_disclosure_on_a_narrow_phone(self, role, visit, as_sample, in_language):  # noqa: F811
        as_sample(role)
        in_language("sq")
        page = visit("/publications/")
        page.set_viewport_size({"width": 320, "height": 800})
        nav = page.get_by_role("navigation")
        help_link = nav.get_by_role("link", name="Ndihma")

        expect(help_link).to_be_hidden()
        assert nav.first.bounding_box()["height"] < 60 and overflow(page) <= 0
        nav.get_by_text("Menyja").focus()
        page.keyboard.press("Enter")

        expect(help_link).to_be_visible()
        shoot(page, f"menu-phone-{role}")
        assert overflow(page) <= 0
        assert_accessible(page)


class TestHelp:
    def test_is_accessible_and_fits_in_every_look(self, visit, as_sample, subtests):  # noqa: F811
        as_sample("analyst")

        for path in ("/help/", "/help/analyst/", "/help/methodology/", "/glossary/"):
            with subtests.test(path):
                check_every_look(visit(path), path.strip("/").replace("/", "-"))

    def test_beside_a_status_opens_its_words(self, visit, as_sample):  # noqa: F811
        as_sample("viewer")
        page = visit("/reports/tip-2024-kosovo/recommendations/6/")

        with page.expect_popup() as opened:
            page.get_by_role("link", name="Help: Status").click()

        expect(opened.value.get_by_role("heading", name="Status")).to_be_in_viewport()
