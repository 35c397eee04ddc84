"""Who may judge, whose view it is, and what holds for a judgment whichever way it comes."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from tracker.errors import InvalidDate, NotAllowed, PermissionRefused, Stale
from tracker.formats import day
from tracker.models import (
    Assessment,
    AssessmentLine,
    Body,
    Event,
    Recommendation,
    Responsibility,
    User,
)
from tracker.models.base import spoken_for
from tracker.vocabulary import (
    CHOSEN,
    ComponentBasis,
    Perspective,
    Status,
    band,
)


def check_can_log(user: User, recommendation: Recommendation) -> None:
    """Raises NotYours unless `user` is an analyst or a reviewer."""
    if not user.may_write:
        raise PermissionRefused(
            _(
                "Progress on %(recommendation)s can't be logged by %(user)s: "
                "it takes the right of an analyst. Ask an administrator for it."
            )
            % {"recommendation": recommendation, "user": user}
        )


def check_can_judge(
    user: User, recommendation: Recommendation, *, perspective: str, body: Body | None
) -> None:
    """Raises NotYours unless `user` may write this view of the recommendation.

    Analysts write every view; a body's focal point writes that body's alone, where it has a role.
    Raises NotAllowed for a view that is not known.
    """
    if perspective not in Perspective.values:
        raise NotAllowed(
            _("“%(view)s” is nobody's view of %(recommendation)s. Choose one of: %(known)s.")
            % {
                "view": perspective,
                "recommendation": recommendation,
                "known": ", ".join(str(p.label) for p in Perspective),
            }
        )
    if user.may_write:
        return
    if not user.may_speak:
        check_can_log(user, recommendation)
    own = _spoken_for_on(user, recommendation)
    if perspective == Perspective.RESPONSIBLE_BODY and body is not None and body in own:
        return
    whose = body.short if body else Perspective(perspective).label
    raise PermissionRefused(
        _(
            "The view of “%(whose)s” on %(recommendation)s can't be written by %(user)s, who "
            "speaks for: %(own)s. Ask an analyst, or an administrator for the right."
        )
        % {
            "whose": whose,
            "recommendation": recommendation,
            "user": user,
            "own": ", ".join(one.short for one in own) or _("no body that has a role in it"),
        }
    )


def _spoken_for_on(user: User, recommendation: Recommendation) -> list[Body]:
    """The bodies with a role in the recommendation that this user speaks for, by code."""
    roles = Responsibility.objects.standing().filter(recommendation=recommendation.pk)
    keys = roles.filter(body__in=spoken_for(user)).values("body")
    return list(Body.objects.filter(pk__in=keys).order_by("code"))


def check_none_open(assessment: Assessment) -> None:
    """Raises NotAllowed when the same view is open for the same period already."""
    other = (
        Assessment.objects.open()
        .filter(
            recommendation=assessment.recommendation_id,
            perspective=assessment.perspective,
            body=assessment.body_id,
            period_from=assessment.period_from,
        )
        .exclude(pk=assessment.pk)
        .select_related("author")
        .first()
    )
    if other is None:
        return
    raise NotAllowed(
        _(
            "%(recommendation)s has an open assessment for %(first)s to %(last)s already: "
            "“%(state)s”, by %(author)s since %(since)s. Mend it, decide on it or withdraw it "
            "first; what was learned meanwhile can be noted without judging."
        )
        % {
            "recommendation": assessment.recommendation,
            "first": day(other.period_from),
            "last": day(other.period_to),
            "state": other.get_state_display(),
            "author": other.author,
            "since": day(other.created_at.date()),
        }
    )


def check_lines(assessment: Assessment) -> None:
    """Raises NotAllowed when the whole is called what its components do not bear."""
    recommendation = assessment.recommendation
    lines = dict(
        AssessmentLine.objects.filter(assessment=assessment.pk).values_list(
            "component_id", "status"
        )
    )
    in_text: Any = recommendation.components.standing().filter(basis=ComponentBasis.IN_TEXT)
    allowed = band(lines.get(key) for key in in_text.values_list("pk", flat=True))
    if assessment.speaks_of in allowed:
        return
    raise NotAllowed(
        _(
            "%(recommendation)s can't be set to “%(status)s”: by its components it is one of "
            "%(allowed)s. Choose one of these, or judge the components again."
        )
        % {
            "recommendation": recommendation,
            "status": assessment.speaks_of.label,
            "allowed": ", ".join(f"“{s.label}”" for s in Status if s in allowed),
        }
    )


def check_not_stale(recommendation: Recommendation, user: User, seen: int | None) -> None:
    """Raises Stale when somebody else changed the recommendation after the event `seen`.

    What the user may not know of makes no form stale: that would tell of it.
    """
    if seen is None:
        return
    newer = (
        Event.objects.visible_to(user)
        .filter(recommendation=recommendation.pk, pk__gt=seen)
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


def check_as_of(
    recommendation: Recommendation,
    as_of: date,
    *,
    today: date,
    perspective: str = Perspective.ANALYST,
) -> None:
    """Raises OutOfTime for a day to come, or one before the time of carrying out began.

    What a report itself finds is about its own period: there that may be the day.
    """
    if as_of > today:
        raise InvalidDate(
            _(
                "%(recommendation)s can't be judged as of %(as_of)s: that day has not come. "
                "Choose %(today)s or earlier."
            )
            % {"recommendation": recommendation, "as_of": day(as_of), "today": day(today)}
        )
    report = recommendation.report
    ended = report.period_to
    if as_of <= ended and perspective != Perspective.SOURCE_REPORT:
        raise InvalidDate(
            _(
                "%(recommendation)s can't be judged as of %(as_of)s: the report itself "
                "speaks about the time to %(ended)s, and carrying it out is judged after that. "
                "Choose a later day."
            )
            % {"recommendation": recommendation, "as_of": day(as_of), "ended": day(ended)}
        )
    if as_of < report.period_from:
        raise InvalidDate(
            _(
                "%(recommendation)s can't be judged as of %(as_of)s: the report speaks about the "
                "time from %(began)s on. Choose a later day."
            )
            % {
                "recommendation": recommendation,
                "as_of": day(as_of),
                "began": day(report.period_from),
            }
        )


def check_stated_on(stated_on: date | None, *, today: date) -> None:
    """Raises OutOfTime for a letter of a day to come."""
    if stated_on is not None and stated_on > today:
        raise InvalidDate(
            _(
                "Nothing can have been stated on %(on)s: that day has not come. Choose %(today)s "
                "or earlier."
            )
            % {"on": day(stated_on), "today": day(today)}
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
