"""The list of evidence, the page of a piece and its forms in every look; a file that is saved."""

import re
from datetime import date
from pathlib import Path

import pytest
from django.utils import timezone

from tests.browser.pages import (  # noqa: F401
    as_quickstart_left_it,
    as_sample,
    assert_accessible,
    check_every_look,
    kosovo,
    shoot,
)
from tests.documents.samples import letter_pdf, table_xlsx
from tests.factories import BodyFactory, TopicFactory
from tracker.actions import reference_rows
from tracker.actions.evidence import files as evidence_files, items as evidence_items, read_log
from tracker.actions.evidence.files import AddVersion
from tracker.actions.evidence.items import AddEvidence, EvidenceInput, LogNote
from tracker.actions.reference_rows import WithdrawRow
from tracker.audit.context import acting_as
from tracker.models import Evidence, Recommendation, User

pytestmark = [pytest.mark.browser, pytest.mark.real_clock]

PAGES = {
    "evidence": "/evidence/",
    "evidence-refused": "/evidence/?kind=rumour",
    "evidence-none": "/evidence/?search=zanzibar",
    "piece": "/evidence/{letter}/",
    "piece-text": "/evidence/{table}/",
    "piece-passage": "/evidence/{passage}/",
    "piece-withdrawn": "/evidence/{mistake}/",
    "piece-named": "/evidence/{secret}/",
    "evidence-new": "/evidence/new/",
    "evidence-to-confirm": "/evidence/to-confirm/",
    "evidence-sources": "/evidence/sources/",
    "piece-change": "/evidence/{letter}/edit/",
    "piece-cite": "/evidence/{letter}/citations/new/",
    "piece-file-new": "/evidence/{letter}/files/new/",
    "cited": "/reports/tip-2024-kosovo/recommendations/6/",
}


@pytest.fixture
def evidence_by_name(kosovo):  # noqa: F811
    """A letter in two versions that two recommendations cite, a table, a mistake, a secret."""
    now, ana = timezone.now(), User.objects.get(username="analyst")
    by = {"by": ana, "now": now}

    def keep(title, *, name="", content=b"", sensitivity="internal", **values):
        dropped = evidence_files.store_upload(content=content, name=name, **by) if content else None
        evidence_input = EvidenceInput(
            upload=dropped,
            title=title,
            sensitivity=sensitivity,
            covers_from=date(2024, 4, 1),
            covers_to=date(2024, 9, 30),
            remark="Ask for the annex",
            expires_on=date(2025, 1, 1),
            topics=[TopicFactory(code="shelters", name="Shelters")],
            **values,
        )
        piece, _new = evidence_items.add(
            AddEvidence(evidence_input=evidence_input, reason="It came by letter", **by)
        )
        return piece

    with acting_as("tests", source="command"):
        osp = BodyFactory(code="MFLT")
        letter = keep(
            "Letter on the opening of a shelter for boys in the north",
            name="letter.pdf",
            content=letter_pdf(),
            issuer=osp,
            language="en",
            published_on=date(2024, 6, 3),
        )
        more = evidence_files.store_upload(
            content=letter_pdf() + b"\n", name="letter, signed.pdf", **by
        )
        evidence_files.add_version(
            AddVersion(evidence=letter, upload=more, reason="The signed one came", **by)
        )
        wrong = evidence_files.store_upload(content=b"The wrong letter", name="wrong.txt", **by)
        wrong = evidence_files.add_version(
            AddVersion(evidence=letter, upload=wrong, reason="It came too", **by)
        )
        reference_rows.withdraw(WithdrawRow(row=wrong, reason="Of another ministry", **by))
        for number, page in (("6", "1"), ("9", "2")):
            evidence_items.log_note(
                LogNote(
                    recommendation=Recommendation.objects.get(number=number),
                    sentence="The ministry opened a shelter for boys in May, with twelve places.",
                    evidence_input=EvidenceInput(evidence=[letter], page=page, at_paragraph="3"),
                    as_of=date(2024, 9, 30),
                    **by,
                )
            )
        table = keep("Beds by shelter", name="beds.xlsx", content=table_xlsx())
        secret = keep("Talk with a prosecutor", sensitivity="named_readers", kind="interview")
        read_log.log_opened(evidence=secret, purpose="To judge no. 1", **by)
        mistake = keep("Entered twice")

        reference_rows.withdraw(WithdrawRow(row=mistake, reason="It is the letter of 3 June", **by))
    return {
        "letter": letter.pk,
        "table": table.pk,
        "passage": Evidence.objects.exclude(passage=None).order_by("pk")[0].pk,
        "mistake": mistake.pk,
        "secret": secret.pk,
    }


@pytest.fixture
def ana(evidence_by_name, sign_in):
    return sign_in(User.objects.get(username="analyst"))


class TestEveryPage:
    def test_is_accessible_and_fits_in_every_look(
        self, page, live_server, evidence_by_name, ana, subtests
    ):
        for name, path in PAGES.items():
            with subtests.test(name):
                page.goto(live_server.url + path.format(**evidence_by_name))
                check_every_look(page, name)

    def test_fits_in_albanian(self, visit, evidence_by_name, ana, in_language, subtests):
        in_language("sq")
        for name in ("evidence", "piece"):
            with subtests.test(name):
                page = visit(PAGES[name].format(**evidence_by_name))
                shoot(page, f"{name}-sq")
                assert_accessible(page)


class TestLetter:
    def test_is_looked_at_page_by_page_and_saved_without_metadata(
        self, visit, evidence_by_name, ana, tmp_path
    ):
        page = visit(PAGES["piece"].format(**evidence_by_name))
        picture = page.get_by_role("img", name=re.compile("Page 1 of letter"))
        assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") > 500

        page.get_by_role("link", name="Next page").click()
        page.get_by_role("img", name=re.compile("Page 2 of letter")).wait_for()
        with page.expect_download() as saved:
            page.get_by_role("link", name="Download (copy without metadata)").first.click()

        saved.value.save_as(tmp_path / "saved.pdf")
        assert saved.value.suggested_filename == "letter, signed.pdf"
        content = Path(tmp_path / "saved.pdf").read_bytes()
        assert content.startswith(b"%PDF") and b"Unike" not in content


def test_lines_are_confirmed_by_keys_one_after_another(kosovo, sign_in, visit):  # noqa: F811
    ana, now = User.objects.get(username="analyst"), timezone.now()
    with acting_as("tests", source="command"):
        for number in (1, 2, 3):
            url = f"https://prokuroria-rks.org/{number}"
            given = EvidenceInput(url=url, title=f"Statement {number}")
            evidence_items.add(
                AddEvidence(evidence_input=given, by=ana, now=now, reason="Found it.")
            )
    sign_in(ana)
    page = visit("/evidence/to-confirm/")

    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("c")
    page.get_by_text("Confirmed: Statement 2").wait_for()
    page.keyboard.press("c")
    page.get_by_text("Confirmed: Statement 1").wait_for()

    left = Evidence.objects.to_confirm().filter(title__startswith="Statement")
    assert [piece.title for piece in left] == ["Statement 3"]
    page.get_by_label("Single-key shortcuts").uncheck()
    page.keyboard.press("c")
    assert Evidence.objects.to_confirm().exists()
