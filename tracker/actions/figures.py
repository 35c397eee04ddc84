"""Figures: stated by evidence, confirmed, revised with what was held before kept."""

from collections.abc import Mapping
from datetime import datetime
from math import isfinite

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tracker import policies
from tracker.actions.evidence.items import Shown, add_shown
from tracker.actions.values import check_values, write
from tracker.audit.reasons import because
from tracker.errors import EvidenceMissing, InvalidValue, NotAllowed, Stale
from tracker.models import Evidence, Figure, Indicator, User


@transaction.atomic
def add(
    *,
    indicator: Indicator,
    shown: Shown,
    value: float | None,
    period: str,
    by: User,
    now: datetime,
    qualifier: str = "",
    breakdown: Mapping[str, str] | None = None,
    provisional: bool = False,
) -> Figure:
    """Keep a figure that a piece of evidence states; `value` None: it says that it is not known.

    Of several pieces shown, the first states it. The same figure a second time changes nothing.
    Raises NotYours, EvidenceMissing when nothing is shown, NotAllowed when the piece is held with
    another value for the same period, Invalid for a value that its field can't take.
    """
    wanted = Figure(
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
    _check_value(wanted)
    with because(wanted.named, by=by):  # who reads of the piece may not know the value
        Indicator.objects.select_for_update().get(pk=indicator.pk)  # two at once: one waits
        wanted.evidence = _stated_in(wanted, shown, by=by, now=now)
        held: Figure | None = _held(wanted)
        if held is not None and _says_the_same(held, wanted):
            return held
        if held is not None:
            raise NotAllowed(
                _(
                    "“%(wanted)s” can't be added: “%(piece)s” is held with %(held)s for the same. "
                    "Revise that figure, so that both values and the reason stay."
                )
                % {"wanted": wanted, "piece": wanted.evidence, "held": held.told}
            )
        check_values(wanted)
        wanted.save(force_insert=True)
    return wanted


@transaction.atomic
def confirm(*, figure: Figure, because_of: str, by: User) -> Figure:
    """Make a provisional figure a confirmed one. A confirmed one stays as it is.

    Raises NotYours, Invalid without words, Stale when it was revised or withdrawn.
    """
    policies.check_can_change(by, "figure", str(figure))
    with because(_words(because_of, figure), by=by):
        fresh = _locked(figure)
        _check_is_current(fresh)
        return write(fresh, {"is_provisional": False})


@transaction.atomic
def revise(
    *,
    figure: Figure,
    value: float | None,
    because_of: str,
    by: User,
    now: datetime,
    qualifier: str = "",
    provisional: bool = False,
) -> Figure:
    """Put another value in the place of a figure, which stays on record behind it.

    The new one hangs on the same source, period and breakdown. The same revision a second time
    changes nothing. Raises NotYours, Invalid without words or without a change, Stale when it was
    revised otherwise or withdrawn.
    """
    policies.check_can_change(by, "figure", str(figure))
    with because(_words(because_of, figure), by=by):
        fresh = _locked(figure)
        wanted = _like(fresh, by=by, now=now)
        wanted.value, wanted.qualifier = value, qualifier.strip()
        wanted.is_provisional = provisional
        _check_value(wanted)
        newer: Figure | None = fresh.revised_by.filter(withdrawn_at=None).first()
        if newer is not None and _says_the_same(newer, wanted):
            return newer
        _check_is_current(fresh)
        if _says_the_same(fresh, wanted):
            raise InvalidValue(
                _("“%(figure)s” says that already. Give another value, or leave it.")
                % {"figure": fresh}
            )
        check_values(wanted)
        wanted.save(force_insert=True)
    return wanted


def _stated_in(wanted: Figure, shown: Shown, *, by: User, now: datetime) -> Evidence:
    if shown.is_empty:
        raise EvidenceMissing(
            _(
                "“%(figure)s” has nothing that states it. Drop a file, give a link or a piece of "
                "evidence held already; what has none of these (a call) gets a title under "
                "“More”."
            )
            % {"figure": wanted}
        )
    pieces = add_shown(
        shown,
        recommendation=None,
        sentence=wanted.named,
        as_of=timezone.localdate(now),
        by=by,
        now=now,
    )
    return pieces[0]


def _held(wanted: Figure) -> Figure | None:
    """The figure of the same indicator, piece, period and breakdown."""
    same = Figure.objects.current().filter(
        indicator=wanted.indicator,
        evidence=wanted.evidence,
        period=wanted.period,
        breakdown=wanted.breakdown,
    )
    found: Figure | None = same.order_by("pk").first()
    return found


def _says_the_same(one: Figure, other: Figure) -> bool:
    names = ("value", "qualifier", "is_provisional")
    return all(getattr(one, name) == getattr(other, name) for name in names)


def _like(fresh: Figure, *, by: User, now: datetime) -> Figure:
    """A figure with the same source, period and breakdown, to take another value."""
    kept = (
        "indicator report evidence passage start end quote breakdown period previous_value "
        "previous_period previous_is_assumed"
    )
    fields = {name: getattr(fresh, name) for name in kept.split()}
    return Figure(**fields, revises=fresh, added_by=by, added_at=now)


def _check_value(wanted: Figure) -> None:
    if wanted.value is not None and not isfinite(wanted.value):
        raise InvalidValue(
            _(
                "%(indicator)s, %(period)s: that is no number. Write it in digits, or say that it "
                "is not known."
            )
            % {"indicator": wanted.indicator, "period": wanted.period}
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
            % {"figure": fresh, "newer": newer.told, "who": newer.added_by}
        )


def _words(because_of: str, figure: Figure) -> str:
    if not because_of.strip():
        raise InvalidValue(
            _("“%(figure)s” can't be changed without a reason. Say why.") % {"figure": figure}
        )
    return because_of.strip()


def _locked(figure: Figure) -> Figure:
    fresh: Figure = (
        Figure.objects.select_for_update(of=("self",))
        .select_related("indicator", "report__mechanism", "evidence", "passage")
        .get(pk=figure.pk)
    )
    return fresh
