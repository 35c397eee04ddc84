"""A letter dropped where a piece of evidence is added, and where it gets its next version."""

import pytest
from playwright.sync_api import expect

from tests.browser.kosovo import as_quickstart_left_it, as_sample, kosovo  # noqa: F401
from tests.browser.looks import check_every_look
from tests.browser.test_dropping import VICTIM, drop
from tests.factories import EvidenceFactory
from tests.files import samples
from tracker.models import Evidence, User

NEW = "/evidence/new/"


@pytest.fixture
def evidence_form(visit, as_sample):  # noqa: F811
    as_sample("analyst")
    return visit(NEW)


class TestAdd:
    def test_fills_in_what_the_letter_says_and_keeps_it_when_it_is_refused(self, evidence_form):
        drop(evidence_form, samples.letter_pdf())
        expect(evidence_form.get_by_label("Published on")).to_have_value("2024-06-03")
        expect(evidence_form.get_by_label("Title")).to_have_value("Steps taken on the shelter for boys")
        expect(evidence_form.get_by_label("Kind")).to_have_value("letter")
        expect(evidence_form.get_by_label("Language", exact=True)).to_have_value("en")
        expect(evidence_form.locator("#drop")).to_contain_text("Filled in below")

        evidence_form.get_by_role("button", name="Keep it").click()
        expect(evidence_form.get_by_text("Nothing was saved")).to_be_visible()
        expect(evidence_form.locator("#drop")).to_contain_text("2 pages")
        evidence_form.get_by_label("What is it kept for?").fill("It came by letter.")
        evidence_form.get_by_role("button", name="Keep it").click()

        expect(evidence_form.get_by_text("It is kept now.")).to_be_visible()
        made = Evidence.objects.order_by("-pk").first()
        assert (made.title, made.kind) == ("Steps taken on the shelter for boys", "letter")
        assert (made.language, str(made.published_on)) == ("en", "2024-06-03")
        assert made.files.get().pages == 2

    def test_takes_the_tick_and_the_readers(self, evidence_form):
        ben = User.objects.get(username="reviewer")
        drop(evidence_form, VICTIM, "letter.txt")
        evidence_form.get_by_label("Looked at, no victim").check()
        expect(evidence_form.get_by_role("group", name="Named readers")).to_be_hidden()
        evidence_form.get_by_label("Sensitivity").select_option("named_readers")
        evidence_form.get_by_role("group", name="Named readers").get_by_label(str(ben)).check()
        evidence_form.get_by_label("What is it kept for?").fill("It came by letter.")
        check_every_look(evidence_form, "evidence-new-dropped")
        evidence_form.get_by_role("button", name="Keep it").click()

        expect(evidence_form).not_to_have_url(f"**{NEW}")
        made = Evidence.objects.order_by("-pk").first()
        assert made.is_for_named_readers and list(made.readers.all()) == [ben]


class TestVersion:
    def test_tells_nothing_of_fields_that_are_not_there(self, visit, as_sample):  # noqa: F811
        as_sample("analyst")
        piece = EvidenceFactory()
        page = visit(f"/evidence/{piece.pk}/files/new/")

        drop(page, samples.letter_pdf())
        expect(page.locator("#drop")).to_contain_text("2 pages")
        expect(page.locator("#drop .filled-in")).to_have_count(0)
        check_every_look(page, "piece-file-dropped")
        page.get_by_label("Why?").fill("It came by letter.")
        page.get_by_role("button", name="Add it").click()

        expect(page.get_by_text("Version 1 is kept.")).to_be_visible()
