"""Who read what is for named readers. Rows are added, never changed: the database refuses."""

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tracker.models.shared import AuditedQuerySet, known
from tracker.vocabulary import ReadingDeed, Right


class ReadingQuerySet(AuditedQuerySet):
    """Readings in the words of the field."""

    def readable_by(self, user: Any) -> Self:
        """Whoever may know that such matter exists sees who read it; others see their own."""
        return self.all() if user.may(Right.KNOW_OF_ALL) else self.filter(by=user.pk)

    def concerning(self, user: Any) -> Self:
        return self.filter(by=user.pk)

    def of(self, user: Any, *, on: date) -> Self:
        """What this user read on a day in Kosovo."""
        return self.filter(by=user.pk, day=on)


class Reading(models.Model):
    """Somebody met, opened or took out matter for named readers."""

    evidence = models.ForeignKey(
        "tracker.Evidence",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="readings",
        verbose_name=_("evidence"),
    )
    file = models.ForeignKey(
        "tracker.File",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="readings",
        verbose_name=_("file"),
    )
    comment = models.ForeignKey(
        "tracker.Comment",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="readings",
        verbose_name=_("comment"),
    )
    deed = models.CharField(_("what was done"), max_length=20, choices=ReadingDeed)
    purpose = models.CharField(_("purpose"), max_length=300, blank=True)  # asked once a day a piece
    by = models.ForeignKey(
        "tracker.User", models.PROTECT, related_name="readings", verbose_name=_("reader")
    )
    at = models.DateTimeField(_("at"))
    day = models.DateField(_("day"))  # in Kosovo

    objects = ReadingQuerySet.as_manager()

    class Meta:
        verbose_name = _("reading")
        verbose_name_plural = _("readings")
        constraints = [
            known("deed", ReadingDeed.values, "reading_deed_is_known"),
            models.CheckConstraint(
                condition=Q(evidence__isnull=False, comment=None)
                | Q(evidence=None, file=None, comment__isnull=False),
                name="a_reading_is_of_one_thing",
            ),
        ]
        indexes = [
            models.Index(fields=["by", "day", "evidence"], name="reading_by_day"),
            models.Index(fields=["day", "by"], name="reading_day"),
        ]

    def __str__(self) -> str:
        return f"{self.by} {self.get_deed_display()}"
