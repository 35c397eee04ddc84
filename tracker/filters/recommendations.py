"""Filters for recommendations and what belongs to them, evidence, bodies and indicators."""

from typing import Any

import django_filters
from django import forms
from django.db.models import Exists, F, OuterRef, Q, QuerySet, TextChoices
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from tracker import errors, formats, policies
from tracker.filters.base import (
    MAX_SUGGESTIONS,
    CodeField,
    CountryField,
    PersonField,
    RecommendationField,
    SearchFilterSet,
    StrictFilterSet,
    TypedField,
    TypedFilter,
    body_filter,
    day_filter,
    is_linked,
    mine_filter,
    report_filter,
    topic_filter,
    yes_filter,
)
from tracker.filters.parameters import parse_past_day
from tracker.models import (
    AssessmentQuerySet,
    Body,
    Citation,
    CommitmentQuerySet,
    Evidence,
    EvidenceQuerySet,
    File,
    Indicator,
    OpenQuerySet,
    Question,
    QuestionQuerySet,
    Recommendation,
    RecommendationQuerySet,
    Report,
    Responsibility,
    User,
    Viewer,
)
from tracker.models.search import AmongKeys
from tracker.summaries.statuses import filter_current_on
from tracker.vocabulary import (
    BodyKind,
    EvidenceKind,
    Language,
    Lifecycle,
    Perspective,
    QuestionKind,
    ReadAction,
    Role,
    Sensitivity,
    Status,
    Theme,
    columns,
)


class RecommendationFilter(SearchFilterSet):
    """The one set of filters behind the page, the progress report and every export.

    Without values: the newest edition, and older recommendations that are neither continued nor
    closed; a report, a lifecycle or `all=yes` shows the others too. With a past day, statuses and
    the current editions are those of that day; everything else is today's.
    """

    quick = ("asked_of", "topic", "body", "country")
    status = django_filters.MultipleChoiceFilter(
        choices=Status, distinct=False, label=_("Status"), widget=forms.CheckboxSelectMultiple
    )
    report = report_filter(_("Report"))
    body = body_filter(_("Responsible body"), method="applied_later")
    role = django_filters.ChoiceFilter(
        choices=Role, label=_("Role of the body"), empty_label=_("any"), method="applied_later"
    )
    topic = topic_filter()
    country = TypedFilter(CountryField, label=_("Country"), method="filter_country", max_length=2)
    asked_of = mine_filter()
    assignee = TypedFilter(
        PersonField,
        method="filter_assignee",
        label=_("Assigned to"),
        max_length=150,
        widget=forms.TextInput(attrs={"list": "people-offered", "autocomplete": "off"}),
    )
    review_by = day_filter(_("Review due by"), field_name="review_on", lookup_expr="lte")
    overdue = yes_filter(_("Overdue"), "on_day")
    lifecycle = django_filters.MultipleChoiceFilter(
        choices=Lifecycle, distinct=False, label=_("Lifecycle"), widget=forms.CheckboxSelectMultiple
    )
    all = yes_filter(_("Older editions"), "applied_later")

    @classmethod
    def get_filters(cls) -> dict[str, django_filters.Filter]:
        """Return the filters above, and after that of the status one for each column with codes."""
        declared = super().get_filters()
        first = {name: declared.pop(name) for name in ("search", "status")}
        by_code = {
            code: django_filters.ChoiceFilter(
                field_name=code, choices=column.choices, label=column.label, empty_label=_("any")
            )
            for code, column in columns.FILTER_COLUMNS.items()
        }
        return {**first, **by_code, **declared}

    @property
    def column_fields(self) -> list[forms.BoundField]:
        """The fields of the columns with codes, for the form."""
        return [self.form[code] for code in columns.FILTER_COLUMNS]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        try:
            self.past_day = parse_past_day(self.data, today=self.today)
        except errors.InvalidValue as error:
            self.unreadable = [str(error)]
        if self.past_day and "status" in self.filters:
            self.filters["status"].field_name = "status_then"

    def filter_queryset(self, queryset: RecommendationQuerySet) -> RecommendationQuerySet:
        """Apply the filters, body and role together; without an edition, keep the current ones."""
        past_day, values = self.past_day, self.form.cleaned_data
        if past_day:
            queryset = queryset.with_status_on(past_day)
        rows: RecommendationQuerySet = super().filter_queryset(queryset)
        body, role = values.get("body"), values.get("role", "")
        if body:
            on = past_day.on if past_day else self.today
            own = Responsibility.objects.of_holder(body, on=on).filter(_has_role(role))
            rows = rows.filter(sort_key__in=own.values("sort_key"))  # by its index on bodies
        elif role:
            rows = rows.filter(
                is_linked(
                    Responsibility.objects.not_withdrawn().filter(_has_role(role)), "recommendation"
                )
            )
        if any(values.get(name) for name in ("all", "lifecycle", "report")):
            return rows
        return filter_current_on(rows, past_day) if past_day else rows.current()

    def filter_country(
        self, rows: RecommendationQuerySet, name: str, code: str
    ) -> RecommendationQuerySet:
        """Filter to recommendations of the editions on a country."""
        return rows.filter(is_linked(Report.objects.filter(country=code), "pk", "report"))

    def filter_asked_of(
        self, rows: RecommendationQuerySet, name: str, me: str
    ) -> RecommendationQuerySet:
        """Filter to recommendations with open questions of the user: see `QuestionFilter`."""
        return rows.filter(
            is_linked(
                filter_own_questions(Question.objects.visible_to(self.user), self.user),
                "recommendation",
            )
        )

    def filter_assignee(
        self, rows: RecommendationQuerySet, name: str, value: str
    ) -> RecommendationQuerySet:
        """Filter to recommendations assigned to the person, or to nobody."""
        return rows.filter(assignee=self.form.fields["assignee"].person(value))


def _has_role(role: str) -> Q:
    return Q(role=role) if role else Q()


class QuestionState(TextChoices):
    """State of a question. Sent and overdue ones are open too."""

    OPEN = "open", pgettext_lazy("state of a question", "open")
    SENT = "asked", pgettext_lazy("state of a question", "asked, no answer yet")
    OVERDUE = "overdue", pgettext_lazy("state of a question", "overdue")
    ANSWERED = "answered", pgettext_lazy("state of a question", "answered")
    DISMISSED = "dismissed", pgettext_lazy("state of a question", "dismissed")


def filter_own_questions(rows: QuestionQuerySet, user: User) -> QuestionQuerySet:
    """Filter visible questions to the open ones of a user.

    Those to the bodies of a focal point; for others, about recommendations assigned to them.
    """
    rows = rows.put_to_bodies()
    return (
        rows
        if user.is_focal_point
        else rows.filter(recommendation__in=Recommendation.objects.filter(assignee=user))
    )


class QuestionFilter(SearchFilterSet):
    """Filter for the list of questions. Without values: all."""

    quick = ("asked_of", "state", "body")
    state = django_filters.ChoiceFilter(
        choices=QuestionState, method="filter_state", label=_("State"), empty_label=_("any")
    )
    body = body_filter(_("Body asked"), method="filter_body")
    report = report_filter(_("Report"))
    asked_of = mine_filter()
    kind = django_filters.ChoiceFilter(choices=QuestionKind, label=_("Kind"), empty_label=_("any"))

    def filter_asked_of(self, rows: QuestionQuerySet, name: str, me: str) -> QuestionQuerySet:
        """Filter to open questions of the user."""
        return filter_own_questions(rows, self.user)

    def filter_state(self, rows: QuestionQuerySet, name: str, state: str) -> QuestionQuerySet:
        """Filter to questions in this state."""
        return {
            QuestionState.OPEN: rows.open(),
            QuestionState.SENT: rows.put_to_bodies(),
            QuestionState.OVERDUE: rows.overdue(on=self.today),
            QuestionState.ANSWERED: rows.filter(answered_on__isnull=False),
            QuestionState.DISMISSED: rows.exclude(dismissal_reason=""),
        }[QuestionState(state)]


class CommitmentState(TextChoices):
    """State of a commitment: open, done or dropped."""

    OPEN = "open", pgettext_lazy("state of a commitment", "open")
    DONE = "done", pgettext_lazy("state of a commitment", "done")
    DROPPED = "dropped", pgettext_lazy("state of a commitment", "dropped")


class CommitmentFilter(StrictFilterSet):
    """Filter for the list of commitments. Without values: all that are not withdrawn."""

    quick = ("state", "body")
    state = django_filters.ChoiceFilter(
        choices=CommitmentState, method="filter_state", label=_("State"), empty_label=_("any")
    )
    body = body_filter(_("Body"), method="filter_body")
    report = report_filter(_("Report"), field_name="recommendation__report")
    overdue = yes_filter(_("Overdue"), "on_day")
    postponed = yes_filter(_("Postponed twice or more"), "filter_postponed")
    quiet = yes_filter(_("No update for 180 days"), "on_day")

    def filter_state(self, rows: CommitmentQuerySet, name: str, state: str) -> CommitmentQuerySet:
        """Filter to commitments in this state."""
        return {
            CommitmentState.OPEN: rows.open(),
            CommitmentState.DONE: rows.filter(done_on__isnull=False),
            CommitmentState.DROPPED: rows.exclude(dropped_reason=""),
        }[CommitmentState(state)]

    def filter_postponed(self, rows: CommitmentQuerySet, name: str, yes: str) -> CommitmentQuerySet:
        """Filter to commitments that were postponed twice or more."""
        return rows.often_postponed()


class DisagreementFilter(StrictFilterSet):
    """Filter by perspective. Without values: all on recommendations of the current editions."""

    body = body_filter(_("Whose view"))
    perspective = django_filters.ChoiceFilter(
        choices=[(p.value, p.label) for p in Perspective if p != Perspective.ANALYST],
        label=_("Whose view"),
        empty_label=_("any"),
    )
    all = yes_filter(_("Older editions"), "applied_later")

    def filter_queryset(self, queryset: AssessmentQuerySet) -> AssessmentQuerySet:
        """Apply the filters; leave out older editions unless they were asked for."""
        rows: AssessmentQuerySet = super().filter_queryset(queryset)
        return (
            rows
            if self.form.cleaned_data.get("all")
            else rows.exclude(recommendation__lifecycle__in=[Lifecycle.CONTINUED, Lifecycle.CLOSED])
        )


class BodyFilter(SearchFilterSet):
    """Filter for the list of bodies and its matrix. Without values: all."""

    quick = ("kind",)
    kind = django_filters.ChoiceFilter(choices=BodyKind, label=_("Kind"), empty_label=_("any"))


class UnitField(TypedField):
    """A unit that some indicator is counted in, in any language; the first are suggested."""

    default_error_messages = {
        "unknown": _("No indicator is counted in “%(value)s”. Choose one of the units offered.")
    }

    user: Viewer

    @property
    def rows(self) -> OpenQuerySet[Indicator]:
        """The indicators that the user sees."""
        return Indicator.objects.visible_to(self.user)

    def offered(self) -> "QuerySet[Indicator, Any]":
        """Return the first units in use, in the active language."""
        name = formats.choose_translation(sq="unit_sq", sr="unit_sr") or "unit"
        return (
            self.rows.exclude(**{name: ""})
            .order_by(name)
            .values_list(name)
            .distinct()[:MAX_SUGGESTIONS]
        )

    def find(self, name: str) -> str | None:
        """Return the unit where an indicator has it."""
        return name if self.rows.filter(_has_unit(name)).exists() else None


def _has_unit(unit: str) -> Q:
    return Q(unit=unit) | Q(unit_sq=unit) | Q(unit_sr=unit)


class IndicatorFilter(SearchFilterSet):
    """Filter for the list of indicators. Without values: all."""

    quick = ("theme", "unit")
    theme = django_filters.ChoiceFilter(choices=Theme, label=_("Theme"), empty_label=_("any"))
    unit = TypedFilter(
        UnitField,
        method="filter_unit",
        label=_("Unit"),
        max_length=40,
        widget=forms.TextInput(attrs={"list": "units-offered", "autocomplete": "off"}),
    )

    def filter_unit(
        self, rows: OpenQuerySet[Indicator], name: str, unit: str
    ) -> OpenQuerySet[Indicator]:
        """Filter to indicators counted in the unit."""
        return rows.filter(_has_unit(unit))


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
            rows = rows.filter(
                Q(covers_to=None, covers_from__isnull=False) | Q(covers_to__gte=first)
            )
        if last := values.get("covers_to"):
            rows = rows.filter(
                Q(covers_from=None, covers_to__isnull=False) | Q(covers_from__lte=last)
            )
        return rows if values.get("withdrawn") else rows.not_withdrawn()

    def filter_search(self, rows: EvidenceQuerySet, name: str, words: str) -> EvidenceQuerySet:
        """Filter to evidence that holds every word."""
        return search(rows, words, user=self.user)

    def filter_issuer(self, rows: EvidenceQuerySet, name: str, body: Body) -> EvidenceQuerySet:
        """Filter to evidence of an issuer, where the user may know it."""
        return rows.filter(policies.confidentiality.attributable_to(self.user), issuer=body)

    def filter_recommendation(
        self, rows: EvidenceQuerySet, name: str, recommendation: Recommendation
    ) -> EvidenceQuerySet:
        """Filter to evidence that is cited for a recommendation, as far as the user may know."""
        return rows.filter(
            pk__in=Citation.objects.visible_to(self.user)
            .not_withdrawn()
            .filter(recommendation=recommendation)
            .values("evidence")
        )

    def filter_cited(self, rows: EvidenceQuerySet, name: str, code: str) -> EvidenceQuerySet:
        """Filter to evidence that is cited, or not, as far as the user may know."""
        citations = (
            Citation.objects.visible_to(self.user).not_withdrawn().filter(evidence=OuterRef("pk"))
        )
        return rows.filter(Exists(citations) if code == Cited.YES else ~Exists(citations))

    def with_file(self, rows: EvidenceQuerySet, name: str, yes: str) -> EvidenceQuerySet:
        """Filter to evidence with a file that the user may read."""
        return rows.filter(
            Exists(
                File.objects.visible_to(self.user).not_withdrawn().filter(evidence=OuterRef("pk"))
            )
        )


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
        max_value=2**63 - 1,  # the greatest key
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    since = day_filter(_("From"), field_name="read_on", lookup_expr="gte")
    until = day_filter(_("To"), field_name="read_on", lookup_expr="lte")
