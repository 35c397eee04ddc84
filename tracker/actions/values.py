"""Values that their fields can't take, told in a sentence."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from tracker.actions.typed import screen_row
from tracker.errors import Invalid
from tracker.models.shared import ToldCheck


def check_values(row: models.Model) -> None:
    """Raises Invalid for a code that is not known, or words that are too long or missing.

    Raises PersonalData for typed words that look like a victim's data. Asks no database: what the
    row refers to was read a moment before.
    """
    related = {field.name for field in row._meta.fields if field.is_relation}
    try:
        row.clean_fields(exclude=related)
    except ValidationError as wrong:
        raise Invalid(sentence(row, wrong)) from wrong
    screen_row(row)


def check_told(row: models.Model) -> None:
    """Raises Invalid, with its sentence, for what a constraint of the row forbids."""
    for constraint in row._meta.constraints:
        if isinstance(constraint, ToldCheck):
            try:
                constraint.validate(type(row), row)
            except ValidationError as wrong:
                raise Invalid(sentence(row, wrong)) from wrong


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
