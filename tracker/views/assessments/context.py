"""Assessments on the page of a recommendation: all of them, and the views side by side."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from tracker.models import (
    Assessment,
    Invitation,
    Recommendation,
    User,
    Viewer,
)
from tracker.policies import represented_bodies_on
from tracker.policies.four_eyes import may_decide
from tracker.summaries.recommendations.parts import load_assessments
from tracker.vocabulary import (
    AUTHOR_STATES,
    STATE_TRANSITIONS,
    Perspective,
    State,
    steps_between,
)


@dataclass(frozen=True, slots=True)
class Viewpoint:
    """Newest approved assessment of one view, and its distance from the analysts'."""

    assessment: Assessment
    steps: int | None  # ranks above (below: negative) the analysts'; None: not to be compared
    is_of_another_period: bool  # than the analysts'

    @property
    def label(self) -> str:
        """Short name of whose view it is."""
        if self.assessment.body is not None:
            return str(self.assessment.body.short)
        if self.assessment.perspective == Perspective.ANALYST:
            return _("Analysts")
        return str(Perspective(self.assessment.perspective).label)

    @property
    def is_analysts(self) -> bool:
        """Whether it is the analysts' view."""
        return bool(self.assessment.perspective == Perspective.ANALYST)

    @property
    def distance(self) -> int:
        """Ranks between it and the analysts' assessment; 0 if they can't be compared."""
        return abs(self.steps or 0)


def newest_views(assessments: Iterable[Assessment]) -> list[Viewpoint]:
    """Return the first approved assessment of each view, the analysts' first."""
    newest: dict[tuple[str, int | None], Assessment] = {}
    for assessment in assessments:
        if assessment.state == State.APPROVED:
            newest.setdefault((assessment.perspective, assessment.body_id), assessment)
    order = list(Perspective)
    views = sorted(
        newest.values(),
        key=lambda assessment: (
            order.index(Perspective(assessment.perspective)),
            assessment.body.code if assessment.body else "",
        ),
    )
    analysts = newest.get((Perspective.ANALYST, None))
    return [
        Viewpoint(
            assessment,
            _rank_difference(assessment, analysts),
            analysts is not None and assessment.period_from != analysts.period_from,
        )
        for assessment in views
    ]


class AssessmentsContext:
    """Assessments of a recommendation that a user may see, and what the user may do with each."""

    recommendation: Recommendation
    user: User

    @property
    def reader(self) -> Viewer:
        """Viewer by whose rights everything is read: the user."""
        return self.user

    @cached_property
    def assessments(self) -> list[Assessment]:
        """Every assessment that the user may see, newest first."""
        return load_assessments(self.recommendation, self.reader)

    @cached_property
    def views(self) -> list[Viewpoint]:
        """Newest approved assessment of each view, the analysts' first."""
        return newest_views(self.assessments)

    @cached_property
    def own_bodies(self) -> set[int]:
        """Keys of the bodies that the user speaks for here, if the user writes for them alone."""
        if self.user.may_write or not self.user.may_represent_body:
            return set()
        return {body.pk for body in represented_bodies_on(self.user, self.recommendation)}

    @property
    def may_log(self) -> bool:
        """Whether the user may write a view of it: as an analyst, or for a body."""
        return self.user.may_write or bool(self.own_bodies)

    @cached_property
    def decidable(self) -> set[int]:
        """Keys of the assessments that the user may approve or return as a reviewer."""
        if not self.user.may_review:
            return set()
        waiting = (
            assessment for assessment in self.assessments if assessment.state == State.SUBMITTED
        )
        return {assessment.pk for assessment in waiting if may_decide(self.user, assessment)}

    @cached_property
    def invitable(self) -> set[int]:
        """Keys of the waiting assessments on which the user may invite others to decide."""
        return {
            assessment.pk
            for assessment in self.assessments
            if assessment.state == State.SUBMITTED
            and (
                self.user.may_review
                or (self.user.may_write and assessment.author_id == self.user.pk)
            )
        }

    @cached_property
    def invitations(self) -> list[Invitation]:
        """Invitations to decide on these assessments."""
        rows = Invitation.objects.visible_to(self.user).not_withdrawn()
        return list(
            rows.filter(assessment__in=self.invitable).select_related("user").order_by("pk")
        )

    @cached_property
    def revisable(self) -> set[int]:
        """Keys of the user's own drafts and returned assessments."""
        return {
            assessment.pk
            for assessment in self.assessments
            if assessment.state in AUTHOR_STATES
            and assessment.author_id == self.user.pk
            and self._may_assess_like(assessment)
        }

    @cached_property
    def withdrawable(self) -> set[int]:
        """Keys of the assessments that the user may withdraw."""
        may_own = self.user.may_write or self.user.may_represent_body
        return {
            assessment.pk
            for assessment in self.assessments
            if State.WITHDRAWN in STATE_TRANSITIONS[State(assessment.state)]
            and (self.user.may_review or (may_own and assessment.author_id == self.user.pk))
        }

    @cached_property
    def corrections(self) -> dict[int, Assessment]:
        """Correction of each assessment, by its key, unless the correction was withdrawn."""
        return {
            assessment.corrects_id: assessment
            for assessment in self.assessments
            if assessment.corrects_id is not None and assessment.state != State.WITHDRAWN
        }

    @cached_property
    def correctable(self) -> set[int]:
        """Keys of the approved assessments that the user may correct."""
        return {
            assessment.pk
            for assessment in self.assessments
            if assessment.state == State.APPROVED
            and assessment.pk not in self.corrections
            and self._may_assess_like(assessment)
        }

    @cached_property
    def corrected(self) -> set[int]:
        """Keys of the assessments whose correction took effect."""
        return {
            key
            for key, assessment in self.corrections.items()
            if assessment.state == State.APPROVED
        }

    @cached_property
    def commentable(self) -> set[int]:
        """Keys of the assessments that the user may comment on."""
        return {
            assessment.pk
            for assessment in self.assessments
            if self.user.may_write or assessment.body_id in self.own_bodies
        }

    def _may_assess_like(self, assessment: Assessment) -> bool:
        if self.user.may_write:
            return True
        is_of_body = assessment.perspective == Perspective.RESPONSIBLE_BODY
        return is_of_body and assessment.body_id in self.own_bodies


def _rank_difference(view: Assessment, analysts: Assessment | None) -> int | None:
    """Return the ranks from the analysts' status up to this view's; None off the scale."""
    if analysts is None or view is analysts:
        return None
    return steps_between(analysts.status, view.status)
