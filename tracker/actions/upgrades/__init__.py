"""Run the numbered actions that rewrite rows for a new version, each once, in order.

A migration changes tables; rows are rewritten here, so that the history has each change.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import DEFAULT_DB_ALIAS, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from tracker.actions import search
from tracker.actions.history import backup_manifest
from tracker.actions.upgrades import version_0_2
from tracker.audit.reasons import because
from tracker.errors import InvalidValue
from tracker.models import Upgrade
from tracker.summaries.assessments import STRENGTHS_UPGRADE


@dataclass(frozen=True, slots=True)
class Action:
    """Rewriting of rows; `reason` is shown in the history of each row."""

    number: int  # from 1, in order of release; never given twice
    reason: str | Promise  # "Statuses have new codes"
    rewrite: Callable[[], int]  # returns how many rows it changed; no row is no error
    name_left: Callable[[], Iterable[str]] = tuple  # sentences on what it left to a person


# A released action stays: a database may come from any earlier version.
ACTIONS: tuple[Action, ...] = (
    Action(1, "The Kosovo sample is corrected where nobody changed it", version_0_2.correct_sample),
    Action(
        2, "Filled in by an earlier version, not confirmed by a person", version_0_2.unconfirm_lines
    ),
    Action(3, "The use followed the status, nobody chose it", version_0_2.unconfirm_uses),
    Action(
        STRENGTHS_UPGRADE,
        "Strengths follow the rules of version 0.2",
        version_0_2.recalculate_strengths,
    ),
    Action(
        5,
        "From here on the history covers passwords, second factors, roles, texts of files, "
        "verifications and the uses of publications",
        version_0_2.cover_rows,
    ),
    Action(6, "The search index is made of all rows", search.rebuild),
    Action(
        7, "In an edition of more than 999, 1000 comes after 101", version_0_2.lengthen_sort_keys
    ),
    Action(
        8,
        "Indicators are those of the closed list",
        version_0_2.use_listed_indicators,
        version_0_2.name_unlisted_indicators,
    ),
)


def check_is_not_newer() -> None:
    """Raise InvalidValue for the database of a newer version, before anything is written."""
    known, applied = backup_manifest.known_and_applied(DEFAULT_DB_ALIAS)
    if newer := applied - known:
        raise _newer(sorted(newer))


def run_pending(*, now: datetime) -> Iterator[tuple[Action, int]]:
    """Run the actions that are new to this database; yield each with how many rows it changed.

    Each is one transaction: one that fails writes nothing, and is the first of the next run. Raises
    InvalidValue if an action ran that this version does not know.
    """
    ran = set(Upgrade.objects.values_list("number", flat=True))
    if newer := ran - {action.number for action in ACTIONS}:
        raise _newer(map(str, sorted(newer)))
    for action in sorted(ACTIONS, key=lambda action: action.number):
        with transaction.atomic(), because(str(action.reason)):
            # First, so that a second `upgrade` waits here and then has nothing to do.
            _row, is_new = Upgrade.objects.get_or_create(number=action.number, defaults={"at": now})
            rows = action.rewrite() if is_new else 0
        if is_new:
            yield action, rows


def _newer(names: Iterable[str]) -> InvalidValue:
    return InvalidValue(
        _(
            "Nothing was upgraded: the database belongs to a newer version (%(names)s). "
            "Install that version and run its `heed upgrade`."
        )
        % {"names": ", ".join(names)}
    )
