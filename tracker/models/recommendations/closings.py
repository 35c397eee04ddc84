"""Proposals to close a recommendation, and the decisions on them."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from tracker.models.base import (
    AuditedQuerySet,
    Proposal,
    choice_constraint,
    is_under_visible,
    second_person_constraint,
)
from tracker.models.people import Viewer
from tracker.vocabulary import OPEN_STATES, ClosureReason, State


class ClosingQuerySet(AuditedQuerySet["Closing"]):
    """Queryset of closings, which are paperwork until a second person approves them."""

    def visible_to_reader(self, user: Viewer) -> Self:
        """Filter to approved closings; with the right to paperwork, to all."""
        return self.all() if user.sees_paperwork else self.filter(state=State.APPROVED)

    def visible_to_contributor(self, user: Viewer) -> Self:
        """Filter to approved closings of visible recommendations."""
        return self.filter(is_under_visible(user), state=State.APPROVED)

    def open(self) -> Self:
        """Filter to closings that are neither approved nor withdrawn."""
        return self.filter(state__in=OPEN_STATES)


class Closing(Proposal):
    """Proposal to close a recommendation; a second person decides."""

    recommendation = models.ForeignKey(
        "tracker.Recommendation",
        models.PROTECT,
        related_name="closings",
        verbose_name=_("recommendation"),
    )
    closure_reason = models.CharField(_("reason for closing"), max_length=20, choices=ClosureReason)
    explanation = models.TextField(_("reason"))

    objects = ClosingQuerySet.as_manager()

    class Meta:
        verbose_name = _("closing")
        verbose_name_plural = _("closings")
        constraints = [
            choice_constraint("closure_reason", ClosureReason.values, "closing_reason_is_known"),
            choice_constraint("state", State.values, "closing_state_is_known"),
            models.CheckConstraint(
                condition=~models.Q(explanation=""), name="closing_has_an_explanation"
            ),
            models.UniqueConstraint(
                fields=["recommendation"],
                condition=models.Q(state__in=sorted(OPEN_STATES)),
                name="one_open_closing",
            ),
            second_person_constraint(
                "a_closing_has_a_second_person",
                _("A second person closes a recommendation. Ask a reviewer."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_closure_reason_display())
