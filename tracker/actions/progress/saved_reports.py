"""Save reports that are made as drafts on their days, make them, and stop them."""

import logging
from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from operator import attrgetter

from django.db import transaction
from django.utils.translation import gettext as _

from tracker import policies
from tracker.actions import mail, progress
from tracker.actions.base import (
    TimedCommand,
    check_values,
    save_changes,
    save_fields,
)
from tracker.audit.reasons import because
from tracker.errors import InvalidValue, TrackerError
from tracker.filters.progress import progress_from_params
from tracker.models import Mail, Publication, Report, SavedReport, User
from tracker.vocabulary import Basis, Frequency, ReportKind

# What makes two saved reports the same.
DEFINITION = attrgetter("kind", "language", "audience", "conditions", "frequency", "first_run_on")
MONTHS = {Frequency.MONTH: 1, Frequency.QUARTER: 3, Frequency.YEAR: 12}
DAY = timedelta(days=1)
PERIOD_KINDS = frozenset({ReportKind.BRIEF, ReportKind.CHANGES, ReportKind.EVIDENCE})
MAX_PER_RUN = 50  # made in one run
MAX_AHEAD = timedelta(days=3653)  # first day, from today
logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class DraftResult:
    """Result of making a saved report: a draft, or a sentence why there is none."""

    saved_report: SavedReport
    publication: Publication | None
    problem: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveReport(TimedCommand):
    """A report that is made on its first day, and then as often as its frequency says."""

    report: Report
    name: str
    kind: str
    language: str
    audience: str
    conditions: Mapping[str, Sequence[str]]
    frequency: str
    first_run_on: date
    today: date
    recipients: tuple[Sequence[User], Sequence[str]] = ((), ())  # and addresses without account


@transaction.atomic
def save(command: SaveReport) -> SavedReport:
    """Save a report to be made again. The same report under the same name twice is saved once.

    Raises PermissionRefused, InvalidValue for a day that is past or ten years away, for a name that
    is taken, and for parameters that no report can be made of.
    """
    report, by, today = command.report, command.by, command.today
    policies.check_can_change(by, "savedreport", command.name or str(_("A scheduled report")))
    InvalidValue.raise_if(
        command.first_run_on < today,
        _("%(day)s has passed. Choose today or a later day."),
        day=command.first_run_on,
    )
    InvalidValue.raise_if(
        command.first_run_on > today + MAX_AHEAD,
        _("%(day)s is more than ten years ahead. Choose an earlier day."),
        day=command.first_run_on,
    )
    Report.objects.select_for_update().get(pk=report.pk)
    saved_report = SavedReport(
        report=report,
        name=command.name.strip(),
        kind=command.kind,
        language=command.language,
        audience=command.audience,
        conditions=progress.extract_conditions(progress.resolve_me(command.conditions, by=by)),
        frequency=command.frequency,
        first_run_on=command.first_run_on,
        next_run_on=command.first_run_on,
        addresses=list(command.recipients[1]),
        author=by,
        created_at=command.now,
    )
    check_values(saved_report)
    parameters = _parameters(saved_report, today=today)
    progress_from_params(report, parameters, user=by, today=today, language=saved_report.language)
    same = SavedReport.objects.not_withdrawn().filter(report=report, name=saved_report.name)
    existing: SavedReport | None = same.first()
    if existing is not None and DEFINITION(existing) == DEFINITION(saved_report):
        return existing
    InvalidValue.raise_if(
        existing is not None,
        _("%(report)s already has a scheduled report named “%(name)s”. Choose another name."),
        report=report.cited_as,
        name=saved_report.name,
    )
    with because(_("Scheduled"), by=by):
        saved_report.save()
        saved_report.recipients.set(command.recipients[0])
    return saved_report


def make_due(*, now: datetime, today: date) -> list[DraftResult]:
    """Make every saved report that is due, each by itself, at most MAX_PER_RUN.

    A report that missed several days is made once. One that can't be made stays due, stores why,
    and is tried again; it does not count. Messages about the drafts are sent at once.
    """
    results: list[DraftResult] = []
    for key in list(SavedReport.objects.due(on=today).values_list("pk", flat=True)):
        if sum(1 for result in results if result.publication) == MAX_PER_RUN:
            break
        if result := _make_draft(key, now=now, today=today):
            results.append(result)
    mail.send_due(now)
    return results


def _make_draft(key: int, *, now: datetime, today: date) -> DraftResult | None:
    """Make the draft of a saved report; None if another process made it meanwhile.

    Its files are made outside of any transaction; a process that makes it at the same time gets the
    same draft.
    """
    due = SavedReport.objects.due(on=today).select_related("author", "report")
    if (saved_report := due.filter(pk=key).first()) is None:
        return None
    try:
        publication = progress.make_draft(
            progress.MakeDraft(
                report=saved_report.report,
                parameters=_parameters(saved_report, today=today),
                language=saved_report.language,
                by=saved_report.author,
                now=now,
                today=today,
                reason=_("Scheduled report “%(name)s”") % {"name": saved_report.name},
                saved_report=saved_report,
            )
        )
    except TrackerError as error:
        return _record_problem(key, str(error))
    except Exception:  # whatever it is, the other reports must be made
        logger.exception("Saved report %s could not be made", key)
        return _record_problem(
            key, str(_("An internal error. Ask an administrator to check the log."))
        )
    with transaction.atomic():
        fresh = _lock(key)
        if fresh is not None and fresh.next_run_on == saved_report.next_run_on:
            next_run_on = next_date(fresh.first_run_on, fresh.frequency, after=today)
            with because(_("Created on schedule"), by=fresh.author):
                save_fields(fresh, last_run_on=today, next_run_on=next_run_on, last_error="")
            Mail.objects.queue_report(publication, now=now)
    return DraftResult(fresh or saved_report, publication)


def _record_problem(key: int, problem: str) -> DraftResult | None:
    with transaction.atomic():
        if (saved_report := _lock(key)) is None:
            return None
        with because(_("Could not be created"), by=saved_report.author):
            save_changes(saved_report, {"last_error": problem})
    return DraftResult(saved_report, None, problem)


def _lock(key: int) -> SavedReport | None:
    rows = SavedReport.objects.not_withdrawn().select_for_update(of=("self",))
    return rows.select_related("author", "report__mechanism__issuer").filter(pk=key).first()


def _parameters(saved_report: SavedReport, *, today: date) -> dict[str, list[str]]:
    """Return the parameters: the state on the day of the run, and changes since the last run.

    For a report about a period both days are those before, which are over, as recorded then. So
    each report begins where the one before it ended, and every change is in exactly one of them,
    whenever it was approved, corrected or dated.
    """
    on, since = today, saved_report.last_run_on
    parameters = {
        **saved_report.conditions,
        "kind": [saved_report.kind],
        "audience": [saved_report.audience],
    }
    if saved_report.kind in PERIOD_KINDS:
        on, since = on - DAY, since - DAY if since else None
        parameters["basis"] = [Basis.AS_RECORDED_THEN.value]
    if since and since < on:
        parameters["since"] = [since.isoformat()]
    return {**parameters, "on": [on.isoformat()]}


def next_date(first: date, frequency: str, *, after: date) -> date | None:
    """Return the next day after `after`; None for a report that is made once.

    31 January is followed by 28 February, and that by 31 March.
    """
    if (step := MONTHS.get(Frequency(frequency))) is None:
        return None
    months = 0
    while (next_day := _add_months(first, months)) <= after:
        months += step
    return next_day


def _add_months(first: date, months: int) -> date:
    year, month = divmod(first.month - 1 + months, 12)
    year, month = first.year + year, month + 1
    return date(year, month, min(first.day, monthrange(year, month)[1]))
