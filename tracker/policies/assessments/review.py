"""Who decides on a judgment, mends it, corrects it, takes it back; and when each may be done."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from django.contrib.auth.models import Group as RightsGroup
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from tracker.errors import NotAllowed, PermissionRefused, Stale
from tracker.formats import day
from tracker.models import Assessment, Event, Recommendation, User
from tracker.models.base import spoken_for
from tracker.policies.assessments.submission import check_lines
from tracker.policies.evidence.support import check_evidence
from tracker.vocabulary import MOVES, NEEDS_SECOND_PERSON, RIGHTS, Right, State


def check_move(assessment: Assessment, to: State) -> None:
    """Raises Stale when the assessment has left the state that this move starts from."""
    if to not in MOVES[State(assessment.state)]:
        raise Stale(
            _(
                "The assessment of %(recommendation)s can't become “%(to)s”: it is “%(state)s”. "
                "Open the page again to see what happened meanwhile."
            )
            % {
                "recommendation": assessment.recommendation,
                "to": to.label,
                "state": State(assessment.state).label,
            }
        )


def check_is_as_read(assessment: Assessment, created_at: datetime | None) -> None:
    """Raises Stale when it was mended and sent again since somebody read it as made then."""
    if created_at is not None and created_at != assessment.created_at:
        raise Stale(
            _(
                "The assessment of %(recommendation)s was sent again by %(author)s after you "
                "opened the page, so nothing was approved. Open it again, then decide."
            )
            % {"recommendation": assessment.recommendation, "author": assessment.author}
        )


def check_can_approve(user: User, assessment: Assessment) -> None:
    """Raises NotYours, EvidenceMissing or Stale unless `user` may let it take effect."""
    check_move(assessment, State.APPROVED)
    own = assessment.author_id == user.pk
    if not (user.may_review or (own and user.may_write)):
        raise PermissionRefused(
            _("The assessment of %(recommendation)s can't be approved by %(user)s: ask a reviewer.")
            % {"recommendation": assessment.recommendation, "user": user}
        )
    if own and assessment.speaks_of in NEEDS_SECOND_PERSON:
        raise PermissionRefused(
            _(
                "%(recommendation)s can't be set to “%(status)s” by its author alone: a second "
                "person has to approve it. Send it for review instead."
            )
            % {
                "recommendation": assessment.recommendation,
                "status": assessment.speaks_of.label,
            }
        )
    check_lines(assessment)
    check_evidence(assessment)


def check_can_return(user: User, assessment: Assessment) -> None:
    """Raises NotYours unless `user` reviews other people's assessments, this one among them."""
    check_move(assessment, State.RETURNED)
    if not user.may_review or assessment.author_id == user.pk:
        raise PermissionRefused(
            _("The assessment of %(recommendation)s can't be returned by %(user)s: ask a reviewer.")
            % {"recommendation": assessment.recommendation, "user": user}
        )


def check_can_mend(user: User, assessment: Assessment, *, send: bool) -> None:
    """Raises NotYours unless `user` wrote the assessment, Stale unless it is a draft or returned.

    With `send` it is to be submitted, else kept where it is.
    """
    check_move(assessment, State.SUBMITTED)
    if not _is_own(user, assessment):
        verb = _("sent again") if send else _("changed")
        raise PermissionRefused(
            _(
                "The assessment of %(recommendation)s can't be %(verb)s by %(user)s: "
                "its author can. Log a judgment of your own instead."
            )
            % {"recommendation": assessment.recommendation, "user": user, "verb": verb}
        )


def check_can_correct(assessment: Assessment, *, as_of: date) -> None:
    """Raises NotAllowed for what was not approved, is corrected or overtaken, or another day.

    Who may correct is who may judge. A correction keeps the day: being wrong is no sliding back.
    """
    names = {"recommendation": assessment.recommendation, "as_of": day(assessment.as_of)}
    if assessment.state != State.APPROVED:
        raise NotAllowed(
            _(
                "The assessment of %(recommendation)s as of %(as_of)s can't be corrected: it is "
                "not approved. Mend it or withdraw it instead."
            )
            % names
        )
    if Assessment.objects.filter(corrects=assessment.pk).exclude(state=State.WITHDRAWN).exists():
        raise NotAllowed(
            _(
                "The assessment of %(recommendation)s as of %(as_of)s has a correction already. "
                "Correct that one, or withdraw it while it is not approved."
            )
            % names
        )
    if _is_overtaken(assessment):
        raise NotAllowed(
            _(
                "The assessment of %(recommendation)s as of %(as_of)s can't be corrected: a newer "
                "one for that day stands in its place. Correct that one."
            )
            % names
        )
    if as_of != assessment.as_of:
        raise NotAllowed(
            _(
                "A correction of %(recommendation)s keeps its day, %(as_of)s: it says what was "
                "true then. Log a new judgment for another day."
            )
            % names
        )


def check_can_comment(user: User, assessment: Assessment) -> None:
    """Raises NotYours unless `user` deals with it: an analyst, or who speaks for its body."""
    speaks_for_it = user.may_speak and spoken_for(user).filter(body=assessment.body_id).exists()
    if user.may_write or speaks_for_it:
        return
    raise PermissionRefused(
        _(
            "Nothing can be said on the assessment of %(recommendation)s by %(user)s: it takes the "
            "right of an analyst, or of who speaks for the body. Ask an administrator for it."
        )
        % {"recommendation": assessment.recommendation, "user": user}
    )


def check_can_withdraw(user: User, assessment: Assessment) -> None:
    """Raises NotYours unless `user` wrote the assessment or reviews."""
    check_move(assessment, State.WITHDRAWN)
    if not (user.may_review or _is_own(user, assessment)):
        raise PermissionRefused(
            _(
                "The assessment of %(recommendation)s can't be withdrawn by %(user)s: "
                "its author or a reviewer can."
            )
            % {"recommendation": assessment.recommendation, "user": user}
        )


def _is_overtaken(assessment: Assessment) -> bool:
    """Whether a newer approved one of the same view speaks for the same day."""
    same = Assessment.objects.approved().filter(
        recommendation=assessment.recommendation_id,
        perspective=assessment.perspective,
        body=assessment.body_id,
        as_of=assessment.as_of,
        pk__gt=assessment.pk,
    )
    return bool(same.exists())


def _is_own(user: User, assessment: Assessment) -> bool:
    return (user.may_write or user.may_speak) and assessment.author_id == user.pk


WHO_LOG = sorted(role.value for role, rights in RIGHTS.items() if Right.LOG in rights)


def assignable() -> Any:
    """The people whom something may be assigned to, by name: open accounts that log progress."""
    roles = RightsGroup.objects.filter(user=OuterRef("pk"), name__in=WHO_LOG)
    return User.objects.filter(Exists(roles), is_active=True).order_by("username")


def check_can_assign(user: User, what: str, person: User | None) -> None:
    """Raises NotYours unless `user` logs progress, and so does the person; None is nobody."""
    if not user.may_write:
        raise PermissionRefused(
            _(
                "%(what)s can't be assigned by %(user)s: it takes the right of an analyst. "
                "Ask one to do it."
            )
            % {"what": what, "user": user}
        )
    if person is None or person.may_write:
        return
    names = {"what": what, "person": person}
    if not person.is_active:
        raise PermissionRefused(
            _(
                "%(what)s can't be assigned to %(person)s: the account is closed. "
                "Choose somebody else."
            )
            % names
        )
    raise PermissionRefused(
        _(
            "%(what)s can't be assigned to %(person)s, who may not log progress. "
            "Choose an analyst or a reviewer."
        )
        % names
    )


def is_bulk_assignment(events: Collection[Event]) -> bool:
    """Whether events of one request assigned several recommendations, and did nothing else."""
    table = Recommendation._meta.db_table
    return len({event.key for event in events}) > 1 and all(
        event.request
        and (event.table, event.operation) == (table, "update")
        # The columns that an update changed, and no others.
        and set(event.new or ()) == {"assignee_id"}
        for event in events
    )


def check_is_bulk_assignment(events: Collection[Event]) -> None:
    """Raises NotAllowed unless these events are undone as a whole."""
    if not is_bulk_assignment(events):
        raise NotAllowed(
            _(
                "This can't be undone as a whole: that is for several recommendations assigned at "
                "once, and for imports. Correct or withdraw it on its own page."
            )
        )
