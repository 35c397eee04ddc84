"""Compare the statuses that lists show with the assessments they stand on."""

from typing import Any

from django.core.management.base import CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tracker.management.base import TrackerCommand
from tracker.summaries.statuses import strayed
from tracker.vocabulary import Status


class Command(TrackerCommand):
    """`manage.py check_statuses`: says which copies differ; changes nothing."""

    help = "Compares each recommendation's status with its newest approved assessment."

    def handle(self, **_options: Any) -> None:
        wrong = list(strayed())
        for recommendation, shown, stands in wrong:
            self.stdout.write(
                _("%(recommendation)s: shows “%(shown)s”, its assessments say “%(stands)s”")
                % {
                    "recommendation": recommendation,
                    "shown": Status(shown).label,
                    "stands": Status(stands).label,
                }
            )
        if wrong:
            raise CommandError(
                ngettext(
                    "%(number)s status differs from its assessments. Approve a newer assessment, "
                    "or report how it came about: no action of the tracker leads there.",
                    "%(number)s statuses differ from their assessments. Approve a newer assessment "
                    "of each, or report how it came about: no action of the tracker leads there.",
                    len(wrong),
                )
                % {"number": len(wrong)}
            )
        self.stdout.write(_("Every status agrees with its newest approved assessment."))
