"""Which pieces of evidence somebody asked for."""

from datetime import date
from typing import Any

import django_filters
from django import forms
from django.db.models import Exists, OuterRef, Q, TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tracker.filters.base import StrictFilterSet
from tracker.filters.fields import CodeFilter
from tracker.filters.recommendations import YES
from tracker.formats import folded
from tracker.models import Body, Citation, Evidence, File, ReadLogEntry, Topic, User
from tracker.models.base import MOST_WORDS
from tracker.policies.evidence.confidentiality import named_to
from tracker.vocabulary import EvidenceKind, Language, ReadAction, Sensitivity

DAY = {"type": "date"}


def with_words(rows: Any, words: str, *, user: Any) -> Any:
    """Those that hold every word typed; of very many, none.

    Looked for in the title, the quoted words, the link, the issuer's acronym where it may be
    named, and the text of the files that this user may read.
    """
    if len(words.split()) > MOST_WORDS:
        return rows.none()
    for word in words.split():
        rows = rows.filter(
            Q(title__icontains=word)
            | Q(quote__icontains=word)
            | Q(url__icontains=word)
            | (Q(issuer__acronym__iexact=word) & named_to(user))
            | Exists(_files(user).filter(folded_text__contains=folded(word)))
        )
    return rows


def _files(user: Any) -> Any:
    return File.objects.visible_to(user).standing().filter(evidence=OuterRef("pk"))


class Cited(TextChoices):
    """Whether it is used already."""

    YES = "yes", pgettext_lazy("evidence", "cited")
    NO = "no", pgettext_lazy("evidence", "not cited yet")


class Days(forms.Form):
    """What was asked, with a first day that is not after the last."""

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        for name in ("covers", "published"):
            first, last = values.get(f"{name}_from"), values.get(f"{name}_to")
            if first and last and first > last:
                self.add_error(f"{name}_to", _("It ends before it begins. Choose a later day."))
        return values


def day_filter(label: Any, **more: Any) -> django_filters.DateFilter:
    """A day, picked or typed."""
    return django_filters.DateFilter(
        label=label, widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"), **more
    )


def tick(label: Any, method: str) -> django_filters.ChoiceFilter:
    """Yes, or nothing asked."""
    return django_filters.ChoiceFilter(choices=YES, label=label, method=method, empty_label=None)


class EvidenceFilter(StrictFilterSet):
    """Nothing asked for: every piece that nobody withdrew and this user may know of."""

    words = django_filters.CharFilter(
        method="holding_words",
        label=_("Words"),
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("Search the evidence")}),
    )
    kind = django_filters.ChoiceFilter(choices=EvidenceKind, label=_("Kind"), empty_label=_("any"))
    issuer = CodeFilter(
        label=_("Issuer"),
        rows=Body.objects.order_by("code"),
        code="code",
        method="issued_by",
        widget=forms.TextInput(attrs={"list": "bodies-offered", "autocomplete": "off"}),
    )
    language = django_filters.ChoiceFilter(
        choices=Language, label=_("Language"), empty_label=_("any")
    )
    sensitivity = django_filters.ChoiceFilter(
        choices=Sensitivity, label=_("Sensitivity"), empty_label=_("any")
    )
    topic = CodeFilter(
        label=_("Topic"),
        rows=Topic.objects.order_by("code"),
        code="code",
        method="about_topic",
        widget=forms.TextInput(attrs={"list": "topics-offered", "autocomplete": "off"}),
    )
    covers_from = day_filter(_("Covers a day from"), method="covering")
    covers_to = day_filter(_("Covers a day until"), method="covering")
    published_from = day_filter(_("Published from"), field_name="published_on", lookup_expr="gte")
    published_to = day_filter(_("Published until"), field_name="published_on", lookup_expr="lte")
    cited = django_filters.ChoiceFilter(
        choices=Cited, label=_("Use"), method="in_use", empty_label=_("any")
    )
    expired = tick(_("Expired"), "past_its_day")
    file = tick(_("With a file"), "with_file")
    withdrawn = tick(_("Withdrawn too"), "with_withdrawn")

    class Meta:
        model = Evidence
        fields: list[str] = []  # every filter is declared above, by name
        form = Days

    def __init__(self, *args: Any, user: User, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.today = user, today
        for name in ("issuer", "topic"):
            field = self.form.fields[name]
            field.rows = field.rows.visible_to(user)

    def filter_queryset(self, queryset: Any) -> Any:
        found = super().filter_queryset(queryset)
        asked = self.form.cleaned_data
        first, last = asked["covers_from"], asked["covers_to"]
        if first or last:
            found = found.exclude(covers_from=None, covers_to=None)
        if first:
            found = found.filter(Q(covers_to=None) | Q(covers_to__gte=first))
        if last:
            found = found.filter(Q(covers_from=None) | Q(covers_from__lte=last))
        return found if asked["withdrawn"] else found.standing()

    def holding_words(self, rows: Any, name: str, words: str) -> Any:
        return with_words(rows, words, user=self.user)

    def issued_by(self, rows: Any, name: str, body: Body | None) -> Any:
        return rows.filter(named_to(self.user), issuer=body) if body else rows

    def about_topic(self, rows: Any, name: str, topic: Topic | None) -> Any:
        tied = Evidence.topics.through.objects.filter(evidence=OuterRef("pk"), topic=topic)
        return rows.filter(Exists(tied)) if topic else rows

    def covering(self, rows: Any, name: str, day: date) -> Any:
        return rows  # both days apply together, in `filter_queryset`

    def in_use(self, rows: Any, name: str, used: str) -> Any:
        citing = Citation.objects.visible_to(self.user).standing().filter(evidence=OuterRef("pk"))
        return rows.filter(Exists(citing) if used == Cited.YES else ~Exists(citing))

    def past_its_day(self, rows: Any, name: str, yes: str) -> Any:
        return rows.expired(on=self.today)

    def with_file(self, rows: Any, name: str, yes: str) -> Any:
        return rows.filter(Exists(_files(self.user)))

    def with_withdrawn(self, rows: Any, name: str, yes: str) -> Any:
        return rows  # says what `filter_queryset` leaves in


LARGEST_KEY = 2**63 - 1


def _day(label: Any, lookup: str) -> django_filters.DateFilter:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return django_filters.DateFilter(
        field_name="day", lookup_expr=lookup, label=label, widget=widget
    )


class ReadLogFilter(StrictFilterSet):
    """Nothing asked for: the whole log."""

    reader = CodeFilter(
        label=_("Reader"),
        rows=User.objects.order_by("username"),
        code="username",
        field_name="by",
        widget=forms.TextInput(attrs={"list": "readers-offered", "autocomplete": "off"}),
    )
    deed = django_filters.ChoiceFilter(
        choices=ReadAction, label=_("What was done"), empty_label=_("any")
    )
    piece = django_filters.NumberFilter(
        field_name="evidence",
        label=_("Piece no."),
        decimal_places=0,
        min_value=1,
        max_value=LARGEST_KEY,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    since = _day(_("From"), "gte")
    until = _day(_("To"), "lte")

    class Meta:
        model = ReadLogEntry
        fields: list[str] = []  # every filter is declared above, by name
