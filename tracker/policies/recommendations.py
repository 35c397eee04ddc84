"""Who closes a recommendation, for which reason, and who opens it again."""

from datetime import datetime

from django.utils.translation import gettext as _

from tracker.errors import InvalidValue, NotAllowed, PermissionRefused, QuoteMismatch, Stale
from tracker.formats import day
from tracker.models import Closing, Component, Recommendation, Report, User
from tracker.vocabulary import MOVES, ClosureReason, Duty, Lifecycle, State, Status


def check_can_propose(user: User, recommendation: Recommendation) -> None:
    """Raises NotYours unless `user` logs progress; NotAllowed while there is nothing to close."""
    if not user.may_write:
        raise PermissionRefused(
            _(
                "Closing %(recommendation)s can't be proposed by %(user)s: it takes the right of "
                "an analyst. Ask one to do it."
            )
            % {"recommendation": recommendation, "user": user}
        )
    if recommendation.lifecycle == Lifecycle.CLOSED:
        raise NotAllowed(
            _("%(recommendation)s is closed already: “%(because)s”. Reopen it, or leave it.")
            % {
                "recommendation": recommendation,
                "because": recommendation.get_closure_reason_display(),
            }
        )
    if recommendation.lifecycle == Lifecycle.CONTINUED:
        raise NotAllowed(
            _(
                "%(recommendation)s can't be closed: a newer edition asks it again, and there it "
                "is followed. Close the one of that edition."
            )
            % {"recommendation": recommendation}
        )
    _check_none_waits(recommendation)


def _check_none_waits(recommendation: Recommendation) -> None:
    waiting = (
        Closing.objects.filter(recommendation=recommendation.pk, state=State.SUBMITTED)
        .select_related("author")
        .first()
    )
    if waiting is not None:
        raise NotAllowed(
            _(
                "Closing %(recommendation)s is proposed already: “%(because)s”, by %(author)s on "
                "%(since)s. Let a reviewer decide on it, or withdraw it first."
            )
            % {
                "recommendation": recommendation,
                "because": waiting.get_because_display(),
                "author": waiting.author,
                "since": day(waiting.created_at.date()),
            }
        )


def check_reason(recommendation: Recommendation, because: str) -> None:
    """Raises NotAllowed for an unknown reason, and for "implemented" while it can't be said.

    It can where the standing status is full; for what is to be done all the time or more and more,
    not while the newest edition of the mechanism on the country holds it.
    """
    if because not in ClosureReason.values:
        raise NotAllowed(
            _("“%(because)s” is no reason to close %(recommendation)s. Choose one of: %(known)s.")
            % {
                "because": because,
                "recommendation": recommendation,
                "known": ", ".join(str(one.label) for one in ClosureReason),
            }
        )
    if because != ClosureReason.IMPLEMENTED:
        return
    names = {
        "recommendation": recommendation,
        "because": ClosureReason.IMPLEMENTED.label,
        "full": Status.FULL.label,
        "status": recommendation.get_status_display(),
        "duty": recommendation.get_duty_display(),
    }
    if recommendation.status != Status.FULL:
        raise NotAllowed(
            _(
                "%(recommendation)s can't be closed as “%(because)s”: it stands at “%(status)s”. "
                "Let it be judged “%(full)s” first, or choose another reason."
            )
            % names
        )
    if recommendation.duty != Duty.ONCE and _is_in_newest_edition(recommendation):
        raise NotAllowed(
            _(
                "%(recommendation)s can't be closed as “%(because)s”: its duty is “%(duty)s”, so "
                "“%(full)s” holds for a period, and the newest edition asks for it. Wait for an "
                "edition that does not repeat it, or choose another reason."
            )
            % names
        )


def _is_in_newest_edition(recommendation: Recommendation) -> bool:
    report = recommendation.report
    newer = Report.objects.filter(
        mechanism=report.mechanism_id, country=report.country, year__gt=report.year
    )
    return not newer.exists()


def check_closing_explanation(recommendation: Recommendation, words: str) -> None:
    """Raises Invalid without words: a recommendation is closed, and opened again, with them."""
    if not words.strip():
        raise InvalidValue(
            _("%(recommendation)s is neither closed nor reopened without words. Say why.")
            % {"recommendation": recommendation}
        )


def check_can_decide(user: User, closing: Closing, to: State) -> None:
    """Raises Stale when it does not wait any more, NotYours unless `user` may move it there.

    Reviewers approve and return other people's proposals; withdrawn they are by their author too.
    """
    if to not in MOVES[State(closing.state)]:
        raise Stale(
            _(
                "The proposal to close %(recommendation)s can't become “%(to)s”: it is "
                "“%(state)s”. Open the page again to see what happened meanwhile."
            )
            % {
                "recommendation": closing.recommendation,
                "to": to.label,
                "state": State(closing.state).label,
            }
        )
    own = closing.author_id == user.pk
    if to == State.WITHDRAWN and (user.may_review or (own and user.may_write)):
        return
    if user.may_review and not own:
        return
    raise PermissionRefused(
        _(
            "The proposal to close %(recommendation)s can't be decided by %(user)s: it takes a "
            "reviewer other than %(author)s, who made it."
        )
        % {
            "recommendation": closing.recommendation,
            "user": user,
            "author": closing.author,
        }
    )


def check_is_as_read(closing: Closing, created_at: datetime | None) -> None:
    """Raises Stale when it was proposed anew since somebody read it as made then."""
    if created_at is not None and created_at != closing.created_at:
        raise Stale(
            _(
                "Closing %(recommendation)s was proposed anew by %(author)s after you opened this "
                "page, so nothing was approved. Read what is proposed now, then decide."
            )
            % {"recommendation": closing.recommendation, "author": closing.author}
        )


def check_can_reopen(user: User, recommendation: Recommendation) -> None:
    """Raises NotYours unless `user` reviews, NotAllowed unless it is closed."""
    if not user.may_review:
        raise PermissionRefused(
            _("%(recommendation)s can't be reopened by %(user)s: ask a reviewer.")
            % {"recommendation": recommendation, "user": user}
        )
    if recommendation.lifecycle != Lifecycle.CLOSED:
        raise NotAllowed(
            _("%(recommendation)s can't be reopened: it is not closed. Nothing is to be done.")
            % {"recommendation": recommendation}
        )


def check_component_quote(component: Component) -> None:
    """Raises SpanMismatch for words that the recommendation does not hold."""
    if component.quote and component.quote not in component.recommendation.text:
        raise QuoteMismatch(
            _(
                "The words “%(words)s” do not stand in %(where)s. Copy them from the report as "
                "they are printed."
            )
            % {"words": component.quote, "where": component.recommendation}
        )
