"""What every command says: who does it, and when; and the withdrawal of a row."""

from dataclasses import dataclass
from datetime import datetime

from tracker.actions.values import save_fields
from tracker.models import User, Withdrawable


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """Write to carry out as a user, with the rights of that user."""

    by: User


@dataclass(frozen=True, slots=True, kw_only=True)
class TimedCommand(Command):
    """Write that stores when it was done."""

    now: datetime


def save_withdrawal(row: Withdrawable, at: datetime, reason: str) -> None:
    """Store when a row was withdrawn, and why. Called under a reason."""
    save_fields(row, withdrawn_at=at, withdrawal_reason=reason)
