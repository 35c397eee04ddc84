"""Working in lists: saved views, one's place in a list, and single keys."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.pages import (  # noqa: F401
    as_quickstart_left_it,
    as_sample,
    check_every_look,
    kosovo,
    shoot,
)
from tracker.models import User

pytestmark = [pytest.mark.browser, pytest.mark.real_clock]
LIST = "/recommendations/"
PARTIAL = re.compile(r"/recommendations/\?status=partial$")


def view_of(username, **fields):
    user = User.objects.get(username=username)
    fields = {"list_name": "recommendation_list", "name": "Half way", **fields}
    return user.saved_views.create(query="status=partial", **fields)


@pytest.fixture(params=[True, False], ids=["script", "no script"])
def java_script_enabled(request):
    return request.param


@pytest.fixture
def browser_context_args(browser_context_args, request):
    enabled = (
        request.node.callspec.params.get("java_script_enabled", True)
        if hasattr(request.node, "callspec")
        else True
    )
    return {**browser_context_args, "java_script_enabled": enabled}


class TestSavedViews:
    def test_are_saved_opened_and_deleted(self, java_script_enabled, visit, as_sample):  # noqa: F811
        as_sample("analyst")
        page = visit(f"{LIST}?status=partial")

        page.get_by_text("Save this view").click()
        page.get_by_label("Name").fill("Half way")
        page.get_by_label("Open the list with this view").check()
        page.get_by_role("button", name="Save", exact=True).click()
        expect(page.get_by_text("View saved.")).to_be_visible()

        visit(LIST)
        expect(page).to_have_url(PARTIAL)
        page.get_by_role("link", name=re.compile("^Remove Status")).click()
        expect(page).to_have_url(re.compile(r"\?view=none$"))
        page.go_back()
        expect(page).to_have_url(PARTIAL)
        page.get_by_role("link", name="Rename or delete this view").click()
        page.get_by_role("button", name="Delete").click()
        expect(page.get_by_text("View deleted.")).to_be_visible()
        visit(LIST)
        expect(page).to_have_url(re.compile("/recommendations/$"))

    def test_are_accessible_and_fit_in_every_look(self, visit, as_sample):  # noqa: F811
        as_sample("analyst")
        view_of("analyst", is_default=True)
        view_of("analyst", name="Everything that the ministry of labour leads")

        check_every_look(visit(LIST), "views-list")
        page = visit(f"{LIST}?status=full")
        page.get_by_text("Save this view").click()
        check_every_look(page, "views-save")
        page.get_by_role("link", name="Half way").click()
        page.get_by_role("link", name="Rename or delete this view").click()
        expect(page.get_by_role("button", name="Delete")).to_be_visible()
        check_every_look(page, "views-edit")


class TestPlaces:
    def test_lead_through_a_list_and_back(self, java_script_enabled, visit, as_sample):  # noqa: F811
        as_sample("analyst")
        page = visit(f"{LIST}?order=-key")
        page.locator("tbody th a").nth(1).click()
        place = page.get_by_role("group", name="Place in the list")

        expect(place).to_contain_text("2 of 9")
        place.get_by_role("link", name="Next").click()
        expect(place).to_contain_text("3 of 9")
        place.get_by_role("link", name="Back to the list").click()
        expect(page).to_have_url(re.compile(r"/recommendations/\?order=-key$"))

    def test_are_accessible_and_fit_in_every_look(self, visit, as_sample):  # noqa: F811
        as_sample("analyst")
        page = visit(LIST)
        page.locator("tbody th a").nth(1).click()
        expect(page.get_by_role("group", name="Place in the list")).to_be_visible()

        check_every_look(page, "place")


class TestKeys:
    def test_show_themselves_in_a_dialog(self, visit, as_sample):  # noqa: F811
        as_sample("analyst")
        page = visit(LIST)

        page.keyboard.press("?")
        dialog = page.get_by_role("dialog", name="Keys")
        expect(dialog).to_contain_text("next and previous row")
        check_every_look(page, "keys")
        page.keyboard.press("j")
        page.keyboard.press("Escape")
        expect(dialog).to_have_count(0)

    def test_are_listed_on_a_page(self, java_script_enabled, visit, as_sample):  # noqa: F811
        as_sample("contributor")
        page = visit("/commitments/")

        page.get_by_role("contentinfo").get_by_role("link", name="Keys").click()

        expect(page.get_by_role("heading", name="Keys")).to_be_visible()

    def test_move_in_a_list_open_a_row_and_log(self, visit, as_sample):  # noqa: F811
        as_sample("analyst")
        page = visit(LIST)
        links = page.locator("tbody th a")

        page.keyboard.press("j")
        expect(links.nth(0)).to_be_focused()
        page.keyboard.press("j")
        expect(links.nth(1)).to_be_focused()
        shoot(page, "keys-row")
        page.keyboard.press("x")
        expect(page.get_by_role("checkbox", name="Select TIP 2024 Kosovo 2")).to_be_checked()
        page.keyboard.press("k")
        expect(links.nth(0)).to_be_focused()
        page.keyboard.press("e")
        expect(page).to_have_url(re.compile("/recommendations/1/log/$"))
        page.go_back()
        page.wait_for_load_state()
        page.keyboard.press("j")
        expect(links.nth(0)).to_be_focused()
        page.keyboard.press("Enter")
        expect(page).to_have_url(re.compile("/recommendations/1/"))
        page.wait_for_load_state()  # so that its script hears the keys
        page.keyboard.press("e")
        expect(page).to_have_url(re.compile("/recommendations/1/log/$"))

    def test_go_to_a_page(self, visit, as_sample):  # noqa: F811
        for who, letter, path in (
            ("analyst", "r", "/recommendations/"),
            ("analyst", "e", "/evidence/"),
            ("analyst", "q", "/questions/"),
            ("analyst", "c", "/commitments/"),
            ("analyst", "b", "/bodies/"),
            ("analyst", "p", "/publications/"),
            ("contributor", "b", "/bodies/THBD/"),
        ):
            as_sample(who)
            page = visit("/help/")
            page.keyboard.press("g")
            page.keyboard.press(letter)
            expect(page).to_have_url(re.compile(f"{path}$"))
        page.wait_for_load_state()
        page.keyboard.press("g")
        page.keyboard.press("h")
        expect(page).to_have_url(re.compile("//[^/]+/$"))

    def test_never_act_while_somebody_types_or_with_modifiers(self, visit, as_sample):  # noqa: F811
        as_sample("analyst")
        page = visit(LIST)

        page.keyboard.press("/")
        search = page.get_by_label("Search text, short title or number")
        expect(search).to_be_focused()
        page.keyboard.type("gr?jk/")
        expect(search).to_have_value("gr?jk/")
        expect(page.get_by_role("dialog")).to_have_count(0)
        search.blur()
        page.keyboard.press("Alt+j")
        page.keyboard.press("r")
        expect(page).to_have_url(re.compile("/recommendations/$"))
        expect(page.locator("tbody a:focus")).to_have_count(0)

    def test_are_switched_off_in_the_dialog_and_on_on_the_account(self, visit, as_sample):  # noqa: F811
        as_sample("viewer")
        page = visit(LIST)
        page.keyboard.press("?")
        page.get_by_role("dialog").get_by_label("Single-key shortcuts").uncheck()
        page.get_by_role("dialog").get_by_role("button", name="Close").click()

        page.keyboard.press("j")
        page.keyboard.press("?")
        expect(page.locator("tbody a:focus")).to_have_count(0)
        expect(page.get_by_role("dialog")).to_have_count(0)
        visit("/account/").get_by_label("Single-key shortcuts").check()
        visit(LIST).keyboard.press("j")
        expect(page.locator("tbody th a").first).to_be_focused()
