"""Filters for evidence and for the read log."""

import django_filters
from django import forms
from django.db.models import Exists, F, OuterRef, Q, TextChoices
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from tracker.filters.base import (
    CodeField,
    RecommendationField,
    SearchFilterSet,
    StrictFilterSet,
    TypedFilter,
    body_filter,
    day_filter,
    topic_filter,
    yes_filter,
)
from tracker.models import (
    Body,
    Citation,
    Evidence,
    EvidenceQuerySet,
    File,
    Recommendation,
    User,
)
from tracker.models.search import AmongKeys
from tracker.policies.evidence.confidentiality import attributable_to
from tracker.vocabulary import EvidenceKind, Language, ReadAction, Sensitivity


def search(rows: EvidenceQuerySet, words: str, *, user: User) -> EvidenceQuerySet:
    """Filter to evidence that has every word, or a file that this user may read and that has it.

    An issuer that may not be named is found by those alone who may know it.
    """
    own = Evidence.objects.with_words(words, by_hidden_issuer=user.may_write).values("pk")
    files = File.objects.visible_to(user).not_withdrawn().with_words(words).values("evidence")
    return rows.filter(Q(AmongKeys(F("pk"), own.query)) | Q(AmongKeys(F("pk"), files.query)))


class Cited(TextChoices):
    """Use of evidence: cited, or not yet."""

    YES = "yes", pgettext_lazy("evidence", "cited")
    NO = "no", pgettext_lazy("evidence", "not cited yet")


class EvidenceFilterForm(forms.Form):
    """Form of the filter, which checks that the first day is not after the last."""

    def clean(self) -> dict[str, object]:
        """Check that no period ends before it begins."""
        values = super().clean() or self.cleaned_data
        for name in ("covers", "published"):
            first, last = values.get(f"{name}_from"), values.get(f"{name}_to")
            if first and last and first > last:
                self.add_error(f"{name}_to", _("The end is before the start. Choose a later date."))
        return values


class EvidenceFilter(SearchFilterSet):
    """Filter for the list of evidence. Without values: all that is not withdrawn."""

    quick = ("kind", "topic", "issuer")
    kind = django_filters.ChoiceFilter(choices=EvidenceKind, label=_("Kind"), empty_label=_("any"))
    issuer = body_filter(_("Issuer"), method="filter_issuer")
    language = django_filters.ChoiceFilter(
        choices=Language, label=_("Language"), empty_label=_("any")
    )
    sensitivity = django_filters.ChoiceFilter(
        choices=Sensitivity, label=_("Sensitivity"), empty_label=_("any")
    )
    topic = topic_filter()
    recommendation = TypedFilter(
        RecommendationField, label=_("Cited for"), method="filter_recommendation"
    )
    covers_from = day_filter(_("Period from"), method="applied_later")
    covers_to = day_filter(_("Period until"), method="applied_later")
    published_from = day_filter(_("Published from"), field_name="published_on", lookup_expr="gte")
    published_to = day_filter(_("Published until"), field_name="published_on", lookup_expr="lte")
    cited = django_filters.ChoiceFilter(
        choices=Cited, label=_("Use"), method="filter_cited", empty_label=_("any")
    )
    expired = yes_filter(_("Expired"), "on_day")
    file = yes_filter(_("With a file"), "with_file")
    withdrawn = yes_filter(_("Including withdrawn"), "applied_later")

    class Meta:
        form = EvidenceFilterForm

    def filter_queryset(self, queryset: EvidenceQuerySet) -> EvidenceQuerySet:
        """Apply the filters, both days of the period together; leave out withdrawn evidence."""
        rows: EvidenceQuerySet = super().filter_queryset(queryset)
        values = self.form.cleaned_data
        if first := values.get("covers_from"):
            is_open = Q(covers_to=None, covers_from__isnull=False)
            rows = rows.filter(is_open | Q(covers_to__gte=first))
        if last := values.get("covers_to"):
            is_open = Q(covers_from=None, covers_to__isnull=False)
            rows = rows.filter(is_open | Q(covers_from__lte=last))
        return rows if values.get("withdrawn") else rows.not_withdrawn()

    def filter_search(self, rows: EvidenceQuerySet, name: str, words: str) -> EvidenceQuerySet:
        """Filter to evidence that holds every word."""
        return search(rows, words, user=self.user)

    def filter_issuer(self, rows: EvidenceQuerySet, name: str, body: Body) -> EvidenceQuerySet:
        """Filter to evidence of an issuer, where the user may know it."""
        return rows.filter(attributable_to(self.user), issuer=body)

    def filter_recommendation(
        self, rows: EvidenceQuerySet, name: str, recommendation: Recommendation
    ) -> EvidenceQuerySet:
        """Filter to evidence that is cited for a recommendation, as far as the user may know."""
        own = (
            Citation.objects.visible_to(self.user)
            .not_withdrawn()
            .filter(recommendation=recommendation)
        )
        return rows.filter(pk__in=own.values("evidence"))

    def filter_cited(self, rows: EvidenceQuerySet, name: str, code: str) -> EvidenceQuerySet:
        """Filter to evidence that is cited, or not, as far as the user may know."""
        citations = (
            Citation.objects.visible_to(self.user).not_withdrawn().filter(evidence=OuterRef("pk"))
        )
        return rows.filter(Exists(citations) if code == Cited.YES else ~Exists(citations))

    def with_file(self, rows: EvidenceQuerySet, name: str, yes: str) -> EvidenceQuerySet:
        """Filter to evidence with a file that the user may read."""
        files = File.objects.visible_to(self.user).not_withdrawn()
        return rows.filter(Exists(files.filter(evidence=OuterRef("pk"))))


MAX_KEY = 2**63 - 1


class ReadLogFilter(StrictFilterSet):
    """Filter for the read log. Without values: all of it."""

    reader = TypedFilter(
        CodeField,
        label=_("Reader"),
        rows=User.objects.order_by("username"),
        code="username",
        shows=("first_name", "last_name", "username"),
        show=lambda first, last, username: f"{first} {last}".strip() or username,
        field_name="user",
        widget=forms.TextInput(attrs={"list": "readers-offered", "autocomplete": "off"}),
    )
    action = django_filters.ChoiceFilter(
        choices=ReadAction, label=_("What was done"), empty_label=_("any")
    )
    evidence = django_filters.NumberFilter(
        label=_("Evidence no."),
        decimal_places=0,
        min_value=1,
        max_value=MAX_KEY,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    since = day_filter(_("From"), field_name="read_on", lookup_expr="gte")
    until = day_filter(_("To"), field_name="read_on", lookup_expr="lte")
