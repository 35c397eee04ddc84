"""Compare the statuses and counts that pages show with what they are made from."""

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _, ngettext

from tracker import formats
from tracker.actions.history import status_spans, summary_rows
from tracker.management.base import TrackerCommand
from tracker.models import Report
from tracker.summaries.history.past_days import (
    RecordedPeriod,
    find_differences,
    find_stale_statuses,
)
from tracker.vocabulary import Status


class Command(TrackerCommand):
    """`manage.py check_statuses [--rebuild]`: says which copies differ.

    Changes spans and summary rows alone.
    """

    help = (
        "Compare each recommendation's status with its newest approved assessment, its status "
        "history with all of them, and the summary rows with the recommendations they count."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--rebuild",
            action="store_true",
            help="rebuild the status history and the summary rows where they differ",
        )

    def handle(self, *, rebuild: bool, **_options: object) -> None:
        for recommendation in status_spans.rebuild() if rebuild else ():
            self.stdout.write(
                _("%(recommendation)s: status history rebuilt") % {"recommendation": recommendation}
            )
        statuses, pasts = self._write_differing_statuses(), self._write_differing_pasts()
        counts = self._write_differing_counts(store=rebuild)
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
        if counts and not rebuild:
            messages.append(
                _("Summary rows differ from what they count. Run with --rebuild to rebuild them.")
            )
        if messages:
            raise CommandError(" ".join(messages))
        self.stdout.write(_("Every status matches its newest approved assessment."))
        self.stdout.write(_("The status history matches all assessments."))
        self.stdout.write(_("The summary rows match what they count."))

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

    def _write_differing_counts(self, *, store: bool) -> list[int | None]:
        """Write each report with differing summary rows, and return its key; None: the totals."""
        keys = list(summary_rows.rebuild(store=store))
        reports = Report.objects.select_related("mechanism").in_bulk(filter(None, keys))
        for key in keys:
            name = reports.get(key or 0, _("All reports"))
            self.stdout.write(
                _("%(report)s: summary rows differ from what they count") % {"report": name}
            )
        return keys


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
