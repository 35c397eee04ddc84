"""The question sheet out of the house and back in, as an analyst does it."""

from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.pages import as_quickstart_left_it, as_sample, check_every_look, kosovo  # noqa: F401
from tests.factories import QuestionFactory
from tests.helpers.sheets import fill
from tracker.models import Assessment, Body, Recommendation
from tracker.vocabulary import Perspective, State

pytestmark = [pytest.mark.browser, pytest.mark.real_clock]

PAGE = "/bodies/THBD/question-sheet/"


@pytest.fixture
def question(kosovo):  # noqa: F811
    return QuestionFactory(
        recommendation=Recommendation.objects.get(number="1"),
        body=Body.objects.get(code="THBD"),
        asked_on=date(2025, 1, 10),
        text="How many of the 19 cases opened in 2023 were against officials?",
    )


def filled(data, kind, question):
    """What THBD sends back: views, an answer, a status of its own invention, a changed cell."""
    rows = {
        "tip-2024-kosovo/1": {
            "A": "Partially implemented",
            "B": "Eleven indictments in 2025; two officials were suspended.",
            "C": "Annual report of the police 2025, https://police.example.org/2025",
        },
        "tip-2024-kosovo/2": {"A": "Mostly done", "B": "Procedures were signed in March."},
        "tip-2024-kosovo/9": {"B": "A seminar for 40 officers was held in May."},
        f"Q{question.pk}": {"D": "Two of the nineteen."},
    }
    cover = {"E": "Ana Kola, head of directorate", "F": "ana.kola@police.example.org"}
    return fill(data, kind, rows, cover=cover, drop=["tip-2024-kosovo/3"])


class TestQuestionSheet:
    @pytest.mark.parametrize("kind", ["docx", "xlsx"])
    def test_goes_out_and_comes_back(self, visit, as_sample, question, tmp_path, kind):  # noqa: F811
        as_sample("analyst")
        page = visit("/bodies/THBD/")
        page.get_by_role("link", name="Question sheet").click()
        expect(page.get_by_role("heading", name="Create the sheet")).to_be_visible()
        check_every_look(page, "sheet")

        page.get_by_label("Format").select_option(kind)
        with page.expect_download() as download:
            page.get_by_role("button", name="Download the sheet").click()
        data = Path(download.value.path()).read_bytes()
        back = tmp_path / f"thbd.{kind}"
        back.write_bytes(filled(data, kind, question))
        page.get_by_label("Completed sheet", exact=True).set_input_files(back)
        page.get_by_role("button", name="Preview").click()

        expect(page.get_by_text("Nothing is saved yet.")).to_be_visible()
        expect(page.get_by_text("“Mostly done” is not a status.")).to_be_visible()
        expect(page.get_by_label("As stated by")).to_have_value("Ana Kola, head of directorate")
        check_every_look(page, f"sheet-preview-{kind}")
        page.get_by_role("button", name="Import 3 rows").click()

        expect(page.get_by_text("Imported: 2 views, 1 answer.")).to_be_visible()
        view = Assessment.objects.get(perspective=Perspective.RESPONSIBLE_BODY)
        assert (view.body.code, view.state) == ("THBD", State.SUBMITTED)
        question.refresh_from_db()
        assert question.answered_by == view.stated_in

    def test_that_is_something_else_is_refused_beside_the_field(
        self,
        visit,
        as_sample,  # noqa: F811
        tmp_path,
    ):
        as_sample("analyst")
        page = visit(PAGE)
        letter = tmp_path / "letter.docx"
        letter.write_bytes(b"%PDF-1.7")

        page.get_by_label("Completed sheet", exact=True).set_input_files(letter)
        page.get_by_role("button", name="Preview").click()

        expect(page.get_by_text("neither a Word document nor a workbook").first).to_be_visible()
        check_every_look(page, "sheet-refused")
