"""Values that their fields can't take, told in a sentence."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from tracker.errors import Invalid


def check_values(row: models.Model) -> None:
    """Raises Invalid for a code that is not known, or words that are too long or missing.

    Asks no database: what the row refers to was read a moment before.
    """
    related = {field.name for field in row._meta.fields if field.is_relation}
    try:
        row.clean_fields(exclude=related)
    except ValidationError as wrong:
        raise Invalid(sentence(row, wrong)) from wrong


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
