"""Links of recommendations to those of earlier editions."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from tracker.models.base import (
    MessageCheckConstraint,
    MessageUniqueConstraint,
    Withdrawable,
    WithdrawableQuerySet,
    choice_constraint,
    is_under_visible,
)
from tracker.models.people import Viewer
from tracker.vocabulary import LineageKind


class LineageLinkQuerySet(WithdrawableQuerySet["LineageLink"]):
    """Queryset of lineage links."""

    def visible_to_contributor(self, user: Viewer) -> Self:
        """Filter to links of which both recommendations are visible."""
        return self.filter(is_under_visible(user), is_under_visible(user, "earlier"))


class LineageLink(Withdrawable):
    """Link from a recommendation to the earlier one that it repeats, confirmed by a person."""

    recommendation = models.ForeignKey(  # the later one
        "tracker.Recommendation",
        models.PROTECT,
        related_name="earlier_links",
        verbose_name=_("recommendation"),
    )
    earlier = models.ForeignKey(
        "tracker.Recommendation",
        models.PROTECT,
        related_name="later_links",
        verbose_name=_("earlier recommendation"),
    )
    closeness = models.CharField(_("kind of link"), max_length=12, choices=LineageKind)
    score = models.FloatField(_("similarity"), null=True, blank=True)  # 0 to 1; empty: by hand
    confirmed_by = models.ForeignKey(
        "tracker.User", models.PROTECT, related_name="+", verbose_name=_("confirmed by")
    )
    confirmed_at = models.DateTimeField(_("confirmed at"))

    objects = LineageLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("link to an earlier edition")
        verbose_name_plural = _("links to earlier editions")
        constraints = [
            choice_constraint("closeness", LineageKind.values, "lineage_link_closeness_is_known"),
            MessageUniqueConstraint(
                fields=["recommendation", "earlier"],
                condition=models.Q(withdrawn_at=None),
                name="one_link_per_pair",
                message=_("The two are already linked. Withdraw that link first."),
            ),
            MessageCheckConstraint(
                condition=~models.Q(recommendation=models.F("earlier")),
                name="no_link_to_itself",
                message=_("A recommendation can't be linked to itself. Choose another."),
            ),
        ]
        indexes = [models.Index(fields=["earlier"], name="lineage_link_earlier")]

    def __str__(self) -> str:
        return f"{self.recommendation} ← {self.earlier}"
