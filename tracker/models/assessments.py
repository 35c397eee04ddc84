"""Assessments of recommendations, their lines per component, and comments on them."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from tracker.formats import format_day
from tracker.models.base import (
    AuditedQuerySet,
    Entry,
    NaturalKey,
    OfParentQuerySet,
    Proposal,
    Viewer,
    Withdrawable,
    WithdrawableQuerySet,
    choice_constraint,
    is_among,
    is_own,
    is_under_visible,
    is_visible,
    key_index,
    named_by,
)
from tracker.vocabulary import (
    NEEDS_SECOND_PERSON,
    OPEN_STATES,
    SELECTABLE_STATUSES,
    AssessmentKind,
    Basis,
    PastDay,
    Perspective,
    Right,
    Sensitivity,
    State,
    Status,
    Strength,
    Trend,
)

# Unlike NULL, 0 equals itself when views are compared.
BODY_KEY = models.functions.Coalesce("body_id", 0)


def _of_own_bodies(user: Viewer) -> models.Q:
    """Return the condition that an assessment is the view of a body the user speaks for."""
    return models.Q(
        is_among("body", user.represented_body_ids), perspective=Perspective.RESPONSIBLE_BODY
    )


def _visible_without_paperwork(user: Viewer) -> models.Q:
    """Return the condition for users who see no paperwork.

    It holds for what is approved, and for views of the bodies the user speaks for, except drafts
    of other people.
    """
    condition = models.Q(state=State.APPROVED)
    if user.may_represent_body:
        condition |= _of_own_bodies(user) & (
            ~models.Q(state=State.DRAFT) | models.Q(author=user.pk)
        )
    return condition


class AssessmentQuerySet(AuditedQuerySet["Assessment"]):
    """Queryset of assessments."""

    def visible_to_reader(self, user: Viewer) -> Self:
        """Filter to approved assessments; with the right to paperwork, all but others' drafts.

        A user who also speaks for bodies sees their views as `visible_to_contributor` has them.
        """
        if not user.sees_paperwork:
            return self.filter(_visible_without_paperwork(user))
        return (
            self.all()
            if user.may(Right.READ_DRAFTS)
            else self.filter(~models.Q(state=State.DRAFT) | models.Q(author=user.pk))
        )

    def visible_to_contributor(self, user: Viewer) -> Self:
        """Filter to approved assessments on visible recommendations, and the bodies' own views."""
        return self.filter(_visible_without_paperwork(user), is_under_visible(user))

    def of_represented_bodies(self, user: Viewer) -> Self:
        """Filter to the views of bodies that this user speaks for."""
        return self.filter(_of_own_bodies(user)) if user.may_represent_body else self.none()

    def open(self) -> Self:
        """Filter to assessments that are neither approved nor withdrawn."""
        return self.filter(state__in=OPEN_STATES)

    def views(self) -> Self:
        """Filter to the newest approved assessment of each view of a recommendation.

        Views are the analysts', the report's own, and one of each body or organisation.
        """
        newer = (
            Assessment.objects.approved()
            .alias(body_key=BODY_KEY)
            .filter(
                models.Q(as_of__gt=models.OuterRef("as_of"))
                | models.Q(as_of=models.OuterRef("as_of"), pk__gt=models.OuterRef("pk")),
                recommendation=models.OuterRef("recommendation"),
                perspective=models.OuterRef("perspective"),
                body_key=models.OuterRef("body_key"),
            )
        )
        return self.approved().alias(body_key=BODY_KEY).filter(~models.Exists(newer))

    def approved(self) -> Self:
        """Filter to approved assessments."""
        return self.filter(state=State.APPROVED)

    def valid_on(self, past_day: PastDay) -> Self:
        """Filter to approved assessments about days up to the past day.

        On the basis of what was recorded then, only those approved before its end.
        """
        assessments = self.approved().filter(as_of__lte=past_day.on)
        return (
            assessments.filter(decided_at__lt=past_day.ends_at)
            if past_day.basis == Basis.AS_RECORDED_THEN
            else assessments
        )

    def inviting(self, user: Viewer) -> Self:
        """Filter to waiting assessments by others on which this user is invited to decide."""
        return self.filter(
            state=State.SUBMITTED,
            pk__in=Invitation.objects.not_withdrawn().filter(user=user.pk).values("assessment"),
        ).exclude(author=user.pk)

    def newest_first(self) -> Self:
        """Order by as-of date, newest first; of two with the same date, the later made first."""
        return self.order_by("-as_of", "-pk")


class InvitationQuerySet(WithdrawableQuerySet["Invitation"]):
    """Queryset of invitations, which are paperwork."""

    def visible_to_reader(self, user: Viewer) -> Self:
        """Filter to invitations of visible assessments; without paperwork, to the user's own."""
        return (
            self.filter(is_visible(Assessment, user, "assessment"))
            if user.sees_paperwork
            else self.filter(user=user.pk)
        )

    def visible_to_contributor(self, user: Viewer) -> Self:
        """Filter to invitations of the user."""
        return self.filter(user=user.pk)


class Assessment(NaturalKey, Proposal):
    """Dated assessment of a recommendation for one period, by an author, decided by a reviewer."""

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
    body = models.ForeignKey(  # always set for a responsible body, for an NGO if it is known
        "tracker.Body",
        models.PROTECT,
        null=True,
        db_index=False,
        blank=True,
        related_name="views",
        verbose_name=_("body"),
    )
    # A view that came by letter, entered by an analyst: "as stated by, on, in".
    stated_by = models.CharField(_("as stated by"), max_length=200, blank=True)
    stated_on = models.DateField(_("stated on"), null=True, blank=True)
    stated_in = models.ForeignKey(
        "tracker.Evidence",
        models.PROTECT,
        null=True,
        db_index=False,
        blank=True,
        related_name="+",
        verbose_name=_("stated in"),
    )
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.DRAFT)
    status = models.CharField(
        _("status"), max_length=20, choices=[(s.value, s.label) for s in SELECTABLE_STATUSES]
    )
    trend = models.CharField(_("trend"), max_length=20, choices=Trend, blank=True)
    strength = models.CharField(  # computed from what it cites; never chosen
        _("evidence strength"),
        max_length=20,
        choices=Strength,
        default=Strength.NONE,
        editable=False,
    )
    # Whether a person said that the independent source and the second one are separate.
    are_sources_separate = models.BooleanField(null=True, blank=True, editable=False)
    rationale = models.TextField(_("rationale"))
    remaining = models.TextField(_("what remains to be done"), blank=True)  # printed, for the body
    remaining_by = models.DateField(_("to be done by"), null=True, blank=True)
    next_step = models.TextField(_("our next step"), blank=True)  # for us alone; never printed
    conclusion = models.TextField(_("conclusion"), blank=True)  # a sentence
    text_languages = models.JSONField(default=dict, blank=True)  # {"rationale": "sq"}
    period_from = models.DateField(_("period from"))
    period_to = models.DateField(_("period to"))
    as_of = models.DateField(_("as of"))
    corrects = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        db_index=False,
        blank=True,
        related_name="corrected_by",
        verbose_name=_("corrects"),
    )
    # Approved by `quickstart` so that lists have something to show; pages say so.
    is_sample = models.BooleanField(_("sample approval"), default=False, editable=False)

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("assessment")
        verbose_name_plural = _("assessments")
        constraints = [
            choice_constraint("kind", AssessmentKind.values, "assessment_kind_is_known"),
            choice_constraint("perspective", Perspective.values, "assessment_perspective_is_known"),
            choice_constraint("state", State.values, "assessment_state_is_known"),
            choice_constraint(
                "status", [s.value for s in SELECTABLE_STATUSES], "assessment_status_is_chosen"
            ),
            choice_constraint("trend", Trend.values, "assessment_trend_is_known", blank=True),
            choice_constraint("strength", Strength.values, "assessment_strength_is_known"),
            models.CheckConstraint(condition=~models.Q(rationale=""), name="assessment_says_why"),
            models.CheckConstraint(
                condition=models.Q(
                    period_from__lte=models.F("as_of"), as_of__lte=models.F("period_to")
                ),
                name="assessment_as_of_lies_in_its_period",
            ),
            models.CheckConstraint(
                condition=models.Q(kind=AssessmentKind.CORRECTION, corrects__isnull=False)
                | (~models.Q(kind=AssessmentKind.CORRECTION) & models.Q(corrects=None)),
                name="a_correction_names_what_it_corrects",
            ),
            models.CheckConstraint(
                condition=models.Q(perspective=Perspective.RESPONSIBLE_BODY, body__isnull=False)
                | models.Q(perspective=Perspective.CIVIL_SOCIETY)
                | models.Q(
                    perspective__in=[Perspective.ANALYST, Perspective.SOURCE_REPORT],
                    body=None,
                ),
                name="a_view_of_a_body_names_it",
                violation_error_message=_(
                    "The view of a responsible body needs a body; the views of the analyst and of "
                    "the report have none. Choose a body, or another view."
                ),
            ),
            models.CheckConstraint(
                condition=~models.Q(perspective=Perspective.ANALYST)
                | models.Q(stated_by="", stated_on=None, stated_in=None),
                name="an_analysts_view_is_stated_by_nobody_else",
                violation_error_message=_(
                    "An analyst's assessment is the analyst's own. Choose another view, or clear "
                    "“as stated by”."
                ),
            ),
            models.UniqueConstraint(
                fields=["recommendation", "perspective", "period_from"],
                condition=models.Q(state__in=sorted(OPEN_STATES), body=None),
                name="one_open_view_per_period",
            ),
            models.UniqueConstraint(
                fields=["recommendation", "perspective", "body", "period_from"],
                condition=models.Q(state__in=sorted(OPEN_STATES), body__isnull=False),
                name="one_open_view_of_a_body_per_period",
            ),
            models.UniqueConstraint(
                fields=["recommendation", "perspective"],
                condition=models.Q(kind=AssessmentKind.BASELINE) & ~models.Q(state=State.WITHDRAWN),
                name="one_baseline_of_a_view",
            ),
            models.UniqueConstraint(
                fields=["corrects"],
                condition=~models.Q(state=State.WITHDRAWN),
                name="corrected_once",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=State.APPROVED)
                | models.Q(decided_by__isnull=False, decided_at__isnull=False),
                name="approved_by_somebody",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=State.APPROVED)
                | ~models.Q(status__in=sorted(NEEDS_SECOND_PERSON))
                | ~models.Q(decided_by=models.F("author"))
                | models.Q(is_decided_alone=True),
                name="full_and_inapplicable_have_a_second_person",
            ),
        ]
        indexes = [
            models.Index(fields=["recommendation", "-as_of", "-id"], name="assessment_newest"),
            models.Index(fields=["state", "created_at"], name="assessment_waiting"),
            models.Index(fields=["perspective", "state", "-as_of"], name="assessment_view"),
            models.Index(fields=["author", "state", "created_at"], name="assessment_author"),
            models.Index(
                fields=["state"], condition=models.Q(is_sample=True), name="assessment_sample"
            ),
            *(key_index("assessment", name) for name in ("stated_in", "corrects")),
            models.Index(
                fields=["decided_at"],
                condition=models.Q(state=State.RETURNED),
                name="assessment_returned",
            ),
            models.Index(
                fields=["body", "state", "created_at"],
                condition=models.Q(body__isnull=False),
                name="assessment_body_state",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_status_display()}, {format_day(self.as_of)}"

    @property
    def is_approved_by_its_author(self) -> bool:
        """Whether the author approved it, which is marked wherever its status is shown."""
        return self.state == State.APPROVED and self.decided_by_id == self.author_id

    @property
    def status_choice(self) -> Status:
        """The status as a member of `Status`, with label and rank."""
        return Status(self.status)

    @property
    def changes_status(self) -> bool:
        """Whether approving it changes the status of its recommendation, now or of a past day."""
        return bool(
            self.perspective == Perspective.ANALYST
            and self.status != (self.corrects or self.recommendation).status
        )


class Invitation(Withdrawable, Entry):
    """Invitation of a user to decide on one assessment, whatever else the user may see."""

    assessment = models.ForeignKey(
        "tracker.Assessment",
        models.PROTECT,
        related_name="invitations",
        verbose_name=_("assessment"),
    )
    user = models.ForeignKey(
        "tracker.User", models.PROTECT, related_name="invitations", verbose_name=_("invited person")
    )

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation to decide")
        verbose_name_plural = _("invitations to decide")
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "user"],
                condition=models.Q(withdrawn_at=None),
                name="invited_once",
            )
        ]

    __str__ = named_by("assessment", "user", separator=": ")


class AssessmentLineQuerySet(OfParentQuerySet["AssessmentLine"]):
    """Queryset of lines, visible to everybody who sees their assessment."""

    def with_status(self) -> Self:
        """Filter to lines with a status; one that was cleared has none."""
        return self.exclude(status="")


class AssessmentLine(models.Model):
    """Status of one component within an assessment."""

    PARENT = "assessment"

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
        _("status"),
        max_length=20,
        blank=True,
        choices=[(s.value, s.label) for s in SELECTABLE_STATUSES],
    )
    remark = models.TextField(_("remark"), blank=True)

    objects = AssessmentLineQuerySet.as_manager()

    class Meta:
        verbose_name = _("assessment of a component")
        verbose_name_plural = _("assessments of components")
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "component"], name="one_line_per_component"
            ),
            choice_constraint(
                "status",
                [s.value for s in SELECTABLE_STATUSES],
                "line_status_is_chosen",
                blank=True,
            ),
        ]

    __str__ = named_by("component", "get_status_display", separator=": ")


def _is_readable(user: Viewer) -> models.Q:
    return ~models.Q(sensitivity=Sensitivity.NAMED_READERS) | is_own(Comment, user)


class CommentQuerySet(WithdrawableQuerySet["Comment"]):
    """Queryset of comments."""

    def visible_to_reader(self, user: Viewer) -> Self:
        """Filter to comments on visible assessments; without paperwork, as for contributors."""
        if not user.sees_paperwork:
            return self.visible_to_contributor(user) if user.may_represent_body else self.none()
        return self.filter(_is_readable(user), is_visible(Assessment, user, "assessment"))

    def visible_to_contributor(self, user: Viewer) -> Self:
        """Filter to comments on the bodies' own views, not on the analysts' assessments."""
        views = Assessment.objects.visible_to(user).of_represented_bodies(user)
        return self.filter(
            _is_readable(user), models.Exists(views.filter(pk=models.OuterRef("assessment")))
        )


class Comment(Withdrawable, Entry):
    """Comment on an assessment by somebody who works on it."""

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

    objects = CommentQuerySet.as_manager()

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        constraints = [
            models.CheckConstraint(condition=~models.Q(text=""), name="comment_says_something"),
            choice_constraint("sensitivity", Sensitivity.values, "comment_sensitivity_is_known"),
        ]
        indexes = [models.Index(fields=["assessment", "id"], name="comment_assessment")]

    __str__ = named_by("text")

    @property
    def is_for_named_readers(self) -> bool:
        """Whether only named readers, and its author, may read it."""
        return self.sensitivity == Sensitivity.NAMED_READERS
