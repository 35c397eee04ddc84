"""Which lines of history somebody asked for."""

import json
from datetime import date, datetime, time, timedelta
from typing import Any

import django_filters
from django import forms
from django.db.models import Q, TextChoices
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tracker.audit.values import models_by_table
from tracker.filters.evidence import day_filter
from tracker.filters.history_fields import (
    ActorField,
    ColumnField,
    RecommendationField,
    ValuesInWords,
    nouns,
    tables_of,
)
from tracker.filters.strict import StrictFilterSet
from tracker.models import Event, Evidence, Recommendation, User
from tracker.models.events import table_of
from tracker.models.shared import MOST_WORDS
from tracker.words import day

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
