"""Which status a recommendation had on which day, and when that was known."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tracker.migrations.schema import CoveringIndex
from tracker.models.base import OfRecommendationQuerySet, known
from tracker.vocabulary import Status


class StatusSpan(models.Model):
    """A status by the analyst's approved assessments: from which day to which, told from when on.

    Two times: `valid` is the day in Kosovo that the status is about, `recorded` the moment at which
    the tracker said so. A correction ends what was recorded and records anew; what was once said
    stays. Made from assessments: `manage.py check_statuses` compares, history does not watch it.
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
    valid_to = models.DateField(_("until"), null=True, blank=True)  # exclusive; null: on and on
    recorded_from = models.DateTimeField(_("told from"))
    recorded_to = models.DateTimeField(_("told until"), null=True, blank=True)  # exclusive

    objects = OfRecommendationQuerySet.as_manager()

    class Meta:
        verbose_name = _("status on a day")
        verbose_name_plural = _("statuses on days")
        constraints = [
            known("status", Status.values, "status_span_status_is_known"),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")),
                name="a_status_span_runs_forward",
            ),
            models.CheckConstraint(
                condition=Q(recorded_to=None) | Q(recorded_to__gte=F("recorded_from")),
                name="a_status_span_is_told_forward",
            ),
            models.UniqueConstraint(
                fields=["recommendation", "valid_from"],
                condition=Q(recorded_to=None),
                name="one_status_told_from_a_day",
            ),
        ]
        indexes = [
            CoveringIndex(  # all that `RecommendationQuerySet.then` reads
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
                name="span_of_rec",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.recommendation_id} {self.status} {self.valid_from}"
