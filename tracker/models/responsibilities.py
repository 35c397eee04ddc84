"""Which body has what to do with which recommendation."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tracker.models.shared import NaturalKey, PartQuerySet, ToldUnique, Withdrawable, known
from tracker.vocabulary import Basis, Confidence, Role


class Responsibility(NaturalKey, Withdrawable):
    """A body's role in a recommendation, with how it is known and how surely."""

    NATURAL_KEY = ("recommendation__report__slug", "recommendation__number", "body__code", "role")

    recommendation = models.ForeignKey(
        "tracker.Recommendation",
        models.PROTECT,
        related_name="responsibilities",
        verbose_name=_("recommendation"),
    )
    body = models.ForeignKey(
        "tracker.Body", models.PROTECT, related_name="responsibilities", verbose_name=_("body")
    )
    role = models.CharField(_("role"), max_length=20, choices=Role)
    basis = models.CharField(_("basis"), max_length=30, choices=Basis)
    confidence = models.CharField(_("confidence"), max_length=10, choices=Confidence)
    reason = models.TextField(_("reason"), blank=True)
    # Where a report shows it: [{"paragraph": 6, "start": 0, "end": 115, "quote": "…"}]
    shown_by = models.JSONField(_("shown by"), default=list, blank=True)
    sort_key = models.CharField(max_length=60, editable=False)  # the recommendation's; for lists

    objects = PartQuerySet.as_manager()

    class Meta:
        verbose_name = _("responsibility")
        verbose_name_plural = _("responsibilities")
        constraints = [
            ToldUnique(
                fields=["recommendation", "body", "role"],
                condition=Q(withdrawn_at=None),
                name="one_role_of_a_body_once",
                says=_("The body has that role already. Choose another body or role."),
            ),
            known("role", Role.values, "responsibility_role_is_known"),
            known("basis", Basis.values, "responsibility_basis_is_known"),
            known("confidence", Confidence.values, "responsibility_confidence_is_known"),
        ]
        indexes = [
            models.Index(
                fields=["body", "sort_key"],
                condition=Q(withdrawn_at=None),
                name="resp_body_key",
            )
        ]

    def __str__(self) -> str:
        return f"{self.body.short}: {self.get_role_display()}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self.sort_key:
            self.sort_key = self.recommendation.sort_key
        super().save(*args, **kwargs)
