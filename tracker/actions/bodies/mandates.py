"""Divide the responsibilities of a body that has ended between its successors."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tracker import policies
from tracker.actions import reference_rows
from tracker.actions.base import TimedCommand, lock_related
from tracker.audit.reasons import because
from tracker.errors import InvalidValue, Stale
from tracker.models import Body, Mandates, Responsibility
from tracker.vocabulary import ResponsibilityBasis


@dataclass(frozen=True, slots=True, kw_only=True)
class DivideResponsibilities(TimedCommand):
    """The successors that continue responsibilities of an ended body; none: all, undivided."""

    responsibilities: Sequence[Responsibility]
    bodies: Sequence[Body]
    reason: str


@transaction.atomic
def divide(command: DivideResponsibilities) -> list[Responsibility]:
    """Divide responsibilities, in place of an earlier division; return the rows that continue them.

    A successor that has the role there already continues with its own row. A row that is no longer
    chosen is withdrawn; one that the report itself shows stays and continues nothing.

    Raises:
        PermissionRefused: The user may not change responsibilities.
        InvalidValue: There is no reason, a body is no successor, or its row continues another one.
        Stale: A responsibility was withdrawn meanwhile.
    """
    policies.check_can_change(command.by, "responsibility", str(_("Responsibilities")))
    mandates = Mandates(timezone.localdate(command.now))
    continuing = []
    with because(command.reason, by=command.by):  # at its end, all are counted at once
        for row in sorted(command.responsibilities, key=lambda row: row.recommendation_id):
            _check_stands(row)
            holders = mandates.holders(row.body_id) if row.body.has_ended(on=mandates.on) else []
            for body in command.bodies:
                if body.pk not in holders:
                    raise InvalidValue(
                        _(
                            "%(body)s is not a successor of %(former)s. Choose a successor, or add "
                            "it to those of %(former)s."
                        )
                        % {"body": body.short, "former": row.body.short}
                    )
            _release(row, command)
            continuing += [_continue(row, body, command) for body in command.bodies]
    return continuing


def _check_stands(row: Responsibility) -> None:
    """Lock what it depends on, and check that nobody withdrew it. Raises Stale."""
    lock_related(row)
    if not Responsibility.objects.not_withdrawn().filter(pk=row.pk).exists():
        raise Stale(_("“%(row)s” was withdrawn meanwhile. Open the page again.") % {"row": row})


def _release(row: Responsibility, command: DivideResponsibilities) -> None:
    """Let the bodies that are not chosen continue it no longer."""
    by, reason = command.by, command.reason
    for part in row.continued_by.not_withdrawn().exclude(body__in=command.bodies).order_by("pk"):
        if part.only_continues:
            reference_rows.withdraw(
                reference_rows.WithdrawRow(row=part, reason=reason, by=by, now=command.now)
            )
        else:
            reference_rows.change(
                reference_rows.ChangeRow(row=part, fields={"continues": None}, reason=reason, by=by)
            )


def _continue(row: Responsibility, body: Body, command: DivideResponsibilities) -> Responsibility:
    """Return the row of a body that continues a responsibility: its own, or a new one."""
    by, reason = command.by, command.reason
    same = {"recommendation": row.recommendation, "body": body, "role": row.role}
    if (own := Responsibility.objects.not_withdrawn().filter(**same).first()) is None:
        values = {
            "basis": ResponsibilityBasis.INFERRED_OUTSIDE_REPORT,
            "confidence": row.confidence,
            "reason": reason,
            "continues": row,
        }
        return reference_rows.add(
            reference_rows.AddRow(
                model=Responsibility, fields={**same, **values}, reason=reason, by=by
            )
        )
    if own.continues_id not in (None, row.pk) or row.continues_id == own.pk:
        raise InvalidValue(
            _(
                "%(body)s already continues another responsibility for %(recommendation)s. Divide"
                " this one without it."
            )
            % {"body": body.short, "recommendation": row.recommendation}
        )
    return reference_rows.change(
        reference_rows.ChangeRow(row=own, fields={"continues": row}, reason=reason, by=by)
    )
