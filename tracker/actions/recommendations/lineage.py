"""What a recommendation takes over from the one it asks again: never its status."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import models, transaction
from django.utils.translation import gettext as _

from tracker import policies
from tracker.actions.locks import locked
from tracker.actions.values import check_told
from tracker.audit.reasons import because
from tracker.errors import InvalidValue, Stale
from tracker.models import (
    Component,
    ComponentBody,
    LineageLink,
    Recommendation,
    Responsibility,
    Translation,
    User,
)
from tracker.vocabulary import ComponentBasis, Lifecycle, LineageKind, Reason, ReasonCode

CARRIED = ("bodies", "components", "topics", "translations", "assignee")


@dataclass(frozen=True, slots=True)
class Descent:
    """That something was asked before: as what, how close, and how like; no score by hand."""

    earlier: Recommendation
    closeness: str
    score: float | None = None


@transaction.atomic
def confirm_all(
    *,
    recommendation: Recommendation,
    descents: Sequence[Descent],
    by: User,
    now: datetime,
    carry: Collection[str] = (),
    reason: str = "",
) -> list[LineageLink]:
    """Confirm several links under one reason, all or none; the newest edition is carried first.

    Raises as `confirm` does. Nothing is written then.
    """
    newest_first = sorted(descents, key=lambda one: -one.earlier.report.year)
    return [
        confirm(
            recommendation=recommendation,
            earlier=one.earlier,
            closeness=one.closeness,
            score=one.score,
            by=by,
            now=now,
            carry=carry,
            reason=reason,
        )
        for one in newest_first
    ]


@transaction.atomic
def confirm(
    *,
    recommendation: Recommendation,
    earlier: Recommendation,
    closeness: str,
    by: User,
    now: datetime,
    score: float | None = None,
    carry: Collection[str] = (),
    reason: str = "",
) -> LineageLink:
    """Say that a recommendation asks again what an earlier one asked, and take over what is ticked.

    The earlier one is continued then, unless it was closed. Raises NotYours, Invalid for a link
    that is there already, backwards in time, or to itself.
    """
    policies.imports.check_can_say_descent(by, recommendation)
    with because(Reason(reason, ReasonCode.NEW_EDITION), by=by):
        fresh = locked(recommendation)
        before = locked(earlier)
        policies.imports.check_can_link(fresh, before)
        _check_not_linked(fresh, before)
        link = LineageLink(
            recommendation=fresh,
            earlier=before,
            closeness=LineageKind(closeness),
            score=score,
            confirmed_by=by,
            confirmed_at=now,
        )
        check_told(link)
        link.save()
        if before.lifecycle in (Lifecycle.ACTIVE, Lifecycle.NOT_REPEATED):
            before.lifecycle = Lifecycle.CONTINUED
            before.save(update_fields=["lifecycle"])
        carry_over(before, fresh, wanted=carry)
    return link


@transaction.atomic
def unlink(*, link: LineageLink, by: User, reason: str, now: datetime) -> LineageLink:
    """Take back a link that was a mistake; it stays on record, and what was carried over stays.

    The earlier one is continued while another link says so; else it is not repeated, since a newer
    edition is held that does not ask it. What was closed stays closed. Raises NotYours, Invalid
    without words, Stale when it was withdrawn meanwhile.
    """
    policies.imports.check_can_say_descent(by, link.recommendation)
    with because(Reason(reason, ReasonCode.WITHDRAWAL), by=by):
        locked(link.recommendation)
        before = locked(link.earlier)
        fresh: LineageLink = LineageLink.objects.select_for_update(of=("self",)).get(pk=link.pk)
        if fresh.is_withdrawn:
            raise Stale(
                _("The link between %(later)s and %(earlier)s was withdrawn meanwhile.")
                % {"later": link.recommendation, "earlier": before}
            )
        fresh.withdrawn_at, fresh.withdrawal_reason = now, reason
        fresh.save(update_fields=["withdrawn_at", "withdrawal_reason"])
        if before.lifecycle == Lifecycle.CONTINUED and not before.asked_again.standing().exists():
            before.lifecycle = Lifecycle.NOT_REPEATED
            before.save(update_fields=["lifecycle"])
    return fresh


def _check_not_linked(later: Recommendation, earlier: Recommendation) -> None:
    if LineageLink.objects.standing().filter(recommendation=later, earlier=earlier).exists():
        raise InvalidValue(
            _(
                "%(later)s and %(earlier)s are linked already. Withdraw that link first, if it is "
                "wrong."
            )
            % {"later": later, "earlier": earlier}
        )


def carry_over(
    earlier: Recommendation,
    later: Recommendation,
    *,
    wanted: Collection[str],
    made: Callable[[models.Model], None] = lambda row: None,
) -> None:
    """Copy what is wanted of CARRIED where the later one lacks it. Called under a reason.

    A component keeps its words only where they stand in the later text; else it is the analyst's.
    """
    if "bodies" in wanted:
        _bodies(earlier, later, made)
    if "components" in wanted:
        _components(earlier, later, made)
    if "topics" in wanted:
        later.topics.add(*earlier.topics.all())
    if "translations" in wanted and earlier.text == later.text:
        for row in earlier.translations.exclude(language__in=later.translations.values("language")):
            made(
                Translation.objects.create(
                    recommendation=later,
                    language=row.language,
                    short_title=row.short_title,
                    text=row.text,
                    source=row.source,
                )
            )
    if "assignee" in wanted and later.assignee_id is None and earlier.assignee is not None:
        later.assignee = earlier.assignee
        later.save(update_fields=["assignee"])


def _bodies(
    earlier: Recommendation, later: Recommendation, made: Callable[[models.Model], None]
) -> None:
    held = set(later.responsibilities.standing().values_list("body_id", "role"))
    for row in earlier.responsibilities.standing().order_by("pk"):
        if (row.body_id, row.role) not in held:
            made(
                Responsibility.objects.create(
                    recommendation=later,
                    body=row.body,
                    role=row.role,
                    basis=row.basis,
                    confidence=row.confidence,
                    reason=row.reason,
                )
            )


def _components(
    earlier: Recommendation, later: Recommendation, made: Callable[[models.Model], None]
) -> None:
    held = set(later.components.values_list("title", flat=True))
    codes = set(later.components.values_list("code", flat=True))
    for row in earlier.components.standing().order_by("code"):
        code = f"{later.number}{row.code.lstrip('0123456789')}"
        if row.title in held or code in codes:
            continue
        stands = row.basis == ComponentBasis.IN_TEXT and row.quote in later.text
        copy = Component.objects.create(
            recommendation=later,
            code=code[:10],
            title=row.title,
            basis=ComponentBasis.IN_TEXT if stands else ComponentBasis.ANALYST,
            quote=row.quote if stands else "",
            duty=row.duty,
        )
        made(copy)
        for carried in row.component_bodies.select_related("body"):
            made(
                ComponentBody.objects.create(
                    recommendation=later, component=copy, body=carried.body
                )
            )
