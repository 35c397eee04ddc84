"""Statuses of recommendations by day and by when they were recorded, and counts of statuses."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from tracker.migrations.schema import CoveringIndex
from tracker.models.base import OfRecommendationQuerySet, choice_constraint
from tracker.vocabulary import Status, Theme


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

    objects = OfRecommendationQuerySet.as_manager()

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

    def __str__(self) -> str:
        return f"{self.recommendation_id} {self.status} {self.valid_from}"


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

    def __str__(self) -> str:
        return f"{self.report_id} {self.body_id} {self.theme} {self.status} {self.day}"
