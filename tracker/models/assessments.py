"""Dated judgments of how far a recommendation got."""

from typing import Any, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tracker.models.shared import AuditedQuerySet, known
from tracker.vocabulary import (
    CHOSEN,
    NEEDS_SECOND_PERSON,
    AssessmentKind,
    Perspective,
    State,
    Status,
    Strength,
    Trend,
)


class AssessmentQuerySet(AuditedQuerySet):
    """Assessments in the words of the field."""

    def visible_to(self, user: Any) -> Self:
        """What is approved; whoever deals with paperwork sees all but other people's drafts."""
        if isinstance(user, AnonymousUser):
            return self.none()
        if not user.sees_paperwork:
            return self.filter(state=State.APPROVED)
        return self.filter(~Q(state=State.DRAFT) | Q(author=user.pk))

    def approved(self) -> Self:
        return self.filter(state=State.APPROVED)

    def newest_first(self) -> Self:
        """By as-of date; of two with one date, the one made later is the newer."""
        return self.order_by("-as_of", "-pk")


class Assessment(models.Model):
    """A dated judgment of one recommendation for one period, by an author, decided by another."""

    recommendation = models.ForeignKey(
        "tracker.Recommendation",
        models.PROTECT,
        related_name="assessments",
        verbose_name=_("recommendation"),
    )
    kind = models.CharField(_("kind"), max_length=20, choices=AssessmentKind)
    perspective = models.CharField(
        _("perspective"), max_length=20, choices=Perspective, default=Perspective.ANALYST
    )
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.DRAFT)
    status = models.CharField(
        _("status"), max_length=20, choices=[(s.value, s.label) for s in CHOSEN]
    )
    trend = models.CharField(_("trend"), max_length=20, choices=Trend, blank=True)
    strength = models.CharField(  # computed from what it cites; never chosen
        _("evidence strength"),
        max_length=20,
        choices=Strength,
        default=Strength.NONE,
        editable=False,
    )
    rationale = models.TextField(_("rationale"))
    next_step = models.TextField(_("next step"), blank=True)
    period_from = models.DateField(_("period from"))
    period_to = models.DateField(_("period to"))
    as_of = models.DateField(_("as of"))
    corrects = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="corrected_by",
        verbose_name=_("corrects"),
    )
    author = models.ForeignKey(
        "tracker.User", models.PROTECT, related_name="assessments", verbose_name=_("author")
    )
    made_at = models.DateTimeField(_("made at"), editable=False)
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
    # Approved by `quickstart` so that lists have something to show; pages say so.
    is_sample = models.BooleanField(_("sample approval"), default=False, editable=False)

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("assessment")
        verbose_name_plural = _("assessments")
        constraints = [
            known("kind", AssessmentKind.values, "assessment_kind_is_known"),
            known("perspective", Perspective.values, "assessment_perspective_is_known"),
            known("state", State.values, "assessment_state_is_known"),
            known("status", [s.value for s in CHOSEN], "assessment_status_is_chosen"),
            known("trend", Trend.values, "assessment_trend_is_known", blank=True),
            known("strength", Strength.values, "assessment_strength_is_known"),
            models.CheckConstraint(condition=~Q(rationale=""), name="assessment_says_why"),
            models.CheckConstraint(
                condition=Q(period_from__lte=F("as_of"), as_of__lte=F("period_to")),
                name="assessment_as_of_lies_in_its_period",
            ),
            models.CheckConstraint(
                condition=Q(kind=AssessmentKind.CORRECTION, corrects__isnull=False)
                | (~Q(kind=AssessmentKind.CORRECTION) & Q(corrects=None)),
                name="a_correction_names_what_it_corrects",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.APPROVED)
                | Q(decided_by__isnull=False, decided_at__isnull=False),
                name="approved_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.APPROVED)
                | ~Q(status__in=sorted(NEEDS_SECOND_PERSON))
                | ~Q(decided_by=F("author")),
                name="full_and_inapplicable_have_a_second_person",
            ),
        ]
        indexes = [
            models.Index(fields=["recommendation", "-as_of", "-id"], name="assessment_newest"),
            models.Index(fields=["state", "made_at"], name="assessment_waiting"),
        ]

    def __str__(self) -> str:
        return f"{self.get_status_display()}, {self.as_of}"

    @property
    def is_approved_by_its_author(self) -> bool:
        return self.state == State.APPROVED and self.decided_by_id == self.author_id

    @property
    def speaks_of(self) -> Status:
        return Status(self.status)
