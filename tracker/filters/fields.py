"""A code typed or picked, as the row it names."""

from typing import Any

import django_filters
from django import forms
from django.db.models import Model, QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from tracker.models import User

AT_MOST = 50  # offered in a page; what is not offered can still be typed


class CodeField(forms.CharField):
    """The row with the code typed. Offers at most fifty, and looks among them first."""

    default_error_messages = {
        "unknown": _("“%(value)s” is not known. Choose one that is offered, or check its code.")
    }

    def __init__(self, *, rows: "QuerySet[Any]", code: str, **kwargs: Any) -> None:
        self.rows, self.code = rows, code
        super().__init__(**kwargs)

    @cached_property
    def offered(self) -> list[Any]:
        """The first rows, in their order."""
        return list(self.rows[:AT_MOST])

    def clean(self, value: Any) -> Model | None:
        typed = str(super().clean(value))
        if not typed:
            return None
        for row in self.offered:
            if getattr(row, self.code) == typed:
                return row  # type: ignore[no-any-return]
        found: Model | None = self.rows.filter(**{self.code: typed}).first()
        if found is None:
            raise forms.ValidationError(
                self.error_messages["unknown"], code="unknown", params={"value": typed}
            )
        return found


class CodeFilter(django_filters.Filter):
    """Rows that belong to the one with this code."""

    field_class = CodeField


ME, NOBODY = "me", "nobody"


class PersonField(forms.CharField):
    """Somebody's user name, or one of two words."""

    default_error_messages = {
        "unknown": _("“%(value)s” is no user. Type a user name, “me” or “nobody”.")
    }
    user: User | None = None  # whom “me” means
    found: User | None = None  # whose name was typed

    @property
    def choices(self) -> list[tuple[str, Any]]:
        """What each value reads as in a chip."""
        named = [(person.username, str(person)) for person in (self.found, self.user) if person]
        return [*named, (ME, str(self.user or "")), (NOBODY, _("nobody"))]

    def clean(self, value: Any) -> str:
        typed = str(super().clean(value))
        if typed in ("", ME, NOBODY) or (self.user and typed == self.user.username):
            return typed
        self.found = User.objects.filter(username=typed).first()
        if self.found is None:
            raise forms.ValidationError(
                self.error_messages["unknown"], code="unknown", params={"value": typed}
            )
        return typed


class PersonFilter(django_filters.Filter):
    """Rows assigned to one person, or to nobody."""

    field_class = PersonField

    def filter(self, rows: Any, value: str) -> Any:
        field = self.parent.form.fields[self.field_name]
        match value:
            case "":
                return rows
            case "nobody":
                return rows.filter(**{f"{self.field_name}__isnull": True})
            case "me":
                return rows.filter(**{self.field_name: field.user})
        return rows.filter(**{self.field_name: field.found or field.user})
