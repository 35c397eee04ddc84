"""What somebody types is kept by the script, offered again, and not left by mistake."""

import pytest
from playwright.sync_api import expect

from tests.browser.pages import (  # noqa: F401
    as_quickstart_left_it,
    as_sample,
    check_every_look,
    follow,
    kosovo,
    shoot,
)
from tests.factories import EvidenceFactory
from tracker.actions import reference_rows
from tracker.actions.reference_rows import ChangeRow
from tracker.models import Evidence, FormDraft, User

pytestmark = [pytest.mark.browser, pytest.mark.real_clock]
LOG = "/reports/tip-2024-kosovo/recommendations/6/log/"
WORDS = "The finance ministry paid the two shelters of Prishtina in May."


@pytest.fixture
def form(as_sample, visit):  # noqa: F811
    as_sample("analyst")
    return visit(LOG)


class TestTheScript:
    def test_keeps_what_is_typed_and_offers_it_again(self, form, visit):
        form.get_by_role("textbox", name="What happened?").fill(WORDS)
        form.get_by_role("textbox", name="What happened?").blur()
        expect(form.locator(".draft-line")).to_contain_text("Draft kept")
        shoot(form, "draft-kept")
        form.close(run_before_unload=False)
        assert FormDraft.objects.get().values["sentence"] == [WORDS]

    def test_shows_the_draft_on_the_form_and_continues_it(self, form, visit):
        form.get_by_role("textbox", name="What happened?").fill(WORDS)
        form.get_by_role("textbox", name="What happened?").blur()
        expect(form.locator(".draft-line")).to_contain_text("Draft kept")

        again = visit(LOG)
        expect(again.get_by_text("You have a draft of")).to_contain_text(WORDS[:40])
        check_every_look(again, "draft-offered")
        again.get_by_role("link", name="Continue").click()

        expect(again.get_by_role("textbox", name="What happened?")).to_have_value(WORDS)
        expect(again.get_by_text("This is your draft of")).to_be_visible()
        assert again.locator(".errors").count() == 0
        check_every_look(again, "draft-continued")
        again.get_by_role("button", name="Discard").click()
        expect(again.get_by_text("This is your draft of")).to_have_count(0)
        assert not FormDraft.objects.exists()

    def test_warns_before_words_that_are_not_kept_are_left(self, form, context):
        asked = []
        form.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
        context.set_offline(True)
        form.get_by_role("textbox", name="What happened?").press_sequentially("Judges")
        form.get_by_role("textbox", name="What happened?").blur()
        expect(form.locator(".draft-line")).to_contain_text("Draft not kept")
        context.set_offline(False)

        form.get_by_role("link", name="Cancel").click()

        expect(form.get_by_role("heading", level=1)).not_to_have_text("Log progress")
        assert asked == ["beforeunload"]

    def test_says_that_the_session_has_ended(self, form, context):
        context.clear_cookies(name="sessionid")
        form.get_by_role("textbox", name="What happened?").press_sequentially("Judges")
        form.get_by_role("textbox", name="What happened?").blur()

        expect(form.locator(".draft-line")).to_contain_text("Your session has ended")
        shoot(form, "draft-session-ended")
        form.get_by_role("button", name="Log progress").click()

        expect(form.get_by_role("heading", name="Sign in")).to_be_visible()
        shoot(form, "draft-held")
        form.get_by_label("User name").fill("analyst")
        form.get_by_label("Password").fill("analyst")
        assert "Judges" not in form.locator("main").inner_text()


class TestTwoPeople:
    def test_choose_between_two_texts_of_one_field(self, visit, as_sample):  # noqa: F811
        piece, by = EvidenceFactory(title="Law"), User.objects.get(username="reviewer")
        as_sample("analyst")
        page = visit(f"/evidence/{piece.pk}/edit/")
        change = {"row": piece, "fields": {"title": "Law of 2013"}, "reason": "As printed"}
        reference_rows.change(ChangeRow(by=by, **change))

        page.get_by_label("Title").fill("Law on trafficking")
        page.locator("[name=reason_code]").first.check()
        follow(page.get_by_role("main").get_by_role("button", name="Save", exact=True))
        check_every_look(page, "draft-merge")
        page.get_by_role("radio", name="Law of 2013").check()
        follow(page.get_by_role("main").get_by_role("button", name="Save", exact=True))

        assert Evidence.objects.get(pk=piece.pk).title == "Law of 2013"
