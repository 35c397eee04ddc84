"""What is printed for the successors of a ministry that ended, and nothing for itself."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tests.factories import QuestionFactory, RecommendationFactory, ReportFactory
from tests.helpers.mandates import AFTER, LAST_DAY, divide, led_by, ministry
from tracker.intake.question_sheets import read

pytestmark = [pytest.mark.django_db, pytest.mark.once]
NOT_DIVIDED = "(MLSW), now MFLT or MOJ (not divided)"


@pytest.fixture
def leads():
    """Three recommendations that the ended ministry leads."""
    return led_by(ministry(), "5", "6", "8")


@pytest.fixture
def sheet(tmp_path):
    """A function that prints the question sheet of a body, and reads it."""

    def print_and_read(code):
        path = tmp_path / f"{code}.xlsx"
        call_command(
            "question_sheet", code, "--format", "xlsx", "--output", str(path), stdout=StringIO()
        )
        filled = read(path.read_bytes(), file_name="sheet.xlsx")
        return [row.key.rpartition("/")[2] for row in filled.rows], filled.answers, path

    return print_and_read


@pytest.fixture
def report(tmp_path):
    """A function that writes the progress report for a body."""

    def write(code, *options, slug="tip-2024-kosovo"):
        path = tmp_path / f"{code}.md"
        names = ("--kind", "body", "--body", code, "--format", "md", "--output", str(path))
        call_command("progress_report", slug, *names, *options, stdout=StringIO())
        return path.read_text("utf-8")

    return write


class TestQuestionSheet:
    def test_of_each_successor_has_all_until_they_are_divided(self, leads, sheet):
        for code in ("MFLT", "MOJ"):
            assert sheet(code)[0] == ["5", "6", "8"]

    def test_has_what_a_successor_continues_once_they_are_divided(self, leads, sheet):
        divide(leads[0], "MFLT")
        divide(leads[1], "MFLT", "MOJ")

        assert sheet("MFLT")[0] == ["5", "6", "8"]
        assert sheet("MOJ")[0] == ["6", "8"]

    def test_has_the_open_questions_to_the_ended_body(self, leads, sheet):
        asked = {"body": leads[0].body, "asked_on": AFTER, "due_on": AFTER.replace(month=3)}
        QuestionFactory(recommendation=leads[0].recommendation, **asked)
        divide(leads[0], "MOJ")

        assert [len(sheet(code)[1]) for code in ("MFLT", "MOJ")] == [0, 1]

    def test_is_refused_for_the_ended_body(self, leads, sheet):
        with pytest.raises(CommandError, match=r"MLSW ended on 31 December 2021\. .*: MFLT, MOJ\."):
            sheet("MLSW")


class TestProgressReport:
    def test_for_each_successor_has_all_until_they_are_divided(self, leads, report):
        for code in ("MFLT", "MOJ"):
            assert report(code).count(NOT_DIVIDED) >= 3
        divide(leads[0], "MOJ")
        divide(leads[1], "MOJ")

        assert "(MLSW), now MOJ" not in report("MFLT")
        assert report("MOJ").count("(MLSW), now MOJ") >= 2

    def test_is_refused_for_the_ended_body(self, leads, report):
        with pytest.raises(CommandError, match="Choose a body that took over: MFLT, MOJ"):
            report("MLSW")

    def test_for_the_ended_body_is_written_on_its_last_day(self, report):
        asked = RecommendationFactory(report=ReportFactory(year=2021), lead=ministry())
        divide(asked.responsibilities.get(), "MFLT")
        slug, day = asked.report.slug, ("--on", LAST_DAY.isoformat())

        assert "Institution MLSW (MLSW)\n" in report("MLSW", *day, slug=slug)
        assert asked.short_title not in report("MFLT", *day, slug=slug)
        assert asked.short_title in report("MFLT", slug=slug)
