"""The conversation on an assessment."""

from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tracker.models.assessments import Assessment
from tracker.models.shared import Withdrawable, WithdrawableQuerySet


class CommentQuerySet(WithdrawableQuerySet):
    """Comments in the words of the field."""

    def readable_by(self, user: Any) -> Self:
        """Those on assessments that this user sees; those of one's bodies at least."""
        if not user.sees_paperwork:
            return self.concerning(user) if user.may_speak else self.none()
        seen = Assessment.objects.visible_to(user).order_by().values("pk")
        return self.filter(assessment__in=seen)

    def concerning(self, user: Any) -> Self:
        """Those on the bodies' own views: what analysts say of their judgments stays theirs."""
        own = Assessment.objects.visible_to(user).spoken_by(user)
        return self.filter(assessment__in=own.order_by().values("pk"))


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
    added_by = models.ForeignKey(
        "tracker.User", models.PROTECT, related_name="+", editable=False, verbose_name=_("added by")
    )
    added_at = models.DateTimeField(_("added at"), editable=False)

    objects = CommentQuerySet.as_manager()

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="comment_says_something")]
        indexes = [models.Index(fields=["assessment", "id"], name="comment_assessment")]

    def __str__(self) -> str:
        return self.text
