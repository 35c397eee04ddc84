"""Write the question sheet of a body to a file."""

from argparse import BooleanOptionalAction
from pathlib import Path

from django.utils.translation import gettext as _

from tracker.actions import people
from tracker.filters.parameters import read_day
from tracker.management.base import Argument, TrackerCommand, find_body, write_file
from tracker.reporting.question_sheets import RENDERERS
from tracker.summaries.questions.sheets import build_sheet
from tracker.vocabulary import Group, Language


class Command(TrackerCommand):
    """`heed question_sheet THBD --format docx --output thbd.docx`."""

    help = "Write the question sheet of a body as a Word document or a workbook."
    arguments = (
        Argument("body", help="code of the body: THBD"),
        Argument("--format", required=True, choices=list(RENDERERS)),
        Argument("--output", required=True, type=Path, help="the file to write"),
        Argument("--due", help="answer by this day: 2026-12-31 (default: none)"),
        Argument("--language", default="en", choices=Language.values),
        Argument(
            "--unasked",
            action=BooleanOptionalAction,
            default=True,
            help="questions to the body that were not asked yet are included unless --no-unasked",
        ),
    )

    def handle(
        self,
        *,
        body: str,
        format: str,
        output: Path,
        due: str | None,
        language: str,
        unasked: bool,
        **_options: object,
    ) -> None:
        question_sheet = build_sheet(
            find_body(body),
            user=people.service_user("reports", group=Group.VIEWER),
            language=language,
            made_on=self.today,
            due_on=None if due is None else read_day(due, today=self.today),
            unasked=unasked,
        )
        write_file(output, RENDERERS[format](question_sheet))
        self.stdout.write(
            _("Wrote %(path)s (recommendations: %(rows)d, questions: %(questions)d).")
            % {
                "path": output,
                "rows": len(question_sheet.rows),
                "questions": len(question_sheet.all_questions),
            }
        )
