"""Statements of a report that no recommendation covers."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from tracker.models.shared import (
    NaturalKey,
    Span,
    Withdrawable,
    WithdrawableQuerySet,
    span_is_whole_or_absent,
)


class Finding(NaturalKey, Span, Withdrawable):
    """A statement of a report that no recommendation covers, worth following."""

    NATURAL_KEY = ("report__slug", "code")

    report = models.ForeignKey(
        "tracker.Report", models.PROTECT, related_name="findings", verbose_name=_("report")
    )
    code = models.CharField(_("code"), max_length=10)  # "O01"
    title = models.CharField(_("title"), max_length=200)
    remark = models.TextField(_("remark"), blank=True)
    touches = models.ManyToManyField(
        "tracker.Recommendation",
        blank=True,
        related_name="findings",
        verbose_name=_("recommendations it touches"),
    )
    topics = models.ManyToManyField(
        "tracker.Topic", blank=True, related_name="findings", verbose_name=_("topics")
    )

    objects = WithdrawableQuerySet.as_manager()

    class Meta:
        verbose_name = _("finding")
        verbose_name_plural = _("findings")
        constraints = [
            models.UniqueConstraint(fields=["report", "code"], name="one_finding_per_code"),
            span_is_whole_or_absent("finding_span_is_whole"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"
