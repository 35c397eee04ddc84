"""Descriptions of events as the middle of a sentence: what was done."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.db import models
from django.utils.translation import gettext as _, gettext_lazy, ngettext

from tracker.audit.audited_tables import (
    COVER,
    MASKED_COLUMNS,
    SECOND_FACTORS,
    Field,
    Model,
    fields_by_column,
    models_by_table,
)
from tracker.audit.signals import FAILED_SIGN_INS
from tracker.grouping import group_pairs
from tracker.models import Event, Recommendation, User
from tracker.summaries.history import model_sentences, shown

RECOVERY_CODES = "recovery_codes"
FACTORS = {
    "totp": gettext_lazy("second factor “authenticator app”"),
    "webauthn": gettext_lazy("second factor “passkey”"),
    RECOVERY_CODES: gettext_lazy("recovery codes"),
}


def _sign_in(event: Event, names: shown.Names) -> str:
    """Describe a sign-in with the failed attempts before it, or many failed attempts."""
    count = (event.new or {}).get("failed", 0)
    if event.operation == FAILED_SIGN_INS:
        return ngettext(
            "failed %(count)d time to sign in as %(person)s",
            "failed %(count)d times to sign in as %(person)s",
            count,
        ) % {"count": count, "person": names.of(User, event.key) or _("not shown")}
    if not count:
        return _("signed in")
    return ngettext(
        "signed in after %(count)d failed attempt",
        "signed in after %(count)d failed attempts",
        count,
    ) % {"count": count}


def _second_factor(event: Event, names: shown.Names, model: Model) -> str:
    """Describe a second factor added, used or removed; its owner is named if another did it.

    Until 0.2 its event was one of the user, with the kind alone.
    """
    row = names.row(model, event.key) if model is not User else None
    values = event.new or event.old or {}
    owner = values.get("user_id", row.user_id if row else event.key)
    kind = str(values.get("second_factor") or values.get("type", row.type if row else ""))
    values = {"kind": FACTORS.get(kind, kind), "person": names.of(User, owner) or _("not shown")}
    if event.operation == "update":
        # The data of recovery codes say which were used, and when they were seen.
        return (
            _("used or viewed the recovery codes of %(person)s")
            if kind == RECOVERY_CODES
            else _("changed the %(kind)s of %(person)s")
        ) % values
    if event.new:
        return (
            _("created recovery codes")
            if kind == RECOVERY_CODES
            else _("added the %(kind)s") % values
        )
    return (
        _("removed the %(kind)s")
        if event.actor_id == owner
        else _("removed the %(kind)s of %(person)s")
    ) % values


MAX_PHRASES = 3  # in one sentence
# Of several fields changed at once, the sentence is about the first of these.
MAIN_FIELDS = ("status", "state", "lifecycle", "sensitivity", "name_en", "title")
NOUNS = {  # of fields whose label is a clause, or that have none
    "reading": gettext_lazy("what Heed read"),
    "remaining": gettext_lazy("remaining work"),
    "remaining_by": gettext_lazy("day for the remaining work"),
    "next_step": gettext_lazy("next step"),
}


def describe_events(events: list[Event], names: shown.Names) -> str:
    """Describe what events, oldest first, did together; the recommendation comes first."""
    events = [event for event in events if not _is_implied(event, events)] or events
    kinds = group_pairs(
        (event.pk if event.operation == "update" else (event.operation, event.table), event)
        for event in sorted(events, key=lambda event: event.table != Recommendation._meta.db_table)
    )
    phrases = [_describe_kind(same, names) for same in kinds.values()]
    if len(phrases) > MAX_PHRASES:
        others = len(phrases) - MAX_PHRASES + 1
        more = ngettext("made %(count)d more change", "made %(count)d more changes", others)
        phrases = [*phrases[: MAX_PHRASES - 1], more % {"count": others}]
    return join_phrases(phrases)


def _is_implied(event: Event, events: list[Event]) -> bool:
    """Return whether it stores computed values, or another event describes it better."""
    computed = event.operation == "update" and {f.name for f in shown.displayed_fields(event)} == {
        "strength"
    }
    is_emptied = any(  # a text that a redaction fills again
        other.pk > event.pk and _text_of(other) == _text_of(event) is not None for other in events
    )
    return computed or is_emptied or model_sentences.is_described_by_another(event, events)


def _text_of(event: Event) -> tuple[str, int] | None:
    """Return table and key of a row whose text alone changed."""
    return (event.table, event.key) if set(event.new or ()) == {"extracted_text"} else None


def join_phrases(parts: list[str]) -> str:
    """Join as in "a", "a and b", "a, b and c"."""
    if len(parts) < 2:
        return "".join(parts)
    return _("%(first)s and %(last)s") % {"first": ", ".join(parts[:-1]), "last": parts[-1]}


def _describe_kind(events: list[Event], names: shown.Names) -> str:
    first = events[0]
    model = models_by_table().get(first.table)
    if first.operation in ("sign_in", FAILED_SIGN_INS):
        return _sign_in(first, names)
    if model is None:
        return _("changed %(table)s") % {"table": first.table}
    values = {"nouns": model._meta.verbose_name_plural, "count": len(events)}
    if first.operation == COVER:
        return _("recorded %(nouns)s as they were (%(count)d)") % values
    if first.operation == "factor" or first.table == SECOND_FACTORS:
        return join_phrases([_second_factor(event, names, model) for event in events])
    if len(events) > 1:
        if model._meta.auto_created:
            values["nouns"] = many_to_many_field(model).verbose_name
        return (
            _("added %(nouns)s (%(count)d)")
            if first.operation == "insert"
            else _("removed %(nouns)s (%(count)d)")
        ) % values
    return _describe_event(first, model, names)


def _describe_event(event: Event, model: Model, names: shown.Names) -> str:
    if model._meta.auto_created:
        return _linked(event, model, names)
    if description := model_sentences.describe_model_event(event, model, names):
        return description
    if event.operation == "update":
        return _updated(event, model, names)
    return (
        _("added the %(thing)s") if event.operation == "insert" else _("removed the %(thing)s")
    ) % {"thing": _noun_with_name(model, event.key, names)}


def _updated(event: Event, model: Model, names: shown.Names) -> str:
    fields = {field.name: field for field in shown.displayed_fields(event)}
    thing = _noun_with_name(model, event.key, names)
    if "withdrawn_at" in fields and (event.new or {}).get("withdrawn_at"):
        return _("withdrew the %(thing)s") % {"thing": thing}
    if not fields:
        return _("changed the %(thing)s") % {"thing": thing}
    names_first = (*MAIN_FIELDS, *(fields if len(fields) == 1 else ()))
    first = next((fields[name] for name in names_first if name in fields), None)
    label = join_phrases(
        [
            str(NOUNS.get(field.name, field.verbose_name))
            for field in ([first] if first else fields.values())
        ]
    )
    if model is not Recommendation:
        label = _("%(field)s of the %(thing)s") % {"field": label, "thing": thing}
    return _set(event, first, label, names)


def _set(event: Event, field: Field | None, label: str, names: shown.Names) -> str:
    if field is None or field.column in MASKED_COLUMNS:
        return _("changed the %(field)s") % {"field": label}
    old, new = shown.format_change(event, field, names)
    # Longer ones are in the changes below the sentence.
    if max(len(old), len(new)) > model_sentences.MAX_NAME_LENGTH:
        return _("changed the %(field)s") % {"field": label}
    values = {"field": label, "old": old, "new": new}
    if not old:
        return _("set the %(field)s to “%(new)s”") % values
    return (
        _("changed the %(field)s from “%(old)s” to “%(new)s”")
        if new
        else _("cleared the %(field)s, which was “%(old)s”")
    ) % values


def _linked(event: Event, model: Model, names: shown.Names) -> str:
    field = many_to_many_field(model)
    values = event.new or event.old or {}
    keys = (values.get(field.m2m_column_name()), values.get(field.m2m_reverse_name()))
    label = str(field.verbose_name)
    if field.model is not Recommendation:
        label = _("%(field)s of the %(thing)s") % {
            "field": label,
            "thing": _noun_with_name(field.model, keys[0], names),
        }
    return (
        _("added “%(name)s” to the %(field)s")
        if event.operation == "insert"
        else _("removed “%(name)s” from the %(field)s")
    ) % {
        "name": model_sentences.shorten(names.of(field.related_model, keys[1])) or _("not shown"),
        "field": label,
    }


def many_to_many_field(through: Model) -> Field:
    """Return the many-to-many field that keeps its rows in this table."""
    owner: Any = through._meta.auto_created
    return next(f for f in owner._meta.local_many_to_many if f.remote_field.through is through)


def _noun_with_name(model: Model, key: object, names: shown.Names) -> str:
    name = model_sentences.shorten(names.of(model, key))
    noun = str(model._meta.verbose_name)
    return _("%(noun)s “%(name)s”") % {"noun": noun, "name": name} if name else noun


def named_rows(events: Iterable[Event]) -> Iterator[tuple[Model, int]]:
    """Yield the rows that lines about events name: theirs, what they refer to, and who wrote."""
    for event in events:
        if event.actor_id:
            yield User, event.actor_id
        if (model := models_by_table().get(event.table)) is None:
            continue
        if not model._meta.auto_created:
            yield model, event.key
        for side in (event.old, event.new):
            yield from ((related, key) for _column, related, key in references(model, side))


def references(model: Model, side: Mapping[str, Any] | None) -> list[tuple[str, Model, int]]:
    """Return the columns of stored values that refer to a row, with the row's model and key."""
    return [
        (column, field.remote_field.model, side[column])
        for column, field in fields_by_column(model).items()
        if isinstance(field, models.ForeignKey) and side and side.get(column) is not None
    ]
