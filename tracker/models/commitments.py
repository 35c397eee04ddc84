"""Commitments of bodies, and every change of their due dates."""

from datetime import date, timedelta
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tracker.compiled_queries import Bound
from tracker.models.base import (
    AuditedQuerySet,
    Entry,
    MessageCheckConstraint,
    Withdrawable,
    WithdrawableQuerySet,
    address_of,
    is_visible,
    key_index,
)
from tracker.models.bodies import Body, is_of_bodies, is_of_body
from tracker.models.people import Viewer

QUIET_AFTER = timedelta(days=180)  # since the last update
MANY_POSTPONEMENTS = 2


class CommitmentQuerySet(WithdrawableQuerySet["Commitment"]):
    """Queryset of commitments."""

    def visible_to_contributor(self, user: Viewer) -> Self:
        """Filter to commitments of the bodies this user speaks for, or passed on to them."""
        return self.filter(is_of_bodies(user.represented_body_ids, user.inherited_body_ids))

    def open(self) -> Self:
        """Filter to commitments that are neither done nor dropped nor withdrawn."""
        return self.not_withdrawn().filter(done_on=None, dropped_reason="")

    def of_body(self, body: Body, *, on: date) -> Self:
        """Filter to commitments of the body, or passed on to it by this day."""
        return self.filter(is_of_body(body, on=on))

    def overdue(self, *, on: date | Bound) -> Self:
        """Filter to open commitments that were due before `on`."""
        return self.open().filter(due_on__lt=on)

    def often_postponed(self) -> Self:
        """Filter to open commitments postponed twice or more. An earlier date does not count."""
        return self.open().filter(postponements__gte=MANY_POSTPONEMENTS)

    def quiet(self, *, on: date) -> Self:
        """Filter to open commitments without an update in the 180 days before `on`."""
        return self.open().filter(last_update_on__lte=on - QUIET_AFTER)


class Commitment(Withdrawable):
    """Commitment of a body about a recommendation. It never raises a status."""

    recommendation = models.ForeignKey(
        "tracker.Recommendation",
        models.PROTECT,
        related_name="commitments",
        verbose_name=_("recommendation"),
    )
    body = models.ForeignKey(
        "tracker.Body", models.PROTECT, related_name="commitments", verbose_name=_("body")
    )
    text = models.CharField(_("text of the commitment"), max_length=500)
    undertaken_on = models.DateField(_("undertaken on"))
    undertaken_in = models.ForeignKey(
        "tracker.Evidence",
        models.PROTECT,
        null=True,
        db_index=False,
        blank=True,
        related_name="+",
        verbose_name=_("evidence of the commitment"),
    )
    due_on = models.DateField(_("due date"), null=True, blank=True)  # now; empty: no date was given
    postponements = models.PositiveSmallIntegerField(
        _("times postponed"), default=0, editable=False
    )
    last_update_on = models.DateField(_("last update on"))
    latest = models.TextField(_("last update"), blank=True)
    done_on = models.DateField(_("done on"), null=True, blank=True)
    done_by = models.ForeignKey(
        "tracker.Evidence",
        models.PROTECT,
        null=True,
        db_index=False,
        blank=True,
        related_name="+",
        verbose_name=_("evidence of completion"),
    )
    dropped_reason = models.TextField(_("reason for dropping"), blank=True)

    objects = CommitmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("commitment")
        verbose_name_plural = _("commitments")
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="commitment_has_text"),
            MessageCheckConstraint(
                condition=Q(due_on=None) | Q(undertaken_on__lte=F("due_on")),
                name="commitment_is_due_after_it_was_undertaken",
                message=_(
                    "The due date is before the commitment was undertaken. Choose a later date."
                ),
            ),
            MessageCheckConstraint(
                condition=Q(done_on=None, done_by=None)
                | Q(done_on__isnull=False, done_by__isnull=False, dropped_reason=""),
                name="commitment_done_has_evidence",
                message=_(
                    "A commitment that is done needs a date and evidence. A dropped one needs only"
                    " a reason. Fill in one or the other."
                ),
            ),
        ]
        indexes = [
            models.Index(
                fields=["body", "due_on", "id", "recommendation"], name="commitment_body_due"
            ),
            models.Index(fields=["due_on", "id"], name="commitment_due"),
            models.Index(
                fields=["due_on", "id"],
                condition=Q(withdrawn_at=None, done_on__isnull=False),
                name="commitment_done",
            ),
            models.Index(
                fields=["due_on", "id"],
                condition=Q(withdrawn_at=None) & ~Q(dropped_reason=""),
                name="commitment_dropped",
            ),
            models.Index(  # without the many that are done; with those dropped
                fields=["due_on", "id"],
                condition=Q(done_on=None, withdrawn_at=None),
                name="commitment_open_due",
            ),
            *(key_index("commitment", name) for name in ("undertaken_in", "done_by")),
            models.Index(
                fields=["body", "due_on"],
                condition=Q(withdrawn_at=None, done_on=None, dropped_reason=""),
                name="commitment_open_body",
            ),
        ]

    def __str__(self) -> str:
        return self.text

    def get_absolute_url(self) -> str:
        """Return the address of its page."""
        return address_of("commitment", self.pk)

    @property
    def is_open(self) -> bool:
        """Whether it is neither done nor dropped nor withdrawn."""
        return not (self.is_withdrawn or self.done_on or self.dropped_reason)

    def is_overdue(self, *, on: date) -> bool:
        """Return whether it is open and was due before `on`."""
        return self.is_open and self.due_on is not None and self.due_on < on

    def is_quiet(self, *, on: date) -> bool:
        """Return whether it is open and had no update in the 180 days before `on`."""
        return self.is_open and self.last_update_on <= on - QUIET_AFTER


class DueDateQuerySet(AuditedQuerySet["DueDate"]):
    """Queryset of due dates, visible to everybody who sees their commitment."""

    def visible_to_contributor(self, user: Viewer) -> Self:
        """Filter to due dates of visible commitments."""
        return self.filter(is_visible(Commitment, user, "commitment"))


class DueDate(Entry):
    """Due date of a commitment: the first one, then one for each change."""

    recommendation = models.ForeignKey(
        "tracker.Recommendation",
        models.PROTECT,
        related_name="+",
        verbose_name=_("recommendation"),
    )
    commitment = models.ForeignKey(
        Commitment, models.PROTECT, related_name="due_dates", verbose_name=_("commitment")
    )
    due_on = models.DateField(
        _("due date"), null=True, blank=True
    )  # empty: the date was taken away
    before = models.DateField(_("previous due date"), null=True, blank=True)
    agreed_on = models.DateField(_("agreed on"))
    agreed_by = models.CharField(_("who agreed"), max_length=200, blank=True)
    reason = models.TextField(_("reason"), blank=True)  # empty for the first date alone

    objects = DueDateQuerySet.as_manager()

    class Meta:
        verbose_name = _("due date of a commitment")
        verbose_name_plural = _("due dates of commitments")
        constraints = [
            MessageCheckConstraint(
                condition=Q(before=None) | (~Q(reason="") & ~Q(agreed_by="")),
                name="a_date_is_moved_with_a_reason",
                message=_("To change a due date, enter a reason and who agreed."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.due_on}"
