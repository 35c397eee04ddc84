"""What analysts write for the progress report itself: a summary, a remark on a recommendation."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tracker.models.shared import Withdrawable, WithdrawableQuerySet, known
from tracker.vocabulary import Language, Past, Then


class RemarkQuerySet(WithdrawableQuerySet):
    """Remarks in the words of the field: for whoever reads the report, not for focal points."""

    def told(self, then: Then) -> Self:
        """Those written for a day up to `then`, as we know today or as we knew at its end."""
        rows = self.filter(as_of__lte=then.on)
        if then.past == Past.KNOWN_NOW:
            return rows.standing()
        return rows.filter(
            Q(withdrawn_at=None) | Q(withdrawn_at__gte=then.ends_at),
            written_at__lt=then.ends_at,
        )

    def newest_first(self) -> Self:
        return self.order_by("-as_of", "-pk")


class Remark(Withdrawable):
    """Words for the progress report in one language. A new one takes the place of the one before.

    Without a recommendation it is the executive summary of the report.
    """

    report = models.ForeignKey(
        "tracker.Report", models.PROTECT, related_name="remarks", verbose_name=_("report")
    )
    recommendation = models.ForeignKey(
        "tracker.Recommendation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="remarks",
        verbose_name=_("recommendation"),
    )
    language = models.CharField(_("language"), max_length=10, choices=Language)
    text = models.TextField(_("text"), max_length=50_000)
    as_of = models.DateField(_("as of"))
    written_by = models.ForeignKey(
        "tracker.User",
        models.PROTECT,
        related_name="+",
        editable=False,
        verbose_name=_("written by"),
    )
    written_at = models.DateTimeField(_("written at"), editable=False)

    objects = RemarkQuerySet.as_manager()

    class Meta:
        verbose_name = _("remark")
        verbose_name_plural = _("remarks")
        constraints = [
            known("language", Language.values, "remark_language_is_known"),
            models.CheckConstraint(condition=~Q(text=""), name="a_remark_says_something"),
        ]
        indexes = [
            models.Index(
                fields=["report", "language", "recommendation", "-as_of", "-id"],
                name="remark_newest",
            )
        ]

    def __str__(self) -> str:
        return self.text
