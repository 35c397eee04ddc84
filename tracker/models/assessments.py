"""Dated judgments of how far a recommendation got."""

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from tracker.models.base import (
    AuditedQuerySet,
    NaturalKey,
    ToldCheck,
    Withdrawable,
    WithdrawableQuerySet,
    known,
    spoken_for,
)
from tracker.models.recommendations.recommendations import Recommendation
from tracker.vocabulary import (
    CHOSEN,
    NEEDS_SECOND_PERSON,
    OPEN,
    AssessmentKind,
    Past,
    Perspective,
    Right,
    Sensitivity,
    State,
    Status,
    Strength,
    Then,
    Trend,
)

# Of several views of one perspective, which body's; 0: nobody's in particular.
WHOSE = Coalesce("body_id", 0)


def _of_own_bodies(user: Any) -> Any:
    return Q(perspective=Perspective.RESPONSIBLE_BODY, body__in=spoken_for(user))


def _known_to_a_speaker(user: Any) -> Any:
    """Approved, or a view of a body spoken for that is no draft of somebody else's."""
    known: Any = Q(state=State.APPROVED)
    if user.may_speak:
        known |= _of_own_bodies(user) & (~Q(state=State.DRAFT) | Q(author=user.pk))
    return known


class AssessmentQuerySet(AuditedQuerySet):
    """Assessments in the words of the field."""

    def readable_by(self, user: Any) -> Self:
        """What is approved; whoever deals with paperwork sees all but other people's drafts.

        Who speaks for bodies besides sees their views as `concerning` has them.
        """
        if not user.sees_paperwork:
            return self.filter(_known_to_a_speaker(user))
        if user.may(Right.READ_DRAFTS):
            return self.all()
        return self.filter(~Q(state=State.DRAFT) | Q(author=user.pk))

    def concerning(self, user: Any) -> Self:
        """What is approved on what the bodies have to do, their own views, and one's own drafts."""
        seen = Recommendation.objects.visible_to(user).order_by().values("pk")
        return self.filter(_known_to_a_speaker(user), recommendation__in=seen)

    def spoken_by(self, user: Any) -> Self:
        """The views of the bodies that this user speaks for; none for who speaks for nobody."""
        return self.filter(_of_own_bodies(user)) if user.may_speak else self.none()

    def open(self) -> Self:
        """Neither approved nor withdrawn."""
        return self.filter(state__in=OPEN)

    def views(self, *, on: date | None = None, past: Past = Past.KNOWN_NOW) -> Self:
        """The newest approved one of each view of a recommendation, as they stood on a day.

        The analysts', the report's own, and one for each body or organisation that spoke.
        """
        approved, known = Assessment.objects.approved(), self.approved()
        if on is not None:
            then = Then(on, past)
            approved, known = approved.told(then), known.told(then)
        approved, known = approved.alias(whose=WHOSE), known.alias(whose=WHOSE)
        newer = approved.filter(
            Q(as_of__gt=OuterRef("as_of")) | Q(as_of=OuterRef("as_of"), pk__gt=OuterRef("pk")),
            recommendation=OuterRef("recommendation"),
            perspective=OuterRef("perspective"),
            whose=OuterRef("whose"),
        )
        return known.filter(~Exists(newer))

    def approved(self) -> Self:
        return self.filter(state=State.APPROVED)

    def told(self, then: Then) -> Self:
        """The approved ones about days up to that one; as said then, those approved by its end."""
        told = self.approved().filter(as_of__lte=then.on)
        if then.past == Past.BELIEVED:
            return told.filter(decided_at__lt=then.ends_at)
        return told

    def newest_first(self) -> Self:
        """By as-of date; of two with one date, the one made later is the newer."""
        return self.order_by("-as_of", "-pk")


class Assessment(NaturalKey, models.Model):
    """A dated judgment of one recommendation for one period, by an author, decided by another."""

    NATURAL_KEY = ("recommendation__report__slug", "recommendation__number", "kind", "perspective")

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
    body = models.ForeignKey(  # whose view it is: of a responsible body always, of an NGO if known
        "tracker.Body",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="views",
        verbose_name=_("body whose view it is"),
    )
    # A view that came by letter, entered by an analyst: "as stated by, on, in".
    stated_by = models.CharField(_("as stated by"), max_length=200, blank=True)
    stated_on = models.DateField(_("stated on"), null=True, blank=True)
    stated_in = models.ForeignKey(
        "tracker.Evidence",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("stated in"),
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
            ToldCheck(
                condition=Q(perspective=Perspective.RESPONSIBLE_BODY, body__isnull=False)
                | Q(perspective=Perspective.CIVIL_SOCIETY)
                | Q(
                    perspective__in=[Perspective.ANALYST, Perspective.SOURCE_REPORT],
                    body=None,
                ),
                name="a_view_of_a_body_names_it",
                says=_(
                    "The view of a responsible body names the body; an analyst's and the report's "
                    "name none. Choose the body, or another view."
                ),
            ),
            ToldCheck(
                condition=~Q(perspective=Perspective.ANALYST)
                | Q(stated_by="", stated_on=None, stated_in=None),
                name="an_analysts_view_is_stated_by_nobody_else",
                says=_(
                    "An analyst's judgment is the analyst's own. Choose whose view it is, or leave "
                    "“as stated by” empty."
                ),
            ),
            models.UniqueConstraint(
                fields=["recommendation", "perspective", "period_from"],
                condition=Q(state__in=sorted(OPEN), body=None),
                name="one_open_view_per_period",
            ),
            models.UniqueConstraint(
                fields=["recommendation", "perspective", "body", "period_from"],
                condition=Q(state__in=sorted(OPEN), body__isnull=False),
                name="one_open_view_of_a_body_per_period",
            ),
            models.UniqueConstraint(
                fields=["recommendation", "perspective"],
                condition=Q(kind=AssessmentKind.BASELINE) & ~Q(state=State.WITHDRAWN),
                name="one_baseline_of_a_view",
            ),
            models.UniqueConstraint(
                fields=["corrects"],
                condition=~Q(state=State.WITHDRAWN),
                name="corrected_once",
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
            models.Index(fields=["state", "created_at"], name="assessment_waiting"),
            models.Index(fields=["perspective", "state", "-as_of"], name="assessment_view"),
        ]

    def __str__(self) -> str:
        return f"{self.get_status_display()}, {self.as_of}"

    @property
    def is_approved_by_its_author(self) -> bool:
        return self.state == State.APPROVED and self.decided_by_id == self.author_id

    @property
    def speaks_of(self) -> Status:
        return Status(self.status)


class AssessmentLineQuerySet(AuditedQuerySet):
    """Lines in the words of the field: seen by whoever sees their assessment."""

    def said(self) -> Self:
        """Those that say something; a line that was cleared says nothing, and stays in history."""
        return self.exclude(status="")

    def readable_by(self, user: Any) -> Self:
        seen = Assessment.objects.visible_to(user).order_by().values("pk")
        return self.filter(assessment__in=seen)

    def concerning(self, user: Any) -> Self:
        return self.readable_by(user)


class AssessmentLine(models.Model):
    """How far one component got, in the eyes of one assessment."""

    recommendation = models.ForeignKey(
        "tracker.Recommendation",
        models.PROTECT,
        related_name="+",
        verbose_name=_("recommendation"),
    )
    assessment = models.ForeignKey(
        "tracker.Assessment", models.PROTECT, related_name="lines", verbose_name=_("assessment")
    )
    component = models.ForeignKey(
        "tracker.Component", models.PROTECT, related_name="lines", verbose_name=_("component")
    )
    status = models.CharField(
        _("status"), max_length=20, blank=True, choices=[(s.value, s.label) for s in CHOSEN]
    )
    remark = models.TextField(_("remark"), blank=True)

    objects = AssessmentLineQuerySet.as_manager()

    class Meta:
        verbose_name = _("line of an assessment")
        verbose_name_plural = _("lines of assessments")
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "component"], name="one_line_per_component"
            ),
            known("status", [s.value for s in CHOSEN], "line_status_is_chosen", blank=True),
        ]

    def __str__(self) -> str:
        return f"{self.component}: {self.get_status_display()}"


def _own(user: Any) -> Any:
    """Said by this user, or meant to be read by this user."""
    read = Comment.readers.through.objects.filter(user=user.pk).values("comment")
    return Q(added_by=user.pk) | Q(pk__in=read)


def _open_to(user: Any) -> Any:
    return ~Q(sensitivity=Sensitivity.NAMED_READERS) | _own(user)


class CommentQuerySet(WithdrawableQuerySet):
    """Comments in the words of the field."""

    def readable_by(self, user: Any) -> Self:
        """Those on assessments that this user sees; those of one's bodies at least."""
        if not user.sees_paperwork:
            return self.concerning(user) if user.may_speak else self.none()
        seen = Assessment.objects.visible_to(user).order_by().values("pk")
        return self.filter(_open_to(user), assessment__in=seen)

    def concerning(self, user: Any) -> Self:
        """Those on the bodies' own views: what analysts say of their judgments stays theirs."""
        own = Assessment.objects.visible_to(user).spoken_by(user)
        return self.filter(_open_to(user), assessment__in=own.order_by().values("pk"))

    def of_reader(self, user: Any) -> Self:
        """What this user said, or is a named reader of, whatever its sensitivity is now."""
        return self.filter(_own(user))


class Comment(Withdrawable):
    """Something said about an assessment by whoever deals with it."""

    recommendation = models.ForeignKey(
        "tracker.Recommendation",
        models.PROTECT,
        related_name="+",
        verbose_name=_("recommendation"),
    )
    assessment = models.ForeignKey(
        "tracker.Assessment", models.PROTECT, related_name="comments", verbose_name=_("assessment")
    )
    text = models.TextField(_("comment"), max_length=4000)
    sensitivity = models.CharField(
        _("sensitivity"), max_length=20, choices=Sensitivity, default=Sensitivity.INTERNAL
    )
    readers = models.ManyToManyField(
        "tracker.User", blank=True, related_name="+", verbose_name=_("named readers")
    )
    added_by = models.ForeignKey(
        "tracker.User", models.PROTECT, related_name="+", editable=False, verbose_name=_("added by")
    )
    added_at = models.DateTimeField(_("added at"), editable=False)

    objects = CommentQuerySet.as_manager()

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="comment_says_something"),
            known("sensitivity", Sensitivity.values, "comment_sensitivity_is_known"),
        ]
        indexes = [models.Index(fields=["assessment", "id"], name="comment_assessment")]

    def __str__(self) -> str:
        return self.text

    @property
    def is_for_named_readers(self) -> bool:
        return self.sensitivity == Sensitivity.NAMED_READERS
