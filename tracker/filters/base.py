"""Strict filter sets, their fields, and descriptions of the filters in use."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any, Self

import django_filters
from django import forms
from django.db.models import Exists, Model, OuterRef, Q, QuerySet, Value, functions
from django.utils import timezone
from django.utils.functional import Promise, cached_property
from django.utils.translation import get_language, gettext as _, gettext_lazy

from tracker import compiled_queries, formats, progress, vocabulary
from tracker.models import (
    AuditedQuerySet,
    Body,
    ReaderKind,
    Recommendation,
    Report,
    Topic,
    User,
    Viewer,
    cite_report,
)
from tracker.models.search import INDEXED

MAX_LINKS = 1_000  # whose keys are looked up
MAX_CANDIDATES = 5  # named where several rows fit what was typed
MAX_SUGGESTIONS = 50  # shown in a page; other codes can still be typed
YES = [("yes", gettext_lazy("yes"))]
ME, NOBODY = "me", "nobody"
DAY_INPUT = forms.DateInput({"type": "date"}, format="%Y-%m-%d")  # each field has its copy


def day_filter(label: str | Promise, **kwargs: Any) -> django_filters.DateFilter:
    """Return a filter for a day that is picked or typed."""
    return django_filters.DateFilter(label=label, widget=DAY_INPUT, **kwargs)


def yes_filter(label: str | Promise, method: str) -> django_filters.ChoiceFilter:
    """Return a filter with the only value "yes"."""
    return django_filters.ChoiceFilter(choices=YES, label=label, method=method, empty_label=None)


class TypedField(forms.CharField):
    """What a name or code stands for that is typed. Subclasses find it."""

    user: Viewer | None = None  # who filters; set by the filter set

    def offered(self) -> "QuerySet[Any, Any] | None":
        """Return the values of the rows that are suggested to the user, if any are."""
        return None

    show: Callable[..., str] = str  # makes the label of a suggestion of its other values

    def find(self, name: str) -> object:
        """Return what a name stands for; None for an unknown one."""
        raise NotImplementedError

    def clean(self, value: object) -> object:
        """Find what was typed; None for an empty value. Raises ValidationError."""
        if not (name := str(super().clean(value))):
            return None
        if (match := self.find(name)) is None:
            raise forms.ValidationError(
                self.error_messages["unknown"], code="unknown", params={"value": name}
            )
        return match


class TypedFilter(django_filters.Filter):
    """Filter by what is typed into a field of this class."""

    def __init__(self, field_class: type[TypedField], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.field_class = field_class


def choose_named[M: Model](
    name: str, rows: Sequence[M], names_of: Callable[[M], Iterable[str]] = lambda _row: ()
) -> M | None:
    """Return the only row of a name, or else the only row; raise ValidationError for several."""
    exact = [row for row in rows if name.casefold() in map(str.casefold, names_of(row))]
    if len(candidates := exact or rows) > 1:
        raise forms.ValidationError(
            _("“%(name)s” can be %(listed)s. Type the whole name or the code.")
            % {"name": name, "listed": ", ".join(f"“{row}”" for row in candidates[:MAX_CANDIDATES])}
        )
    return candidates[0] if candidates else None


class CodeField(TypedField):
    """The row with the code typed. Suggests at most fifty rows."""

    default_error_messages = {
        "unknown": gettext_lazy(
            "Unknown value “%(value)s”. Choose one from the list or check the code."
        )
    }

    def __init__(
        self,
        *,
        rows: "QuerySet[Any]",
        code: str,
        shows: Sequence[str] = (),
        show: Callable[..., str] = str,
        **kwargs: Any,
    ) -> None:
        self.rows, self.code, self.shows, self.show = rows, code, shows, show
        super().__init__(**kwargs)

    @cached_property
    def suggestions(self) -> list[Model]:
        """The first rows, in their order."""
        return list(self.rows[:MAX_SUGGESTIONS])

    def offered(self) -> "QuerySet[Any, Any]":
        """Return the codes of the suggestions, with the columns that `show` takes."""
        # Keys first, or SQLite would join all rows before it sorts them.
        return self.rows.filter(pk__in=self.rows.values("pk")[:MAX_SUGGESTIONS]).values_list(
            self.code, *self.shows
        )

    def find(self, name: str) -> Model | None:
        """Return the row with the code, or else the only one of the name or with the words.

        Raises ValidationError with some candidates where there are several.
        """
        rows: Any = self.rows
        row: Model | None = rows.filter(**{self.code: name}).first()
        if row is not None or rows.model._meta.model_name not in INDEXED:
            return row
        with_words: list[Any] = list(rows.with_words(name)[:MAX_SUGGESTIONS])
        return choose_named(name, with_words, lambda row: getattr(row, "all_names", ()))


def is_linked(links: "QuerySet[Any, Any]", column: str, key: str = "pk") -> Q:
    """Return the condition that a row's key, or another column, stands in this column of a link.

    Few are looked up by their keys; where there are many, each row is asked for its link.
    """
    return (
        Q(**{f"{key}__in": links.values(column)})
        if links[: MAX_LINKS + 1].count() <= MAX_LINKS
        else Q(Exists(links.filter(**{column: OuterRef(key)})))
    )


def report_filter(label: str | Promise, **kwargs: Any) -> TypedFilter:
    """Return a filter for a report."""
    return TypedFilter(
        CodeField,
        label=label,
        rows=Report.objects.select_related("mechanism").order_by("-year", "slug"),
        code="slug",
        shows=("mechanism__code", "year", "country_name", "country"),
        show=lambda mechanism, year, country, _code: cite_report(mechanism, year, country),
        **kwargs,
    )


def body_filter(label: str | Promise, **kwargs: Any) -> TypedFilter:
    """Return a filter for a body."""
    return TypedFilter(
        CodeField,
        label=label,
        rows=Body.objects.order_by("code"),
        code="code",
        shows=("name_en", "name_sq", "name_sr"),
        show=lambda en, sq, sr: formats.choose_translation(sq=sq, sr=sr) or en,
        widget=forms.TextInput(attrs={"list": "bodies-offered", "autocomplete": "off"}),
        **kwargs,
    )


def topic_filter() -> TypedFilter:
    """Return a filter for a topic, applied by `StrictFilterSet.filter_topic`."""
    return TypedFilter(
        CodeField,
        label=gettext_lazy("Topic"),
        rows=Topic.objects.order_by("code"),
        code="code",
        shows=("name",),
        show=lambda name: vocabulary.translate_stored("topic", name),
        method="filter_topic",
        widget=forms.TextInput(attrs={"list": "topics-offered", "autocomplete": "off"}),
    )


class RecommendationField(TypedField):
    """A recommendation by its report and number, as in its address: "tip-2024-kosovo/6"."""

    default_error_messages = {
        "unknown": gettext_lazy(
            "You can't see a recommendation “%(value)s”. Type the report and the number as "
            "in its address: “tip-2024-kosovo/6”."
        )
    }

    user: User

    def find(self, name: str) -> Recommendation | None:
        """Return the recommendation."""
        slug, _slash, number = name.rpartition("/")
        return (
            Recommendation.objects.visible_to(self.user)
            .select_related("report__mechanism")
            .filter(report__slug=slug, number=number)
            .first()
        )


class CountryField(TypedField):
    """The code of a country that some edition is on."""

    default_error_messages = {
        "unknown": gettext_lazy("No report is on “%(value)s”. Type the code of a country: “XK”.")
    }
    choices: Sequence[tuple[str, str]] = ()  # with its name, for chips

    def find(self, name: str) -> str | None:
        """Return the code where there is an edition."""
        self.choices = [
            *Report.objects.filter(country=name.upper())
            .order_by("pk")
            .values_list("country", "country_name")[:1]
        ]
        return next((code for code, _label in self.choices), None)


def mine_filter() -> django_filters.ChoiceFilter:
    """Return a filter with the only value "me", for what has to do with open questions."""
    return django_filters.ChoiceFilter(
        choices=[(ME, gettext_lazy("mine"))],
        label=gettext_lazy("Open questions"),
        method="filter_asked_of",
        empty_label=gettext_lazy("any"),
    )


def find_user(name: str) -> User | None:
    """Return the user with this user name, or else the only one with an open account of this name.

    Raises ValidationError for several.
    """
    if (user := User.objects.filter(username=name).first()) is not None:
        return user
    whole_name: Any = functions.Concat("first_name", Value(" "), "last_name")
    return choose_named(
        name,
        list(
            User.objects.filter(is_active=True)
            .alias(whole_name=whole_name)
            .filter(whole_name__iexact=name)
            .order_by("pk")[: MAX_CANDIDATES + 1]
        ),
    )


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
        self.match = find_user(name)
        return self.match.username if self.match else None

    def person(self, value: str) -> User | None:
        """Return the user whom a valid value means; None for nobody."""
        return None if value == NOBODY else self.match or self.user


def _used_filters(
    filter_set: django_filters.FilterSet,
) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Yield the names of the filters in use, each with the codes and labels of its values."""
    form = filter_set.form
    cleaned = form.cleaned_data if form.is_valid() else {}
    for name in filter_set.filters:
        if (value := cleaned.get(name)) not in (None, "", []):
            values = value if isinstance(value, list) else [value]
            yield name, [_code_and_label(value, form.fields[name]) for value in values]


def _code_and_label(value: object, field: forms.Field) -> tuple[str, str]:
    if isinstance(field, CodeField):
        return getattr(value, field.code), str(getattr(value, "shown_name", value))
    if isinstance(value, date):
        return value.isoformat(), formats.format_day(value)
    return str(value), str(dict(getattr(field, "choices", ())).get(value, value))


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
    parameters of the page, such as its order. Every filter is declared by name; only those in use
    are built, since a form of all takes longer than the query.
    """

    quick: tuple[str, ...] = ()  # filters whose values are offered above the list
    past_day: vocabulary.PastDay | None = None
    unreadable: Sequence[str] = ()  # problems of other parameters, as sentences

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *args: Any,
        user: User,
        today: date | None = None,
        other_parameters: Iterable[str] = (),
        is_complete: bool = False,
        **kwargs: Any,
    ) -> None:
        if not is_complete:
            self.__dict__["base_filters"] = {
                name: f for name, f in type(self).base_filters.items() if name in (data or ())
            }
        super().__init__(data, *args, **kwargs)
        self.user, self.today = user, today or timezone.localdate()
        for field in self.form.fields.values():
            field.user = user
            if isinstance(field, CodeField) and isinstance(field.rows, AuditedQuerySet):
                field.rows = field.rows.offered_to(user)
        self.other_parameters = frozenset(other_parameters)

    @classmethod
    def complete(cls, user: Viewer, data: Mapping[str, Any] | None = None) -> Self:
        """Return a filter set with all filters, for its form alone."""
        reader: Any = user  # need not be a user, since no filter is applied
        return cls(data, queryset=Body.objects.none(), user=reader, is_complete=True)

    @cached_property
    def offered(self) -> tuple[tuple[str, tuple[tuple[Any, ...], ...]], ...]:
        """Values of the rows that the form suggests to the user, by the names of the filters."""
        queries = _offered_queries(type(self), self.user.reader_kind, get_language())  # type: ignore[arg-type]
        return tuple((name, tuple(query.run(self.user.bound_values))) for name, query in queries)

    def applied_later[R](self, rows: R, name: str, value: object) -> R:
        """Leave a filter to `filter_queryset`, where it applies together with others."""
        return rows

    def on_day(self, rows: Any, name: str, yes: str) -> Any:
        """Filter by the method of the rows that is named like the filter, such as `overdue`."""
        return getattr(rows, name)(on=self.today)

    def filter_topic(self, rows: Any, name: str, topic: Topic) -> Any:
        """Filter to rows on a topic."""
        links = rows.model.topics.through.objects.filter(topic=topic)
        return rows.filter(is_linked(links, rows.model._meta.model_name))

    def filter_body(self, rows: Any, name: str, body: Body) -> Any:
        """Filter to rows of the body, and those that passed on to it."""
        return rows.of_body(body, on=self.today)

    @property
    def problems(self) -> list[str]:
        """Errors of values and unknown parameters, as sentences."""
        sentences = [
            _("%(label)s: %(problem)s") % {"label": self.filters[name].label, "problem": problem}
            for name, errors in self.errors.items()
            if name in self.filters
            for problem in errors
        ]
        return [*self.unreadable, *sentences] + [
            _("Unknown filter “%(name)s”. Remove it from the address.") % {"name": name}
            for name in sorted(set(self.data) - set(self.filters) - self.other_parameters)
        ]

    @property
    def rows(self) -> Any:
        """The filtered rows; none at all while there are problems."""
        return self.queryset.none() if self.problems else self.qs

    def conditions(self) -> tuple[progress.Condition, ...]:
        """Describe each filter in use by one condition; several values of a filter are joined."""
        return tuple(
            progress.Condition(
                name=name,
                value=",".join(code for code, _label in values),
                label=str(self.filters[name].label),
                display_value=", ".join(label for _code, label in values),
            )
            for name, values in _used_filters(self)
        )

    def each_condition(self) -> tuple[progress.Condition, ...]:
        """Describe each value by a condition of its own, so that it can be removed alone."""
        return tuple(
            progress.Condition(
                name=name, value=code, label=str(self.filters[name].label), display_value=label
            )
            for name, values in _used_filters(self)
            for code, label in values
        )


class SearchFilterSet(StrictFilterSet):
    """Filter set of rows that can be searched."""

    search = django_filters.CharFilter(
        method="filter_search", label=gettext_lazy("Contains"), max_length=200
    )

    def filter_search(self, rows: Any, name: str, words: str) -> Any:
        """Filter to rows with every word."""
        return rows.with_words(words)


@lru_cache(maxsize=256)
def _offered_queries(
    filter_class: type[StrictFilterSet], kind: ReaderKind, language: str | None
) -> tuple[tuple[str, compiled_queries.CompiledQuery], ...]:
    """Compile the queries for the rows that the fields of a filter suggest, in a language."""
    fields = filter_class.complete(kind.reader).form.fields.items()
    offered = [(name, field.offered()) for name, field in fields if isinstance(field, TypedField)]
    return tuple(
        (name, compiled_queries.CompiledQuery.of(rows))
        for name, rows in offered
        if rows is not None
    )
