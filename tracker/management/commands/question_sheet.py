"""Write the question sheet of a body to a file."""

from argparse import BooleanOptionalAction
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from tracker.actions import people
from tracker.management.base import TrackerCommand, write_file
from tracker.models import Body
from tracker.reporting.question_sheets import RENDERERS
from tracker.summaries.questions.sheets import build_sheet
from tracker.vocabulary import Group, Language


class Command(TrackerCommand):
    """`manage.py question_sheet THBD --format docx --output thbd.docx`."""

    help = "Write the question sheet of a body as a Word document or a workbook."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("body", help="code of the body: THBD")
        parser.add_argument("--format", required=True, choices=list(RENDERERS))
        parser.add_argument("--output", required=True, type=Path, help="the file to write")
        parser.add_argument("--due", help="reply by this day: 2026-12-31 (default: none)")
        parser.add_argument("--language", default="en", choices=Language.values)
        parser.add_argument(
            "--unasked",
            action=BooleanOptionalAction,
            default=True,
            help="questions to the body that were not asked yet are included unless --no-unasked",
        )

    def handle(self, **options: Any) -> None:
        if (body := Body.objects.filter(code=options["body"]).first()) is None:
            raise CommandError(
                _("No body has the code “%(code)s”. The codes are listed under Bodies.")
                % {"code": options["body"]}
            )
        question_sheet = build_sheet(
            body,
            user=people.service_user("reports", group=Group.VIEWER),
            language=options["language"],
            made_on=timezone.localdate(),
            due_on=_day(options["due"]),
            unasked=options["unasked"],
        )
        write_file(options["output"], RENDERERS[options["format"]](question_sheet))
        self.stdout.write(
            _("Wrote %(path)s (recommendations: %(rows)d, questions: %(questions)d).")
            % {
                "path": options["output"],
                "rows": len(question_sheet.rows),
                "questions": len(question_sheet.all_questions),
            }
        )


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        day = parse_date(text)
    except ValueError:
        day = None
    if day is None:
        raise CommandError(
            _("“%(typed)s” is not a date. Write it like %(today)s.")
            % {"typed": text, "today": timezone.localdate().isoformat()}
        )
    return day
