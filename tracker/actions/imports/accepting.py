"""A person accepts what was read: one transaction, one reason, every row on record."""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from tracker import policies
from tracker.actions.imports.editions import edition_of
from tracker.actions.imports.kept import Kept
from tracker.actions.imports.writing import Writing
from tracker.audit.reasons import because
from tracker.models import Link, Recommendation, Report, Run, User
from tracker.vocabulary import Lifecycle, Reason, ReasonCode, RunState


@transaction.atomic
def accept(*, run: Run, by: User, reason: str | Reason, now: datetime) -> Run:
    """Take in what was not dropped: the edition, its passages and recommendations, figures,
    questions, responsibilities and links to earlier editions that were accepted.

    What is held already stays as it is: the same text twice adds nothing. What the edition asks
    again makes the older one continued; what it does not ask of earlier editions is not repeated.
    Raises NotYours, Stale when it was decided on meanwhile, Invalid for what the run does not say,
    NotAllowed where the edition is held with other words. Nothing is written then.
    """
    policies.imports.check_can_import(by)
    why = reason if isinstance(reason, Reason) else Reason(reason, ReasonCode.NEW_EDITION)
    with because(why, by=by):
        fresh = _locked(run)
        policies.imports.check_is_waiting(fresh)
        kept = Kept()
        report = edition_of(fresh, kept)
        Writing(fresh, report, kept, by=by, now=now).write()
        _carry_lifecycles(report, kept)
        fresh.report, fresh.state, fresh.reason = report, RunState.ACCEPTED, why.words
        fresh.decided_by, fresh.decided_at, fresh.created = by, now, kept.told
        fresh.save(
            update_fields=["report", "state", "reason", "decided_by", "decided_at", "created"]
        )
    return fresh


def _locked(run: Run) -> Run:
    """The run as it is now. Others of its edition wait: of two copies the second adds nothing."""
    same = Q(mechanism=run.mechanism, country__iexact=run.country, year=run.year)
    rows = Run.objects.filter(Q(pk=run.pk) | same).order_by("pk").select_for_update(of=("self",))
    list(rows.values_list("pk"))
    fresh: Run = Run.objects.get(pk=run.pk)
    return fresh


def _carry_lifecycles(report: Report, kept: Kept) -> None:
    """Continued: asked again. Not repeated: of an earlier edition, and not asked again by a newer.

    Neither is thereby implemented or closed; what was closed stays closed. An edition of which no
    recommendation is held says nothing of what it asks: nothing is not repeated for its sake. One
    that comes after a newer edition was taken in is itself asked again, or not repeated.
    """
    editions = Recommendation.objects.filter(
        report__mechanism=report.mechanism, report__country=report.country
    )
    again = editions.filter(
        asked_again__recommendation__report=report, asked_again__withdrawn_at=None
    )
    for row in again.filter(lifecycle__in=[Lifecycle.ACTIVE, Lifecycle.NOT_REPEATED]).distinct():
        _becomes(row, Lifecycle.CONTINUED, kept)
    linked = Link.objects.standing().filter(earlier=OuterRef("pk"))
    left = editions.filter(~Exists(linked), lifecycle=Lifecycle.ACTIVE)
    if editions.filter(report=report).exists():
        for row in left.filter(report__year__lt=report.year):
            _becomes(row, Lifecycle.NOT_REPEATED, kept)
    if editions.filter(report__year__gt=report.year).exists():
        for row in left.filter(report=report):
            _becomes(row, Lifecycle.NOT_REPEATED, kept)


def _becomes(row: Recommendation, lifecycle: Lifecycle, kept: Kept) -> None:
    kept.changes(row, "lifecycle")
    row.lifecycle = lifecycle
    row.save(update_fields=["lifecycle"])
