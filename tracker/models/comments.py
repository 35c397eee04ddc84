"""The conversation on an assessment."""

from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tracker.models.assessments import Assessment
from tracker.models.shared import Withdrawable, WithdrawableQuerySet, known
from tracker.vocabulary import Sensitivity


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
