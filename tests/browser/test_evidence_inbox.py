"""The inbox as a person uses it: files dropped, and gone through by keys alone."""

import pytest
from playwright.sync_api import expect

from tests.browser.pages import (  # noqa: F401
    as_quickstart_left_it,
    as_sample,
    assert_accessible,
    check_every_look,
    kosovo,
)
from tests.factories import QuestionFactory
from tests.factories.base import as_factory
from tests.helpers.letters import ASKED, LETTERS, QUESTIONS
from tracker.models import Body, Citation, Evidence, Recommendation, User

pytestmark = [pytest.mark.browser, pytest.mark.real_clock]

INBOX = "/evidence/inbox/"
FIRST = ("budget.txt", "qps.docx", "privacy.pdf", "budget.docx")
PUT = """(form, files) => {
    const carried = new DataTransfer();
    for (const [name, base64] of files) {
        const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
        carried.items.add(new File([bytes], name));
    }
    form.dispatchEvent(new DragEvent("drop", { dataTransfer: carried, bubbles: true }));
}"""


@pytest.fixture
def analyst(as_sample):  # noqa: F811
    as_sample("analyst")
    with as_factory():
        for name in ("budget", "staff", "privacy"):
            code, number, text = QUESTIONS[name]
            row = Recommendation.objects.get(report__slug="tip-2024-kosovo", number=number)
            body = Body.objects.get(code=code)
            QuestionFactory(recommendation=row, body=body, text=text, **ASKED)
    return User.objects.get(username="analyst")


def drop_letters(page, names=FIRST):
    from base64 import b64encode

    letters = {letter.name: letter for letter in LETTERS}
    sent = [(name, b64encode(letters[name].content).decode()) for name in names]
    page.locator("#drop-files").evaluate(PUT, sent)
    expect(page.locator("#waiting > .task")).to_have_count(len(names), timeout=60_000)


class TestInbox:
    def test_is_worked_through_by_keys_alone(self, visit, analyst):
        page = visit(INBOX)
        drop_letters(page)
        expect(page.locator("#waiting > .task").last).to_contain_text(
            "Same document as “budget.txt”"
        )
        check_every_look(page, "evidence-inbox")

        page.get_by_role("link", name="budget.txt").first.press("Enter")
        expect(page.get_by_role("radio", checked=True)).to_be_focused()
        check_every_look(page, "evidence-inbox-file")
        page.keyboard.press("c")
        page.keyboard.press("Enter")
        expect(page.get_by_text("Answered: ")).to_be_visible()
        page.keyboard.press("c")
        page.keyboard.press("a")
        expect(page.get_by_role("heading", name="Privacy of victims")).to_be_visible()
        check_every_look(page, "evidence-inbox-pdf")
        page.keyboard.press("2")
        page.keyboard.press("a")
        expect(page.get_by_text("Same document as")).to_be_visible()
        check_every_look(page, "evidence-inbox-twin")
        page.keyboard.press("x")
        expect(page.get_by_text("Nothing waits here.")).to_be_visible()
        assert Evidence.objects.filter(added_by=analyst, passage=None).count() == 3
        assert Citation.objects.filter(evidence__issuer__code="MFLT").count() == 2

    def test_names_what_is_refused_in_its_line(self, visit, analyst):
        page = visit(INBOX)
        page.locator("#id_file").set_input_files(
            [
                {"name": "run.exe", "mimeType": "text/plain", "buffer": b"MZ\0\0"},
                {"name": "a.txt", "mimeType": "text/plain", "buffer": b"A letter."},
            ]
        )

        expect(page.locator("#receipts")).to_contain_text("“run.exe” was not accepted")
        expect(page.locator("#waiting > .task")).to_have_count(1)

    def test_takes_several_files_without_script(self, browser, live_server, analyst, context):
        plain = browser.new_context(
            java_script_enabled=False, storage_state=context.storage_state()
        )
        page = plain.new_page()
        page.goto(f"{live_server.url}{INBOX}")
        page.locator("#id_file").set_input_files(
            [
                {"name": f"{name}.txt", "mimeType": "text/plain", "buffer": name.encode()}
                for name in ("One letter", "Another letter")
            ]
        )
        page.get_by_role("button", name="Upload").click()

        expect(page.locator("#waiting > .task")).to_have_count(2)
        page.get_by_role("link", name="Go through them").click()
        page.get_by_label("Nothing yet: only store it").check()
        page.get_by_label("What it shows").fill("A letter.")
        page.get_by_role("button", name="Store and go on").click()
        expect(page.get_by_role("heading", name="Another letter", exact=True)).to_be_visible()
        plain.close()
