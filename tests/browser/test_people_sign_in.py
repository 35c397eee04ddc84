"""Signing in, in a browser."""

import pytest
from playwright.sync_api import expect

from tests.browser.pages import assert_accessible, check_every_look, follow
from tests.factories import PASSWORD, RecommendationFactory, UserFactory, as_factory
from tests.helpers.one_time_codes import code_of

pytestmark = [pytest.mark.browser, pytest.mark.real_clock]


@pytest.fixture
def by_password(visit):
    """Signs in as anybody would: `by_password("arta")` gives the page it leads to."""

    def go(username):
        page = visit("/sign-in/")
        page.fill("input[name=username]", username)
        page.fill("input[name=password]", PASSWORD)
        page.press("input[name=password]", "Enter")
        page.wait_for_url(lambda url: not url.endswith("/sign-in/"))
        return page

    return go


@pytest.fixture
def passkeys(context, page):
    """A device of the browser's own that keeps passkeys and says yes to everything."""
    devtools = context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    return devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def sign_out(page):
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


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


class TestAnApp:
    def test_is_added_first_where_writers_need_one_and_then_asked_for(
        self, by_password, visit, settings
    ):
        settings.SECOND_FACTOR = "writers"
        UserFactory(username="arta", analyst=True)
        page = by_password("arta")
        expect(page.get_by_text("Your role requires a second factor")).to_be_visible()
        check_every_look(page, "account-to-add")

        page.get_by_role("link", name="Add an authenticator app").click()
        drawn = page.locator("img.qr").evaluate("one => one.complete && one.naturalWidth > 0")
        assert drawn
        check_every_look(page, "account-app")
        secret = page.locator("#secret").inner_text()
        page.get_by_label("Code now shown in the app").fill(code_of(secret))
        follow(page.get_by_role("button", name="Add the app"))
        codes = page.locator(".codes code").all_inner_texts()
        assert len(codes) == 10
        check_every_look(page, "account-codes")
        with page.expect_download() as download:
            page.get_by_role("link", name="Download").click()
        assert codes[0] in download.value.path().read_text()
        page.get_by_role("link", name="Home", exact=True).last.click()
        expect(page.get_by_role("heading", name="Home", exact=True)).to_be_visible()
        assert visit("/admin/").url.endswith("/admin/")
        visit("/")

        sign_out(page)
        page = by_password("arta")
        expect(page.get_by_role("heading", name="Second factor")).to_be_visible()
        check_every_look(page, "sign-in-code")
        page.get_by_label("Code from your app").fill(code_of(secret))
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("button", name="Sign out")).to_be_visible()

        sign_out(page)
        page = by_password("arta")
        page.get_by_label("Code from your app").fill(codes[0])
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("button", name="Sign out")).to_be_visible()

        visit("/account/")
        check_every_look(page, "account")
        for address in ("account/app/remove/", "account/recovery-codes/new/"):
            assert_accessible(visit(f"/{address}"))


class TestAPasskey:
    def test_is_added_signs_in_alone_and_is_removed(self, by_password, visit, passkeys):
        UserFactory(username="arta", analyst=True)
        page = by_password("arta")

        visit("/account/")
        follow(page.get_by_role("link", name="Add a passkey"))
        check_every_look(page, "account-passkey")
        page.get_by_role("textbox", name="Name").fill("Phone")
        page.get_by_role("button", name="Add the passkey").click()
        expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
        sign_out(page)

        page.get_by_role("button", name="Sign in with a passkey").click()
        expect(page.get_by_role("button", name="Sign out")).to_be_visible()

        visit("/account/passkeys/")
        expect(page.get_by_text("works without a password")).to_be_visible()
        check_every_look(page, "account-passkeys")
        follow(page.get_by_role("link", name="Rename"))
        assert_accessible(page)
        page.get_by_role("textbox", name="Name").fill("Old phone")
        page.get_by_role("button", name="Rename").click()
        follow(page.get_by_role("link", name="Remove"))
        assert_accessible(page)
        page.get_by_role("button", name="Remove the passkey").click()
        expect(page.get_by_text("No passkeys yet.")).to_be_visible()

    def test_is_a_second_factor_and_asked_again(self, by_password, visit, passkeys, sign_in):
        user = UserFactory(username="arta", analyst=True)
        page = by_password("arta")
        visit("/account/passkeys/add/")
        page.get_by_role("button", name="Add the passkey").click()
        expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
        sign_out(page)

        page = by_password("arta")
        page.get_by_role("button", name="Use a passkey").click()
        expect(page.get_by_role("button", name="Sign out")).to_be_visible()

        sign_in(user)  # but not a moment ago
        visit("/account/app/")
        check_every_look(page, "account-confirm")
        follow(page.get_by_role("link", name="Use a passkey"))
        assert_accessible(page)
        page.get_by_role("button", name="Use a passkey").click()
        expect(page.get_by_role("heading", name="Add an authenticator app")).to_be_visible()

    def test_of_a_closed_account_opens_nothing(self, by_password, visit, passkeys):
        user = UserFactory(username="arta", analyst=True)
        page = by_password("arta")
        visit("/account/passkeys/add/")
        page.get_by_role("button", name="Add the passkey").click()
        expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
        sign_out(page)
        with as_factory():
            type(user).objects.filter(pk=user.pk).update(is_active=False)

        page.get_by_role("button", name="Sign in with a passkey").click()

        expect(
            page.get_by_text(
                "This passkey belongs to no account here. Use another one, or sign in with your "
                "password."
            )
        ).to_be_visible()
        expect(page.get_by_role("button", name="Sign out")).to_have_count(0)

    def test_that_is_not_there_is_told_of(self, visit):
        page = visit("/sign-in/")
        page.evaluate("() => { navigator.credentials.get = async () => { throw new Error() } }")

        page.get_by_role("button", name="Sign in with a passkey").click()

        expect(page.get_by_text("No passkey was used.")).to_be_visible()
        assert_accessible(page)


class TestSessions:
    def test_are_listed_and_ended(self, by_password, visit, browser, live_server):
        UserFactory(username="arta", analyst=True)
        elsewhere = browser.new_context().new_page()
        elsewhere.goto(f"{live_server.url}/sign-in/")
        elsewhere.fill("input[name=username]", "arta")
        elsewhere.fill("input[name=password]", PASSWORD)
        elsewhere.press("input[name=password]", "Enter")
        expect(elsewhere.get_by_role("button", name="Sign out")).to_be_visible()
        page = by_password("arta")

        visit("/sessions/")
        check_every_look(page, "sessions")
        page.get_by_role("button", name="End the session").click()
        expect(page.get_by_text("The session was ended.")).to_be_visible()

        elsewhere.reload()
        expect(elsewhere.get_by_role("heading", name="Sign in")).to_be_visible()
        elsewhere.context.close()


class TestAWrongTry:
    def test_is_told_accessibly(self, visit):
        page = visit("/sign-in/")

        page.fill("input[name=username]", "arta")
        page.fill("input[name=password]", "wrong")
        page.press("input[name=password]", "Enter")

        expect(page.get_by_role("alert").first).to_contain_text("do not match")
        check_every_look(page, "sign-in-wrong")


class TestBack:
    @pytest.mark.usefixtures("indexed")
    def test_leads_to_the_filter_and_the_form_until_sign_out(self, by_password, visit):
        UserFactory(username="arta", analyst=True)
        title = RecommendationFactory().title
        by_password("arta")
        page = visit("/recommendations/")
        page.get_by_label("Search text").fill(title)
        page.get_by_label("Search text").press("Enter")
        page.wait_for_url("**/recommendations/?search=*")
        follow(page.locator("table").get_by_role("link", name=title).first)
        page.go_back()
        expect(page.get_by_label("Search text")).to_have_value(title)

        visit("/password/")
        page.fill("input[name=old_password]", "wrong")
        page.press("input[name=new_password2]", "Enter")
        expect(page.get_by_role("alert").first).to_be_visible()
        page.wait_for_load_state()  # so that its script ran
        visit("/account/")
        page.go_back()
        expect(page.get_by_role("heading", name="Change your password")).to_be_visible()

        sign_out(page)
        page.go_back()
        expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
