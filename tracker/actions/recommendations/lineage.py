"""Link recommendations to earlier ones, and copy bodies and the like, but never a status."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext as _

from tracker import policies
from tracker.actions.base import (
    TimedCommand,
    check_constraints,
    lock_recommendation,
    lock_row,
    save_fields,
    save_withdrawal,
)
from tracker.actions.history.summary_rows import keep_summaries
from tracker.audit.reasons import because
from tracker.errors import InvalidValue, Stale
from tracker.models import (
    Component,
    ComponentBody,
    LineageLink,
    Recommendation,
    Responsibility,
    Translation,
)
from tracker.vocabulary import ComponentBasis, Lifecycle, LineageKind, Reason, ReasonCode

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


@dataclass(frozen=True, slots=True, kw_only=True)
class UnlinkRecommendation(TimedCommand):
    """Why a link was a mistake."""

    link: LineageLink
    reason: str


@keep_summaries()
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
    _check_not_linked(fresh, before)
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


@keep_summaries()
def unlink(command: UnlinkRecommendation) -> LineageLink:
    """Withdraw a link that was a mistake; what was copied stays.

    The earlier recommendation stays continued while another link says so; otherwise it becomes not
    repeated, since a newer edition lacks it. A closed one stays closed. Raises PermissionRefused,
    InvalidValue without a reason, Stale if it was withdrawn meanwhile.
    """
    recommendation, reason = command.link.recommendation, command.reason
    policies.imports.check_can_edit_lineage(command.by, recommendation)
    with because(Reason(reason, ReasonCode.WITHDRAWAL), by=command.by):
        lock_recommendation(recommendation)
        before = lock_recommendation(command.link.earlier)
        fresh = lock_row(command.link)
        if fresh.is_withdrawn:
            raise Stale(
                _("The link between %(later)s and %(earlier)s is already withdrawn.")
                % {"later": recommendation, "earlier": before}
            )
        save_withdrawal(fresh, command.now, reason)
        if (
            before.lifecycle == Lifecycle.CONTINUED
            and not before.later_links.not_withdrawn().exists()
        ):
            save_fields(before, lifecycle=Lifecycle.NOT_REPEATED)
    return fresh


def _check_not_linked(later: Recommendation, earlier: Recommendation) -> None:
    if LineageLink.objects.not_withdrawn().filter(recommendation=later, earlier=earlier).exists():
        raise InvalidValue(
            _(
                "%(later)s and %(earlier)s are already linked. If the link is wrong, withdraw "
                "it first."
            )
            % {"later": later, "earlier": earlier}
        )


def carry_over(
    earlier: Recommendation,
    later: Recommendation,
    *,
    fields: Collection[str],
    on_created: Callable[[models.Model], None] = lambda row: None,
) -> None:
    """Copy fields of CARRY_OVER_FIELDS that the later one lacks. Called under a reason.

    A component keeps its quote only if it is in the later text; otherwise its basis is the analyst.
    """
    if "bodies" in fields:
        _copy_bodies(earlier, later, on_created)
    if "components" in fields:
        _copy_components(earlier, later, on_created)
    if "topics" in fields:
        later.topics.add(*earlier.topics.all())
    if "translations" in fields and earlier.text == later.text:
        for row in earlier.translations.exclude(language__in=later.translations.values("language")):
            on_created(
                Translation.objects.create(
                    recommendation=later,
                    language=row.language,
                    short_title=row.short_title,
                    text=row.text,
                    source=row.source,
                )
            )
    if "assignee" in fields and later.assignee_id is None and earlier.assignee is not None:
        save_fields(later, assignee=earlier.assignee)


def _copy_bodies(
    earlier: Recommendation, later: Recommendation, on_created: Callable[[models.Model], None]
) -> None:
    existing = set(later.responsibilities.not_withdrawn().values_list("body_id", "role"))
    for row in earlier.responsibilities.not_withdrawn().order_by("pk"):
        if (row.body_id, row.role) not in existing:
            on_created(
                Responsibility.objects.create(
                    recommendation=later,
                    body=row.body,
                    role=row.role,
                    basis=row.basis,
                    confidence=row.confidence,
                    reason=row.reason,
                )
            )


def _copy_components(
    earlier: Recommendation, later: Recommendation, on_created: Callable[[models.Model], None]
) -> None:
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
        on_created(copy)
        for component_body in row.component_bodies.select_related("body"):
            on_created(
                ComponentBody.objects.create(
                    recommendation=later, component=copy, body=component_body.body
                )
            )
