"""A run is undone as a whole, while nothing was built on it."""

from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import models, transaction
from django.db.models import ProtectedError
from django.db.models.deletion import Collector
from django.utils.translation import gettext as _

from tracker import policies
from tracker.audit.reasons import because
from tracker.errors import NotAllowed
from tracker.models import Event, ImportRun, StatusSpan, User
from tracker.vocabulary import DraftState, ImportRunState, Reason, ReasonCode

# What other editions share: it stays while they use it.
SHARED = ("body", "mechanism", "indicator")


@transaction.atomic
def undo(*, run: ImportRun, by: User, reason: str, now: datetime) -> ImportRun:
    """Take back all that accepting it created and changed; the run and the history stay.

    Raises NotYours, Stale when it is not accepted, Invalid without words, NotAllowed when something
    was built on it: that has to be taken back first.
    """
    policies.imports.check_can_import(by)
    with because(Reason(reason, ReasonCode.WITHDRAWAL), by=by):
        fresh: ImportRun = ImportRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
        policies.imports.check_is_accepted(fresh)
        created, changed = fresh.created["created"], fresh.created["changed"]
        for name, keys in created.items():
            _check_untouched(fresh, _model(name), keys)
        fresh.state, fresh.reason, fresh.report = ImportRunState.UNDONE, reason, None
        fresh.decided_by, fresh.decided_at = by, now
        fresh.save(update_fields=["state", "reason", "report", "decided_by", "decided_at"])
        fresh.drafts.filter(state=DraftState.ACCEPTED).update(state=DraftState.OFFERED, outcome="")
        later = _changed_since(fresh, changed)
        for name, key, field, value in reversed(changed):
            if (name, key, field) not in later:
                _set_back(_model(name), key, field, value)
        for name in reversed(fresh.created.get("order", list(created))):
            take = _take_unused if name in SHARED else _take_away
            take(fresh, _model(name), created[name])
    return fresh


def _model(name: str) -> type[models.Model]:
    return apps.get_model("tracker", name)


def _check_untouched(run: ImportRun, model: type[models.Model], keys: list[int]) -> None:
    """Raises NotAllowed when a row that the run created says something else since."""
    later = Event.objects.filter(
        table=model._meta.db_table, key__in=keys, pk__gt=run.created.get("until", 0)
    )
    first: dict[tuple[int, str], Any] = {}
    last: dict[tuple[int, str], Any] = {}
    for event in later.filter(operation="update").order_by("pk"):
        for column, value in (event.new or {}).items():
            first.setdefault((event.key, column), (event.old or {}).get(column))
            last[event.key, column] = value
    touched = {key for key, column in last if last[key, column] != first[key, column]}
    if touched:
        rows = model._default_manager.filter(pk__in=touched).order_by("pk")[:3]
        raise _built_on(run, [str(row) for row in rows])


def _changed_since(run: ImportRun, changed: list[list[Any]]) -> set[tuple[str, int, str]]:
    """What the run changed and somebody changed again: closed since, or asked again elsewhere."""
    events = Event.objects.filter(pk__gt=run.created.get("until", 0), operation="update")
    return {
        (name, key, field)
        for name, key, field, _value in changed
        if events.filter(table=_model(name)._meta.db_table, key=key, new__has_key=field).exists()
    }


def _set_back(model: type[models.Model], key: int, field: str, value: Any) -> None:
    row = model._default_manager.filter(pk=key).first()
    if row is not None:
        setattr(row, field, value)
        row.save(update_fields=[field])


def _take_away(run: ImportRun, model: type[models.Model], keys: list[int]) -> None:
    """Delete these rows, and nothing that hangs on them: that is somebody's work."""
    rows = model._default_manager.filter(pk__in=keys)
    collector = Collector(using=rows.db)
    try:
        collector.collect(rows)
    except ProtectedError as error:
        stands = [one for one in error.protected_objects if not isinstance(one, StatusSpan)]
        raise _built_on(run, {str(one) for one in stands}) from error
    beside = [one for kind, found in collector.data.items() if kind is not model for one in found]
    for found in collector.fast_deletes:
        beside += [one for one in found if not isinstance(one, model)]
    if beside:
        raise _built_on(run, {str(one) for one in beside})
    rows.delete()


def _take_unused(run: ImportRun, model: type[models.Model], keys: list[int]) -> None:
    for row in model._default_manager.filter(pk__in=keys):
        try:
            row.delete()
        except ProtectedError:  # another edition uses it: it stays
            continue


def _built_on(run: ImportRun, names: Any) -> NotAllowed:
    return NotAllowed(
        _(
            "“%(run)s” can't be undone: something was built on it (%(built)s). Withdraw that "
            "first, or correct what is wrong instead."
        )
        % {"run": run, "built": ", ".join(sorted(names)[:3])}
    )
