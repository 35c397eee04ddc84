"""Compare the statuses that lists and past days show with the approved assessments."""

from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _, ngettext

from tracker import formats
from tracker.actions.history import status_spans
from tracker.management.base import TrackerCommand
from tracker.summaries.history.past_days import (
    RecordedPeriod,
    find_differences,
    find_stale_statuses,
)
from tracker.vocabulary import Status


class Command(TrackerCommand):
    """`manage.py check_statuses [--rebuild]`: says which copies differ; changes spans alone."""

    help = (
        "Compare each recommendation's status with its newest approved assessment, and its status "
        "history with all of them."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--rebuild",
            action="store_true",
            help="rebuild the status history where it differs from the assessments",
        )

    def handle(self, **options: Any) -> None:
        if options["rebuild"]:
            self._rebuild()
        statuses, pasts = self._write_differing_statuses(), self._write_differing_pasts()
        messages = []
        if statuses:
            messages.append(
                ngettext(
                    "%(number)s status differs from its assessments. Approve a newer assessment, "
                    "or report the fault: no action in Heed causes this.",
                    "%(number)s statuses differ from their assessments. Approve a newer assessment "
                    "for each, or report the fault: no action in Heed causes this.",
                    statuses,
                )
                % {"number": statuses}
            )
        if pasts:
            messages.append(
                ngettext(
                    "The status history of %(number)s recommendation differs from its "
                    "assessments. Run with --rebuild to rebuild it.",
                    "The status history of %(number)s recommendations differs from their "
                    "assessments. Run with --rebuild to rebuild it.",
                    pasts,
                )
                % {"number": pasts}
            )
        if messages:
            raise CommandError(" ".join(messages))
        self.stdout.write(_("Every status matches its newest approved assessment."))
        self.stdout.write(_("The status history matches all assessments."))

    def _rebuild(self) -> None:
        for recommendation in status_spans.rebuild():
            self.stdout.write(
                _("%(recommendation)s: status history rebuilt") % {"recommendation": recommendation}
            )

    def _write_differing_statuses(self) -> int:
        """Write each recommendation that shows another status. Returns how many there are."""
        differences = list(find_stale_statuses())
        for recommendation, shown, expected in differences:
            self.stdout.write(
                _("%(recommendation)s: shows “%(shown)s”, its assessments say “%(expected)s”")
                % {
                    "recommendation": recommendation,
                    "shown": Status(shown).label,
                    "expected": Status(expected).label,
                }
            )
        return len(differences)

    def _write_differing_pasts(self) -> int:
        """Write each recommendation with differing spans. Returns how many there are."""
        differences = list(find_differences())
        for difference in differences:
            extra = _("%(recommendation)s: in the status history, but in no assessment: %(span)s")
            missing = _(
                "%(recommendation)s: in the assessments, but not in the status history: %(span)s"
            )
            spans = [(extra, span) for span in difference.superfluous]
            spans += [(missing, span) for span in difference.missing]
            for sentence, span in spans:
                self.stdout.write(
                    sentence
                    % {"recommendation": difference.recommendation, "span": _describe(span)}
                )
        return len(differences)


def _describe(span: RecordedPeriod) -> str:
    """Describe a span: "“No action” 31 March 2024 – …, recorded 2 June 2024, 09:00 – …".

    The last day is excluded.
    """
    period, recorded_to = span.period, span.recorded_to
    last = formats.format_day(period.valid_to) if period.valid_to else "…"
    until = formats.format_moment(timezone.localtime(recorded_to)) if recorded_to else "…"
    return _("“%(status)s” %(first)s – %(last)s, recorded %(since)s – %(until)s") % {
        "status": Status(period.status).label,
        "first": formats.format_day(period.valid_from),
        "last": last,
        "since": formats.format_moment(timezone.localtime(span.recorded_from)),
        "until": until,
    }
