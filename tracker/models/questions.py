"""Questions: about figures that do not add up, or to a body."""

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tracker.models.base import AuditedQuerySet, NaturalKey, Span, ToldCheck, known, spoken_for
from tracker.models.evidence.evidence import Evidence
from tracker.vocabulary import QuestionKind


class QuestionQuerySet(AuditedQuerySet):
    """Queries in the words of the field."""

    def open(self) -> Self:
        """Neither answered nor dismissed."""
        return self.filter(answered_on=None, dismissal_reason="")

    def overdue(self, *, on: date) -> Self:
        """Asked, due before `on`, and still open."""
        return self.open().filter(due_on__lt=on)

    def asked(self) -> Self:
        """Put to a body, and still open."""
        return self.open().filter(body__isnull=False, asked_on__isnull=False)

    def readable_by(self, user: Any) -> Self:
        """All but those answered by evidence that this user may not know of."""
        answer = Evidence.objects.visible_to(user).filter(pk=OuterRef("answered_by"))
        return self.filter(Q(answered_by=None) | Exists(answer))

    def concerning(self, user: Any) -> Self:
        """Those that were put to the bodies."""
        return self.readable_by(user).filter(body__in=spoken_for(user), asked_on__isnull=False)


class Question(NaturalKey, models.Model):
    """A question: open until evidence answers it or it is dismissed with a reason."""

    NATURAL_KEY = ("report__slug", "recommendation__number", "question")

    report = models.ForeignKey(
        "tracker.Report", models.PROTECT, related_name="queries", verbose_name=_("report")
    )
    recommendation = models.ForeignKey(
        "tracker.Recommendation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="queries",
        verbose_name=_("recommendation"),
    )
    body = models.ForeignKey(
        "tracker.Body",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="queries",
        verbose_name=_("body asked"),
    )
    kind = models.CharField(_("kind"), max_length=20, choices=QuestionKind)
    question = models.TextField(_("question"))
    topics = models.ManyToManyField(
        "tracker.Topic", blank=True, related_name="queries", verbose_name=_("topics")
    )
    asked_on = models.DateField(_("asked on"), null=True, blank=True)  # empty: not asked yet
    due_on = models.DateField(_("answer due"), null=True, blank=True)
    reminded_on = models.DateField(_("reminded on"), null=True, blank=True)  # last
    answered_on = models.DateField(_("answered on"), null=True, blank=True)
    answered_by = models.ForeignKey(
        "tracker.Evidence",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="answers",
        verbose_name=_("answered by"),
    )
    dismissal_reason = models.TextField(_("dismissed because"), blank=True)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        constraints = [
            known("kind", QuestionKind.values, "query_kind_is_known"),
            models.UniqueConstraint(
                fields=["report", "recommendation", "question"], name="one_query_per_question"
            ),
            ToldCheck(
                condition=Q(answered_on=None, answered_by=None)
                | Q(answered_on__isnull=False, answered_by__isnull=False, dismissal_reason=""),
                name="query_is_answered_by_evidence",
                says=_(
                    "An answer has a day and the evidence that gives it, and a question that is "
                    "answered is not dismissed. Fill in both and no reason, or a reason alone."
                ),
            ),
            ToldCheck(
                condition=Q(reminded_on=None)
                | Q(asked_on__isnull=False, asked_on__lte=F("reminded_on")),
                name="query_is_asked_before_its_reminder",
                says=_("A body is reminded of what it was asked. Fill in an earlier “Asked on”."),
            ),
            ToldCheck(
                condition=Q(due_on=None) | Q(asked_on__isnull=False, asked_on__lte=F("due_on")),
                name="query_is_asked_before_it_is_due",
                says=_(
                    "An answer is due after it was asked for. Fill in the day it was asked on, and "
                    "a later one that it is due on."
                ),
            ),
        ]
        indexes = [
            models.Index(fields=["body", "due_on"], name="query_body_due"),
            models.Index(fields=["due_on", "id"], name="query_due"),
        ]

    def __str__(self) -> str:
        return self.question

    def get_absolute_url(self) -> str:
        return reverse("question", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.answered_on is None and not self.dismissal_reason

    def is_overdue(self, *, on: date) -> bool:
        return self.is_open and self.due_on is not None and self.due_on < on


class QuestionSpanQuerySet(AuditedQuerySet):
    """Cited words: seen by whoever sees the question."""

    def readable_by(self, user: Any) -> Self:
        return self.filter(Exists(Question.objects.visible_to(user).filter(pk=OuterRef("query"))))

    def concerning(self, user: Any) -> Self:
        return self.readable_by(user)


class QuestionSpan(Span):
    """Some words that a question cites."""

    query = models.ForeignKey(
        "tracker.Question", models.PROTECT, related_name="spans", verbose_name=_("question")
    )

    objects = QuestionSpanQuerySet.as_manager()

    class Meta:
        verbose_name = _("words a question cites")
        verbose_name_plural = _("words questions cite")

    def __str__(self) -> str:
        return self.quote
