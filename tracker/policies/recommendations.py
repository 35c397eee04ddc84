"""Checks of closings and components."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from tracker import errors, formats
from tracker.models import Closing, Component, Recommendation, Report, User
from tracker.policies import four_eyes
from tracker.vocabulary import STATE_TRANSITIONS, ClosureReason, Duty, Lifecycle, State, Status


def check_can_propose(user: User, recommendation: Recommendation) -> None:
    """Check that the user may propose to close the recommendation.

    Raises:
        PermissionRefused: The user does not log progress.
        NotAllowed: It is closed, continued, or proposed to be closed already.
    """
    errors.PermissionRefused.raise_if(
        not user.may_write,
        _("%(user)s can't propose closing %(recommendation)s. Ask an analyst."),
        recommendation=recommendation,
        user=user,
    )
    errors.NotAllowed.raise_if(
        recommendation.lifecycle == Lifecycle.CLOSED,
        _("%(recommendation)s is already closed: “%(because)s”. To change it, reopen it."),
        recommendation=recommendation,
        because=recommendation.get_closure_reason_display(),
    )
    errors.NotAllowed.raise_if(
        recommendation.lifecycle == Lifecycle.CONTINUED,
        _(
            "%(recommendation)s can't be closed: a newer edition repeats it. Close the "
            "one of that edition."
        ),
        recommendation=recommendation,
    )
    waiting = (
        Closing.objects.filter(recommendation=recommendation.pk, state=State.SUBMITTED)
        .select_related("author")
        .first()
    )
    if waiting is not None:
        raise errors.NotAllowed(
            _(
                "A proposal to close %(recommendation)s is already open: “%(because)s”, by "
                "%(author)s on %(since)s. Ask a reviewer to decide, or withdraw it first."
            )
            % {
                "recommendation": recommendation,
                "because": waiting.get_closure_reason_display(),
                "author": waiting.author,
                "since": formats.format_day(waiting.created_at.date()),
            }
        )


def check_closure_reason(recommendation: Recommendation, reason: str) -> None:
    """Check the code of a reason for closing.

    "Implemented" requires the status full; and of duties other than once, that the recommendation
    is not in the newest edition of the mechanism on the country.

    Raises:
        NotAllowed: The reason is unknown, or not possible now.
    """
    errors.NotAllowed.raise_if(
        reason not in ClosureReason.values,
        _("“%(because)s” is not a reason to close %(recommendation)s. Choose one of: %(known)s."),
        because=reason,
        recommendation=recommendation,
        known=", ".join(str(code.label) for code in ClosureReason),
    )
    if reason != ClosureReason.IMPLEMENTED:
        return
    values = {
        "recommendation": recommendation,
        "because": ClosureReason.IMPLEMENTED.label,
        "full": Status.FULL.label,
        "status": recommendation.get_status_display(),
        "duty": recommendation.get_duty_display(),
    }
    errors.NotAllowed.raise_if(
        recommendation.status != Status.FULL,
        _(
            "%(recommendation)s can't be closed as “%(because)s”: its status is "
            "“%(status)s”. Assess it as “%(full)s” first, or choose another reason."
        ),
        **values,
    )
    errors.NotAllowed.raise_if(
        recommendation.duty != Duty.ONCE
        and not Report.objects.filter(
            mechanism=recommendation.report.mechanism_id,
            country=recommendation.report.country,
            year__gt=recommendation.report.year,
        ).exists(),
        _(
            "%(recommendation)s can't be closed as “%(because)s”: its duty is “%(duty)s”, "
            "so “%(full)s” applies to one period, and the newest edition repeats it. Wait "
            "for an edition that does not, or choose another reason."
        ),
        **values,
    )


def check_can_decide(user: User, closing: Closing, to: State) -> None:
    """Check that the user may move the closing to this state.

    Reviewers decide on other people's proposals, in an office of one on their own; authors may
    withdraw theirs.

    Raises:
        Stale: The closing can't have this state any more.
        PermissionRefused: The user may not decide.
    """
    errors.Stale.raise_if(
        to not in STATE_TRANSITIONS[State(closing.state)],
        _(
            "The proposal to close %(recommendation)s can't become “%(to)s”: it is "
            "“%(state)s”. Open the page again to see what has changed."
        ),
        recommendation=closing.recommendation,
        to=to.label,
        state=State(closing.state).label,
    )
    is_author = closing.author_id == user.pk
    may_withdraw = user.may_review or (is_author and user.may_write)
    decides_alone = to == State.APPROVED and four_eyes.is_decided_alone(user, closing)
    may_decide = user.may_review and (decides_alone or not is_author)
    errors.PermissionRefused.raise_if(
        not (may_withdraw if to == State.WITHDRAWN else may_decide),
        _(
            "%(user)s can't decide on the proposal to close %(recommendation)s. Ask a "
            "reviewer other than %(author)s."
        ),
        recommendation=closing.recommendation,
        user=user,
        author=closing.author,
    )


def check_is_unchanged(closing: Closing, created_at: datetime | None) -> None:
    """Check that the closing is the one made at `created_at`; None checks nothing.

    Raises:
        Stale: It was proposed again since.
    """
    errors.Stale.raise_if(
        created_at is not None and created_at != closing.created_at,
        _(
            "Nothing was approved: %(author)s proposed closing %(recommendation)s again "
            "after you opened this page. Read the new proposal, then decide."
        ),
        recommendation=closing.recommendation,
        author=closing.author,
    )


def check_can_reopen(user: User, recommendation: Recommendation) -> None:
    """Check that the user may reopen the recommendation.

    Raises:
        PermissionRefused: The user is no reviewer.
        NotAllowed: It is not closed.
    """
    errors.PermissionRefused.raise_if(
        not user.may_review,
        _("%(user)s can't reopen %(recommendation)s. Ask a reviewer."),
        recommendation=recommendation,
        user=user,
    )
    errors.NotAllowed.raise_if(
        recommendation.lifecycle != Lifecycle.CLOSED,
        _("%(recommendation)s is not closed, so it can't be reopened."),
        recommendation=recommendation,
    )


def check_component_quote(component: Component) -> None:
    """Check that the quote of a component is part of the recommendation.

    Raises:
        QuoteMismatch: It is not.
    """
    errors.QuoteMismatch.raise_if(
        component.quote and component.quote not in component.recommendation.text,
        _("“%(words)s” is not in %(where)s. Paste the quote exactly as printed."),
        words=component.quote,
        where=component.recommendation,
    )
