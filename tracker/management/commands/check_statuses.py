"""Compare the statuses that lists and past days show with the assessments they stand on."""

from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tracker import formats
from tracker.actions.history import status_spans
from tracker.management.base import TrackerCommand
from tracker.summaries.history.past_days import Spoken, differing, strayed
from tracker.vocabulary import Status


class Command(TrackerCommand):
    """`manage.py check_statuses [--rebuild]`: says which copies differ; changes spans alone."""

    help = (
        "Compares each recommendation's status with its newest approved assessment, and what is "
        "kept of past days with all of them."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--rebuild",
            action="store_true",
            help="make anew what is kept of past days where it differs from the assessments",
        )

    def handle(self, **options: Any) -> None:
        if options["rebuild"]:
            self._rebuild()
        statuses, pasts = self._strayed(), self._differing()
        told = []
        if statuses:
            told.append(
                ngettext(
                    "%(number)s status differs from its assessments. Approve a newer assessment, "
                    "or report how it came about: no action of the tracker leads there.",
                    "%(number)s statuses differ from their assessments. Approve a newer assessment "
                    "of each, or report how it came about: no action of the tracker leads there.",
                    statuses,
                )
                % {"number": statuses}
            )
        if pasts:
            told.append(
                ngettext(
                    "What is kept of past days differs from the assessments of %(number)s "
                    "recommendation. Make it anew with --rebuild.",
                    "What is kept of past days differs from the assessments of %(number)s "
                    "recommendations. Make it anew with --rebuild.",
                    pasts,
                )
                % {"number": pasts}
            )
        if told:
            raise CommandError(" ".join(told))
        self.stdout.write(_("Every status agrees with its newest approved assessment."))
        self.stdout.write(_("What is kept of past days agrees with all of them."))

    def _rebuild(self) -> None:
        for recommendation in status_spans.rebuild():
            self.stdout.write(
                _("%(recommendation)s: what is kept of past days was made anew")
                % {"recommendation": recommendation}
            )

    def _strayed(self) -> int:
        """Tell of each recommendation that shows another status. Returns how many there are."""
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
        return len(wrong)

    def _differing(self) -> int:
        """Tell of each recommendation with another past. Returns how many there are."""
        wrong = list(differing())
        for found in wrong:
            kept = _("%(recommendation)s: kept, and no assessment says so: %(span)s")
            asked = _("%(recommendation)s: its assessments say so, and it is not kept: %(span)s")
            sentences = [(kept, one) for one in found.kept] + [(asked, one) for one in found.asked]
            for sentence, one in sentences:
                self.stdout.write(
                    sentence % {"recommendation": found.recommendation, "span": _in_words(one)}
                )
        return len(wrong)


def _in_words(one: Spoken) -> str:
    """ "“No action” 31 Mar 2024 – …, told 2 Jun 2024, 09:00 – …"; the last day is excluded."""
    stretch = one.stretch
    last = formats.short_day(stretch.valid_to) if stretch.valid_to else "…"
    until = formats.short_moment(timezone.localtime(one.recorded_to)) if one.recorded_to else "…"
    return _("“%(status)s” %(first)s – %(last)s, told %(since)s – %(until)s") % {
        "status": Status(stretch.status).label,
        "first": formats.short_day(stretch.valid_from),
        "last": last,
        "since": formats.short_moment(timezone.localtime(one.recorded_from)),
        "until": until,
    }
