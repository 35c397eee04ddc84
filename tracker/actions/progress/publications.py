"""A draft is published by a second person or discarded; what was published is withdrawn."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tracker import policies
from tracker.actions.progress.publication_drafts import content_of, wanted_of, worked_out
from tracker.actions.values import check_values
from tracker.audit.reasons import because
from tracker.errors import InvalidValue, Stale
from tracker.models import Publication, Report, User
from tracker.summaries.progress.publications import changes, is_same
from tracker.vocabulary import PublicationState, Reason, ReasonCode, ReportKind

ABOUT_A_PERIOD = frozenset({ReportKind.CHANGES, ReportKind.EVIDENCE})


@transaction.atomic
def publish(
    *, publication: Publication, by: User, now: datetime, note: str = "", supersedes: bool = True
) -> Publication:
    """Let a draft that somebody else made leave the house. Its bytes stay as they are.

    With `supersedes`, what was published of the same report, kind, language, audience and filter
    is superseded by it. Raises NotYours for its author and whoever does not publish; Stale when it
    waits no more, or when it would say something else now, with what.
    """
    with because(note.strip() or publication.why, by=by):
        fresh = _locked(publication)
        policies.progress.check_can_publish(by, fresh)
        _check_is_up_to_date(fresh, now)
        fresh.state, fresh.decided_by, fresh.decided_at = PublicationState.PUBLISHED, by, now
        check_values(fresh)
        fresh.save(update_fields=["state", "decided_by", "decided_at"])
        for older in superseded_by(fresh) if supersedes else ():
            older.state, older.superseded_by = PublicationState.SUPERSEDED, fresh
            older.ended_at = now
            older.save(update_fields=["state", "superseded_by", "ended_at"])
    return fresh


def superseded_by(publication: Publication) -> list[Publication]:
    """Those that stand as published and tell the same readers of the same, on no later day.

    Whichever is published last stands, in whatever order they were made. Of what is about a period,
    the same is what begins on the same day.
    """
    alike = Publication.objects.filter(
        report=publication.report_id,
        kind=publication.kind,
        language=publication.language,
        audience=publication.audience,
        past=publication.past,
        on__lte=publication.on,
        state=PublicationState.PUBLISHED,
    ).exclude(pk=publication.pk)
    if publication.kind in ABOUT_A_PERIOD:
        alike = alike.filter(since=publication.since)
    others = alike.select_related("report__mechanism").order_by("pk")
    return [one for one in others if one.conditions == publication.conditions]


@transaction.atomic
def discard(*, publication: Publication, by: User, now: datetime, notice: str) -> Publication:
    """Let a draft go, with words: its number is not given again.

    Raises NotYours unless `by` made it or publishes, Invalid without words, Stale if it waits no
    more.
    """
    policies.progress.check_notice(publication, notice)
    with because(Reason(notice, ReasonCode.WITHDRAWAL), by=by):
        fresh = _locked(publication)
        policies.progress.check_can_discard(by, fresh)
        return _ended(fresh, notice, now)


@transaction.atomic
def withdraw(
    *, publication: Publication, by: User, now: datetime, notice: str, reinstates: bool = False
) -> Publication:
    """Take back what was published, or superseded, with a notice for its readers.

    With `reinstates`, what it superseded stands as published again. Raises NotYours unless
    `by` publishes, Invalid without words, Stale if it does not stand.
    """
    policies.progress.check_notice(publication, notice)
    with because(Reason(notice, ReasonCode.WITHDRAWAL), by=by):
        fresh = _locked(publication)
        policies.progress.check_can_withdraw(by, fresh)
        for older in reinstated_by(fresh) if reinstates else ():
            older.state = PublicationState.PUBLISHED
            older.superseded_by = older.ended_at = None
            older.save(update_fields=["state", "superseded_by", "ended_at"])
        return _ended(fresh, notice, now)


def reinstated_by(publication: Publication) -> list[Publication]:
    """Those that it took the place of, while it stands itself: without it, nothing would.

    In the place of one that was withdrawn meanwhile, those which that took the place of.
    """
    found: list[Publication] = []
    waiting = [publication] if publication.state == PublicationState.PUBLISHED else []
    while waiting:
        for older in waiting.pop().supersedes.select_related("report__mechanism").order_by("pk"):
            if older.state == PublicationState.SUPERSEDED:
                found.append(older)
            elif older.state == PublicationState.WITHDRAWN:
                waiting.append(older)
    return found


def _ended(fresh: Publication, notice: str, now: datetime) -> Publication:
    fresh.state, fresh.notice, fresh.ended_at = PublicationState.WITHDRAWN, notice.strip(), now
    check_values(fresh)
    fresh.save(update_fields=["state", "notice", "ended_at"])
    return fresh


def _locked(publication: Publication) -> Publication:
    """The publication as it is now; its report first, as who makes a draft locks it."""
    Report.objects.select_for_update().get(pk=publication.report_id)
    fresh: Publication = (
        Publication.objects.select_for_update(of=("self",))
        .select_related("report__mechanism__issuer", "author")
        .get(pk=publication.pk)
    )
    return fresh


def _check_is_up_to_date(publication: Publication, now: datetime) -> None:
    """Raises Stale, with what changed, when the report would say something else now."""
    frozen = content_of(publication)
    try:
        made = worked_out(
            publication.report,
            wanted_of(publication),
            language=publication.language,
            today=timezone.localdate(now),
        )
    except InvalidValue as refused:
        raise Stale(
            _("“%(publication)s” can't be published: %(why)s Discard it, and make a new draft.")
            % {"publication": publication, "why": refused}
        ) from refused
    if not is_same(frozen, made):
        raise Stale(
            _(
                "“%(publication)s” can't be published: since it was made, %(changes)s. Discard "
                "it, and make a new draft."
            )
            % {"publication": publication, "changes": "; ".join(changes(frozen, made))}
        )
