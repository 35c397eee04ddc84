"""Publish, discard and withdraw reports; save reports that are made as drafts on their days."""

import logging
from calendar import monthrange
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import count
from operator import attrgetter

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from msgspec.structs import replace

from tracker import errors, policies
from tracker.actions import mail
from tracker.actions.base import (
    TimedCommand,
    because,
    check_values,
    lock_row,
    save_changes,
    save_fields,
)
from tracker.actions.progress.publication_drafts import (
    MakeDraft,
    build_progress,
    extract_conditions,
    make_draft,
    parameters_of,
    read_content,
    resolve_me,
)
from tracker.filters.progress import progress_from_params
from tracker.models import Mail, Publication, Report, SavedReport, User
from tracker.progress import Progress
from tracker.summaries.progress.publications import (
    describe_changes,
    describe_missing_conclusions,
    is_same,
)
from tracker.vocabulary import (
    Basis,
    Frequency,
    PublicationState,
    Reason,
    ReasonCode,
    ReportKind,
    approval_reason,
)

PERIOD_KINDS = frozenset({ReportKind.CHANGES, ReportKind.EVIDENCE})


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishReport(TimedCommand):
    """A draft to publish, and whether it supersedes what was published before."""

    publication: Publication
    note: str = ""
    supersedes: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawReport(TimedCommand):
    """A published report to withdraw, with a notice for its readers; or a draft to discard."""

    publication: Publication
    notice: str
    reinstates: bool = False


@transaction.atomic
def publish(command: PublishReport) -> Publication:
    """Publish a draft that somebody else made. Its files do not change.

    With `supersedes`, earlier publications of the same report, kind, language, audience and filter
    are superseded. Raises PermissionRefused for its author and for a person who may not publish;
    Stale if it is decided, or, with the changes, if it would have another content now; NotAllowed
    if nobody kept a conclusion that it prints. Recipients of its saved report get a message.
    """
    by, now = command.by, command.now
    is_own = command.publication.author_id == by.pk
    with because(approval_reason(command.note, command.publication.reason, is_own=is_own), by=by):
        fresh = _lock(command.publication)
        policies.progress.check_can_publish(by, fresh)
        _check_content(fresh, now)
        save_fields(
            fresh,
            state=PublicationState.PUBLISHED,
            decided_by=by,
            decided_at=now,
            is_decided_alone=policies.four_eyes.is_decided_alone(by, fresh),
        )
        for older in find_superseded(fresh) if command.supersedes else ():
            save_fields(older, state=PublicationState.SUPERSEDED, superseded_by=fresh, ended_at=now)
    Mail.objects.queue_report(fresh, now=now)
    return fresh


def find_superseded(publication: Publication) -> list[Publication]:
    """Return the published reports of the same subject and audience, of no later day.

    The report published last stands, whenever it was made. Reports about a period must begin on the
    same day.
    """
    similar = Publication.objects.filter(
        report=publication.report_id,
        kind=publication.kind,
        language=publication.language,
        audience=publication.audience,
        basis=publication.basis,
        on__lte=publication.on,
        state=PublicationState.PUBLISHED,
    ).exclude(pk=publication.pk)
    if publication.kind in PERIOD_KINDS:
        similar = similar.filter(since=publication.since)
    others = similar.select_related("report__mechanism").order_by("pk")
    return [other for other in others if other.conditions == publication.conditions]


@transaction.atomic
def discard(command: WithdrawReport) -> Publication:
    """Discard a draft; its number is not given again.

    Raises PermissionRefused unless `by` made it or publishes, InvalidValue without words, Stale if
    it waits no more.
    """
    with because(Reason(command.notice, ReasonCode.WITHDRAWAL), by=command.by):
        fresh = _lock(command.publication)
        policies.progress.check_can_discard(command.by, fresh)
        return _end(fresh, command)


@transaction.atomic
def withdraw(command: WithdrawReport) -> Publication:
    """Withdraw a published or superseded report.

    With `reinstates`, the reports that it superseded are published again. Raises PermissionRefused
    unless `by` may publish, InvalidValue without a notice, Stale for another state.
    """
    with because(Reason(command.notice, ReasonCode.WITHDRAWAL), by=command.by):
        fresh = _lock(command.publication)
        policies.progress.check_can_withdraw(command.by, fresh)
        for older in find_reinstated(fresh) if command.reinstates else ():
            save_fields(older, state=PublicationState.PUBLISHED, superseded_by=None, ended_at=None)
        return _end(fresh, command)


def find_reinstated(publication: Publication) -> list[Publication]:
    """Return the reports that the withdrawal of a published report reinstates.

    They are those that it superseded; for one that was withdrawn meanwhile, those that it
    superseded in turn.
    """
    reinstated: list[Publication] = []
    waiting = [publication] if publication.state == PublicationState.PUBLISHED else []
    while waiting:
        for older in waiting.pop().supersedes.select_related("report__mechanism").order_by("pk"):
            if older.state == PublicationState.SUPERSEDED:
                reinstated.append(older)
            elif older.state == PublicationState.WITHDRAWN:
                waiting.append(older)
    return reinstated


def _end(fresh: Publication, command: WithdrawReport) -> Publication:
    fresh.notice = command.notice.strip()
    check_values(fresh)
    return save_fields(
        fresh, state=PublicationState.WITHDRAWN, notice=fresh.notice, ended_at=command.now
    )


def _lock(publication: Publication) -> Publication:
    """Lock a publication, its report first, and return it as it is now."""
    Report.objects.select_for_update().get(pk=publication.report_id)
    return lock_row(publication, "report__mechanism__issuer", "author")


def _check_content(publication: Publication, now: datetime) -> None:
    """Raise as `publish` does unless the report is up to date and concludes."""
    frozen = read_content(publication)
    outdated = _("“%(publication)s” can't be published: %(why)s Discard it and create a new draft.")
    with errors.Stale.instead_of(errors.InvalidValue, outdated, publication=publication):
        current = build_progress(
            publication.report,
            parameters_of(publication),
            language=publication.language,
            today=timezone.localdate(now),
        )
    # Drafts made together, as in three languages, are sent and replied to after that.
    made_on = timezone.localdate(publication.created_at)
    bodies = frozenset(
        reply.body.code
        for reply in current.replies
        if reply.sent_on >= made_on or reply.publication_number == publication.number
    )
    frozen, current = (_without_replies(progress, bodies) for progress in (frozen, current))
    if not is_same(frozen, current):
        raise errors.Stale(
            _(
                "“%(publication)s” can't be published, because things have changed "
                "since it was created: %(changes)s. Discard it and create a new "
                "draft."
            )
            % {"publication": publication, "changes": "; ".join(describe_changes(frozen, current))}
        )
    missing = describe_missing_conclusions(frozen)
    errors.NotAllowed.raise_if(
        missing,
        _(
            "“%(publication)s” can't be published: %(missing)s Keep one on the page “Conclusions” "
            "of %(report)s, then create a new draft."
        ),
        publication=publication,
        missing=missing,
        report=publication.report.cited_as,
    )


def _without_replies(progress: Progress, bodies: Collection[str]) -> Progress:
    """Return a report to compare: without replies of these bodies, nor numbers that follow."""
    return replace(
        progress,
        replies=tuple(reply for reply in progress.replies if reply.body.code not in bodies),
        withheld=tuple(count for count in progress.withheld if count.code != "replies"),
        missing_translations=(),
        translation_count=0,
    )


# What makes two saved reports the same.
DEFINITION = attrgetter("kind", "language", "audience", "conditions", "frequency", "first_run_on")
MONTHS = {Frequency.MONTH: 1, Frequency.QUARTER: 3, Frequency.YEAR: 12}
DAY = timedelta(days=1)
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
def save_report(command: SaveReport) -> SavedReport:
    """Save a report to be made again. The same report under the same name twice is saved once.

    Raises PermissionRefused, InvalidValue for a day that is past or ten years away, for a name that
    is taken, and for parameters that no report can be made of.
    """
    report, by, today = command.report, command.by, command.today
    policies.check_can_change(by, "savedreport", command.name or str(_("A scheduled report")))
    errors.InvalidValue.raise_if(
        command.first_run_on < today,
        _("%(day)s has passed. Choose today or a later day."),
        day=command.first_run_on,
    )
    errors.InvalidValue.raise_if(
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
        conditions=extract_conditions(resolve_me(command.conditions, by=by)),
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
    errors.InvalidValue.raise_if(
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
        publication = make_draft(
            MakeDraft(
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
    except errors.TrackerError as error:
        return _record_problem(key, str(error))
    except Exception:  # whatever it is, the other reports must be made
        logger.exception("Saved report %s could not be made", key)
        return _record_problem(
            key, str(_("An internal error. Ask an administrator to check the log."))
        )
    with transaction.atomic():
        fresh = _lock_saved_report(key)
        if fresh is not None and fresh.next_run_on == saved_report.next_run_on:
            next_run_on = next_date(fresh.first_run_on, fresh.frequency, after=today)
            with because(_("Created on schedule"), by=fresh.author):
                save_fields(fresh, last_run_on=today, next_run_on=next_run_on, last_error="")
            Mail.objects.queue_report(publication, now=now)
    return DraftResult(fresh or saved_report, publication)


def _record_problem(key: int, problem: str) -> DraftResult | None:
    with transaction.atomic():
        if (saved_report := _lock_saved_report(key)) is None:
            return None
        with because(_("Could not be created"), by=saved_report.author):
            save_changes(saved_report, {"last_error": problem})
    return DraftResult(saved_report, None, problem)


def _lock_saved_report(key: int) -> SavedReport | None:
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
    if saved_report.kind in {*PERIOD_KINDS, ReportKind.BRIEF}:
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
    days = (_add_months(first, months) for months in count(0, step))
    return next(day for day in days if day > after)


def _add_months(first: date, months: int) -> date:
    year, months = divmod(12 * first.year + first.month - 1 + months, 12)
    return date(year, months + 1, min(first.day, monthrange(year, months + 1)[1]))
