"""Proposals that a recommendation need not be followed any more, and who decided on them."""

from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tracker.models.base import AuditedQuerySet, ToldCheck, known
from tracker.models.recommendations.recommendations import Recommendation
from tracker.vocabulary import OPEN, ClosureReason, State


class ClosingQuerySet(AuditedQuerySet):
    """Closings in the words of the field: paperwork until a second person approved them."""

    def readable_by(self, user: Any) -> Self:
        return self.all() if user.sees_paperwork else self.filter(state=State.APPROVED)

    def concerning(self, user: Any) -> Self:
        """What is approved on what the bodies have to do."""
        seen = Recommendation.objects.visible_to(user).order_by().values("pk")
        return self.filter(state=State.APPROVED, recommendation__in=seen)

    def open(self) -> Self:
        return self.filter(state__in=OPEN)


class Closing(models.Model):
    """Somebody proposes that a recommendation is closed; a second person decides."""

    recommendation = models.ForeignKey(
        "tracker.Recommendation",
        models.PROTECT,
        related_name="closings",
        verbose_name=_("recommendation"),
    )
    because = models.CharField(_("closed because"), max_length=20, choices=ClosureReason)
    words = models.TextField(_("reason"))
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.SUBMITTED)
    author = models.ForeignKey(
        "tracker.User", models.PROTECT, related_name="+", verbose_name=_("author")
    )
    created_at = models.DateTimeField(_("made at"), editable=False)
    decided_by = models.ForeignKey(
        "tracker.User",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decision_note = models.TextField(_("note on the decision"), blank=True)

    objects = ClosingQuerySet.as_manager()

    class Meta:
        verbose_name = _("closing")
        verbose_name_plural = _("closings")
        constraints = [
            known("because", ClosureReason.values, "closing_reason_is_known"),
            known("state", State.values, "closing_state_is_known"),
            models.CheckConstraint(condition=~Q(words=""), name="closing_says_why"),
            models.UniqueConstraint(
                fields=["recommendation"],
                condition=Q(state__in=sorted(OPEN)),
                name="one_open_closing",
            ),
            ToldCheck(
                condition=~Q(state=State.APPROVED)
                | (
                    Q(decided_by__isnull=False, decided_at__isnull=False)
                    & ~Q(decided_by=F("author"))
                ),
                name="a_closing_has_a_second_person",
                says=_("A recommendation is closed by a second person. Ask a reviewer."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_because_display())
