"""What an assessment says of each component."""

from typing import Any, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from tracker.models.assessments import Assessment
from tracker.models.shared import AuditedQuerySet, known
from tracker.vocabulary import CHOSEN


class LineQuerySet(AuditedQuerySet):
    """Lines in the words of the field: seen by whoever sees their assessment."""

    def said(self) -> Self:
        """Those that say something; a line that was cleared says nothing, and stays in history."""
        return self.exclude(status="")

    def readable_by(self, user: Any) -> Self:
        seen = Assessment.objects.visible_to(user).order_by().values("pk")
        return self.filter(assessment__in=seen)

    def concerning(self, user: Any) -> Self:
        return self.readable_by(user)


class Line(models.Model):
    """How far one component got, in the eyes of one assessment."""

    recommendation = models.ForeignKey(
        "tracker.Recommendation",
        models.PROTECT,
        related_name="+",
        verbose_name=_("recommendation"),
    )
    assessment = models.ForeignKey(
        "tracker.Assessment", models.PROTECT, related_name="lines", verbose_name=_("assessment")
    )
    component = models.ForeignKey(
        "tracker.Component", models.PROTECT, related_name="lines", verbose_name=_("component")
    )
    status = models.CharField(
        _("status"), max_length=20, blank=True, choices=[(s.value, s.label) for s in CHOSEN]
    )
    remark = models.TextField(_("remark"), blank=True)

    objects = LineQuerySet.as_manager()

    class Meta:
        verbose_name = _("line of an assessment")
        verbose_name_plural = _("lines of assessments")
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "component"], name="one_line_per_component"
            ),
            known("status", [s.value for s in CHOSEN], "line_status_is_chosen", blank=True),
        ]

    def __str__(self) -> str:
        return f"{self.component}: {self.get_status_display()}"
