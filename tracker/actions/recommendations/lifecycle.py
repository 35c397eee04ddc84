"""Close and reopen recommendations, and link them to the earlier ones that they repeat."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from tracker import errors, policies
from tracker.actions.base import (
    DecideRow,
    RowCommand,
    TimedCommand,
    VersionedCommand,
    WithdrawRow,
    because,
    check_constraints,
    lock_recommendation,
    lock_row,
    lock_with_recommendation,
    save_checked,
    save_decision,
    save_fields,
)
from tracker.models import (
    Closing,
    Component,
    ComponentBody,
    Event,
    LineageLink,
    Recommendation,
    Responsibility,
    Translation,
)
from tracker.vocabulary import (
    OPEN_STATES,
    ComponentBasis,
    Lifecycle,
    LineageKind,
    Reason,
    ReasonCode,
    State,
    approval_reason,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposeClosing(VersionedCommand):
    """Why a recommendation should be closed: a reason of the vocabulary, and an explanation."""

    recommendation: Recommendation
    closure_reason: str
    explanation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DecideClosing(DecideRow[Closing]):
    """A proposal, and the state that it gets: approved, returned or withdrawn."""

    state: State
    created_at: datetime | None = None  # the version that was read


@transaction.atomic
def propose_closing(command: ProposeClosing) -> Closing:
    """Propose to close a recommendation, or propose again what was returned.

    `by` becomes the author, and can't approve it. Raises PermissionRefused, Stale, InvalidValue
    without an explanation, NotAllowed while another proposal waits, for a closed recommendation,
    and for a reason that does not hold. Nothing is written in any case.
    """
    with because(command.explanation, by=command.by):
        fresh = lock_recommendation(command.recommendation)
        policies.recommendations.check_can_propose(command.by, fresh)
        policies.check_is_current(fresh, command.by, command.last_event, with_parts=True)
        policies.recommendations.check_closure_reason(fresh, command.closure_reason)
        returned = Closing.objects.filter(recommendation=fresh, state__in=OPEN_STATES).first()
        closing: Closing = returned or Closing(recommendation=fresh)
        closing.closure_reason, closing.explanation = (
            command.closure_reason,
            command.explanation.strip(),
        )
        closing.state = State.SUBMITTED
        closing.author, closing.created_at = command.by, command.now
        closing.decided_by, closing.decided_at, closing.decision_note = None, None, ""
        return save_checked(closing)


@transaction.atomic
def decide_closing(command: DecideClosing) -> Closing:
    """Approve a proposal, which closes the recommendation; return or withdraw it with a note.

    Raises PermissionRefused, for approval also of its author; InvalidValue without the note; Stale
    if it was decided meanwhile, or changed since the version that is approved; NotAllowed if the
    reason does not hold any more.
    """
    by, state, note = command.by, command.state, command.note.strip()
    is_approved = state == State.APPROVED
    is_own = command.row.author_id == by.pk
    reason = approval_reason(note, command.row.explanation, is_own=is_own)
    with because(reason if is_approved else Reason(note), by=by):
        fresh = lock_with_recommendation(command.row, "author")
        recommendation = fresh.recommendation
        policies.recommendations.check_can_decide(by, fresh, state)
        if is_approved:
            policies.recommendations.check_is_unchanged(fresh, command.created_at)
            policies.recommendations.check_closure_reason(recommendation, fresh.closure_reason)
        save_decision(fresh, state, by=by, now=command.now, note=note)
        if is_approved:
            save_fields(
                recommendation, lifecycle=Lifecycle.CLOSED, closure_reason=fresh.closure_reason
            )
    return fresh


@transaction.atomic
def reopen(command: RowCommand[Recommendation]) -> Recommendation:
    """Reopen a closed recommendation: as active, or as not repeated if it was that before.

    Raises PermissionRefused, InvalidValue without a reason, NotAllowed for one that is not
    closed.
    """
    with because(command.reason, by=command.by):
        fresh = lock_recommendation(command.row)
        policies.recommendations.check_can_reopen(command.by, fresh)
        before = (
            Event.objects.filter(table=Recommendation._meta.db_table, key=fresh.pk)
            .changing("lifecycle")
            .newest_first()
            .values_list("old__lifecycle", flat=True)
            .first()
        )
        was_repeated = before != Lifecycle.NOT_REPEATED
        lifecycle = Lifecycle.ACTIVE if was_repeated else Lifecycle.NOT_REPEATED
        return save_fields(fresh, lifecycle=lifecycle, closure_reason="")


CARRY_OVER_FIELDS = ("bodies", "components", "topics", "translations", "assignee")


@dataclass(frozen=True, slots=True)
class Predecessor:
    """Earlier recommendation to link to, with kind and similarity; no score if chosen by hand."""

    earlier: Recommendation
    closeness: str
    score: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkRecommendation(TimedCommand):
    """Earlier recommendations that one repeats, and the fields to copy from them."""

    recommendation: Recommendation
    predecessors: Sequence[Predecessor]
    carry: Collection[str] = ()
    reason: str = ""


@transaction.atomic
def link(command: LinkRecommendation) -> list[LineageLink]:
    """Link a recommendation to those that it repeats, all or none, and copy the fields of `carry`.

    The newest edition is copied first. The earlier ones become continued, unless they were closed.
    Raises PermissionRefused, InvalidValue for a link that exists already, leads to a later report,
    or to itself. Nothing is written then.
    """
    policies.imports.check_can_edit_lineage(command.by, command.recommendation)
    newest_first = sorted(
        command.predecessors, key=lambda predecessor: -predecessor.earlier.report.year
    )
    with because(Reason(command.reason, ReasonCode.NEW_EDITION), by=command.by):
        return [_link(command, predecessor) for predecessor in newest_first]


def _link(command: LinkRecommendation, predecessor: Predecessor) -> LineageLink:
    fresh = lock_recommendation(command.recommendation)
    before = lock_recommendation(predecessor.earlier)
    policies.imports.check_can_link(fresh, before)
    errors.InvalidValue.raise_if(
        LineageLink.objects.not_withdrawn().filter(recommendation=fresh, earlier=before).exists(),
        _("%(later)s and %(earlier)s are already linked. If the link is wrong, withdraw it first."),
        later=fresh,
        earlier=before,
    )
    lineage_link = LineageLink(
        recommendation=fresh,
        earlier=before,
        closeness=LineageKind(predecessor.closeness),
        score=predecessor.score,
        confirmed_by=command.by,
        confirmed_at=command.now,
    )
    check_constraints(lineage_link)
    lineage_link.save()
    if before.lifecycle in (Lifecycle.ACTIVE, Lifecycle.NOT_REPEATED):
        save_fields(before, lifecycle=Lifecycle.CONTINUED)
    carry_over(before, fresh, fields=command.carry)
    return lineage_link


@transaction.atomic
def unlink(command: WithdrawRow[LineageLink]) -> LineageLink:
    """Withdraw a link that was a mistake; what was copied stays.

    The earlier recommendation stays continued while another link says so; otherwise it becomes not
    repeated, since a newer edition lacks it. A closed one stays closed. Raises PermissionRefused,
    InvalidValue without a reason, Stale if it was withdrawn meanwhile.
    """
    policies.imports.check_can_edit_lineage(command.by, command.row.recommendation)
    with because(Reason(command.reason, ReasonCode.WITHDRAWAL), by=command.by):
        lock_recommendation(command.row.recommendation)
        before = lock_recommendation(command.row.earlier)
        fresh = lock_row(command.row)
        errors.Stale.raise_if(
            fresh.is_withdrawn,
            _("The link between %(later)s and %(earlier)s is already withdrawn."),
            later=command.row.recommendation,
            earlier=before,
        )
        save_fields(fresh, withdrawn_at=command.now, withdrawal_reason=command.reason)
        if (
            before.lifecycle == Lifecycle.CONTINUED
            and not before.later_links.not_withdrawn().exists()
        ):
            save_fields(before, lifecycle=Lifecycle.NOT_REPEATED)
    return fresh


def carry_over(
    earlier: Recommendation,
    later: Recommendation,
    *,
    fields: Collection[str],
) -> None:
    """Copy fields of CARRY_OVER_FIELDS that the later one lacks. Called under a reason.

    A component keeps its quote only if it is in the later text; otherwise its basis is the analyst.
    """
    if "bodies" in fields:
        _copy_bodies(earlier, later)
    if "components" in fields:
        _copy_components(earlier, later)
    if "topics" in fields:
        later.topics.add(*earlier.topics.all())
    if "translations" in fields and earlier.text == later.text:
        for row in earlier.translations.exclude(language__in=later.translations.values("language")):
            Translation.objects.create(
                recommendation=later,
                language=row.language,
                short_title=row.short_title,
                text=row.text,
                source=row.source,
            )
    if "assignee" in fields and later.assignee_id is None and earlier.assignee is not None:
        save_fields(later, assignee=earlier.assignee)


def _copy_bodies(earlier: Recommendation, later: Recommendation) -> None:
    existing = set(later.responsibilities.not_withdrawn().values_list("body_id", "role"))
    for row in earlier.responsibilities.not_withdrawn().order_by("pk"):
        if (row.body_id, row.role) not in existing:
            Responsibility.objects.create(
                recommendation=later,
                body=row.body,
                role=row.role,
                basis=row.basis,
                confidence=row.confidence,
                reason=row.reason,
            )


def _copy_components(earlier: Recommendation, later: Recommendation) -> None:
    titles = set(later.components.values_list("title", flat=True))
    codes = set(later.components.values_list("code", flat=True))
    for row in earlier.components.not_withdrawn().order_by("code"):
        code = f"{later.number}{row.code.lstrip('0123456789')}"
        if row.title in titles or code in codes:
            continue
        is_quoted = row.basis == ComponentBasis.IN_TEXT and row.quote in later.text
        copy = Component.objects.create(
            recommendation=later,
            code=code[:10],
            title=row.title,
            basis=ComponentBasis.IN_TEXT if is_quoted else ComponentBasis.ANALYST,
            quote=row.quote if is_quoted else "",
            duty=row.duty,
        )
        for component_body in row.component_bodies.select_related("body"):
            ComponentBody.objects.create(
                recommendation=later, component=copy, body=component_body.body
            )
