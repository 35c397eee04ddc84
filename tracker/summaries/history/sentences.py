"""A second factor added or taken away, as the middle of a sentence."""

from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tracker.audit.audited_tables import TOLD_AS_CHANGED, Field, Model, fields_of, models_by_table
from tracker.audit.signals import SECOND_FACTOR
from tracker.models import Event, Recommendation, User
from tracker.summaries.history.model_sentences import LONG, in_its_words, short, told_by_another
from tracker.summaries.history.values import Names, old_and_new, told_fields

CODES = "recovery_codes"


def in_words(event: Event, names: Names) -> str:
    """What was done; whose it was, where somebody else did it."""
    kind = str((event.new or event.old or {}).get("second_factor", ""))
    told = {"kind": _kind(kind), "person": names.of(User, event.key) or _("not shown")}
    if event.new:
        return _("made recovery codes") if kind == CODES else _("added the %(kind)s") % told
    if event.actor_id == event.key:
        return _("took away the %(kind)s") % told
    return _("took away the %(kind)s of “%(person)s”") % told


def _kind(kind: str) -> str:
    known = {
        "totp": _("second factor “app that shows codes”"),
        "webauthn": _("second factor “passkey”"),
        CODES: _("recovery codes"),
    }
    return known.get(kind, kind)


WORKED_OUT = {"strength"}
MANY = 3  # phrases in one sentence
# Of several fields changed at once, the sentence is about the first of these.
FIRST = ("status", "state", "lifecycle", "sensitivity", "name_en", "title")


def deed(events: list[Event], names: Names) -> str:
    """What these events, oldest first, did together; what was done to the recommendation first."""
    own = Recommendation._meta.db_table
    events = [event for event in events if not _goes_without_saying(event, events)] or events
    kinds: dict[Any, list[Event]] = {}
    for event in sorted(events, key=lambda event: event.table != own):
        alike = event.pk if event.operation == "update" else (event.operation, event.table)
        kinds.setdefault(alike, []).append(event)
    told = [_alike(kind, names) for kind in kinds.values()]
    if len(told) > MANY:
        rest = len(told) - MANY + 1
        more = ngettext("made %(count)d more change", "made %(count)d more changes", rest)
        told = [*told[: MANY - 1], more % {"count": rest}]
    return joined(told)


def _goes_without_saying(event: Event, events: list[Event]) -> bool:
    """Whether it stores what the tracker computes, or another event tells the same better."""
    computed = event.operation == "update" and {f.name for f in told_fields(event)} == WORKED_OUT
    return computed or told_by_another(event, events)


def joined(parts: list[str]) -> str:
    """ "a", "a and b", "a, b and c"."""
    if len(parts) < 2:
        return "".join(parts)
    return _("%(first)s and %(last)s") % {"first": ", ".join(parts[:-1]), "last": parts[-1]}


def _alike(events: list[Event], names: Names) -> str:
    first = events[0]
    model = models_by_table().get(first.table)
    if first.operation == "sign_in":
        return _("signed in")
    if first.operation == SECOND_FACTOR:
        return joined([in_words(event, names) for event in events])
    if model is None:
        return _("changed %(table)s") % {"table": first.table}
    if len(events) > 1:
        what = {"nouns": model._meta.verbose_name_plural, "count": len(events)}
        if model._meta.auto_created:
            what["nouns"] = tie_of(model).verbose_name
        if first.operation == "insert":
            return _("added %(nouns)s (%(count)d)") % what
        return _("took away %(nouns)s (%(count)d)") % what
    return _one(first, model, names)


def _one(event: Event, model: Model, names: Names) -> str:
    if model._meta.auto_created:
        return _linked(event, model, names)
    own = in_its_words(event, model, names)
    if own:
        return own
    if event.operation == "update":
        return _updated(event, model, names)
    thing = _thing(model, event.key, names)
    if event.operation == "insert":
        return _("added the %(thing)s") % {"thing": thing}
    return _("took away the %(thing)s") % {"thing": thing}


def _updated(event: Event, model: Model, names: Names) -> str:
    fields = {field.name: field for field in told_fields(event)}
    thing = _thing(model, event.key, names)
    if "withdrawn_at" in fields and (event.new or {}).get("withdrawn_at"):
        return _("withdrew the %(thing)s") % {"thing": thing}
    if not fields:
        return _("changed the %(thing)s") % {"thing": thing}
    first = next((fields[name] for name in FIRST if name in fields), None)
    if first is None and len(fields) == 1:
        first = next(iter(fields.values()))
    labels = [str(field.verbose_name) for field in fields.values()]
    what = str(first.verbose_name) if first else joined(labels)
    if model is not Recommendation:
        what = _("%(field)s of the %(thing)s") % {"field": what, "thing": thing}
    return _set(event, first, what, names)


def _set(event: Event, field: Field | None, what: str, names: Names) -> str:
    if field is None or field.column in TOLD_AS_CHANGED:
        return _("changed the %(field)s") % {"field": what}
    old, new = old_and_new(event, field, names)
    if max(len(old), len(new)) > LONG:  # they are in the changes below the sentence
        return _("changed the %(field)s") % {"field": what}
    told = {"field": what, "old": old, "new": new}
    if not old:
        return _("set the %(field)s to “%(new)s”") % told
    if not new:
        return _("cleared the %(field)s, which was “%(old)s”") % told
    return _("set the %(field)s from “%(old)s” to “%(new)s”") % told


def _linked(event: Event, model: Model, names: Names) -> str:
    field = tie_of(model)
    values = event.new or event.old or {}
    keys = (values.get(field.m2m_column_name()), values.get(field.m2m_reverse_name()))
    what = str(field.verbose_name)
    if field.model is not Recommendation:
        thing = _thing(field.model, keys[0], names)
        what = _("%(field)s of the %(thing)s") % {"field": what, "thing": thing}
    told = {"name": short(names.of(field.related_model, keys[1])) or _("not shown"), "field": what}
    if event.operation == "insert":
        return _("added “%(name)s” to the %(field)s") % told
    return _("took “%(name)s” out of the %(field)s") % told


def tie_of(through: Model) -> Field:
    """The many-to-many field that keeps its rows in this table."""
    owner: Any = through._meta.auto_created
    return next(f for f in owner._meta.local_many_to_many if f.remote_field.through is through)


def _thing(model: Model, key: Any, names: Names) -> str:
    name = short(names.of(model, key))
    noun = str(model._meta.verbose_name)
    return _("%(noun)s “%(name)s”") % {"noun": noun, "name": name} if name else noun


def referred(event: Event) -> set[tuple[Model, int]]:
    """The rows that telling of this event may name: its own, and those that its keys point to."""
    model = models_by_table().get(event.table)
    if model is None:
        return set()
    found = set() if model._meta.auto_created else {(model, event.key)}
    for column, field in fields_of(model).items():
        if isinstance(field, models.ForeignKey):
            for side in (event.old, event.new):
                if side and side.get(column) is not None:
                    found.add((field.remote_field.model, side[column]))
    return found
