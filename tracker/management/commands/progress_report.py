"""Print a progress report into a file."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tracker.actions import users
from tracker.filters.progress import progress_of
from tracker.management.base import TrackerCommand
from tracker.management.writing import write
from tracker.models import Report
from tracker.reporting import RENDERERS
from tracker.vocabulary import Group, Language


class Command(TrackerCommand):
    """`manage.py progress_report SLUG --format pdf --output report.pdf`."""

    help = "Prints the progress report of one report as a page, a PDF or JSON."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", help="as in its address: tip-2024-kosovo")
        parser.add_argument("--format", required=True, choices=list(RENDERERS))
        parser.add_argument("--output", required=True, type=Path)
        parser.add_argument("--on", help="the state at the end of this day, 2024-12-31 (today)")
        parser.add_argument("--body", help="only what this body has a role in, by its code")
        parser.add_argument("--theme", help="only this theme, by its code")
        parser.add_argument("--language", default="en", choices=Language.values)

    def handle(self, **options: Any) -> None:
        slug, output = options["slug"], options["output"]
        report = Report.objects.filter(slug=slug).select_related("mechanism__issuer").first()
        if report is None:
            held = ", ".join(Report.objects.order_by("slug").values_list("slug", flat=True)[:20])
            raise CommandError(
                _("No report is called “%(slug)s”. Held: %(held)s.")
                % {"slug": slug, "held": held or "–"}
            )
        wanted = {k: [options[k]] for k in ("on", "body", "theme") if options[k] is not None}
        if empty := [name for name, values in wanted.items() if not values[0].strip()]:
            raise CommandError(  # an unset variable of the shell is no wish for everything
                _("--%(name)s is empty. Give it a value, or leave it out.") % {"name": empty[0]}
            )
        told = progress_of(
            report,
            wanted,
            user=users.service_user("reports", group=Group.VIEWER),
            today=timezone.localdate(),
            language=options["language"],
        )
        write(output, RENDERERS[options["format"]](told))
        self.stdout.write(
            ngettext(
                "%(path)s: %(number)s recommendation as of %(on)s",
                "%(path)s: %(number)s recommendations as of %(on)s",
                told.total,
            )
            % {"path": output, "number": told.total, "on": told.on}
        )
