"""Actions that rewrite rows for a new version, numbered: each runs once on a database, in order.

A migration changes tables; what people wrote is changed here, so that history tells of each row.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import DEFAULT_DB_ALIAS, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from tracker.actions.history import backup_manifest
from tracker.audit.reasons import because
from tracker.errors import InvalidValue
from tracker.models import Upgrade


@dataclass(frozen=True, slots=True)
class Action:
    """A rewriting of rows. `reason` is what history says of each."""

    number: int  # from 1, in order of release; never given twice
    reason: str | Promise  # "Statuses have new codes"
    rewrite: Callable[[], int]  # returns how many rows it changed; no row is no error


# One that was released stays: a database may come from any version since.
ACTIONS: tuple[Action, ...] = ()


def check_is_not_newer() -> None:
    """Raises Invalid, before anything is touched, for the database of a newer version."""
    newer = backup_manifest.not_known(DEFAULT_DB_ALIAS)
    if newer:
        raise _newer(newer)


def run_pending(*, now: datetime) -> Iterator[tuple[Action, int]]:
    """Run the actions that this database has not seen, and tell of each with the rows it changed.

    Each is one transaction: what fails or is cut off leaves nothing of itself, keeps those before
    it, and is the first of the next run. Raises Invalid where an action ran that is not known here.
    """
    ran = set(Upgrade.objects.values_list("number", flat=True))
    if newer := ran - {action.number for action in ACTIONS}:
        raise _newer(map(str, sorted(newer)))
    for action in sorted(ACTIONS, key=lambda action: action.number):
        with transaction.atomic(), because(str(action.reason)):
            # First, so that a second `upgrade` waits here and then has nothing to do.
            _row, is_ours = Upgrade.objects.get_or_create(
                number=action.number, defaults={"at": now}
            )
            rows = action.rewrite() if is_ours else 0
        if is_ours:
            yield action, rows


def _newer(names: Iterable[str]) -> InvalidValue:
    return InvalidValue(
        _(
            "Nothing was upgraded: the database is of a newer version (%(names)s). Install that "
            "version and run its `manage.py upgrade`."
        )
        % {"names": ", ".join(names)}
    )
