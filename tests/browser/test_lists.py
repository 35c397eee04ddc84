"""Working in lists: saved views, and one's place in a list."""

import re

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
