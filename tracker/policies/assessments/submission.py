"""Checks of submission: perspectives, periods, statuses and components."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from tracker import errors, formats
from tracker.models import (
    Assessment,
    AssessmentLine,
    Body,
    Event,
    Recommendation,
    Responsibility,
    User,
)
from tracker.policies.progress import check_can_draft
from tracker.vocabulary import (
    SELECTABLE_STATUSES,
    ComponentBasis,
    Perspective,
    State,
    Status,
    allowed_statuses,
)


def check_can_log(user: User, recommendation: Recommendation) -> None:
    """Check that the user may log progress. Raises PermissionRefused."""
    errors.PermissionRefused.raise_if(
        not user.may_write,
        _(
            "%(user)s can't log progress on %(recommendation)s: only analysts can. Ask an "
            "administrator for the right."
        ),
        recommendation=recommendation,
        user=user,
    )


def check_can_assess(
    user: User, recommendation: Recommendation, *, perspective: str, body: Body | None
) -> None:
    """Check that the user may write this view of the recommendation.

    Analysts write every view, focal points that of their body where it has a role.

    Raises:
        NotAllowed: The perspective is unknown.
        PermissionRefused: The user may not.
    """
    errors.NotAllowed.raise_if(
        perspective not in Perspective.values,
        _("“%(view)s” is not a view on %(recommendation)s. Choose one of: %(known)s."),
        view=perspective,
        recommendation=recommendation,
        known=", ".join(str(p.label) for p in Perspective),
    )
    if user.may_write:
        return
    if not user.may_represent_body:
        check_can_log(user, recommendation)
    bodies = represented_bodies_on(user, recommendation)
    if perspective != Perspective.RESPONSIBLE_BODY or body is None or body not in bodies:
        raise errors.PermissionRefused(
            _(
                "%(user)s can't write the view of “%(whose)s” on %(recommendation)s; this "
                "account speaks for: %(own)s. Ask an analyst to write it, or an administrator "
                "for the right."
            )
            % {
                "whose": body.short if body else Perspective(perspective).label,
                "recommendation": recommendation,
                "user": user,
                "own": ", ".join(body.short for body in bodies) or _("no body with a role in it"),
            }
        )


def check_can_conclude(user: User, assessment: Assessment) -> None:
    """Check that the user may keep a conclusion: whoever drafts publications.

    Raises:
        PermissionRefused: The user may not.
        NotAllowed: It is not approved, or the view of another.
    """
    check_can_draft(user)
    errors.NotAllowed.raise_if(
        assessment.state != State.APPROVED or assessment.perspective != Perspective.ANALYST,
        _(
            "A conclusion belongs to an approved assessment of the analysts; this one of "
            "%(recommendation)s is not. Open the recommendation again."
        ),
        recommendation=assessment.recommendation,
    )


def represented_bodies_on(user: User, recommendation: Recommendation) -> list[Body]:
    """Return the bodies that this user speaks for and that hold a role in it today, by code."""
    keys = represented_body_keys(
        user,
        list(
            Responsibility.objects.not_withdrawn()
            .filter(recommendation=recommendation.pk)
            .select_related("body")
        ),
    )
    return list(Body.objects.visible_to(user).filter(pk__in=keys).order_by("code"))


def represented_body_keys(user: User, roles: Sequence[Responsibility]) -> set[int]:
    """Return the keys of those bodies; `roles` are all standing ones of the recommendation."""
    continued, holders = {role.continues_id for role in roles}, set[int]()
    for role in roles:
        if not role.body.has_ended(on=user.mandates.on):
            holders.add(role.body_id)
        elif role.pk not in continued:
            holders.update(user.mandates.holders(role.body_id))
    return holders.intersection(user.represented_body_ids)


def check_none_open(assessment: Assessment) -> None:
    """Check that the view has no other open assessment for the period. Raises NotAllowed."""
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
    if other is not None:
        raise errors.NotAllowed(
            _(
                "%(recommendation)s already has an open assessment for %(first)s to %(last)s: "
                "“%(state)s”, by %(author)s since %(since)s. Revise it, decide on it or "
                "withdraw it first, or add a note without an assessment."
            )
            % {
                "recommendation": assessment.recommendation,
                "first": formats.format_day(other.period_from),
                "last": formats.format_day(other.period_to),
                "state": other.get_state_display(),
                "author": other.author,
                "since": formats.format_day(other.created_at.date()),
            }
        )


def check_lines(assessment: Assessment) -> None:
    """Check that the status agrees with those of the components. Raises NotAllowed."""
    recommendation = assessment.recommendation
    lines = dict(
        AssessmentLine.objects.filter(assessment=assessment.pk).values_list(
            "component_id", "status"
        )
    )
    in_text: Any = recommendation.components.not_withdrawn().filter(basis=ComponentBasis.IN_TEXT)
    allowed = allowed_statuses(lines.get(key) for key in in_text.values_list("pk", flat=True))
    errors.NotAllowed.raise_if(
        assessment.status_choice not in allowed,
        _(
            "%(recommendation)s can't be set to “%(status)s”: its components allow only "
            "%(allowed)s. Choose one of these, or assess the components again."
        ),
        recommendation=recommendation,
        status=assessment.status_choice.label,
        allowed=", ".join(f"“{s.label}”" for s in Status if s in allowed),
    )


def check_is_current(
    row: Model, user: User, last_event: int | None, *, with_parts: bool = False
) -> None:
    """Check that nobody else changed the row after the event `last_event`.

    `with_parts` looks at all that belongs to a recommendation, too; changes that the user may not
    see are ignored there, since an error would reveal them. Raises Stale.
    """
    if last_event is None:
        return
    visible = Event.objects.visible_to(user)
    events = (
        visible.filter(recommendation=row.pk)
        if with_parts
        else Event.objects.filter(table=row._meta.db_table, key=row.pk)
    )
    newer = events.filter(pk__gt=last_event).exclude(actor_id=user.pk).order_by("-pk").first()
    if newer is None:
        return
    author = newer.load_actor() if visible.filter(pk=newer.pk).exists() else ""
    message = (
        _(
            "Nothing was saved: %(who)s changed %(row)s after you opened this form. Your "
            "entries are kept. Check the change in the history, then save again."
        )
        if author
        else _(
            "Nothing was saved: %(row)s was changed after you opened this form. Your "
            "entries are kept. Check the current values, then save again."
        )
    )
    raise errors.Stale(message % {"row": row, "who": author}, row=row, since=last_event)


def check_as_of(
    recommendation: Recommendation,
    as_of: date,
    *,
    today: date,
    perspective: str = Perspective.ANALYST,
) -> None:
    """Check the as-of day: not after today, and after the period of the report.

    The view of the report itself is about that period. Raises InvalidDate.
    """
    errors.InvalidDate.raise_if(
        as_of > today,
        _(
            "%(recommendation)s can't be assessed as of %(as_of)s: that day is in the "
            "future. Choose %(today)s or earlier."
        ),
        recommendation=recommendation,
        as_of=as_of,
        today=today,
    )
    errors.InvalidDate.raise_if(
        as_of <= recommendation.report.period_to and perspective != Perspective.SOURCE_REPORT,
        _(
            "%(recommendation)s can't be assessed as of %(as_of)s: the report covers the "
            "time to %(ended)s. Choose a later day."
        ),
        recommendation=recommendation,
        as_of=as_of,
        ended=recommendation.report.period_to,
    )
    errors.InvalidDate.raise_if(
        as_of < recommendation.report.period_from,
        _(
            "%(recommendation)s can't be assessed as of %(as_of)s: the report covers the "
            "time from %(began)s. Choose a later day."
        ),
        recommendation=recommendation,
        as_of=as_of,
        began=recommendation.report.period_from,
    )


def check_stated_on(stated_on: date | None, *, today: date) -> None:
    """Check that a view was not stated after today. Raises InvalidDate."""
    errors.InvalidDate.raise_if(
        stated_on is not None and stated_on > today,
        _("The day %(on)s is in the future. Choose %(today)s or earlier."),
        on=stated_on,
        today=today,
    )


def check_status(recommendation: Recommendation, status: str) -> None:
    """Check that a person can select this status. Raises NotAllowed."""
    errors.NotAllowed.raise_if(
        status not in SELECTABLE_STATUSES,
        _("%(recommendation)s can't be set to “%(status)s”. Choose one of: %(known)s."),
        recommendation=recommendation,
        status=status,
        known=", ".join(str(s.label) for s in SELECTABLE_STATUSES),
    )
