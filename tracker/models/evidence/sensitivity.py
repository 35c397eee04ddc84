"""Wishes that more people may know of a thing, and the second person who decided on them."""

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from tracker.models.assessments import Comment
from tracker.models.base import AuditedQuerySet, ToldCheck, known
from tracker.models.evidence.evidence import Evidence
from tracker.models.evidence.files import File
from tracker.vocabulary import ReadAction, Right, Sensitivity, State

TARGETS: dict[str, Any] = {"evidence": Evidence, "file": File, "comment": Comment}


class SensitivityRequestQuerySet(AuditedQuerySet):
    """Lowerings in the words of the field: paperwork about what one may know of."""

    def readable_by(self, user: Any) -> Self:
        if not user.sees_paperwork:
            return self.none()
        allowed: Any = Q()
        for name, model in TARGETS.items():
            allowed |= Exists(model.objects.visible_to(user).filter(pk=OuterRef(name)))
        return self.filter(allowed)

    def concerning(self, user: Any) -> Self:
        """What a body's focal point proposed for what they added."""
        return self.filter(author=user.pk)

    def open(self) -> Self:
        return self.filter(state=State.SUBMITTED)

    def waiting(self) -> Self:
        """Those that somebody can still decide on: what was withdrawn stays as it is."""
        return self.open().filter(
            evidence__withdrawn_at=None,
            file__withdrawn_at=None,
            file__evidence__withdrawn_at=None,
            comment__withdrawn_at=None,
        )

    def decidable_by(self, user: Any) -> Self:
        """Those for which this user is the second person."""
        if not user.may_write:
            return self.none()
        return self.visible_to(user).waiting().exclude(author=user.pk)


class SensitivityRequest(models.Model):
    """Somebody proposes that a piece, a file or a comment is less sensitive; another decides."""

    evidence = models.ForeignKey(
        "tracker.Evidence",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="sensitivity_requests",
        verbose_name=_("evidence"),
    )
    file = models.ForeignKey(
        "tracker.File",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="sensitivity_requests",
        verbose_name=_("file"),
    )
    comment = models.ForeignKey(
        "tracker.Comment",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="sensitivity_requests",
        verbose_name=_("comment"),
    )
    before = models.CharField(_("sensitivity before"), max_length=20, choices=Sensitivity)
    after = models.CharField(_("sensitivity wished for"), max_length=20, choices=Sensitivity)
    words = models.TextField(_("reason"), max_length=2000)
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
    decision_note = models.TextField(_("note on the decision"), blank=True, max_length=2000)

    objects = SensitivityRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("lowering of sensitivity")
        verbose_name_plural = _("lowerings of sensitivity")
        constraints = [
            known("before", Sensitivity.values, "lowering_before_is_known"),
            known("after", Sensitivity.values, "lowering_after_is_known"),
            known("state", State.values, "lowering_state_is_known"),
            models.CheckConstraint(condition=~Q(words=""), name="lowering_says_why"),
            models.CheckConstraint(
                condition=Q(evidence__isnull=False, file=None, comment=None)
                | Q(evidence=None, file__isnull=False, comment=None)
                | Q(evidence=None, file=None, comment__isnull=False),
                name="a_lowering_is_of_one_thing",
            ),
            *(
                models.UniqueConstraint(
                    fields=[name],
                    condition=Q(state=State.SUBMITTED),
                    name=f"one_open_lowering_per_{name}",
                )
                for name in TARGETS
            ),
            ToldCheck(
                condition=~Q(state=State.APPROVED)
                | (
                    Q(decided_by__isnull=False, decided_at__isnull=False)
                    & ~Q(decided_by=F("author"))
                ),
                name="a_lowering_has_a_second_person",
                says=_("Sensitivity is lowered by a second person. Ask another analyst."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.thing}: {self.get_before_display()} → {self.get_after_display()}"

    @property
    def thing(self) -> Any:
        """What it is about: a piece, a file or a comment."""
        return self.evidence or self.file or self.comment


class ReadLogEntryQuerySet(AuditedQuerySet):
    """Readings in the words of the field."""

    def readable_by(self, user: Any) -> Self:
        """Whoever may know that such matter exists sees who read it; others see their own."""
        return self.all() if user.may(Right.KNOW_OF_ALL) else self.filter(by=user.pk)

    def concerning(self, user: Any) -> Self:
        return self.filter(by=user.pk)

    def of(self, user: Any, *, on: date) -> Self:
        """What this user read on a day in Kosovo."""
        return self.filter(by=user.pk, day=on)


class ReadLogEntry(models.Model):
    """Somebody met, opened or took out matter for named readers."""

    evidence = models.ForeignKey(
        "tracker.Evidence",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="readings",
        verbose_name=_("evidence"),
    )
    file = models.ForeignKey(
        "tracker.File",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="readings",
        verbose_name=_("file"),
    )
    comment = models.ForeignKey(
        "tracker.Comment",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="readings",
        verbose_name=_("comment"),
    )
    deed = models.CharField(_("what was done"), max_length=20, choices=ReadAction)
    purpose = models.CharField(_("purpose"), max_length=300, blank=True)  # asked once a day a piece
    by = models.ForeignKey(
        "tracker.User", models.PROTECT, related_name="readings", verbose_name=_("reader")
    )
    at = models.DateTimeField(_("at"))
    day = models.DateField(_("day"))  # in Kosovo

    objects = ReadLogEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("reading")
        verbose_name_plural = _("readings")
        constraints = [
            known("deed", ReadAction.values, "reading_deed_is_known"),
            models.CheckConstraint(
                condition=Q(evidence__isnull=False, comment=None)
                | Q(evidence=None, file=None, comment__isnull=False),
                name="a_reading_is_of_one_thing",
            ),
        ]
        indexes = [
            models.Index(fields=["by", "day", "evidence"], name="reading_by_day"),
            models.Index(fields=["day", "by"], name="reading_day"),
        ]

    def __str__(self) -> str:
        return f"{self.by} {self.get_deed_display()}"
