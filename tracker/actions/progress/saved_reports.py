"""Saved reports: kept, made as drafts on their days, and stopped."""

import logging
from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from tracker import policies
from tracker.actions import progress
from tracker.actions.values import check_values
from tracker.audit.reasons import because
from tracker.errors import InvalidValue, NotAllowed, TrackerError
from tracker.filters.progress import progress_of
from tracker.formats import day
from tracker.models import Publication, Report, SavedReport, User
from tracker.vocabulary import Frequency, Past, Reason, ReasonCode, ReportKind

MONTHS = {Frequency.MONTH: 1, Frequency.QUARTER: 3, Frequency.YEAR: 12}
DAY = timedelta(days=1)
TELL_OF_A_PERIOD = frozenset({ReportKind.BRIEF, ReportKind.CHANGES, ReportKind.EVIDENCE})
MOST = 50  # made in one run
FARTHEST = timedelta(days=3653)  # first day, from today
LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Made:
    """What became of a saved report on its day: a draft, or the sentence why there is none."""

    schedule: SavedReport
    publication: Publication | None
    problem: str = ""


@transaction.atomic
def save(
    *,
    report: Report,
    name: str,
    kind: str,
    language: str,
    audience: str,
    conditions: Mapping[str, Sequence[str]],
    every: str,
    first_on: date,
    by: User,
    now: datetime,
    today: date,
) -> SavedReport:
    """Keep a report that is made as a draft on `first_on`, and then as often as `every` says.

    The same report under the same name twice is one. Raises NotYours, Invalid for a day that is
    past or ten years away, for a name that another one has, and for what no report can be made of.
    """
    policies.check_can_change(by, "schedule", name or str(_("A saved report")))
    if first_on < today:
        raise InvalidValue(
            _("%(day)s is past. A saved report is made from today on: choose a later day.")
            % {"day": day(first_on)}
        )
    if first_on > today + FARTHEST:
        raise InvalidValue(
            _("%(day)s is more than ten years away. Choose an earlier day.")
            % {"day": day(first_on)}
        )
    Report.objects.select_for_update().get(pk=report.pk)
    schedule = SavedReport(
        report=report,
        name=name.strip(),
        kind=kind,
        language=language,
        audience=audience,
        conditions=progress.conditions_of(progress.by_name(conditions, by=by)),
        every=every,
        first_on=first_on,
        next_on=first_on,
        author=by,
        created_at=now,
    )
    check_values(schedule)
    progress_of(report, _wanted(schedule, today=today), user=by, today=today, language=language)
    same = SavedReport.objects.standing().filter(report=report, name=schedule.name)
    held: SavedReport | None = same.first()
    if held is not None:
        if _said(held) == _said(schedule):
            return held
        raise InvalidValue(
            _("A saved report of %(report)s is called “%(name)s” already. Give another name.")
            % {"report": report.cited_as, "name": schedule.name}
        )
    with because(_("Saved, to be made again"), by=by):
        schedule.save()
    return schedule


@transaction.atomic
def stop(*, schedule: SavedReport, by: User, now: datetime, because_of: str) -> SavedReport:
    """Make it no more; what was made stays. Raises NotYours, NotAllowed when it is stopped."""
    policies.check_can_change(by, "schedule", schedule.name)
    with because(Reason(because_of, ReasonCode.WITHDRAWAL), by=by):
        fresh: SavedReport = SavedReport.objects.select_for_update().get(pk=schedule.pk)
        if fresh.withdrawn_at is not None:
            raise NotAllowed(
                _("“%(name)s” was stopped already. Save it anew to make it again.")
                % {"name": fresh.name}
            )
        fresh.withdrawn_at, fresh.withdrawal_reason = now, because_of
        fresh.save(update_fields=["withdrawn_at", "withdrawal_reason"])
    return fresh


def make_due(*, now: datetime, today: date) -> list[Made]:
    """Make every saved report whose day has come, each by itself: one that fails stops no other.

    One that was missed for several times is made once. What can't be made stays due, says why,
    and is tried again; it takes no turn from the others.
    """
    tried: list[Made] = []
    for key in list(SavedReport.objects.due(on=today).values_list("pk", flat=True)):
        if sum(1 for one in tried if one.publication) == MOST:
            break
        if made := _make(key, now=now, today=today):
            tried.append(made)
    return tried


def _make(key: int, *, now: datetime, today: date) -> Made | None:
    """Make one. Its files are written while nobody waits for the database; who makes it at the same
    time finds the same draft.
    """
    due = SavedReport.objects.due(on=today).select_related("author", "report")
    schedule = due.filter(pk=key).first()
    if schedule is None:
        return None  # made by another process meanwhile
    try:
        publication = progress.make_draft(
            report=schedule.report,
            wanted=_wanted(schedule, today=today),
            language=schedule.language,
            by=schedule.author,
            now=now,
            today=today,
            why=_("Saved report “%(name)s”") % {"name": schedule.name},
            schedule=schedule,
        )
    except TrackerError as refused:
        return _not_made(key, str(refused))
    except Exception:  # whatever it is, the reports that come after it are made
        LOG.exception("Saved report %s could not be made", key)
        return _not_made(
            key, str(_("A fault of the tracker. Tell an administrator: its log says more."))
        )
    with transaction.atomic():
        fresh = _locked(key)
        if fresh is not None and fresh.next_on == schedule.next_on:
            _go_on(fresh, today=today, problem="")
    return Made(fresh or schedule, publication)


def _not_made(key: int, problem: str) -> Made | None:
    with transaction.atomic():
        schedule = _locked(key)
        if schedule is None:
            return None
        if schedule.problem != problem:
            schedule.problem = problem
            with because(_("It could not be made"), by=schedule.author):
                schedule.save(update_fields=["problem"])
    return Made(schedule, None, problem)


def _locked(key: int) -> SavedReport | None:
    rows = SavedReport.objects.standing().select_for_update(of=("self",))
    found: SavedReport | None = (
        rows.select_related("author", "report__mechanism__issuer").filter(pk=key).first()
    )
    return found


def _wanted(schedule: SavedReport, *, today: date) -> dict[str, list[str]]:
    """What is asked for: the state on the day it is made, and what changed since the last time.

    Where what happened in a period is told, both are days that are over, as we said then. So each
    report begins with what the one before it ended with, and whatever is approved, corrected or
    dated when, every movement is told by one of them.
    """
    on, since = today, schedule.last_on
    asked = {**schedule.conditions, "kind": [schedule.kind], "audience": [schedule.audience]}
    if schedule.kind in TELL_OF_A_PERIOD:
        on, since = on - DAY, since - DAY if since else None
        asked["past"] = [Past.BELIEVED.value]
    if since and since < on:
        asked["since"] = [since.isoformat()]
    return {**asked, "on": [on.isoformat()]}


def _go_on(schedule: SavedReport, *, today: date, problem: str) -> None:
    schedule.last_on, schedule.problem = today, problem
    schedule.next_on = following(schedule.first_on, schedule.every, after=today)
    with because(_("Made on its day"), by=schedule.author):
        schedule.save(update_fields=["last_on", "next_on", "problem"])


def following(first: date, every: str, *, after: date) -> date | None:
    """The next day after `after`; None for what is made once. 31 January is followed by 28 February
    and then by 31 March."""
    step = MONTHS.get(Frequency(every))
    if step is None:
        return None
    months = 0
    while (found := _later(first, months)) <= after:
        months += step
    return found


def _later(first: date, months: int) -> date:
    year, month = divmod(first.month - 1 + months, 12)
    year, month = first.year + year, month + 1
    return date(year, month, min(first.day, monthrange(year, month)[1]))


def _said(schedule: SavedReport) -> tuple[object, ...]:
    """What makes two saved reports the same."""
    return (
        schedule.kind,
        schedule.language,
        schedule.audience,
        schedule.conditions,
        schedule.every,
        schedule.first_on,
    )
