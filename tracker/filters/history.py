"""Filter for the audit history, with its fields."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from typing import Any

import django_filters
from django import forms
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Func, Model, Q, TextField
from django.db.models.sql.compiler import SQLCompiler
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from tracker import formats, vocabulary
from tracker.audit.audited_tables import (
    COMMITMENTS,
    SECOND_FACTORS,
    UNAUDITED_TABLES,
    models_by_table,
)
from tracker.filters.base import (
    RecommendationField,
    StrictFilterSet,
    TypedField,
    TypedFilter,
    day_filter,
)
from tracker.models import (
    NEVER_SHOWN,
    Event,
    EventQuerySet,
    Evidence,
    Recommendation,
    User,
    table_of,
)
from tracker.models.search import MAX_WORDS

type SQL = tuple[str, tuple[str | int, ...]]  # with its parameters


class ActorField(TypedField):
    """A username, or the name of an actor without an account: "command:import_report"."""

    default_error_messages = {
        "unknown": _(
            "You can't see the changes of a user “%(value)s”. Type another user name, or "
            "“command:” and the name of a command."
        )
    }
    user: User
    match: User | None = None  # has the username typed

    @property
    def choices(self) -> list[tuple[str, str]]:
        """The value with its label, for a chip."""
        return [(self.match.username, str(self.match))] if self.match else []

    def find(self, name: str) -> str | None:
        """Return the name of an actor that exists and may be known."""
        if name.startswith(("anonymous", "command:", "task:")):  # has no account
            return name
        person = User.objects.filter(username=name).first()
        self.match = person if person and self._may_know(person) else None
        return name if self.match else None

    def _may_know(self, person: User) -> bool:
        """Check whether the reader may know of this user, so that usernames can't be guessed."""
        return bool(
            person.pk == self.user.pk
            or self.user.may(vocabulary.Right.READ_PEOPLE)
            or Event.objects.visible_to(self.user).filter(actor_id=person.pk).exists()
        )


class ColumnField(TypedField):
    """A column by the name of its field: "assignee" is "assignee_id"."""

    default_error_messages = {
        "unknown": _(
            "There is no field “%(value)s”. Choose one from the list, for example “status”."
        )
    }

    def find(self, name: str) -> str | None:
        """Return the column of the field."""
        return audited_columns().get(name)


@cache
def audited_columns() -> dict[str, str]:
    """Return the columns of audited tables, by the names of their fields and by their own."""
    return {
        str(name): str(field.column)
        for model in _audited_models()
        for field in model._meta.concrete_fields
        for name in (field.column, field.name)
    }


def noun_choices() -> list[tuple[str, str]]:
    """Return the names of audited models with their labels, by label."""
    return sorted(
        [
            (str(model._meta.model_name), str(model._meta.verbose_name_plural))
            for model in _audited_models()
            if not model._meta.auto_created
        ],
        key=lambda choice: choice[1].casefold(),
    )


def tables_of(noun: str) -> list[str]:
    """Return the table of a model, then those of its many-to-many fields."""
    model = next(model for model in _audited_models() if model._meta.model_name == noun)
    return [
        model._meta.db_table,
        *(str(field.m2m_db_table()) for field in model._meta.local_many_to_many),
    ]


def _audited_models() -> list[type[Model]]:
    hidden = {*UNAUDITED_TABLES, *map(table_of, NEVER_SHOWN)}
    return [model for table, model in models_by_table().items() if table not in hidden]


class JSONValuesText(Func):
    """All values of a JSON object as one text, except those of the keys `without`."""

    output_field = TextField()
    template = "(SELECT group_concat(value, char(10)) FROM json_each(%(expressions)s) %(where)s)"

    def __init__(self, column: str, *, without: Sequence[str] = ()) -> None:
        keys = ", ".join(f"'{key}'" for key in without)
        super().__init__(column, where=f"WHERE key NOT IN ({keys})" if without else "")

    def as_postgresql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any
    ) -> SQL:
        """Compile to a subquery over jsonb_each_text, which is that over json_each elsewhere."""
        template = (
            "(SELECT string_agg(value, chr(10)) FROM jsonb_each_text(%(expressions)s) %(where)s)"
        )
        return self.as_sql(compiler, connection, template=template, **context)


FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(9000, 12, 31)
MAX_SEARCH_DAYS = 92  # searched at most, unless another filter bounds the events
# Columns of evidence that only analysts may see: for others, no search finds them either.
RESTRICTED_COLUMNS = ("issuer_id", "original_source_id", "reading", "remark")


class EventFilterForm(forms.Form):
    """Form of the filter, which checks its days, and that a search is bounded."""

    today: date

    def clean(self) -> dict[str, object]:
        """Check the days, and that a search is bounded by days, actor or recommendation."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = values.get("since"), values.get("until")
        if first and last and first > last:
            self.add_error("until", _("The end is before the start. Choose a later date."))
        if values.get("search") and not self._is_bounded(values):
            self.add_error(
                "search",
                _(
                    "Text can be searched in the changes of one person, of one recommendation, or "
                    "of at most %(days)d days. Add one of these filters."
                )
                % {"days": MAX_SEARCH_DAYS},
            )
        for name in ("since", "until"):
            if (value := values.get(name)) and not FIRST_DAY <= value <= LAST_DAY:
                self.add_error(
                    name,
                    _("There is no history of that day. Choose a day from %(first)s to %(last)s.")
                    % {
                        "first": formats.format_day(FIRST_DAY),
                        "last": formats.format_day(LAST_DAY),
                    },
                )
        return values

    def _is_bounded(self, values: Mapping[str, Any]) -> bool:
        if values.get("actor") or values.get("recommendation"):
            return True
        first, last = values.get("since"), values.get("until") or self.today
        return first is not None and (last - first).days < MAX_SEARCH_DAYS


class EventFilter(StrictFilterSet):
    """Filter for the audit history. Without values: all events that the user may know of."""

    actor = TypedFilter(
        ActorField,
        label=_("Who"),
        method="filter_actor",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    noun = django_filters.ChoiceFilter(
        choices=noun_choices, label=_("Type of record"), method="filter_noun", empty_label=_("any")
    )
    recommendation = TypedFilter(
        RecommendationField,
        label=_("Recommendation"),
        help_text=_("As in its address: tip-2024-kosovo/6"),
        method="filter_recommendation",
    )
    field = TypedFilter(
        ColumnField,
        label=_("Field"),
        method="filter_field",
        widget=forms.TextInput(attrs={"list": "fields-offered", "autocomplete": "off"}),
    )
    operation = django_filters.ChoiceFilter(
        choices=vocabulary.Operation,
        label=_("What was done"),
        method="filter_operation",
        empty_label=_("any"),
    )
    source = django_filters.ChoiceFilter(
        choices=vocabulary.EventSource, label=_("How"), empty_label=_("any")
    )
    request = django_filters.CharFilter(label=pgettext_lazy("history", "Request"), max_length=36)
    since = day_filter(_("From"), method="filter_day")
    until = day_filter(_("To"), method="filter_day")
    search = django_filters.CharFilter(
        label=_("Contains"),
        method="filter_search",
        max_length=200,
        help_text=_(
            "In an old value, a new value or the reason. Add a person, a recommendation or "
            "a period of at most 92 days."
        ),
        widget=forms.TextInput(attrs={"type": "search"}),
    )

    class Meta:
        form = EventFilterForm

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.form.today = self.today

    def filter_actor(self, rows: EventQuerySet, name: str, actor: str) -> EventQuerySet:
        """Filter to events of an account, under any username, or of an actor without one."""
        return (
            rows.filter(actor_id=person.pk)
            if (person := self.form.fields["actor"].match)
            else rows.filter(actor_id=None, actor_name=actor)
        )

    def filter_noun(self, rows: EventQuerySet, name: str, noun: str) -> EventQuerySet:
        """Filter to events of a model."""
        return rows.filter(table__in=tables_of(noun))

    def filter_operation(self, rows: EventQuerySet, name: str, operation: str) -> EventQuerySet:
        """Filter to events of an operation; second factors have a table of their own since 0.2."""
        own = Q(table=SECOND_FACTORS) if operation == vocabulary.Operation.FACTOR else Q()
        return rows.filter(Q(operation=operation) | own)

    def filter_recommendation(
        self, rows: EventQuerySet, name: str, recommendation: Recommendation
    ) -> EventQuerySet:
        """Filter to events about a recommendation."""
        return rows.about(recommendation, to=self.user)

    def filter_field(self, rows: EventQuerySet, name: str, column: str) -> EventQuerySet:
        """Filter to events with an old or new value of a column that the user may see."""
        if column in RESTRICTED_COLUMNS and not self.user.may_write:
            rows = rows.exclude(table=table_of(Evidence))
        return rows.filter(Q(old__has_key=column) | Q(new__has_key=column))

    def filter_day(self, rows: EventQuerySet, name: str, day: date) -> EventQuerySet:
        """Filter to events on this day, and to later or earlier ones."""
        return (
            rows.filter(at__gte=vocabulary.PastDay(day - timedelta(days=1)).ends_at)
            if name == "since"
            else rows.filter(at__lt=vocabulary.PastDay(day).ends_at)
        )

    def filter_search(self, rows: EventQuerySet, name: str, words: str) -> EventQuerySet:
        """Filter to events with every word in a value or the reason; too many words match none."""
        if len(words.split()) > MAX_WORDS:
            return rows.none()
        restricted = (
            *COMMITMENTS,
            *(() if self.user.may_write else RESTRICTED_COLUMNS),
            *(() if self.user.may_read else ("next_step",)),
        )
        rows = rows.alias(
            old_text=JSONValuesText("old", without=restricted),
            new_text=JSONValuesText("new", without=restricted),
        )
        for word in words.split():
            condition = Q(reason__icontains=word)
            for spelling in {word, json.dumps(word)[1:-1]}:  # SQLite kept "\\u00eb" in JSON once
                condition |= Q(old_text__icontains=spelling) | Q(new_text__icontains=spelling)
            rows = rows.filter(condition)
        return rows

    @property
    def field_suggestions(self) -> list[tuple[str, str]]:
        """Names and labels of the fields of the chosen model, or of a recommendation."""
        chosen = self.form.cleaned_data.get("noun") if self.form.is_valid() else None
        tables = tables_of(chosen) if chosen else [table_of(Recommendation)]
        return [
            (str(field.name), str(field.verbose_name))
            for field in models_by_table()[tables[0]]._meta.concrete_fields
        ]
