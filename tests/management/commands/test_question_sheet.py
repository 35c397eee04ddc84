"""Command `question_sheet`."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tests.factories import BodyFactory, QuestionFactory, RecommendationFactory
from tracker.intake.question_sheets import read

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def printed(tmp_path, *options, body="THBD", kind="docx"):
    path, told = tmp_path / f"sheet.{kind}", StringIO()
    RecommendationFactory(lead="THBD")
    call_command(
        "question_sheet", body, "--format", kind, "--output", str(path), *options, stdout=told
    )
    return path.read_bytes(), told.getvalue()


class TestQuestionSheet:
    @pytest.mark.parametrize("kind", ["docx", "xlsx"])
    def test_is_printed_and_says_how_much(self, tmp_path, kind):
        data, told = printed(tmp_path, "--language", "sq", "--due", "2030-01-31", kind=kind)

        assert told.strip().endswith("(recommendations: 1, questions: 0).")
        assert (read(data, file_name="x").body, read(data, file_name="x").language) == (
            "THBD",
            "sq",
        )

    def test_has_the_questions_not_asked_yet_unless_told_otherwise(self, tmp_path):
        QuestionFactory(recommendation=RecommendationFactory(), body=BodyFactory(code="MFLT"))

        _data, told = printed(tmp_path, body="MFLT")
        assert "questions: 1" in told
        _data, told = printed(tmp_path, "--no-unasked", body="MFLT")
        assert "questions: 0" in told

    def test_refuses_a_body_it_does_not_know_and_what_is_no_day(self, tmp_path):
        with pytest.raises(CommandError, match="No body has the code “NOBODY”"):
            printed(tmp_path, body="NOBODY")
        with pytest.raises(CommandError, match="“soon” is not a date"):
            printed(tmp_path, "--due", "soon")

    def test_refuses_a_path_it_cannot_write(self, tmp_path):
        with pytest.raises(CommandError, match="can't be written"):
            printed(tmp_path / "nowhere")
