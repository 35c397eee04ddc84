"""Which words of a row people typed: those are looked through for a victim's data."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from tracker.audit.text_screening import screen
from tracker.errors import InvalidValue
from tracker.models.base import ToldCheck

# Nouns that hold what published reports say, or who and what institutions are.
PUBLISHED = frozenset(
    {"body", "indicator", "mechanism", "passage", "report", "topic", "translation", "user"}
)
# Quoted from a source, made by us, or an address.
NOT_TYPED = frozenset(
    {"quote", "url", "number", "sort_key", "sha256", "clean_sha256", "link_sha256"}
    | {"content_sha256", "seal_hash"}
    | {"extracted_text", "folded_text", "code", "period", "previous_period"}
)
FILTER = "conditions"  # what a report was asked for with, and prints: words to look for, too
QUOTED = {
    "recommendation": frozenset({"text"}),
    "component": frozenset({"words"}),
    "file": frozenset({"name"}),  # looked through in words: see `files`
    "printed": frozenset({"name"}),  # made by us
}
BREAKDOWN = "breakdown"  # {"sex": "female"}: the one JSON that people type freely


def screen_row(row: models.Model, names: Iterable[str] | None = None) -> None:
    """Raises PersonalData for typed words of the row, or of those fields, unless looked at."""
    noun = str(row._meta.model_name)
    if noun in PUBLISHED:
        return
    skipped = NOT_TYPED | QUOTED.get(noun, frozenset())
    wanted = None if names is None else set(names)
    if wanted is None or FILTER in wanted:
        screen((getattr(row, FILTER, None) or {}).get("words", ()))
    screen(
        _words(getattr(row, field.name))
        for field in row._meta.concrete_fields
        if (isinstance(field, models.CharField | models.TextField) or field.name == BREAKDOWN)
        and not field.choices
        and field.name not in skipped
        and (wanted is None or field.name in wanted)
    )


def _words(value: object) -> str:
    if isinstance(value, dict):
        return "\n\n".join(f"{name}: {words}" for name, words in value.items())
    return str(value or "")


def check_values(row: models.Model) -> None:
    """Raises Invalid for a code that is not known, or words that are too long or missing.

    Raises PersonalData for typed words that look like a victim's data. Asks no database: what the
    row refers to was read a moment before.
    """
    related = {field.name for field in row._meta.fields if field.is_relation}
    try:
        row.clean_fields(exclude=related)
    except ValidationError as wrong:
        raise InvalidValue(sentence(row, wrong)) from wrong
    screen_row(row)


def check_told(row: models.Model) -> None:
    """Raises Invalid, with its sentence, for what a constraint of the row forbids."""
    for constraint in row._meta.constraints:
        if isinstance(constraint, ToldCheck):
            try:
                constraint.validate(type(row), row)
            except ValidationError as wrong:
                raise InvalidValue(sentence(row, wrong)) from wrong


def write[Row: models.Model](row: Row, fields: Mapping[str, Any]) -> Row:
    """Save those of the named fields that have another value now. Called under a reason."""
    changed = [name for name, value in fields.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, fields[name])
    if changed:
        row.save(update_fields=changed)
    return row


def sentence(row: models.Model, wrong: ValidationError) -> str:
    """What is wrong with the row, field by field."""
    parts = []
    for name, messages in getattr(wrong, "message_dict", {"__all__": wrong.messages}).items():
        field = "" if name == "__all__" else f"{label(row, name)}: "
        parts.append(field + " ".join(messages))
    return _("%(row)s can't be saved. %(why)s") % {
        "row": str(row._meta.verbose_name).capitalize(),
        "why": " ".join(parts),
    }


def label(row: Any, name: str) -> str:
    """What people call a field."""
    return str(getattr(row._meta.get_field(name), "verbose_name", name))
