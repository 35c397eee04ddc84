"""Add figures that evidence states, confirm and revise them."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from operator import attrgetter

from django.db import transaction
from django.utils.translation import gettext as _

from tracker import errors, policies, vocabulary
from tracker.actions.base import (
    RowCommand,
    TimedCommand,
    TimedRowCommand,
    because,
    changing,
    save_changes,
    save_checked,
)
from tracker.actions.evidence.items import EvidenceInput, add_evidence
from tracker.models import Figure, Indicator, User

LARGEST_VALUE = 1e15  # a float has the digits of no larger one, and a chart no scale for it
RELATED = ("indicator", "report__mechanism", "evidence", "passage")
STATED = attrgetter("value", "qualifier", "is_provisional")  # of a figure, by its source


@dataclass(frozen=True, slots=True, kw_only=True)
class AddFigure(TimedCommand):
    """A value of an indicator that evidence states; None if it says that it is unknown."""

    indicator: Indicator
    evidence_input: EvidenceInput
    value: float | None
    period: str
    qualifier: str = ""
    breakdown: Mapping[str, str] = field(default_factory=dict)
    provisional: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviseFigure(TimedRowCommand[Figure]):
    """Another value in the place of a figure, and why."""

    value: float | None
    qualifier: str = ""
    provisional: bool = False


def add_missing_indicators() -> int:
    """Create what the database lacks of the closed list; return how many. Needs a reason."""
    existing = set(Indicator.objects.values_list("code", flat=True))
    return len(
        Indicator.objects.bulk_create(
            [
                Indicator(**asdict(vocabulary.INDICATORS[code]))
                for code in vocabulary.INDICATORS
                if code not in existing
            ]
        )
    )


@transaction.atomic
def add(command: AddFigure) -> Figure:
    """Add a figure; of several pieces of evidence, the first states it.

    The same figure a second time changes nothing. Raises PermissionRefused, EvidenceMissing,
    NotAllowed if the evidence has another value for the same period already, InvalidValue for a
    value that its field can't take.
    """
    figure = Figure(
        indicator=command.indicator,
        value=command.value,
        qualifier=command.qualifier.strip(),
        period=command.period.strip(),
        breakdown=dict(command.breakdown),
        is_provisional=command.provisional,
        added_by=command.by,
        added_at=command.now,
    )
    policies.check_can_change(command.by, "figure", str(figure.indicator))
    _check_value(figure)
    with because(figure.label, by=command.by):  # a reader of the evidence may not see the value
        Indicator.objects.select_for_update().get(pk=figure.indicator.pk)  # a second writer waits
        errors.EvidenceMissing.raise_if(
            command.evidence_input.is_empty,
            _(
                "“%(figure)s” has no source. Add a file, a link or existing "
                "evidence; for anything else, such as a call, enter a title under "
                "“More”."
            ),
            figure=figure,
        )
        [figure.evidence, *_more] = add_evidence(
            command.evidence_input,
            recommendation=None,
            sentence=figure.label,
            by=command.by,
            now=command.now,
        )
        if existing := _find_existing(figure):
            if STATED(existing) == STATED(figure):
                return existing
            raise errors.NotAllowed(
                _(
                    "“%(wanted)s” can't be added: “%(piece)s” already gives %(held)s "
                    "for the same period. Revise that figure, so that both values "
                    "and the reason are kept."
                )
                % {"wanted": figure, "piece": figure.evidence, "held": existing.display_value}
            )
        return save_checked(figure)


@transaction.atomic
def confirm(command: RowCommand[Figure]) -> Figure:
    """Confirm a provisional figure; a confirmed one does not change.

    Raises PermissionRefused, InvalidValue without a reason, Stale if it was revised or withdrawn.
    """
    with changing(command.row, command.reason, *RELATED, by=command.by) as fresh:
        _check_is_current(fresh)
        return save_changes(fresh, {"is_provisional": False})


@transaction.atomic
def revise(command: ReviseFigure) -> Figure:
    """Revise a figure by a new one with the same source, period and breakdown; the old one stays.

    The same revision a second time changes nothing. Raises PermissionRefused, InvalidValue without
    a reason or a change, Stale if it was revised otherwise or withdrawn.
    """
    with changing(command.row, command.reason, *RELATED, by=command.by) as fresh:
        revision = _copy(fresh, by=command.by, now=command.now)
        revision.value, revision.qualifier = command.value, command.qualifier.strip()
        revision.is_provisional = command.provisional
        _check_value(revision)
        newer: Figure | None = fresh.revised_by.filter(withdrawn_at=None).first()
        if newer is not None and STATED(newer) == STATED(revision):
            return newer
        _check_is_current(fresh)
        errors.InvalidValue.raise_if(
            STATED(fresh) == STATED(revision),
            _("“%(figure)s” already has this value. Enter another value, or cancel."),
            figure=fresh,
        )
        return save_checked(revision)


def _find_existing(figure: Figure) -> Figure | None:
    """Return the figure of the same indicator, evidence, period and breakdown."""
    return (
        Figure.objects.current()
        .filter(
            indicator=figure.indicator,
            evidence=figure.evidence,
            period=figure.period,
            breakdown=figure.breakdown,
        )
        .order_by("pk")
        .first()
    )


def _copy(fresh: Figure, *, by: User, now: datetime) -> Figure:
    """Return a new figure with the same source, period and breakdown."""
    fields = {
        name: getattr(fresh, name)
        for name in (
            "indicator report evidence passage start end quote breakdown part_of scope unit period "
            "previous_value previous_period previous_is_assumed earlier_values"
        ).split()
    }
    return Figure(**fields, revises=fresh, added_by=by, added_at=now)


def _check_value(figure: Figure) -> None:
    errors.InvalidValue.raise_if(
        figure.value is not None and not abs(figure.value) <= LARGEST_VALUE,  # NaN is not
        _(
            "%(indicator)s, %(period)s: the value is not a number. Write it in "
            "digits, or tick that it is unknown."
        ),
        indicator=figure.indicator,
        period=figure.period,
    )


def _check_is_current(fresh: Figure) -> None:
    errors.Stale.raise_if(
        fresh.is_withdrawn,
        _("“%(figure)s” was withdrawn because “%(why)s”. Add it again."),
        figure=fresh,
        why=fresh.withdrawal_reason,
    )
    if (newer := fresh.revised_by.filter(withdrawn_at=None).first()) is not None:
        raise errors.Stale(
            _("“%(figure)s” was revised to %(newer)s by %(who)s. Open the revised figure.")
            % {"figure": fresh, "newer": newer.display_value, "who": newer.added_by}
        )
