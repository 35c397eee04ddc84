"""Lines of history as they leave the house: event by event, in as little memory as one page.

What is for named readers is left out, whoever asks: nobody could write down who reads it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db import models
from django.utils import translation
from django.utils.translation import gettext as _

from tracker.audit.audited_tables import fields_of, models_by_table
from tracker.models import Event, Recommendation
from tracker.policies.evidence.confidentiality import told_to
from tracker.summaries.history.named_readers import without_matter
from tracker.summaries.history.sentences import referred
from tracker.summaries.history.timeline import code_in_words
from tracker.summaries.history.values import Names, old_and_new, told_fields

AT_ONCE = 500  # events held while a file is written
NOT_SHOWN = "not_shown"  # in the place of a key whose row the reader may not know of


class Value(NamedTuple):
    """One field in words: its label, what it said before, what it says since."""

    label: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Exported:
    """One event as a reader may know it: as codes for programs, and in words for people."""

    event: Event
    at: datetime
    noun: str  # in words
    recommendation: str  # as it is cited; empty: none, or not the reader's to know
    reason: str  # by code, in words
    values: tuple[Value, ...]
    old: dict[str, Any] | None
    new: dict[str, Any] | None


def exported(events: Any, user: Any, language: str) -> Iterator[Exported]:
    """These events, already chosen for `user`, newest first.

    Read by pieces along their sequence: what is written meanwhile is not told.
    """
    rows = without_matter(events).newest_first()
    last: int | None = None
    while True:
        found = list((rows if last is None else rows.filter(pk__lt=last))[:AT_ONCE])
        if not found:
            return
        last = found[-1].pk
        with translation.override(language):  # no language is in force while a file is sent
            told = list(_told(found, user))
        yield from told


def _told(found: list[Event], user: Any) -> Iterator[Exported]:
    events = told_to(user, found)
    keys = {event.recommendation for event in events if event.recommendation}
    referred_to = {pair for event in events for pair in referred(event)}
    wanted: set[tuple[Any, int]] = {*referred_to, *((Recommendation, key) for key in keys)}
    names = Names(wanted, user, outside=True)
    for event in events:
        model = models_by_table().get(event.table)
        yield Exported(
            event=event,
            at=event.at,
            noun=str(model._meta.verbose_name) if model else event.table,
            recommendation=names.of(Recommendation, event.recommendation),
            reason=code_in_words(event.reason_code),
            values=tuple(_values(event, names)),
            old=_as_codes(event, event.old, names),
            new=_as_codes(event, event.new, names),
        )


def _values(event: Event, names: Names) -> Iterator[Value]:
    for field in told_fields(event):
        old, new = old_and_new(event, field, names)
        if old != new:
            yield Value(str(field.verbose_name), old, new)


def _as_codes(event: Event, side: dict[str, Any] | None, names: Names) -> dict[str, Any] | None:
    """The values as they are kept, but for keys of rows that the reader may not know of."""
    model = models_by_table().get(event.table)
    if side is None or model is None:
        return side
    told = dict(side)
    for column, field in fields_of(model).items():
        key = told.get(column)
        is_named = isinstance(field, models.ForeignKey) and key is not None
        if is_named and not names.of(field.remote_field.model, key):
            told[column] = NOT_SHOWN
    return told


def not_exported() -> str:
    """What no file of history holds, in a sentence."""
    return _("What is for named readers is left out.")
