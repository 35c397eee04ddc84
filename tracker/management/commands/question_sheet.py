"""Print the question sheet of a body into a file."""

from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from tracker.actions import people
from tracker.management.base import TrackerCommand, write
from tracker.models import Body
from tracker.reporting.question_sheets import RENDERERS
from tracker.summaries.questions.sheets import sheet
from tracker.vocabulary import Group, Language


class Command(TrackerCommand):
    """`manage.py question_sheet THBD --format docx --output thbd.docx`."""

    help = "Prints the question sheet of a body as a Word document or a workbook."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("body", help="by its code: THBD")
        parser.add_argument("--format", required=True, choices=list(RENDERERS))
        parser.add_argument("--output", required=True, type=Path)
        parser.add_argument("--due", help="to be sent back by this day, 2026-12-31 (none)")
        parser.add_argument("--language", default="en", choices=Language.values)
        parser.add_argument(
            "--unasked", action="store_true", help="also questions that it was not asked yet"
        )

    def handle(self, **options: Any) -> None:
        body = Body.objects.filter(code=options["body"]).first()
        if body is None:
            raise CommandError(
                _("No body has the code “%(code)s”. Look it up under Bodies.")
                % {"code": options["body"]}
            )
        told = sheet(
            body,
            user=people.service_user("reports", group=Group.VIEWER),
            language=options["language"],
            made_on=timezone.localdate(),
            due_on=_day(options["due"]),
            unasked=options["unasked"],
        )
        write(options["output"], RENDERERS[options["format"]](told))
        self.stdout.write(
            _("%(path)s: %(rows)d recommendations, %(questions)d questions")
            % {
                "path": options["output"],
                "rows": len(told.rows),
                "questions": len(told.asked),
            }
        )


def _day(typed: str | None) -> date | None:
    if typed is None:
        return None
    try:
        found = parse_date(typed)
    except ValueError:
        found = None
    if found is None:
        raise CommandError(
            _("“%(typed)s” is no day. Write it as %(today)s.")
            % {"typed": typed, "today": timezone.localdate().isoformat()}
        )
    return found
