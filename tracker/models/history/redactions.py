"""Redactions: text removed from rows and history on a legal ground, by two people."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from tracker.models.base import AuditedQuerySet, Proposal, choice_constraint
from tracker.models.people import Viewer
from tracker.vocabulary import Right, State


class RedactionQuerySet(AuditedQuerySet["Redaction"]):
    """Queryset of redactions, visible to users who read users and roles."""

    def visible_to_reader(self, user: Viewer) -> Self:
        """Filter to all, for users who read users and roles; otherwise to none."""
        return self.all() if user.may(Right.READ_PEOPLE) else self.none()

    def open(self) -> Self:
        """Filter to requests that are not decided."""
        return self.filter(state=State.SUBMITTED)


class Redaction(Proposal):
    """Request of an administrator to remove a text, which a second one carries out by typing it.

    The text itself is not stored: only a slow hash, until the request is decided.
    """

    words_hash = models.CharField(_("hash of the text"), max_length=200, blank=True)
    about = models.CharField(_("kind of text"), max_length=200)  # "name of a witness"
    ground = models.TextField(_("legal ground"), max_length=2000)
    decision_note = None  # type: ignore[assignment] # history alone says why
    rows = models.PositiveIntegerField(_("rows"), default=0)  # that contained the text
    events = models.PositiveIntegerField(_("events"), default=0)

    objects = RedactionQuerySet.as_manager()

    class Meta:
        verbose_name = _("redaction")
        verbose_name_plural = _("redactions")
        constraints = [
            choice_constraint("state", State.values, "redaction_state_is_known"),
            models.CheckConstraint(
                condition=~models.Q(ground="") & ~models.Q(about=""),
                name="a_redaction_has_a_ground",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=State.APPROVED)
                | (models.Q(decided_by__isnull=False) & ~models.Q(decided_by=models.F("author"))),
                name="a_redaction_takes_two",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.about}"


class RedactedEvent(models.Model):
    """Event that a redaction changed. Rows are only added; the database refuses changes."""

    redaction = models.ForeignKey(
        Redaction, models.PROTECT, related_name="redacted_events", verbose_name=_("redaction")
    )
    sequence = models.BigIntegerField(_("event"))
    original_hash = models.CharField(_("hash of the original values"), max_length=64)
    remaining_hash = models.CharField(_("hash of the remaining values"), max_length=64)

    class Meta:
        verbose_name = _("redacted event")
        verbose_name_plural = _("redacted events")
        constraints = [
            models.UniqueConstraint(fields=["sequence", "redaction"], name="an_event_once"),
        ]

    def __str__(self) -> str:
        return f"{self.sequence}"
