"""Pickers of rows in the admin, which answer a junk key in an address or a form with an error."""

from collections.abc import Iterable
from typing import Any

from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple
from django.http import HttpRequest

from tracker.models import display_name

MAX_DIGITS = 18  # SQLite can't even look for a longer key


def _is_key(value: object) -> bool:
    text = str(value)
    return text.isascii() and text.isdecimal() and len(text) <= MAX_DIGITS


class RowPicker(AutocompleteSelect):
    """Picker of one row."""

    def optgroups(self, name: str, value: Iterable[Any], attr: Any = None) -> Any:
        """Return an empty option and those of the picked rows, but for what is no key."""
        groups = super().optgroups(name, [key for key in value if _is_key(key)], attr)
        options = groups[0][1]
        if self.is_required:
            options.insert(0, self.create_option(name, "", "–", False, 0))
        else:
            options[0]["label"] = "–"
        return groups


class RowsPicker(AutocompleteSelectMultiple):
    """Picker of several rows, without the button that clears all, which is invalid in its list."""

    def optgroups(self, name: str, value: Iterable[Any], attr: Any = None) -> Any:
        """Return the options of the picked rows, but for what is no key."""
        return super().optgroups(name, [key for key in value if _is_key(key)], attr)

    def build_attrs(self, *args: Any, **kwargs: Any) -> Any:
        return {**super().build_attrs(*args, **kwargs), "data-allow-clear": "false"}

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """Return the picked keys; one that is too long becomes one that the field refuses."""
        return [
            key if len(str(key)) <= MAX_DIGITS else "…"
            for key in super().value_from_datadict(data, files, name)
        ]


class PickerMixin:
    """Mixin of an admin or inline that shows its autocomplete fields with these pickers."""

    admin_site: Any

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        parent: Any = super()
        if db_field.name not in self.get_autocomplete_fields(request):  # type: ignore[attr-defined]
            return parent.formfield_for_dbfield(db_field, request, **kwargs)
        picker = RowsPicker if db_field.many_to_many else RowPicker
        kwargs.setdefault("widget", picker(db_field, self.admin_site))
        field = parent.formfield_for_dbfield(db_field, request, **kwargs)
        field.label_from_instance = display_name
        return field
