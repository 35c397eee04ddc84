"""How recommendations descend from those of earlier editions."""

from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tracker.models.base import ToldCheck, ToldUnique, Withdrawable, WithdrawableQuerySet, known
from tracker.models.recommendations.recommendations import Recommendation
from tracker.vocabulary import LineageKind


class LineageLinkQuerySet(WithdrawableQuerySet):
    """Links in the words of the field."""

    def concerning(self, user: Any) -> Self:
        """Those of which both ends are seen."""
        seen = Recommendation.objects.visible_to(user).order_by().values("pk")
        return self.filter(recommendation__in=seen, earlier__in=seen)


class LineageLink(Withdrawable):
    """One recommendation asks again what an earlier one asked: a person confirmed it."""

    recommendation = models.ForeignKey(  # the later one
        "tracker.Recommendation",
        models.PROTECT,
        related_name="earlier_links",
        verbose_name=_("recommendation"),
    )
    earlier = models.ForeignKey(
        "tracker.Recommendation",
        models.PROTECT,
        related_name="asked_again",
        verbose_name=_("earlier recommendation"),
    )
    closeness = models.CharField(_("closeness"), max_length=12, choices=LineageKind)
    score = models.FloatField(_("likeness"), null=True, blank=True)  # 0 to 1; empty: by hand
    confirmed_by = models.ForeignKey(
        "tracker.User", models.PROTECT, related_name="+", verbose_name=_("confirmed by")
    )
    confirmed_at = models.DateTimeField(_("confirmed at"))

    objects = LineageLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("link to an earlier edition")
        verbose_name_plural = _("links to earlier editions")
        constraints = [
            known("closeness", LineageKind.values, "link_closeness_is_known"),
            ToldUnique(
                fields=["recommendation", "earlier"],
                condition=Q(withdrawn_at=None),
                name="one_link_per_pair",
                says=_("The two are linked already. Withdraw that link first."),
            ),
            ToldCheck(
                condition=~Q(recommendation=F("earlier")),
                name="no_link_to_itself",
                says=_("A recommendation does not descend from itself. Choose another."),
            ),
        ]
        indexes = [models.Index(fields=["earlier"], name="link_earlier")]

    def __str__(self) -> str:
        return f"{self.recommendation} ← {self.earlier}"
