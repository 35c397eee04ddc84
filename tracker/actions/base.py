"""What every command says: who does it, and when."""

from dataclasses import dataclass
from datetime import datetime

from tracker.models import User


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """Write to carry out as a user, with the rights of that user."""

    by: User


@dataclass(frozen=True, slots=True, kw_only=True)
class TimedCommand(Command):
    """Write that stores when it was done."""

    now: datetime
