"""Checks of review: deciding on, revising, correcting, withdrawing and assigning assessments."""

from collections.abc import Iterable
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _, ngettext

from tracker.errors import NotAllowed, PermissionRefused, Stale
from tracker.formats import format_day
from tracker.models import Assessment, User
from tracker.policies import four_eyes
from tracker.policies.assessments.submission import check_lines, represented_bodies_on
from tracker.policies.evidence.sources import check_confirmed
from tracker.vocabulary import STATE_TRANSITIONS, State


def check_transition(assessment: Assessment, to: State) -> None:
    """Check that the assessment can move to this state. Raises Stale."""
    Stale.raise_if(
        to not in STATE_TRANSITIONS[State(assessment.state)],
        _(
            "The assessment of %(recommendation)s can't become “%(to)s”: it is "
            "“%(state)s”. Open the page again to see what has changed."
        ),
        recommendation=assessment.recommendation,
        to=to.label,
        state=State(assessment.state).label,
    )


def check_is_unchanged(assessment: Assessment, created_at: datetime | None) -> None:
    """Check that the assessment is the one made at `created_at`; None checks nothing.

    Raises Stale.
    """
    Stale.raise_if(
        created_at is not None and created_at != assessment.created_at,
        _(
            "Nothing was approved: %(author)s sent the assessment of %(recommendation)s "
            "again after you opened the page. Open the page again, then decide."
        ),
        recommendation=assessment.recommendation,
        author=assessment.author,
    )


def check_can_approve(user: User, assessment: Assessment) -> None:
    """Check that the user may approve the assessment.

    Raises:
        Stale: It does not wait for a decision.
        PermissionRefused: The user is neither a reviewer nor invited, or a second person is needed.
        NotAllowed: The status does not agree with the components.
        EvidenceMissing: The citations do not support the status, or nobody confirmed them.
    """
    check_transition(assessment, State.APPROVED)
    _check_may_approve(user, assessment)


def check_can_confirm_sample(user: User, assessment: Assessment) -> None:
    """Check that the user may confirm a sample approval as an own one.

    Raises:
        Stale: It is no sample approval any more.
        PermissionRefused, NotAllowed, EvidenceMissing: As `check_can_approve` does.
    """
    Stale.raise_if(
        not (assessment.state == State.APPROVED and assessment.is_sample),
        _("The assessment of %(recommendation)s is no longer a sample. Open the page again."),
        recommendation=assessment.recommendation,
    )
    _check_may_approve(user, assessment)


def _check_may_approve(user: User, assessment: Assessment) -> None:
    """Check rights, four eyes, components and evidence, whatever the state."""
    is_author = assessment.author_id == user.pk
    PermissionRefused.raise_if(
        not (user.may_review or is_invited(user, assessment) or (is_author and user.may_write)),
        _("%(user)s can't approve the assessment of %(recommendation)s. Ask a reviewer."),
        recommendation=assessment.recommendation,
        user=user,
    )
    status = assessment.status_choice
    if is_author and (reason := four_eyes.second_person_reasons(assessment)[status]):
        raise PermissionRefused(
            _(
                "%(recommendation)s can't be set to “%(status)s” by its author alone. %(reason)s "
                "Send it for review."
            )
            % {
                "recommendation": assessment.recommendation,
                "status": status.label,
                "reason": reason,
            }
        )
    check_lines(assessment)
    check_confirmed(assessment)
    four_eyes.check_corroborated(user, assessment)


def is_invited(user: User, assessment: Assessment | None) -> bool:
    """Return whether the user is invited to decide on the assessment, whatever else is allowed.

    Not any more who speaks for a body with a role there since.
    """
    return (
        assessment is not None
        and user.is_active
        and Assessment.objects.inviting(user).filter(pk=assessment.pk).exists()
        and not represented_bodies_on(user, assessment.recommendation)
    )


def check_can_invite(user: User, assessment: Assessment, person: User | None = None) -> None:
    """Check that the user may invite the person to decide on the assessment; None is anybody.

    Raises:
        Stale: It does not wait for a decision.
        PermissionRefused: The user is neither its author nor a reviewer.
        NotAllowed: The person may not decide.
    """
    check_transition(assessment, State.APPROVED)
    values = {"recommendation": assessment.recommendation, "user": user, "person": person}
    PermissionRefused.raise_if(
        not (user.may_review or (user.may_write and assessment.author_id == user.pk)),
        _(
            "%(user)s can't invite anybody to decide on %(recommendation)s. Ask its author or"
            " a reviewer."
        ),
        **values,
    )
    if person is None:
        return
    NotAllowed.raise_if(
        person.pk == assessment.author_id,
        _("%(person)s wrote the assessment. Invite another person to decide on it."),
        **values,
    )
    NotAllowed.raise_if(
        not person.is_active,
        _("The account of %(person)s is closed. Invite another person."),
        **values,
    )
    NotAllowed.raise_if(
        represented_bodies_on(person, assessment.recommendation),
        _("%(person)s speaks for a body with a role in %(recommendation)s. Invite somebody else."),
        **values,
    )


def check_keep_status(assessments: Iterable[Assessment]) -> None:
    """Check that none of the assessments changes a status, so that they can be approved at once.

    Raises NotAllowed.
    """
    if changing := [str(row.recommendation) for row in assessments if row.changes_status]:
        raise NotAllowed(
            ngettext(
                "Nothing was approved: the assessment of %(names)s changes the status. Decide on "
                "it on its own page.",
                "Nothing was approved: the assessments of %(names)s change the status. Decide on "
                "each on its own page.",
                len(changing),
            )
            % {"names": ", ".join(changing)}
        )


def check_can_return(user: User, assessment: Assessment) -> None:
    """Check that the user may return the assessment to its author.

    Raises:
        Stale: It does not wait for a decision.
        PermissionRefused: The user is neither a reviewer nor invited, or its author.
    """
    check_transition(assessment, State.RETURNED)
    PermissionRefused.raise_if(
        not ((user.may_review and assessment.author_id != user.pk) or is_invited(user, assessment)),
        _("%(user)s can't return the assessment of %(recommendation)s. Ask a reviewer."),
        recommendation=assessment.recommendation,
        user=user,
    )


def check_can_separate(user: User, assessment: Assessment) -> None:
    """Check that the user may say whether the sources of the assessment are separate.

    Raises:
        Stale: It is decided.
        PermissionRefused: The user is neither its author nor decides on it.
    """
    check_transition(assessment, State.WITHDRAWN)  # possible for each that is not decided
    PermissionRefused.raise_if(
        not (user.may_review or is_invited(user, assessment) or _is_own(user, assessment)),
        _(
            "%(user)s can't say whether the sources of %(recommendation)s are separate. Ask"
            " its author or a reviewer."
        ),
        recommendation=assessment.recommendation,
        user=user,
    )


def check_can_revise(user: User, assessment: Assessment, *, send: bool) -> None:
    """Check that the user may revise the assessment; with `send`, also submit it.

    Raises:
        Stale: It is neither a draft nor returned.
        PermissionRefused: The user is not its author.
    """
    check_transition(assessment, State.SUBMITTED)
    PermissionRefused.raise_if(
        not _is_own(user, assessment),
        _(
            "The assessment of %(recommendation)s can't be %(verb)s by %(user)s. Ask its "
            "author, or log your own assessment."
        ),
        recommendation=assessment.recommendation,
        user=user,
        verb=_("sent again") if send else _("changed"),
    )


def check_can_correct(assessment: Assessment, *, as_of: date) -> None:
    """Check that the assessment can be corrected as of this day, which has to be its own.

    Raises NotAllowed.
    """
    values = {"recommendation": assessment.recommendation, "as_of": format_day(assessment.as_of)}
    NotAllowed.raise_if(
        assessment.state != State.APPROVED,
        _(
            "The assessment of %(recommendation)s as of %(as_of)s is not approved, so it "
            "can't be corrected. Revise or withdraw it."
        ),
        **values,
    )
    NotAllowed.raise_if(
        Assessment.objects.filter(corrects=assessment.pk).exclude(state=State.WITHDRAWN).exists(),
        _(
            "The assessment of %(recommendation)s as of %(as_of)s already has a "
            "correction. Correct that one, or withdraw it while it is not approved."
        ),
        **values,
    )
    newer = Assessment.objects.approved().filter(
        recommendation=assessment.recommendation_id,
        perspective=assessment.perspective,
        body=assessment.body_id,
        as_of=assessment.as_of,
        pk__gt=assessment.pk,
    )
    NotAllowed.raise_if(
        newer.exists(),
        _(
            "The assessment of %(recommendation)s as of %(as_of)s can't be corrected: a "
            "newer one replaces it for that day. Correct the newer one."
        ),
        **values,
    )
    NotAllowed.raise_if(
        as_of != assessment.as_of,
        _(
            "A correction of %(recommendation)s keeps its date, %(as_of)s. Log a new "
            "assessment for another day."
        ),
        **values,
    )


def check_can_comment(user: User, assessment: Assessment) -> None:
    """Check that the user may comment on the assessment. Raises PermissionRefused."""
    represents_body = user.may_represent_body and assessment.body_id in user.represented_body_ids
    PermissionRefused.raise_if(
        not (user.may_write or represents_body),
        _(
            "%(user)s can't comment on the assessment of %(recommendation)s: only "
            "analysts and the body's focal points can. Ask an administrator for the "
            "right."
        ),
        recommendation=assessment.recommendation,
        user=user,
    )


def check_can_withdraw(user: User, assessment: Assessment) -> None:
    """Check that the user may withdraw the assessment.

    Raises:
        Stale: It is approved or withdrawn already.
        PermissionRefused: The user is neither its author nor a reviewer.
    """
    check_transition(assessment, State.WITHDRAWN)
    PermissionRefused.raise_if(
        not (user.may_review or _is_own(user, assessment)),
        _(
            "%(user)s can't withdraw the assessment of %(recommendation)s. Ask its author "
            "or a reviewer."
        ),
        recommendation=assessment.recommendation,
        user=user,
    )


def _is_own(user: User, assessment: Assessment) -> bool:
    return (user.may_write or user.may_represent_body) and assessment.author_id == user.pk


def check_can_assign(user: User, name: str, person: User | None) -> None:
    """Check that the user may assign the row called `name` to a person; None is nobody.

    Raises PermissionRefused.
    """
    PermissionRefused.raise_if(
        not user.may_write,
        _("%(user)s can't assign %(what)s. Ask an analyst."),
        what=name,
        user=user,
    )
    message = (
        _(
            "%(what)s can't be assigned to %(person)s, who can't log progress. Choose an "
            "analyst or a reviewer."
        )
        if person is not None and person.is_active
        else _(
            "%(what)s can't be assigned to %(person)s: the account is closed. Choose someone else."
        )
    )
    PermissionRefused.raise_if(
        person is not None and not person.may_write, message, what=name, person=person
    )
