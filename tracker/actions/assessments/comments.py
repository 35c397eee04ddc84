"""Comment on an assessment, and withdraw a comment."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from tracker import policies
from tracker.actions.locks import lock_recommendation
from tracker.actions.values import check_values
from tracker.audit.reasons import because
from tracker.errors import PermissionRefused
from tracker.models import Assessment, Comment, User
from tracker.vocabulary import Reason, ReasonCode, Sensitivity


@transaction.atomic
def add_comment(
    *,
    assessment: Assessment,
    by: User,
    now: datetime,
    text: str,
    sensitivity: Sensitivity = Sensitivity.INTERNAL,
) -> Comment:
    """Add a comment to an assessment; the same comment twice in a row is saved once.

    A comment for named readers is its author's alone until readers are named. Raises
    PermissionRefused, or InvalidValue for a comment that is empty or too long.
    """
    policies.check_can_comment(by, assessment)
    lock_recommendation(assessment.recommendation)  # first, as a decision does
    last: Comment | None = (
        Comment.objects.not_withdrawn().filter(assessment=assessment).order_by("-pk").first()
    )
    values = (text.strip(), sensitivity, by.pk)
    if last and (last.text, last.sensitivity, last.added_by_id) == values:
        return last
    comment = Comment(
        recommendation_id=assessment.recommendation_id,
        assessment=assessment,
        text=text.strip(),
        sensitivity=sensitivity,
        added_by=by,
        added_at=now,
    )
    check_values(comment)
    with because(_("Said on an assessment"), by=by):
        comment.save()
    return comment


@transaction.atomic
def withdraw_comment(*, comment: Comment, by: User, now: datetime, reason: str) -> Comment:
    """Withdraw one's own comment with a reason; it stays in the history.

    Raises PermissionRefused for another person's comment and for who may not comment any more,
    InvalidValue without a reason.
    """
    if comment.added_by_id != by.pk:
        raise PermissionRefused(
            _("A comment can be taken back by %(who)s alone.") % {"who": comment.added_by}
        )
    policies.check_can_comment(by, comment.assessment)
    with because(Reason(reason, ReasonCode.WITHDRAWAL), by=by):
        fresh: Comment = Comment.objects.select_for_update().get(pk=comment.pk)
        if fresh.withdrawn_at is None:
            fresh.withdrawn_at, fresh.withdrawal_reason = now, reason
            fresh.save(update_fields=["withdrawn_at", "withdrawal_reason"])
    return fresh
