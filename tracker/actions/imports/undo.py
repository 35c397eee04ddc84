"""Undo an accepted run as a whole, while nothing is built on it."""

from collections.abc import Iterable, Iterator
from itertools import batched, chain
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models.deletion import Collector
from django.utils.translation import gettext as _

from tracker import policies
from tracker.actions.base import lock_row, save_fields
from tracker.actions.history.summary_rows import keep_summaries
from tracker.actions.imports.drafts import DecideRun, log_decision
from tracker.actions.imports.editions import ValueChange
from tracker.audit.reasons import because
from tracker.errors import NotAllowed
from tracker.models import Event, ImportRun, StatusSpan
from tracker.vocabulary import DraftState, ImportRunState, Reason, ReasonCode

BATCH_SIZE = 1000  # rows that are checked or deleted at once
# Shared with other editions: not deleted while they use it.
SHARED_MODELS = ("body", "mechanism", "indicator")


@keep_summaries()
def undo(command: DecideRun) -> ImportRun:
    """Undo everything that accepting the run created and changed; the run and its history stay.

    Raises PermissionRefused, Stale for a run that is not accepted, InvalidValue without a reason,
    NotAllowed if something was built on it, which has to be withdrawn first.
    """
    reason = Reason(command.reason, ReasonCode.WITHDRAWAL)
    policies.imports.check_can_import(command.by)
    with because(reason, by=command.by):
        fresh = lock_row(command.run)
        policies.imports.check_is_accepted(fresh)
        created, changed = fresh.created["created"], fresh.created["changed"]
        for name in created:
            for keys in _batches(created[name]):
                _check_untouched(fresh, _model(name), keys)
        save_fields(
            fresh,
            state=ImportRunState.UNDONE,
            reason=reason.words,
            report=None,
            decided_by=command.by,
            decided_at=command.now,
        )
        fresh.drafts.filter(state=DraftState.ACCEPTED).update(state=DraftState.OFFERED, outcome="")
        later = _changed_since(fresh, changed)
        for name, key, field, value in reversed(changed):
            if (name, key, field) not in later:
                _restore(_model(name), key, field, value)
        for name in reversed(fresh.created.get("order", list(created))):
            delete = _delete_unused if name in SHARED_MODELS else _delete_created
            for keys in _batches(created[name]):
                delete(fresh, _model(name), keys)
    log_decision(fresh)
    return fresh


def _batches(created: list[Any]) -> Iterator[list[int]]:
    """Yield keys that a run recorded, by themselves or as the first and last of a range."""
    ranges = (range(key[0], key[1] + 1) if isinstance(key, list) else (key,) for key in created)
    yield from map(list, batched(chain.from_iterable(ranges), BATCH_SIZE))


def _model(name: str) -> type[models.Model]:
    return apps.get_model("tracker", name)


def _check_untouched(run: ImportRun, model: type[models.Model], keys: list[int]) -> None:
    """Raise NotAllowed where a row that the run created was changed since."""
    later = Event.objects.filter(
        table=model._meta.db_table, key__in=keys, pk__gt=run.created.get("until", 0)
    )
    first: dict[tuple[int, str], Any] = {}
    last: dict[tuple[int, str], Any] = {}
    for event in later.filter(operation="update").order_by("pk"):
        for column, value in (event.new or {}).items():
            first.setdefault((event.key, column), (event.old or {}).get(column))
            last[event.key, column] = value
    if changed := {key for key, column in last if last[key, column] != first[key, column]}:
        rows = model._default_manager.filter(pk__in=changed).order_by("pk")[:3]
        raise _built_upon_error(run, [str(row) for row in rows])


def _changed_since(run: ImportRun, changed: list[ValueChange]) -> set[tuple[str, int, str]]:
    """Return the values that the run changed and that were changed again since."""
    events = Event.objects.filter(pk__gt=run.created.get("until", 0), operation="update")
    return {
        (name, key, field)
        for name, key, field, _value in changed
        if events.filter(table=_model(name)._meta.db_table, key=key, new__has_key=field).exists()
    }


def _restore(model: type[models.Model], key: int, field: str, value: object) -> None:
    if (row := model._default_manager.filter(pk=key).first()) is not None:
        save_fields(row, **{field: value})


def _delete_created(run: ImportRun, model: type[models.Model], keys: list[int]) -> None:
    """Delete these rows. Raises NotAllowed where others refer to them: that is somebody's work."""
    rows = model._default_manager.filter(pk__in=keys)
    collector = Collector(using=rows.db)
    try:
        collector.collect(rows)
    except models.ProtectedError as error:
        others = [row for row in error.protected_objects if not isinstance(row, StatusSpan)]
        raise _built_upon_error(run, {str(row) for row in others}) from error
    others = [
        row for kind, related in collector.data.items() if kind is not model for row in related
    ]
    for queryset in collector.fast_deletes:
        others += [row for row in queryset if not isinstance(row, model)]
    if others:
        raise _built_upon_error(run, {str(row) for row in others})
    rows.delete()


def _delete_unused(run: ImportRun, model: type[models.Model], keys: list[int]) -> None:
    for row in model._default_manager.filter(pk__in=keys):
        try:
            row.delete()
        except models.ProtectedError:  # another edition uses it: it stays
            continue


def _built_upon_error(run: ImportRun, names: Iterable[str]) -> NotAllowed:
    return NotAllowed(
        _(
            "“%(run)s” can't be undone: something depends on it (%(built)s). Withdraw that "
            "first, or correct the mistake instead."
        )
        % {"run": run, "built": ", ".join(sorted(names)[:3])}
    )
