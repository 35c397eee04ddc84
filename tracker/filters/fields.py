"""Fields and filters for rows by code, for users, days and yes."""

from typing import Any

import django_filters
from django import forms
from django.db.models import Model, QuerySet
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext_lazy as _

from tracker.models import User

MAX_SUGGESTIONS = 50  # shown in a page; other codes can still be typed
YES = [("yes", _("yes"))]


def day_filter(label: str | Promise, **kwargs: Any) -> django_filters.DateFilter:
    """Return a filter for a day that is picked or typed."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return django_filters.DateFilter(label=label, widget=widget, **kwargs)


def yes_filter(label: str | Promise, method: str) -> django_filters.ChoiceFilter:
    """Return a filter with the only value "yes"."""
    return django_filters.ChoiceFilter(choices=YES, label=label, method=method, empty_label=None)


class CodeField(forms.CharField):
    """The row with the code typed. Suggests at most fifty rows, and looks among them first."""

    default_error_messages = {
        "unknown": _("“%(value)s” is not known. Choose one that is offered, or check its code.")
    }

    def __init__(self, *, rows: "QuerySet[Model]", code: str, **kwargs: Any) -> None:
        self.rows, self.code = rows, code
        super().__init__(**kwargs)

    @cached_property
    def suggestions(self) -> list[Model]:
        """The first rows, in their order."""
        return list(self.rows[:MAX_SUGGESTIONS])

    def clean(self, value: object) -> Model | None:
        """Find the row with the code; None for an empty one. Raises ValidationError."""
        code = str(super().clean(value))
        if not code:
            return None
        for row in self.suggestions:
            if getattr(row, self.code) == code:
                return row
        match = self.rows.filter(**{self.code: code}).first()
        if match is None:
            raise forms.ValidationError(
                self.error_messages["unknown"], code="unknown", params={"value": code}
            )
        return match


class CodeFilter(django_filters.Filter):
    """Filter to rows that belong to the row with this code."""

    field_class = CodeField


ME, NOBODY = "me", "nobody"


class PersonField(forms.CharField):
    """A username, "me" or "nobody"."""

    default_error_messages = {
        "unknown": _("“%(value)s” is no user. Type a user name, “me” or “nobody”.")
    }
    user: User | None = None  # meant by “me”
    match: User | None = None  # has the username typed

    @property
    def choices(self) -> list[tuple[str, str]]:
        """The values with their labels, for chips."""
        named = [(person.username, str(person)) for person in (self.match, self.user) if person]
        return [*named, (ME, str(self.user or "")), (NOBODY, str(_("nobody")))]

    def clean(self, value: object) -> str:
        """Check that there is such a user. Raises ValidationError."""
        username = str(super().clean(value))
        if username in ("", ME, NOBODY) or (self.user and username == self.user.username):
            return username
        self.match = User.objects.filter(username=username).first()
        if self.match is None:
            raise forms.ValidationError(
                self.error_messages["unknown"], code="unknown", params={"value": username}
            )
        return username


class PersonFilter(django_filters.Filter):
    """Filter to rows assigned to one person, or to nobody."""

    field_class = PersonField

    def filter[M: Model](self, rows: QuerySet[M], value: str) -> QuerySet[M]:
        """Filter to rows of the person; all rows for the empty value."""
        field = self.parent.form.fields[self.field_name]
        match value:
            case "":
                return rows
            case "nobody":
                return rows.filter(**{f"{self.field_name}__isnull": True})
            case "me":
                return rows.filter(**{self.field_name: field.user})
        return rows.filter(**{self.field_name: field.match or field.user})
