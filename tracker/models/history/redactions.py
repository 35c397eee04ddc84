"""Words taken out of the tracker for a legal ground, history included, by two people."""

from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tracker.models.base import AuditedQuerySet, known
from tracker.vocabulary import Right, State


class RedactionQuerySet(AuditedQuerySet):
    """Redactions in the words of the field: told to whoever reads who may do what."""

    def readable_by(self, user: Any) -> Self:
        return self.all() if user.may(Right.READ_PEOPLE) else self.none()

    def open(self) -> Self:
        return self.filter(state=State.SUBMITTED)

    def newest_first(self) -> Self:
        return self.order_by("-pk")


class Redaction(models.Model):
    """An administrator asks that words go; a second person types the same words, and they go.

    The words themselves are kept nowhere: only a slow hash, until it is decided.
    """

    words_hash = models.CharField(_("hash of the words"), max_length=200, blank=True)
    about = models.CharField(_("what the words are"), max_length=200)  # "name of a witness"
    ground = models.TextField(_("legal ground"), max_length=2000)
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.SUBMITTED)
    author = models.ForeignKey(
        "tracker.User", models.PROTECT, related_name="+", verbose_name=_("asked for by")
    )
    created_at = models.DateTimeField(_("asked for at"), editable=False)
    decided_by = models.ForeignKey(
        "tracker.User",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    rows = models.PositiveIntegerField(_("rows"), default=0)  # that held the words
    events = models.PositiveIntegerField(_("events"), default=0)

    objects = RedactionQuerySet.as_manager()

    class Meta:
        verbose_name = _("redaction")
        verbose_name_plural = _("redactions")
        constraints = [
            known("state", State.values, "redaction_state_is_known"),
            models.CheckConstraint(
                condition=~Q(ground="") & ~Q(about=""), name="a_redaction_has_a_ground"
            ),
            models.CheckConstraint(
                condition=~Q(state=State.APPROVED)
                | (Q(decided_by__isnull=False) & ~Q(decided_by=models.F("author"))),
                name="a_redaction_takes_two",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.about}"


class RedactedEvent(models.Model):
    """An event that a redaction changed. Rows are added, never changed: the database refuses."""

    redaction = models.ForeignKey(
        Redaction, models.PROTECT, related_name="redacted_events", verbose_name=_("redaction")
    )
    sequence = models.BigIntegerField(_("event"))
    commitment = models.CharField(_("commitment"), max_length=64)  # to what it said at first
    left = models.CharField(_("hash of what is left"), max_length=64)

    class Meta:
        verbose_name = _("redacted event")
        verbose_name_plural = _("redacted events")
        constraints = [
            models.UniqueConstraint(fields=["sequence", "redaction"], name="an_event_once"),
        ]

    def __str__(self) -> str:
        return f"{self.sequence}"
