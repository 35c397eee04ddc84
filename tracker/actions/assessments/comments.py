"""The conversation on an assessment."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from tracker import policies
from tracker.actions.locks import locked
from tracker.actions.values import check_values
from tracker.audit.reasons import because
from tracker.errors import PermissionRefused
from tracker.models import Assessment, Comment, User
from tracker.vocabulary import Reason, ReasonCode, Sensitivity


@transaction.atomic
def say(
    *,
    assessment: Assessment,
    by: User,
    now: datetime,
    text: str,
    sensitivity: Sensitivity = Sensitivity.INTERNAL,
) -> Comment:
    """Say something on an assessment; the same words twice in a row are said once.

    What is for named readers is nobody else's until its readers are named. Raises NotYours, or
    Invalid for a comment that is empty or too long.
    """
    policies.check_can_comment(by, assessment)
    locked(assessment.recommendation)  # first, as whoever decides on the assessment locks it
    last: Comment | None = (
        Comment.objects.standing().filter(assessment=assessment).order_by("-pk").first()
    )
    said = (text.strip(), sensitivity, by.pk)
    if last and (last.text, last.sensitivity, last.added_by_id) == said:
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
def unsay(*, comment: Comment, by: User, now: datetime, because_of: str) -> Comment:
    """Take back what one said oneself, with a reason: it stays in the history.

    Raises NotYours for other people's comments and for who may say nothing any more, Invalid
    without words.
    """
    if comment.added_by_id != by.pk:
        raise PermissionRefused(
            _("A comment can be taken back by %(who)s alone.") % {"who": comment.added_by}
        )
    policies.check_can_comment(by, comment.assessment)
    with because(Reason(because_of, ReasonCode.WITHDRAWAL), by=by):
        fresh: Comment = Comment.objects.select_for_update().get(pk=comment.pk)
        if fresh.withdrawn_at is None:
            fresh.withdrawn_at, fresh.withdrawal_reason = now, because_of
            fresh.save(update_fields=["withdrawn_at", "withdrawal_reason"])
    return fresh
