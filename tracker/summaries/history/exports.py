"""Export of history, event by event, in as little memory as one page.

Matter for named readers is left out, whoever asks: who reads a file can't be logged.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db import models
from django.utils.translation import gettext_lazy, override

from tracker.audit.audited_tables import fields_by_column, models_by_table
from tracker.models import Event, EventQuerySet, Recommendation, User
from tracker.policies.evidence.confidentiality import hide_internal_values
from tracker.summaries.history import named_readers, sentences, timeline
from tracker.summaries.history.values import Names, displayed_fields, format_change

BATCH_SIZE = 500  # events in memory while a file is written
EXCLUSIONS = gettext_lazy("Restricted evidence is left out.")  # from every file of history
NOT_SHOWN = "not_shown"  # instead of a key whose row the reader may not see


class FieldChange(NamedTuple):
    """One field in words: its label, its value before and since."""

    label: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class ExportedEvent:
    """One event as a reader may see it: as codes for programs, and in words for people."""

    event: Event
    at: datetime
    actor: str  # name known now, and the user name kept with the event
    noun: str  # in words
    recommendation: str  # as cited; empty: none, or hidden from the reader
    reason: str  # by code, in words
    values: tuple[FieldChange, ...]
    old: dict[str, Any] | None
    new: dict[str, Any] | None


def export_events(events: EventQuerySet, user: User, language: str) -> Iterator[ExportedEvent]:
    """Export events, already filtered for `user`, newest first.

    Read in batches along their sequence: events written meanwhile are left out.
    """
    rows = named_readers.exclude_restricted_matter(events).newest_first()
    last: int | None = None
    while True:
        batch = list((rows if last is None else rows.filter(pk__lt=last))[:BATCH_SIZE])
        if not batch:
            return
        last = batch[-1].pk
        with override(language):  # no language is in force while a file is sent
            exported = list(_export_batch(batch, user))
        yield from exported


def _export_batch(batch: list[Event], user: User) -> Iterator[ExportedEvent]:
    events = hide_internal_values(user, batch)
    keys = {event.recommendation for event in events if event.recommendation}
    rows: set[tuple[Any, int]] = {
        row for event in events for row in sentences.referenced_rows(event)
    }
    rows |= {(Recommendation, key) for key in keys} | timeline.actors(events)
    names = Names(rows, user, outside=True)
    for event in events:
        model = models_by_table().get(event.table)
        yield ExportedEvent(
            event=event,
            at=event.at,
            actor=event.describe_actor(names.of(User, event.actor_id)),
            noun=str(model._meta.verbose_name) if model else event.table,
            recommendation=names.of(Recommendation, event.recommendation),
            reason=timeline.format_reason_code(event.reason_code),
            values=tuple(_values(event, names)),
            old=_as_codes(event, event.old, names),
            new=_as_codes(event, event.new, names),
        )


def _values(event: Event, names: Names) -> Iterator[FieldChange]:
    for field in displayed_fields(event):
        old, new = format_change(event, field, names)
        if old != new:
            yield FieldChange(str(field.verbose_name), old, new)


def _as_codes(
    event: Event, side: dict[str, object] | None, names: Names
) -> dict[str, object] | None:
    """Return the stored values, without keys of rows that the reader may not see."""
    model = models_by_table().get(event.table)
    if side is None or model is None:
        return side
    values = dict(side)
    for column, field in fields_by_column(model).items():
        key = values.get(column)
        is_named = isinstance(field, models.ForeignKey) and key is not None
        if is_named and not names.of(field.remote_field.model, key):
            values[column] = NOT_SHOWN
    return values
