"""What is typed to look through history: a name, a recommendation, a field; and values as words."""

import json
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any

import django_filters
from django import forms
from django.db import models
from django.db.models import Q, TextChoices
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tracker.audit.audited_tables import OF_HISTORY, models_by_table
from tracker.filters.base import StrictFilterSet
from tracker.filters.evidence import day_filter
from tracker.formats import day
from tracker.models import Event, Evidence, Recommendation, User
from tracker.models.base import MOST_WORDS
from tracker.models.history.events import table_of
from tracker.vocabulary import Right

# Who writes without an account: nobody signed in, a command, a task.
WITHOUT_ACCOUNT = ("anonymous", "command:", "task:")


class ActorField(forms.CharField):
    """A user name, or the name of what writes without an account: "command:import_report"."""

    default_error_messages = {
        "unknown": _(
            "“%(value)s” is no user whose lines you may know of. Type a user name, or “command:” "
            "and its name."
        )
    }
    reader: Any = None  # who asks
    found: User | None = None  # whose name was typed

    @property
    def choices(self) -> list[tuple[str, Any]]:
        """What the value reads as in a chip."""
        return [(self.found.username, str(self.found))] if self.found else []

    def clean(self, value: Any) -> str:
        typed = str(super().clean(value))
        if not typed or typed.startswith(WITHOUT_ACCOUNT):
            return typed
        found = User.objects.filter(username=typed).first()
        if found is None or not self._may_be_known(found):
            raise _refused(self, "unknown", typed)
        self.found = found
        return typed

    def _may_be_known(self, person: User) -> bool:
        """Whether the reader may know that there is such a user: nobody finds names by guessing."""
        if person.pk == self.reader.pk or self.reader.may(Right.READ_PEOPLE):
            return True
        return bool(Event.objects.visible_to(self.reader).filter(actor_id=person.pk).exists())


class RecommendationField(forms.CharField):
    """A recommendation by its report and number, as in its address: "tip-2024-kosovo/6"."""

    default_error_messages = {
        "unknown": _(
            "“%(value)s” is no recommendation that you may know of. Type the report and the number "
            "as in its address: “tip-2024-kosovo/6”."
        )
    }
    rows: Any = None  # those that the user may know of

    def clean(self, value: Any) -> Recommendation | None:
        typed = str(super().clean(value))
        if not typed:
            return None
        slug, _found, number = typed.rpartition("/")
        rows = self.rows.select_related("report__mechanism")
        row: Recommendation | None = rows.filter(report__slug=slug, number=number).first()
        if row is None:
            raise _refused(self, "unknown", typed)
        return row


class ColumnField(forms.CharField):
    """The column of a field typed by its name: "assignee" is "assignee_id"."""

    default_error_messages = {
        "unknown": _("“%(value)s” is no field. Type its name as it is offered: “status”.")
    }

    def clean(self, value: Any) -> str:
        typed = str(super().clean(value))
        if typed and typed not in columns():
            raise _refused(self, "unknown", typed)
        return columns().get(typed, "")


def _refused(field: forms.Field, code: str, typed: str) -> forms.ValidationError:
    return forms.ValidationError(field.error_messages[code], code=code, params={"value": typed})


@cache
def columns() -> dict[str, str]:
    """The columns that history tells of, by the names of their fields and by their own."""
    found: dict[str, str] = {}
    for model in _watched():
        for field in model._meta.concrete_fields:
            found[str(field.column)] = found[str(field.name)] = str(field.column)
    return found


def nouns() -> list[tuple[str, str]]:
    """What history tells of, in words, by what it is called."""
    told = [
        (str(model._meta.model_name), str(model._meta.verbose_name_plural))
        for model in _watched()
        if not model._meta.auto_created
    ]
    return sorted(told, key=lambda one: one[1].casefold())


def tables_of(noun: str) -> list[str]:
    """The table of a noun, then those of its many-to-many ties."""
    own = next(model for model in _watched() if model._meta.model_name == noun)
    ties = [field.remote_field.through for field in own._meta.local_many_to_many]
    return [str(model._meta.db_table) for model in (own, *ties)]


def _watched() -> list[Any]:
    return [model for table, model in models_by_table().items() if table not in OF_HISTORY]


class ValuesInWords(models.Func):
    """All values of a JSON object as one text, without its keys; `without` some of them."""

    output_field = models.TextField()
    arity = 1

    def __init__(self, column: str, *, without: Sequence[str] = ()) -> None:
        left_out = ", ".join(f"'{key}'" for key in without)
        super().__init__(column, where=f"WHERE key NOT IN ({left_out})" if without else "")

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        template = (
            "(SELECT group_concat(value, char(10)) FROM json_each(%(expressions)s) %(where)s)"
        )
        return self.as_sql(compiler, connection, template=template, **context)

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        template = (
            "(SELECT string_agg(value, chr(10)) FROM jsonb_each_text(%(expressions)s) %(where)s)"
        )
        return self.as_sql(compiler, connection, template=template, **context)


DAYS = (date(1900, 1, 1), date(9000, 12, 31))  # that may be asked for
MOST_DAYS = 92  # that words are looked for in, where nothing else bounds the lines
# Of a piece of evidence, what not everybody is told (policies.sources): no search finds it either.
UNTOLD = ("issuer_id", "remark")


class Operation(TextChoices):
    """What was done to a row."""

    INSERT = "insert", _("added")
    UPDATE = "update", _("changed")
    DELETE = "delete", _("taken away")
    SIGN_IN = "sign_in", _("signed in")
    FACTOR = "factor", _("second factor")


class Source(TextChoices):
    """The door it came through."""

    SITE = "site", _("on the site")
    ADMIN = "admin", _("in the admin")
    API = "api", _("by the interface for programs")
    COMMAND = "command", _("by a command")
    TASK = "task", _("by a task")
    IMPORT = "import", _("by an import")


class Bounds(forms.Form):
    """What was asked: days that can be, the first not after the last, words within bounds alone."""

    today: date

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = values.get("since"), values.get("until")
        if first and last and first > last:
            self.add_error("until", _("It ends before it begins. Choose a later day."))
        if values.get("words") and not self._is_bounded(values):
            refusal = _(
                "Words are looked for in the lines of one person, of one recommendation, or of at "
                "most %(days)d days. Say whose, on which recommendation, or from when to when."
            )
            self.add_error("words", refusal % {"days": MOST_DAYS})
        for name in ("since", "until"):
            asked = values.get(name)
            if asked and not DAYS[0] <= asked <= DAYS[1]:
                told = _("There is no history of that day. Choose one from %(first)s to %(last)s.")
                self.add_error(name, told % {"first": day(DAYS[0]), "last": day(DAYS[1])})
        return values

    def _is_bounded(self, values: dict[str, Any]) -> bool:
        if values.get("actor") or values.get("recommendation"):
            return True
        first, last = values.get("since"), values.get("until") or self.today
        return first is not None and (last - first).days < MOST_DAYS


class ActorFilter(django_filters.Filter):
    """Lines of one account, whatever it was called then, or of a name without an account."""

    field_class = ActorField

    def filter(self, rows: Any, value: str) -> Any:
        if not value:
            return rows
        found: User | None = self.parent.form.fields["actor"].found
        if found:
            return rows.filter(actor_id=found.pk)
        return rows.filter(actor_id=None, actor_name=value)


class ColumnFilter(django_filters.Filter):
    field_class = ColumnField


class OfRecommendationFilter(django_filters.Filter):
    field_class = RecommendationField


class EventFilter(StrictFilterSet):
    """Nothing asked for: every line that this user may know of."""

    actor = ActorFilter(
        label=_("Who"), widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"})
    )
    noun = django_filters.ChoiceFilter(
        choices=nouns, label=_("What"), method="about_noun", empty_label=_("any")
    )
    recommendation = OfRecommendationFilter(
        label=_("Recommendation"),
        help_text=_("As in its address: tip-2024-kosovo/6"),
        method="about_recommendation",
    )
    field = ColumnFilter(
        label=_("Field"),
        method="telling_of",
        widget=forms.TextInput(attrs={"list": "fields-offered", "autocomplete": "off"}),
    )
    operation = django_filters.ChoiceFilter(
        choices=Operation, label=_("What was done"), empty_label=_("any")
    )
    source = django_filters.ChoiceFilter(choices=Source, label=_("Where"), empty_label=_("any"))
    request = django_filters.CharFilter(label=_("Request"), max_length=36)
    since = day_filter(_("From"), method="from_day")
    until = day_filter(_("To"), method="to_day")
    words = django_filters.CharFilter(
        label=_("Words"),
        method="holding_words",
        max_length=200,
        help_text=_(
            "Of an old value, a new one or the reason. Beside them say who, on which "
            "recommendation, or from when to when: 92 days at most."
        ),
        widget=forms.TextInput(attrs={"type": "search"}),
    )

    class Meta:
        model = Event
        fields: list[str] = []  # every filter is declared above, by name
        form = Bounds

    def __init__(self, *args: Any, user: User, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.form.today = today
        self.form.fields["recommendation"].rows = Recommendation.objects.visible_to(user)
        self.form.fields["actor"].reader = user

    def about_noun(self, rows: Any, name: str, noun: str) -> Any:
        return rows.filter(table__in=tables_of(noun))

    def about_recommendation(self, rows: Any, name: str, row: Recommendation | None) -> Any:
        return rows.about(row, to=self.user) if row else rows

    def telling_of(self, rows: Any, name: str, column: str) -> Any:
        if not column:
            return rows
        if column in UNTOLD and not self.user.may_write:
            rows = rows.exclude(table=table_of(Evidence))
        return rows.filter(Q(old__has_key=column) | Q(new__has_key=column))

    def from_day(self, rows: Any, name: str, day: date) -> Any:
        return rows.filter(at__gte=_beginning(day))

    def to_day(self, rows: Any, name: str, day: date) -> Any:
        return rows.filter(at__lt=_beginning(day + timedelta(days=1)))

    def holding_words(self, rows: Any, name: str, words: str) -> Any:
        """Those that hold every word in an old value, a new one or the reason; of many, none."""
        if len(words.split()) > MOST_WORDS:
            return rows.none()
        untold = () if self.user.may_write else UNTOLD
        rows = rows.alias(
            said_before=ValuesInWords("old", without=untold),
            said_after=ValuesInWords("new", without=untold),
        )
        for word in words.split():
            found = Q(reason__icontains=word)
            for written in {word, json.dumps(word)[1:-1]}:  # SQLite kept "\\u00eb" in JSON once
                found |= Q(said_before__icontains=written) | Q(said_after__icontains=written)
            rows = rows.filter(found)
        return rows

    @property
    def offered_fields(self) -> list[tuple[str, str]]:
        """Names and labels of the fields of the noun asked for, or of a recommendation."""
        chosen = self.form.cleaned_data.get("noun") if self.form.is_valid() else None
        tables = tables_of(chosen) if chosen else [table_of(Recommendation)]
        fields = models_by_table()[tables[0]]._meta.concrete_fields
        return [(str(field.name), str(field.verbose_name)) for field in fields]


def _beginning(day: date) -> datetime:
    """The first moment of a day here."""
    return timezone.make_aware(datetime.combine(day, time()))
