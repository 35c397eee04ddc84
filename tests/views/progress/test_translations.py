"""The translation desk of a report."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.factories import RecommendationFactory, TextTranslationFactory, as_factory
from tracker.actions.progress.texts import COLUMNS
from tracker.documents.tables import read
from tracker.models import TextTranslation
from tracker.vocabulary import Status

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def row():
    row = RecommendationFactory(assessed=Status.PARTIAL, short_title="Shelters for the victims")
    with as_factory():
        row.current_assessment.rationale = "The two shelters have been opened."
        row.current_assessment.save()
    return row


@pytest.fixture
def desk(row):
    return f"{reverse('translations', args=[row.report.slug])}?language=sq"


def form_of(answer, **changes):
    """What a browser sends of the page: every field, its initial value, and what was typed."""
    form, values = answer.context["form"], {}
    for field in form:
        value = field.value()
        if value not in (None, False, ""):
            values[field.html_name] = value
            if field.field.show_hidden_initial:
                values[field.html_initial_name] = value
        elif field.field.show_hidden_initial:
            values[field.html_initial_name] = value or ""
            if field.widget_type != "checkbox":
                values[field.html_name] = ""
    return {**values, **changes}


class TestDesk:
    def test_shows_what_lacks_the_language_and_saves_what_is_typed(self, analyst, row, desk):
        name = f"assessment-{row.current_assessment_id}-rationale"
        page = analyst.get(desk)
        assert '<div lang="en"><p>The two shelters have been opened.</p></div>' in page.text

        typed = {name: "U hapën.", f"official-{name}": "on", "translated_by": "Arta"}
        saved = analyst.post(desk, form_of(page, **typed), follow=True)

        made = TextTranslation.objects.get()
        assert (made.text, made.is_official, made.translated_by) == ("U hapën.", True, "Arta")
        assert "1 translation saved." in saved.text
        assert name not in saved.context["form"].fields
        everything = analyst.get(f"{desk}&show=all")
        assert everything.context["form"][name].value() == "U hapën."
        assert "Translated by Arta." in everything.text

    def test_marks_what_was_changed_since(self, analyst, row, desk):
        TextTranslationFactory(row=row.current_assessment, source_sha256="0" * 64)

        page = analyst.get(desk)

        assert "The original was changed since." in page.text
        analyst.post(desk, form_of(page, translated_by="Arta"))
        made = TextTranslation.objects.get()
        assert made.source_sha256 == "0" * 64  # nothing was typed

        kept = {f"kept-assessment-{row.current_assessment_id}-rationale": "on"}
        answer = analyst.post(desk, form_of(page, **kept), follow=True)
        assert "1 translation saved." in answer.text
        made.refresh_from_db()
        assert not made.is_outdated(row.current_assessment.rationale)
        assert "The original was changed since." not in analyst.get(f"{desk}&show=all").text

    @pytest.mark.parametrize("file_format", ["csv", "xlsx"])
    def test_sends_a_table_and_takes_it_back(self, analyst, row, desk, file_format):
        answer = analyst.get(f"{desk}&format={file_format}")
        table = read(answer.content, file_name=f"table.{file_format}")
        assert table.headings == COLUMNS
        lines = [list(cells) for _number, cells in table.rows]
        mine = next(line for line in lines if "rationale" in line[0])
        mine[5], mine[7] = "U hapën.", "yes"
        content = "\n".join(",".join(f'"{cell}"' for cell in line) for line in (COLUMNS, mine))
        file = SimpleUploadedFile("table.csv", content.encode())

        address = reverse("translations_table", args=[row.report.slug])
        sent = analyst.post(f"{address}?language=sq", {"file": file}, follow=True)

        assert "1 translation saved." in sent.text
        assert TextTranslation.objects.get().text == "U hapën."

    def test_says_why_a_table_is_not_taken(self, analyst, row):
        address = reverse("translations_table", args=[row.report.slug])
        file = BytesIO(b"a,b\n1,2")
        file.name = "table.csv"

        answer = analyst.post(f"{address}?language=sq", {"file": file})

        assert answer.status_code == 422
        assert "The table has no column" in answer.text
