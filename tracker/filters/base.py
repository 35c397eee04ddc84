"""Strict filter sets, their fields, and descriptions of the filters in use."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import django_filters
from django import forms
from django.db.models import Model, QuerySet
from django.utils import timezone
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext as _, gettext_lazy

from tracker.formats import format_day
from tracker.models import AuditedQuerySet, Body, Report, User
from tracker.progress import Condition

MAX_SUGGESTIONS = 50  # shown in a page; other codes can still be typed
YES = [("yes", gettext_lazy("yes"))]


def day_filter(label: str | Promise, **kwargs: Any) -> django_filters.DateFilter:
    """Return a filter for a day that is picked or typed."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return django_filters.DateFilter(label=label, widget=widget, **kwargs)


def yes_filter(label: str | Promise, method: str) -> django_filters.ChoiceFilter:
    """Return a filter with the only value "yes"."""
    return django_filters.ChoiceFilter(choices=YES, label=label, method=method, empty_label=None)


class TypedField(forms.CharField):
    """What a name or code stands for that is typed. Subclasses find it."""

    def find(self, name: str) -> Any:
        """Return what a name stands for; None for an unknown one."""
        raise NotImplementedError

    def clean(self, value: object) -> Any:
        """Find what was typed; None for an empty value. Raises ValidationError."""
        if not (name := str(super().clean(value))):
            return None
        if (match := self.find(name)) is None:
            raise forms.ValidationError(
                self.error_messages["unknown"], code="unknown", params={"value": name}
            )
        return match


class CodeField(TypedField):
    """The row with the code typed. Suggests at most fifty rows, and looks among them first."""

    default_error_messages = {
        "unknown": gettext_lazy(
            "Unknown value “%(value)s”. Choose one from the list or check the code."
        )
    }

    def __init__(self, *, rows: "QuerySet[Model]", code: str, **kwargs: Any) -> None:
        self.rows, self.code = rows, code
        super().__init__(**kwargs)

    @cached_property
    def suggestions(self) -> list[Model]:
        """The first rows, in their order."""
        return list(self.rows[:MAX_SUGGESTIONS])

    def find(self, name: str) -> Model | None:
        """Return the row with the code."""
        for row in self.suggestions:
            if getattr(row, self.code) == name:
                return row
        return self.rows.filter(**{self.code: name}).first()


class TypedFilter(django_filters.Filter):
    """Filter by what is typed into a field of this class."""

    def __init__(self, field_class: type[TypedField], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.field_class = field_class


ME, NOBODY = "me", "nobody"


class PersonField(TypedField):
    """A username, "me" or "nobody"."""

    default_error_messages = {
        "unknown": gettext_lazy(
            "No user is called “%(value)s”. Type a user name, “me” or “nobody”."
        )
    }
    user: User | None = None  # meant by “me”
    match: User | None = None  # has the username typed

    @property
    def choices(self) -> list[tuple[str, str]]:
        """The values with their labels, for chips."""
        named = [(person.username, str(person)) for person in (self.match, self.user) if person]
        return [*named, (ME, str(self.user or "")), (NOBODY, str(gettext_lazy("nobody")))]

    def find(self, name: str) -> str | None:
        """Return the value where there is such a user."""
        if name in (ME, NOBODY) or (self.user and name == self.user.username):
            return name
        self.match = User.objects.filter(username=name).first()
        return name if self.match else None

    def person(self, value: str) -> User | None:
        """Return the user whom a valid value means; None for nobody."""
        return None if value == NOBODY else self.match or self.user


def _used_filters(
    filter_set: django_filters.FilterSet,
) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Yield the names of the filters in use, each with the codes and labels of its values."""
    if not filter_set.form.is_bound or not filter_set.form.is_valid():
        return
    for name in filter_set.filters:
        value = filter_set.form.cleaned_data.get(name)
        if value not in (None, "", []):
            values = value if isinstance(value, list) else [value]
            labels = dict(getattr(filter_set.form.fields[name], "choices", ()))
            yield name, [_code_and_label(value, labels) for value in values]


def _code_and_label(value: object, labels: Mapping[object, object]) -> tuple[str, str]:
    match value:
        case Body():
            return value.code, str(value)
        case Report():
            return value.slug, value.cited_as
        case User():
            return value.username, str(value)
        case date():
            return value.isoformat(), format_day(value)
    return str(value), str(labels.get(value, value))


def describe_parameters(
    filters: Mapping[str, django_filters.Filter], parameters: Mapping[str, Sequence[str]]
) -> list[tuple[str, str]]:
    """Return query parameters as labels: [("Status", "Partially implemented")].

    Reads no row, so bodies and people stay codes and usernames; unknown parameters stay as they
    are.
    """
    return [
        (
            str(filters[name].label) if name in filters else name,
            ", ".join(_value_label(filters, name, value) for value in values),
        )
        for name, values in parameters.items()
    ]


def _value_label(filters: Mapping[str, django_filters.Filter], name: str, value: str) -> str:
    choices: Any = filters[name].extra.get("choices", ()) if name in filters else ()
    return str(dict(getattr(choices, "choices", choices)).get(value, value))


class StrictFilterSet(django_filters.FilterSet):
    """Filter set that refuses values it can't read and parameters it doesn't know.

    Codes are looked for among the rows offered to the user. `other_parameters` are the names of
    parameters of the page, such as its order. Every filter is declared by name.
    """

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *args: Any,
        user: User,
        today: date | None = None,
        other_parameters: Iterable[str] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(data, *args, **kwargs)
        self.user, self.today = user, today or timezone.localdate()
        for field in self.form.fields.values():
            if isinstance(field, CodeField) and isinstance(field.rows, AuditedQuerySet):
                field.rows = field.rows.offered_to(user)
        self.other_parameters = frozenset(other_parameters)

    def applied_later[R](self, rows: R, name: str, value: object) -> R:
        """Leave a filter to `filter_queryset`, where it applies together with others."""
        return rows

    def on_day(self, rows: Any, name: str, yes: str) -> Any:
        """Filter by the method of the rows that is named like the filter, such as `overdue`."""
        return getattr(rows, name)(on=self.today)

    @property
    def unknown_parameters(self) -> list[str]:
        """Names of parameters that belong to no filter."""
        return sorted(set(self.data) - set(self.filters) - self.other_parameters)

    @property
    def problems(self) -> list[str]:
        """Errors of values and unknown parameters, as sentences."""
        sentences = [
            _("%(label)s: %(problem)s") % {"label": self.filters[name].label, "problem": problem}
            for name, errors in self.errors.items()
            if name in self.filters
            for problem in errors
        ]
        return sentences + [
            _("Unknown filter “%(name)s”. Remove it from the address.") % {"name": name}
            for name in self.unknown_parameters
        ]

    @property
    def rows(self) -> Any:
        """The filtered rows; none at all while there are problems."""
        return self.queryset.none() if self.problems else self.qs

    def conditions(self) -> tuple[Condition, ...]:
        """Describe each filter in use by one condition; several values of a filter are joined."""
        return tuple(
            Condition(
                name=name,
                value=",".join(code for code, _label in values),
                label=str(self.filters[name].label),
                display_value=", ".join(label for _code, label in values),
            )
            for name, values in _used_filters(self)
        )

    def each_condition(self) -> tuple[Condition, ...]:
        """Describe each value by a condition of its own, so that it can be removed alone."""
        return tuple(
            Condition(
                name=name, value=code, label=str(self.filters[name].label), display_value=label
            )
            for name, values in _used_filters(self)
            for code, label in values
        )
