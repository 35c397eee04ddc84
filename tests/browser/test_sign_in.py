"""Signing in, in a browser."""

from playwright.sync_api import expect

from tests.browser.looks import check_every_look
from tests.factories import PASSWORD, UserFactory


class TestAdminSignIn:
    def test_lets_an_analyst_in_by_password(self, visit):
        UserFactory(username="arta", analyst=True)
        page = visit("/admin/login/")

        page.fill("input[name=username]", "arta")
        page.fill("input[name=password]", PASSWORD)
        page.press("input[name=password]", "Enter")

        expect(page.locator("#content h1")).to_be_visible()
        expect(page.locator("input[name=password]")).to_have_count(0)

    def test_lets_an_analyst_in_by_cookie(self, visit, sign_in):
        sign_in(UserFactory(analyst=True))

        page = visit("/admin/")

        expect(page.locator("input[name=password]")).to_have_count(0)

    def test_is_accessible_in_every_look(self, visit):
        page = visit("/admin/login/")

        check_every_look(page, "admin-login")
