"""Publish or discard drafts, and withdraw publications."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from msgspec.structs import replace

from tracker import policies
from tracker.actions.base import TimedCommand, check_values, lock_row, save_fields
from tracker.actions.progress.publication_drafts import build_progress, parameters_of, read_content
from tracker.audit.reasons import because
from tracker.errors import InvalidValue, NotAllowed, Stale
from tracker.models import Mail, Publication, Report
from tracker.progress import Progress
from tracker.summaries.progress.publications import (
    describe_changes,
    describe_missing_conclusions,
    is_same,
)
from tracker.vocabulary import (
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
    with Stale.instead_of(InvalidValue, outdated, publication=publication):
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
        raise Stale(
            _(
                "“%(publication)s” can't be published, because things have changed "
                "since it was created: %(changes)s. Discard it and create a new "
                "draft."
            )
            % {"publication": publication, "changes": "; ".join(describe_changes(frozen, current))}
        )
    missing = describe_missing_conclusions(frozen)
    NotAllowed.raise_if(
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
