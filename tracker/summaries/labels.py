"""Codes of the vocabulary with their labels, in the language in force.

A report asks for the same few labels thousands of times: each is translated once.
"""

from functools import lru_cache
from typing import Any

from django.db.models import Model, TextChoices
from django.utils.translation import get_language

from tracker.progress import Labelled
from tracker.progress.values import UNSET


def coded(choice: TextChoices) -> Labelled:
    """A code with its label."""
    return _of_choice(type(choice), choice.value, get_language())


def labelled(row: Any, field: str) -> Labelled:
    """The value of a field with its label; both empty where it is unset."""
    value = getattr(row, field)
    if not value:
        return UNSET
    model: type[Model] = type(row)
    return _of_field(model, field, str(value), get_language())


@lru_cache(maxsize=2_000)
def _of_choice(kind: type[TextChoices], value: str, _language: str | None) -> Labelled:
    return Labelled(value, str(kind(value).label))


@lru_cache(maxsize=2_000)
def _of_field(model: type[Model], field: str, value: str, _language: str | None) -> Labelled:
    chosen: Any = model._meta.get_field(field)
    return Labelled(value, str(dict(chosen.flatchoices).get(value, value)))
