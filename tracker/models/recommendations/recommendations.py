"""Recommendations, their translations, and their statuses by day and in numbers."""

from datetime import date
from typing import Any, Self

from django.db import models
from django.utils.translation import get_language, gettext_lazy as _

from tracker.compiled_queries import Bound
from tracker.migrations.schema import CoveringIndex
from tracker.models.base import (
    AuditedQuerySet,
    NaturalKey,
    PartQuerySet,
    Viewer,
    address_by,
    choice_constraint,
    key_index,
    named_by,
)
from tracker.models.bodies import Responsibility, ResponsibilityQuerySet
from tracker.vocabulary import (
    SETTLED_STATUSES,
    Basis,
    ClosureReason,
    Duty,
    Language,
    Lifecycle,
    PastDay,
    Status,
    Theme,
)

# Also the condition of the indexes of what lists show by default.
IS_CURRENT = ~models.Q(lifecycle__in=[Lifecycle.CONTINUED, Lifecycle.CLOSED])
IS_UNSETTLED = ~models.Q(status__in=sorted(SETTLED_STATUSES))


class RecommendationQuerySet(AuditedQuerySet["Recommendation"]):
    """Queryset of recommendations."""

    def visible_to_contributor(self, user: Viewer) -> Self:
        """Filter to recommendations in which a body that the user speaks for has a role.

        Also a role that passed on to it. Bodies are given by key and roles read along (body,
        sort_key), so that both databases can estimate the number of rows.
        """
        return self.filter(models.Exists(_roles(user).filter(sort_key=models.OuterRef("sort_key"))))

    def listed_for(self, user: Viewer) -> Self:
        """Filter to visible recommendations, for a long list: a focal point's are read by bodies.

        In a list of all recommendations, looking for a role of each would read the whole table.
        """
        return (
            self.filter(sort_key__in=_roles(user).values("sort_key"))
            if user.is_focal_point
            else self.visible_to(user)
        )

    def overdue(self, *, on: date | Bound) -> Self:
        """Filter to unsettled recommendations past their review date; without a date none is."""
        return self.filter(IS_UNSETTLED, review_on__lt=on)

    def current(self) -> Self:
        """Filter to recommendations that are neither continued by a newer edition nor closed."""
        return self.filter(IS_CURRENT)

    def with_status_on(self, past_day: PastDay) -> Self:
        """Annotate `status_then`, `assessed_on_then` and `assessment_then` as of a past day.

        They are not assessed, None and None where no approved assessment covers the day. All rows
        are kept, also those published later.
        """
        # One at most, since spans do not overlap; newest first, as their index is ordered.
        span = (
            spans_up_to(past_day)
            .filter(
                models.Q(valid_to=None) | models.Q(valid_to__gt=past_day.on),
                recommendation=models.OuterRef("pk"),
            )
            .order_by("-valid_from")
        )
        return self.annotate(
            status_then=models.functions.Coalesce(
                models.Subquery(span.values("status")[:1]),
                models.Value(Status.NOT_ASSESSED.value),
                output_field=models.CharField(),
            ),
            # A span starts as of then.
            assessed_on_then=models.Subquery(span.values("valid_from")[:1]),
            assessment_then=models.Subquery(span.values("assessment")[:1]),
        )

    def for_list(self) -> Self:
        """Select everything that a list row shows, ordered as reports print it."""
        rows = self.select_related("report__mechanism", "current_assessment").order_by("sort_key")
        return rows if _is_english() else rows.prefetch_related("translations")


def _is_english() -> bool:
    """Return whether titles are read in English, which needs no translation."""
    return (get_language() or "en") == "en"


def _roles(user: Viewer) -> ResponsibilityQuerySet:
    return Responsibility.objects.of_bodies(user.represented_body_ids, user.inherited_body_ids)


def spans_up_to(past_day: PastDay) -> "models.QuerySet[StatusSpan]":
    """Return the status spans that began by a past day, on its basis."""
    spans = StatusSpan.objects.filter(valid_from__lte=past_day.on)
    if past_day.basis == Basis.AS_KNOWN_NOW:
        return spans.filter(recorded_to=None)
    return spans.filter(
        models.Q(recorded_to=None) | models.Q(recorded_to__gte=past_day.ends_at),
        recorded_from__lt=past_day.ends_at,
    )


class Recommendation(NaturalKey, models.Model):
    """One thing a report asked for, quoted from it."""

    NATURAL_KEY = ("report__slug", "number")

    report = models.ForeignKey(
        "tracker.Report", models.PROTECT, related_name="recommendations", verbose_name=_("report")
    )
    number = models.CharField(_("number"), max_length=16)  # as printed: "4", "4.2", "12(b)"
    position = models.PositiveIntegerField(_("position"))  # order in the report, from 1
    sort_key = models.CharField(_("sort key"), max_length=60, unique=True, editable=False)
    text = models.TextField(_("text"))  # verbatim; never changed after acceptance
    passage = models.ForeignKey(
        "tracker.Passage",
        models.PROTECT,
        null=True,
        db_index=False,
        blank=True,
        related_name="recommendations",
        verbose_name=_("passage"),
    )
    start = models.PositiveIntegerField(_("start"), null=True, blank=True)
    end = models.PositiveIntegerField(_("end"), null=True, blank=True)
    external_id = models.CharField(  # in the export it came from; empty: none
        _("external id"), max_length=60, blank=True
    )
    short_title = models.CharField(_("short title"), max_length=120)
    theme = models.CharField(_("theme"), max_length=20, choices=Theme)
    other_themes = models.JSONField(_("other themes"), default=list, blank=True)  # ["prevention"]
    topics = models.ManyToManyField(
        "tracker.Topic", blank=True, related_name="recommendations", verbose_name=_("topics")
    )
    duty = models.CharField(_("duty"), max_length=20, choices=Duty)
    lifecycle = models.CharField(
        _("lifecycle"), max_length=20, choices=Lifecycle, default=Lifecycle.ACTIVE
    )
    closure_reason = models.CharField(
        _("reason for closing"), max_length=20, choices=ClosureReason, blank=True
    )
    review_on = models.DateField(_("review date"), null=True, blank=True)
    assignee = models.ForeignKey(  # empty: nobody in particular
        "tracker.User",
        models.PROTECT,
        null=True,
        db_index=False,
        blank=True,
        related_name="assigned_recommendations",
        verbose_name=_("assigned to"),
    )
    # Cached for lists by `actions.assessments.review`; `check_statuses` compares.
    status = models.CharField(
        _("status"), max_length=20, choices=Status, default=Status.NOT_ASSESSED, editable=False
    )
    assessed_on = models.DateField(_("as of"), null=True, blank=True, editable=False)
    current_assessment = models.ForeignKey(
        "tracker.Assessment",
        models.PROTECT,
        null=True,
        db_index=False,
        blank=True,
        editable=False,
        related_name="+",
    )

    objects = RecommendationQuerySet.as_manager()

    leads: list[Responsibility]

    class Meta:
        verbose_name = _("recommendation")
        verbose_name_plural = _("recommendations")
        constraints = [
            models.UniqueConstraint(fields=["report", "number"], name="one_number_per_report"),
            models.UniqueConstraint(fields=["report", "position"], name="one_position_per_report"),
            models.UniqueConstraint(
                fields=["report", "external_id"],
                condition=~models.Q(external_id=""),
                name="one_external_id_per_report",
            ),
            choice_constraint("status", Status.values, "recommendation_status_is_known"),
            choice_constraint("theme", Theme.values, "recommendation_theme_is_known"),
            choice_constraint("duty", Duty.values, "recommendation_duty_is_known"),
            choice_constraint("lifecycle", Lifecycle.values, "recommendation_lifecycle_is_known"),
            models.CheckConstraint(
                condition=(models.Q(lifecycle=Lifecycle.CLOSED) & ~models.Q(closure_reason=""))
                | (~models.Q(lifecycle=Lifecycle.CLOSED) & models.Q(closure_reason="")),
                name="closed_with_a_reason",
            ),
            models.CheckConstraint(
                condition=models.Q(passage=None, start=None, end=None)
                | models.Q(start__lt=models.F("end")),
                name="recommendation_span_runs_forward",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    status=Status.NOT_ASSESSED, current_assessment=None, assessed_on=None
                )
                | (
                    ~models.Q(status=Status.NOT_ASSESSED)
                    & models.Q(current_assessment__isnull=False, assessed_on__isnull=False)
                ),
                name="a_status_has_an_assessment",
            ),
        ]
        indexes = [
            models.Index(fields=["status", "sort_key"], name="rec_status_key"),
            models.Index(fields=["theme", "status", "sort_key"], name="rec_theme_status_key"),
            models.Index(fields=["report", "sort_key"], name="rec_report_key"),
            models.Index(fields=["review_on", "sort_key"], name="rec_review_key"),
            models.Index(fields=["assessed_on", "sort_key"], name="rec_assessed_key"),
            models.Index(fields=["assignee", "sort_key"], name="rec_assignee_key"),
            models.Index(fields=["lifecycle", "sort_key"], name="rec_lifecycle_key"),
            *(
                models.Index(fields=columns, condition=IS_CURRENT, name=f"rec_current_{name}")
                for name, columns in {
                    "key": ["sort_key"],
                    "status": ["status", "sort_key"],
                    "theme": ["theme", "status", "sort_key"],
                    "review": ["review_on", "sort_key", "status"],
                    "assessed": ["assessed_on", "sort_key"],
                    "assignee": ["assignee", "sort_key"],
                }.items()
            ),
            models.Index(fields=["assignee", "review_on", "sort_key"], name="rec_assignee_review"),
            *(key_index("rec", name) for name in ("passage", "current_assessment")),
            models.Index(
                fields=["assignee", "review_on", "sort_key"],
                condition=IS_CURRENT & IS_UNSETTLED,
                name="rec_assignee_due",
            ),
        ]

    __str__ = named_by("cited_as")

    @property
    def cited_as(self) -> str:
        """Citation as "TIP 2024 Kosovo 4". In lists, select report and mechanism first."""
        return f"{self.report.cited_as} {self.number}"

    @property
    def title(self) -> str:
        """Short title in the language of the reader, in English where that is missing."""
        if _is_english():
            return self.short_title
        translated = self.__dict__.get("translated_title")  # by `load_titles`
        if translated is None:
            translated = {row.language: row.short_title for row in self.translations.all()}.get(
                get_language() or ""
            )
        return translated or self.short_title

    get_absolute_url = address_by("recommendation", "report.slug", "number")

    def is_overdue(self, *, on: date) -> bool:
        """Return whether it is unsettled and its review was due before `on`."""
        return (
            self.status not in SETTLED_STATUSES
            and self.review_on is not None
            and self.review_on < on
        )

    def period_around(self, day: date) -> tuple[date, date]:
        """Return first and last day of the mechanism's year that contains `day`."""
        return self.report.mechanism.year_around(day)

    def period_of(self, day: date) -> tuple[date, date]:
        """Return the report's own period if it holds `day`, else the mechanism's year around it."""
        report = self.report
        return (
            (report.period_from, report.period_to)
            if report.period_from <= day <= report.period_to
            else self.period_around(day)
        )

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save the row; its sort key is set once."""
        if not self.sort_key:  # made once, never re-ranked
            self.sort_key = self.report.sort_key_for(self.position)
        super().save(*args, **kwargs)


class Translation(NaturalKey, models.Model):
    """Text and short title of a recommendation in another language, with their source."""

    NATURAL_KEY = ("recommendation__report__slug", "recommendation__number", "language")

    recommendation = models.ForeignKey(
        "tracker.Recommendation",
        models.CASCADE,
        related_name="translations",
        verbose_name=_("recommendation"),
    )
    language = models.CharField(
        _("language"), max_length=10, choices=[c for c in Language.choices if c[0] != "en"]
    )
    short_title = models.CharField(_("short title"), max_length=160, blank=True)
    text = models.TextField(_("text"), blank=True)
    source = models.CharField(  # empty: unofficial, our own
        _("source"), max_length=200, blank=True
    )

    objects = PartQuerySet.as_manager()

    class Meta:
        verbose_name = _("translation")
        verbose_name_plural = _("translations")
        constraints = [
            models.UniqueConstraint(
                fields=["recommendation", "language"], name="one_translation_per_language"
            )
        ]

    __str__ = named_by("recommendation_id", "language")

    @property
    def is_unofficial(self) -> bool:
        """Whether the translation is ours."""
        return not self.source


class StatusSpan(models.Model):
    """Status by the analysts' approved assessments, with the days and the times for which it holds.

    `valid` days are those that the status is about, `recorded` times those at which the tracker
    showed it. A correction ends the recorded time of a span and adds a new span. Spans are made
    from assessments and not audited; `heed check_statuses` compares them.
    """

    recommendation = models.ForeignKey(
        "tracker.Recommendation",
        models.PROTECT,
        related_name="status_spans",
        verbose_name=_("recommendation"),
    )
    assessment = models.ForeignKey(
        "tracker.Assessment",
        models.PROTECT,
        related_name="status_spans",
        verbose_name=_("assessment"),
    )
    status = models.CharField(_("status"), max_length=20, choices=Status)
    valid_from = models.DateField(_("from"))
    valid_to = models.DateField(_("until"), null=True, blank=True)  # exclusive; empty: open
    recorded_from = models.DateTimeField(_("recorded from"))
    recorded_to = models.DateTimeField(_("recorded until"), null=True, blank=True)  # exclusive

    objects = PartQuerySet.as_manager()

    class Meta:
        constraints = [
            choice_constraint("status", Status.values, "status_span_status_is_known"),
            models.CheckConstraint(
                condition=models.Q(valid_to=None) | models.Q(valid_to__gt=models.F("valid_from")),
                name="a_status_span_runs_forward",
            ),
            models.CheckConstraint(
                condition=models.Q(recorded_to=None)
                | models.Q(recorded_to__gte=models.F("recorded_from")),
                name="a_status_span_is_recorded_forward",
            ),
            models.UniqueConstraint(
                fields=["recommendation", "valid_from"],
                condition=models.Q(recorded_to=None),
                name="one_recorded_status_per_day",
            ),
        ]
        indexes = [
            CoveringIndex(  # all that `RecommendationQuerySet.with_status_on` reads
                searched=2,
                fields=[
                    "recommendation",
                    "valid_from",
                    "recorded_from",
                    "recorded_to",
                    "valid_to",
                    "status",
                    "assessment",
                ],
                name="status_span_rec",
            ),
        ]

    __str__ = named_by("recommendation_id", "status", "valid_from")


class SummaryRow(models.Model):
    """Change, on a day, of how many recommendations of an edition have a status.

    The rows up to a day add up to the state on that day. Rows without a report are totals of all
    editions by month: their day is its last. Rows with a body count what it is responsible for.
    Made from other tables, not audited; `heed check_statuses` compares them.
    """

    # No constraints, which would lock the report and the body until the end of a transaction.
    report = models.ForeignKey(
        "tracker.Report",
        models.DO_NOTHING,
        null=True,
        db_constraint=False,
        db_index=False,
        related_name="+",
        verbose_name=_("report"),
    )
    body = models.ForeignKey(
        "tracker.Body",
        models.DO_NOTHING,
        null=True,
        db_constraint=False,
        db_index=False,
        related_name="+",
        verbose_name=_("body"),
    )
    theme = models.CharField(_("theme"), max_length=20, choices=Theme)
    status = models.CharField(_("status"), max_length=20, choices=Status)
    is_current = models.BooleanField(_("current"))  # neither repeated by then, nor closed
    day = models.DateField(_("day"))  # the first there is, where the report has no day
    number = models.IntegerField(_("recommendations"))  # more, or fewer, than the day before

    class Meta:
        indexes = [
            models.Index(fields=["report", "body", "day"], name="summary_report"),
            models.Index(  # written as `IS NOT NULL`, or SQLite does not use it
                fields=["body", "is_current", "status", "theme", "day", "number"],
                condition=models.Q(body__isnull=False),
                name="summary_body",
            ),
            models.Index(
                fields=["day", "is_current", "status", "number"],
                condition=models.Q(body=None, report__isnull=False),
                name="summary_day",
            ),
        ]

    __str__ = named_by("report_id", "body_id", "theme", "status", "day")
