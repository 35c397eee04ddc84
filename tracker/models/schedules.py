"""Saved reports: what is to be made on which days."""

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tracker.models.shared import Withdrawable, WithdrawableQuerySet, known
from tracker.vocabulary import Audience, Every, Language, ReportKind


class ScheduleQuerySet(WithdrawableQuerySet):
    """Saved reports in the words of the field: paperwork."""

    def readable_by(self, user: Any) -> Self:
        return self.all() if user.sees_paperwork else self.none()

    def due(self, *, on: date) -> Self:
        """Those to be made by this day, the oldest first."""
        return self.standing().filter(next_on__lte=on).order_by("next_on", "pk")


class Schedule(Withdrawable):
    """A progress report that is made as a draft on given days. Withdrawn, it is made no more."""

    name = models.CharField(_("name"), max_length=200)
    report = models.ForeignKey(
        "tracker.Report", models.PROTECT, related_name="schedules", verbose_name=_("report")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=ReportKind)
    language = models.CharField(_("language"), max_length=10, choices=Language)
    audience = models.CharField(_("audience"), max_length=10, choices=Audience)
    conditions = models.JSONField(_("filter"), default=dict, blank=True)
    every = models.CharField(_("how often"), max_length=10, choices=Every)
    first_on = models.DateField(_("first on"))  # later days are counted from it
    next_on = models.DateField(
        _("next on"), null=True, blank=True
    )  # none: it was made for the last time
    last_on = models.DateField(_("made last on"), null=True, blank=True, editable=False)
    problem = models.TextField(_("why it was not made"), blank=True, editable=False)
    author = models.ForeignKey(
        "tracker.User", models.PROTECT, related_name="+", editable=False, verbose_name=_("saved by")
    )
    made_at = models.DateTimeField(_("saved at"), editable=False)

    objects = ScheduleQuerySet.as_manager()

    class Meta:
        verbose_name = _("saved report")
        verbose_name_plural = _("saved reports")
        constraints = [
            known("kind", ReportKind.values, "schedule_kind_is_known"),
            known("language", Language.values, "schedule_language_is_known"),
            known("audience", Audience.values, "schedule_audience_is_known"),
            known("every", Every.values, "schedule_every_is_known"),
            models.CheckConstraint(condition=~Q(name=""), name="a_saved_report_has_a_name"),
        ]
        indexes = [models.Index(fields=["next_on"], name="schedule_next")]

    def __str__(self) -> str:
        return self.name
