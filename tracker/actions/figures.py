"""Add figures that evidence states, confirm and revise them."""

from collections.abc import Mapping
from datetime import datetime
from math import isfinite

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tracker import policies
from tracker.actions.evidence.items import EvidenceInput, add_evidence
from tracker.actions.values import check_values, save_changes
from tracker.audit.reasons import because
from tracker.errors import EvidenceMissing, InvalidValue, NotAllowed, Stale
from tracker.models import Evidence, Figure, Indicator, User


@transaction.atomic
def add(
    *,
    indicator: Indicator,
    evidence_input: EvidenceInput,
    value: float | None,
    period: str,
    by: User,
    now: datetime,
    qualifier: str = "",
    breakdown: Mapping[str, str] | None = None,
    provisional: bool = False,
) -> Figure:
    """Add a figure that evidence states; `value` None if it says that the value is unknown.

    Of several pieces of evidence, the first states it. The same figure a second time changes
    nothing. Raises PermissionRefused, EvidenceMissing without evidence, NotAllowed if the evidence
    has another value for the same period already, InvalidValue for a value that its field can't
    take.
    """
    figure = Figure(
        indicator=indicator,
        value=value,
        qualifier=qualifier.strip(),
        period=period.strip(),
        breakdown=dict(breakdown or {}),
        is_provisional=provisional,
        added_by=by,
        added_at=now,
    )
    policies.check_can_change(by, "figure", str(indicator))
    _check_value(figure)
    with because(figure.label, by=by):  # a reader of the evidence may not see the value
        Indicator.objects.select_for_update().get(pk=indicator.pk)  # a second writer waits here
        figure.evidence = _add_source(figure, evidence_input, by=by, now=now)
        existing: Figure | None = _find_existing(figure)
        if existing is not None and _is_same(existing, figure):
            return existing
        if existing is not None:
            raise NotAllowed(
                _(
                    "“%(wanted)s” can't be added: “%(piece)s” is held with %(held)s for the same. "
                    "Revise that figure, so that both values and the reason stay."
                )
                % {"wanted": figure, "piece": figure.evidence, "held": existing.display_value}
            )
        check_values(figure)
        figure.save(force_insert=True)
    return figure


@transaction.atomic
def confirm(*, figure: Figure, reason: str, by: User) -> Figure:
    """Confirm a provisional figure; a confirmed one does not change.

    Raises PermissionRefused, InvalidValue without a reason, Stale if it was revised or withdrawn.
    """
    policies.check_can_change(by, "figure", str(figure))
    with because(_require_reason(reason, figure), by=by):
        fresh = _lock(figure)
        _check_is_current(fresh)
        return save_changes(fresh, {"is_provisional": False})


@transaction.atomic
def revise(
    *,
    figure: Figure,
    value: float | None,
    reason: str,
    by: User,
    now: datetime,
    qualifier: str = "",
    provisional: bool = False,
) -> Figure:
    """Revise a figure by a new one with the same source, period and breakdown; the old one stays.

    The same revision a second time changes nothing. Raises PermissionRefused, InvalidValue without
    a reason or a change, Stale if it was revised otherwise or withdrawn.
    """
    policies.check_can_change(by, "figure", str(figure))
    with because(_require_reason(reason, figure), by=by):
        fresh = _lock(figure)
        revision = _copy(fresh, by=by, now=now)
        revision.value, revision.qualifier = value, qualifier.strip()
        revision.is_provisional = provisional
        _check_value(revision)
        newer: Figure | None = fresh.revised_by.filter(withdrawn_at=None).first()
        if newer is not None and _is_same(newer, revision):
            return newer
        _check_is_current(fresh)
        if _is_same(fresh, revision):
            raise InvalidValue(
                _("“%(figure)s” says that already. Give another value, or leave it.")
                % {"figure": fresh}
            )
        check_values(revision)
        revision.save(force_insert=True)
    return revision


def _add_source(
    figure: Figure, evidence_input: EvidenceInput, *, by: User, now: datetime
) -> Evidence:
    if evidence_input.is_empty:
        raise EvidenceMissing(
            _(
                "“%(figure)s” has nothing that states it. Drop a file, give a link or a piece of "
                "evidence held already; what has none of these (a call) gets a title under "
                "“More”."
            )
            % {"figure": figure}
        )
    sources = add_evidence(
        evidence_input,
        recommendation=None,
        sentence=figure.label,
        as_of=timezone.localdate(now),
        by=by,
        now=now,
    )
    return sources[0]


def _find_existing(figure: Figure) -> Figure | None:
    """Return the figure of the same indicator, evidence, period and breakdown."""
    same = Figure.objects.current().filter(
        indicator=figure.indicator,
        evidence=figure.evidence,
        period=figure.period,
        breakdown=figure.breakdown,
    )
    existing: Figure | None = same.order_by("pk").first()
    return existing


def _is_same(figure: Figure, other: Figure) -> bool:
    names = ("value", "qualifier", "is_provisional")
    return all(getattr(figure, name) == getattr(other, name) for name in names)


def _copy(fresh: Figure, *, by: User, now: datetime) -> Figure:
    """Return a new figure with the same source, period and breakdown."""
    names = (
        "indicator report evidence passage start end quote breakdown period previous_value "
        "previous_period previous_is_assumed"
    )
    fields = {name: getattr(fresh, name) for name in names.split()}
    return Figure(**fields, revises=fresh, added_by=by, added_at=now)


def _check_value(figure: Figure) -> None:
    if figure.value is not None and not isfinite(figure.value):
        raise InvalidValue(
            _(
                "%(indicator)s, %(period)s: that is no number. Write it in digits, or say that it "
                "is not known."
            )
            % {"indicator": figure.indicator, "period": figure.period}
        )


def _check_is_current(fresh: Figure) -> None:
    if fresh.is_withdrawn:
        raise Stale(
            _("“%(figure)s” was withdrawn, because “%(why)s”. Add the figure anew.")
            % {"figure": fresh, "why": fresh.withdrawal_reason}
        )
    newer = fresh.revised_by.filter(withdrawn_at=None).first()
    if newer is not None:
        raise Stale(
            _("“%(figure)s” was revised to %(newer)s by %(who)s. Look at that one.")
            % {"figure": fresh, "newer": newer.display_value, "who": newer.added_by}
        )


def _require_reason(reason: str, figure: Figure) -> str:
    if not reason.strip():
        raise InvalidValue(
            _("“%(figure)s” can't be changed without a reason. Say why.") % {"figure": figure}
        )
    return reason.strip()


def _lock(figure: Figure) -> Figure:
    fresh: Figure = (
        Figure.objects.select_for_update(of=("self",))
        .select_related("indicator", "report__mechanism", "evidence", "passage")
        .get(pk=figure.pk)
    )
    return fresh
