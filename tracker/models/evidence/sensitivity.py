"""Requests to lower a sensitivity, and the read log of rows for named readers."""

from datetime import date
from typing import Any, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from tracker.models.assessments import Comment
from tracker.models.base import (
    AuditedQuerySet,
    Proposal,
    ProposalQuerySet,
    Viewer,
    choice_constraint,
    is_visible,
    key_index,
    named_by,
    second_person_constraint,
)
from tracker.models.evidence.evidence import Evidence, File
from tracker.vocabulary import ReadAction, Right, Sensitivity, State

TARGETS: dict[str, Any] = {"evidence": Evidence, "file": File, "comment": Comment}


class SensitivityRequestQuerySet(ProposalQuerySet["SensitivityRequest"]):
    """Queryset of requests to lower a sensitivity."""

    def visible_to_reader(self, user: Viewer) -> Self:
        """Filter to requests about visible rows; without the right to paperwork none."""
        if not user.sees_paperwork:
            return self.none()
        return self.filter(
            models.Q(
                *(is_visible(model, user, name) for name, model in TARGETS.items()),
                _connector=models.Q.OR,
            )
        )

    def visible_to_contributor(self, user: Viewer) -> Self:
        """Filter to requests that the user made."""
        return self.filter(author=user.pk)

    def waiting(self) -> Self:
        """Filter to open requests about rows that were not withdrawn."""
        return self.submitted().filter(
            evidence__withdrawn_at=None,
            file__withdrawn_at=None,
            file__evidence__withdrawn_at=None,
            comment__withdrawn_at=None,
        )


class SensitivityRequest(Proposal):
    """Request to lower a sensitivity; a second person approves it."""

    evidence = models.ForeignKey(
        "tracker.Evidence",
        models.PROTECT,
        null=True,
        db_index=False,
        blank=True,
        related_name="sensitivity_requests",
        verbose_name=_("evidence"),
    )
    file = models.ForeignKey(
        "tracker.File",
        models.PROTECT,
        null=True,
        db_index=False,
        blank=True,
        related_name="sensitivity_requests",
        verbose_name=_("file"),
    )
    comment = models.ForeignKey(
        "tracker.Comment",
        models.PROTECT,
        null=True,
        db_index=False,
        blank=True,
        related_name="sensitivity_requests",
        verbose_name=_("comment"),
    )
    current_sensitivity = models.CharField(
        _("previous sensitivity"), max_length=20, choices=Sensitivity
    )
    requested_sensitivity = models.CharField(
        _("proposed sensitivity"), max_length=20, choices=Sensitivity
    )
    reason = models.TextField(_("reason"), max_length=2000)

    objects = SensitivityRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request to lower the sensitivity")
        verbose_name_plural = _("requests to lower the sensitivity")
        constraints = [
            choice_constraint(
                "current_sensitivity",
                Sensitivity.values,
                "sensitivity_request_current_is_known",
            ),
            choice_constraint(
                "requested_sensitivity",
                Sensitivity.values,
                "sensitivity_request_requested_is_known",
            ),
            choice_constraint("state", State.values, "sensitivity_request_state_is_known"),
            models.CheckConstraint(
                condition=~models.Q(reason=""), name="sensitivity_request_has_a_reason"
            ),
            models.CheckConstraint(
                condition=models.Q(evidence__isnull=False, file=None, comment=None)
                | models.Q(evidence=None, file__isnull=False, comment=None)
                | models.Q(evidence=None, file=None, comment__isnull=False),
                name="sensitivity_request_has_one_target",
            ),
            *(
                models.UniqueConstraint(
                    fields=[name],
                    condition=models.Q(state=State.SUBMITTED),
                    name=f"one_open_request_per_{name}",
                )
                for name in TARGETS
            ),
            second_person_constraint(
                "sensitivity_request_has_a_second_person",
                _("Only a second person can lower the sensitivity. Ask another analyst."),
            ),
        ]
        indexes = [
            key_index("sensitivity_request", name) for name in ("evidence", "file", "comment")
        ]

    def __str__(self) -> str:
        return (
            f"{self.target}: {self.get_current_sensitivity_display()} → "
            f"{self.get_requested_sensitivity_display()}"
        )

    @property
    def target(self) -> Any:
        """Evidence, file or comment whose sensitivity is to be lowered."""
        return self.evidence or self.file or self.comment


class ReadLogEntryQuerySet(AuditedQuerySet["ReadLogEntry"]):
    """Queryset of read log entries."""

    def visible_to_reader(self, user: Viewer) -> Self:
        """Filter to the user's own entries; with the right to know of everything, to all."""
        return self.all() if user.may(Right.KNOW_OF_ALL) else self.filter(user=user.pk)

    def visible_to_contributor(self, user: Viewer) -> Self:
        """Filter to the user's own entries."""
        return self.filter(user=user.pk)

    def of(self, user: Viewer, *, on: date) -> Self:
        """Filter to the entries of this user on a day in the time zone of the tracker."""
        return self.filter(user=user.pk, read_on=on)


class ReadLogEntry(models.Model):
    """Entry of the read log: a user listed, opened or exported a row for named readers."""

    evidence = models.ForeignKey(
        "tracker.Evidence",
        models.PROTECT,
        null=True,
        db_index=False,
        blank=True,
        related_name="read_log_entries",
        verbose_name=_("evidence"),
    )
    file = models.ForeignKey(
        "tracker.File",
        models.PROTECT,
        null=True,
        db_index=False,
        blank=True,
        related_name="read_log_entries",
        verbose_name=_("file"),
    )
    comment = models.ForeignKey(
        "tracker.Comment",
        models.PROTECT,
        null=True,
        db_index=False,
        blank=True,
        related_name="read_log_entries",
        verbose_name=_("comment"),
    )
    action = models.CharField(_("what was done"), max_length=20, choices=ReadAction)
    purpose = models.CharField(
        _("purpose"), max_length=300, blank=True
    )  # asked once a day for each evidence
    user = models.ForeignKey(
        "tracker.User", models.PROTECT, related_name="read_log_entries", verbose_name=_("reader")
    )
    read_at = models.DateTimeField(_("at"))
    read_on = models.DateField(_("day"))  # in the time zone of the tracker

    objects = ReadLogEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("reading")
        verbose_name_plural = _("readings")
        constraints = [
            choice_constraint("action", ReadAction.values, "read_log_action_is_known"),
            models.CheckConstraint(
                condition=models.Q(evidence__isnull=False, comment=None)
                | models.Q(evidence=None, file=None, comment__isnull=False),
                name="read_log_entry_has_one_target",
            ),
        ]
        indexes = [
            models.Index(fields=["user", "read_on", "evidence"], name="read_log_user_day"),
            models.Index(fields=["read_on", "user"], name="read_log_day"),
            models.Index(fields=["action", "-id"], name="read_log_action"),
            *(key_index("read_log", name) for name in ("evidence", "file", "comment")),
        ]

    __str__ = named_by("user", "get_action_display")
