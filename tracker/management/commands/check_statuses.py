"""Compare the statuses and counts that pages show with what they are made from."""

from collections.abc import Iterable, Iterator

from django.core.management.base import CommandError
from django.utils import timezone
from django.utils.translation import gettext as _, ngettext

from tracker import formats, models, vocabulary
from tracker.actions.history import status_spans, summary_rows
from tracker.management.base import Argument, TrackerCommand
from tracker.summaries.statuses import (
    Difference,
    RecordedPeriod,
    find_differences,
    find_stale_statuses,
)


class Command(TrackerCommand):
    """`heed check_statuses [--rebuild]`: says which copies differ.

    Changes spans and summary rows alone.
    """

    help = (
        "Compare each recommendation's status with its newest approved assessment, its status "
        "history with all of them, and the summary rows with the recommendations they count."
    )
    arguments = (
        Argument(
            "--rebuild",
            action="store_true",
            help="rebuild the status history and the summary rows where they differ",
        ),
    )

    def handle(self, *, rebuild: bool, **_options: object) -> None:
        self.write_lines(
            _("%(recommendation)s: status history rebuilt") % {"recommendation": recommendation}
            for recommendation in (status_spans.rebuild() if rebuild else ())
        )
        statuses, pasts = list(find_stale_statuses()), list(find_differences())
        counts = list(summary_rows.rebuild(store=rebuild))
        self.write_lines(_describe(statuses, pasts, counts))
        faults = (
            (
                len(statuses),
                ngettext(
                    "%(number)s status differs from its assessments. Approve a newer assessment, "
                    "or report the fault: no action in Heed causes this.",
                    "%(number)s statuses differ from their assessments. Approve a newer assessment "
                    "for each, or report the fault: no action in Heed causes this.",
                    len(statuses),
                ),
            ),
            (
                len(pasts),
                ngettext(
                    "The status history of %(number)s recommendation differs from its "
                    "assessments. Run with --rebuild to rebuild it.",
                    "The status history of %(number)s recommendations differs from their "
                    "assessments. Run with --rebuild to rebuild it.",
                    len(pasts),
                ),
            ),
            (
                0 if rebuild else len(counts),
                _("Summary rows differ from what they count. Run with --rebuild to rebuild them."),
            ),
        )
        if messages := [message % {"number": number} for number, message in faults if number]:
            raise CommandError(" ".join(messages))
        self.write_lines(
            (
                _("Every status matches its newest approved assessment."),
                _("The status history matches all assessments."),
                _("The summary rows match what they count."),
            )
        )


def _describe(
    statuses: Iterable[tuple[models.Recommendation, str, str]],
    differences: Iterable[Difference],
    keys: Iterable[int | None],
) -> Iterator[str]:
    """Describe each status, span and report that differs; a report by its key, None: the totals."""
    yield from (
        _("%(recommendation)s: shows “%(shown)s”, its assessments say “%(expected)s”")
        % {
            "recommendation": recommendation,
            "shown": vocabulary.Status(shown).label,
            "expected": vocabulary.Status(expected).label,
        }
        for recommendation, shown, expected in statuses
    )
    extra = _("%(recommendation)s: in the status history, but in no assessment: %(span)s")
    missing = _("%(recommendation)s: in the assessments, but not in the status history: %(span)s")
    for difference in differences:
        values = {"recommendation": difference.recommendation}
        for sentence, spans in ((extra, difference.superfluous), (missing, difference.missing)):
            yield from (sentence % {**values, "span": _describe_span(span)} for span in spans)
    reports = models.Report.objects.select_related("mechanism").in_bulk(filter(None, keys))
    yield from (
        _("%(report)s: summary rows differ from what they count")
        % {"report": reports.get(key or 0, _("All reports"))}
        for key in keys
    )


def _describe_span(span: RecordedPeriod) -> str:
    """Describe a span: "“No action” 31 March 2024 – …, recorded 2 June 2024, 09:00 – …".

    The last day is excluded.
    """
    period, recorded_to = span.period, span.recorded_to
    return _("“%(status)s” %(first)s – %(last)s, recorded %(since)s – %(until)s") % {
        "status": vocabulary.Status(period.status).label,
        "first": formats.format_day(period.valid_from),
        "last": formats.format_day(period.valid_to) if period.valid_to else "…",
        "since": formats.format_moment(timezone.localtime(span.recorded_from)),
        "until": formats.format_moment(timezone.localtime(recorded_to)) if recorded_to else "…",
    }
