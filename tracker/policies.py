"""Who may do what, and when. Each check raises the sentence to show, or says nothing.

Rights go by group alone: `is_superuser` grants nothing. Rules that the database holds as
constraints are told here in the same words for people.
"""

from datetime import date

from django.utils.translation import gettext as _

from tracker.errors import EvidenceMissing, NotAllowed, NotYours, OutOfTime, Stale
from tracker.models import Assessment, Citation, Event, Recommendation, User
from tracker.vocabulary import (
    CHOSEN,
    MOVES,
    NEEDS_SECOND_PERSON,
    NEEDS_SUPPORT,
    AssessmentKind,
    Duty,
    State,
    Status,
    Strength,
    Use,
)
from tracker.words import day

ANALYSTS_KEEP = frozenset(
    {
        "recommendation",
        "evidence",
        "citation",
        "responsibility",
        "component",
        "finding",
        "query",
        "topic",
        "translation",
    }
)
ADMINISTRATORS_KEEP = frozenset({"mechanism", "report", "body", "topic", "user"})


def may_change(user: User, noun: str) -> bool:
    """Whether this user adds and changes rows of this noun."""
    return (user.may_write and noun in ANALYSTS_KEEP) or (
        user.may_manage and noun in ADMINISTRATORS_KEEP
    )


def check_can_change(user: User, noun: str, name: str) -> None:
    """Raises NotYours unless `user` may add and change rows of this noun."""
    if may_change(user, noun):
        return
    keeper = _("an analyst") if noun in ANALYSTS_KEEP else _("an administrator")
    raise NotYours(
        _("%(name)s can't be changed by %(user)s: it takes %(keeper)s. Ask one to do it.")
        % {"name": name, "user": user, "keeper": keeper}
    )


def check_can_log(user: User, recommendation: Recommendation) -> None:
    """Raises NotYours unless `user` is an analyst or a reviewer."""
    if not user.may_write:
        raise NotYours(
            _(
                "Progress on %(recommendation)s can't be logged by %(user)s: "
                "it takes the right of an analyst. Ask an administrator for it."
            )
            % {"recommendation": recommendation, "user": user}
        )


def check_not_stale(recommendation: Recommendation, user: User, seen: int | None) -> None:
    """Raises Stale when somebody else changed the recommendation after the event `seen`."""
    if seen is None:
        return
    newer = (
        Event.objects.filter(recommendation=recommendation.pk, pk__gt=seen)
        .exclude(actor_id=user.pk)
        .order_by("-pk")
        .first()
    )
    if newer is not None:
        raise Stale(
            _(
                "%(recommendation)s was changed by %(who)s after you opened this form, so nothing "
                "was saved. What you typed is kept: look at the change in the history, then send "
                "it again or leave it."
            )
            % {"recommendation": recommendation, "who": newer.actor_name}
        )


def check_as_of(recommendation: Recommendation, as_of: date, *, today: date) -> None:
    """Raises OutOfTime for a day to come, or one before the time of carrying out began."""
    if as_of > today:
        raise OutOfTime(
            _(
                "%(recommendation)s can't be judged as of %(as_of)s: that day has not come. "
                "Choose %(today)s or earlier."
            )
            % {"recommendation": recommendation, "as_of": day(as_of), "today": day(today)}
        )
    ended = recommendation.report.period_to
    if as_of <= ended:
        raise OutOfTime(
            _(
                "%(recommendation)s can't be judged as of %(as_of)s: the report itself "
                "speaks about the time to %(ended)s, and carrying it out is judged after that. "
                "Choose a later day."
            )
            % {"recommendation": recommendation, "as_of": day(as_of), "ended": day(ended)}
        )


def check_status(recommendation: Recommendation, status: str) -> None:
    """Raises NotAllowed for what is no status, or none that a person chooses."""
    if status not in CHOSEN:
        raise NotAllowed(
            _("%(recommendation)s can't be set to “%(status)s”: choose one of %(known)s.")
            % {
                "recommendation": recommendation,
                "status": status,
                "known": ", ".join(str(s.label) for s in CHOSEN),
            }
        )


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


def check_can_approve(user: User, assessment: Assessment) -> None:
    """Raises NotYours, EvidenceMissing or Stale unless `user` may let it take effect."""
    check_move(assessment, State.APPROVED)
    own = assessment.author_id == user.pk
    if not (user.may_review or (own and user.may_write)):
        raise NotYours(
            _("The assessment of %(recommendation)s can't be approved by %(user)s: ask a reviewer.")
            % {"recommendation": assessment.recommendation, "user": user}
        )
    if own and assessment.speaks_of in NEEDS_SECOND_PERSON:
        raise NotYours(
            _(
                "%(recommendation)s can't be set to “%(status)s” by its author alone: a second "
                "person has to approve it. Send it for review instead."
            )
            % {
                "recommendation": assessment.recommendation,
                "status": assessment.speaks_of.label,
            }
        )
    check_evidence(assessment)


def check_can_return(user: User, assessment: Assessment) -> None:
    """Raises NotYours unless `user` reviews other people's assessments, this one among them."""
    check_move(assessment, State.RETURNED)
    if not user.may_review or assessment.author_id == user.pk:
        raise NotYours(
            _("The assessment of %(recommendation)s can't be returned by %(user)s: ask a reviewer.")
            % {"recommendation": assessment.recommendation, "user": user}
        )


def check_can_resubmit(user: User, assessment: Assessment) -> None:
    """Raises NotYours unless `user` wrote the assessment, Stale unless it is returned."""
    check_move(assessment, State.SUBMITTED)
    if not user.may_write or assessment.author_id != user.pk:
        raise NotYours(
            _(
                "The assessment of %(recommendation)s can't be sent again by %(user)s: "
                "its author can. Log a judgment of your own instead."
            )
            % {"recommendation": assessment.recommendation, "user": user}
        )


def check_can_withdraw(user: User, assessment: Assessment) -> None:
    """Raises NotYours unless `user` wrote the assessment or reviews."""
    check_move(assessment, State.WITHDRAWN)
    if not (user.may_review or (user.may_write and assessment.author_id == user.pk)):
        raise NotYours(
            _(
                "The assessment of %(recommendation)s can't be withdrawn by %(user)s: "
                "its author or a reviewer can."
            )
            % {"recommendation": assessment.recommendation, "user": user}
        )


def check_evidence(assessment: Assessment) -> None:
    """Raises EvidenceMissing unless what is cited carries the status.

    `partial` and above cite a piece that speaks for it and is about part of the period; for a duty
    done once, about any time up to the as-of date. `no_action` cites what says so. `full` also
    has one source that is neither lead nor supporting body, nor above or below one.
    """
    status = assessment.speaks_of
    cited = list(
        Citation.objects.standing().filter(assessment=assessment.pk).select_related("evidence")
    )
    about_it = [c for c in cited if not c.evidence.is_withdrawn and _speaks_of_time(c, assessment)]
    if status in NEEDS_SUPPORT and not any(c.use == Use.SUPPORTS for c in about_it):
        raise EvidenceMissing(
            _(
                "%(recommendation)s can't be set to “%(status)s” as of %(as_of)s: it cites no "
                "evidence that speaks for it and is about %(time)s. Cite at least one piece, or "
                "choose “%(instead)s”."
            )
            % _names(assessment)
        )
    if status == Status.NO_ACTION and not any(c.use != Use.SUPPORTS for c in about_it):
        raise EvidenceMissing(
            _(
                "%(recommendation)s can't be set to “%(status)s” as of %(as_of)s: nothing cited "
                "says so about %(time)s, and silence is not inaction. Cite what says that nothing "
                "was done, or choose “%(instead)s”."
            )
            % _names(assessment)
        )
    if status == Status.FULL and assessment.strength != Strength.CORROBORATED:
        raise EvidenceMissing(
            _(
                "%(recommendation)s can't be set to “%(status)s” as of %(as_of)s: every source "
                "cited is a responsible body, or above or below one. Cite one independent source, "
                "or choose “%(below)s”."
            )
            % {**_names(assessment), "below": Status.SUBSTANTIAL.label}
        )


def _speaks_of_time(citation: Citation, assessment: Assessment) -> bool:
    any_time = citation.use == Use.SUPPORTS and _is_done_once(assessment)
    first = date.min if any_time else assessment.period_from
    return bool(citation.evidence.covers_part_of(first, assessment.as_of))


def _is_done_once(assessment: Assessment) -> bool:
    """Whether what was done at any time up to the as-of date speaks for it."""
    return (
        assessment.recommendation.duty == Duty.ONCE and assessment.kind != AssessmentKind.BASELINE
    )


def _names(assessment: Assessment) -> dict[str, object]:
    if _is_done_once(assessment) and assessment.speaks_of in NEEDS_SUPPORT:
        time = _("the time up to that day")
    else:
        time = _("the time from %(first)s to %(last)s") % {
            "first": day(assessment.period_from),
            "last": day(assessment.as_of),
        }
    return {
        "recommendation": assessment.recommendation,
        "status": assessment.speaks_of.label,
        "as_of": day(assessment.as_of),
        "time": time,
        "instead": Status.UNABLE_TO_VERIFY.label,
    }
