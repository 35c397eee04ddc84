"""The judgments on the page of a recommendation: all of them, and the views side by side."""

from dataclasses import dataclass
from itertools import chain
from typing import Any

from django.db.models import Prefetch
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from tracker.forms.assessments.fields import bodies_spoken_for
from tracker.models import (
    Assessment,
    AssessmentLine,
    Comment,
    Component,
    Evidence,
    Recommendation,
    User,
)
from tracker.vocabulary import (
    IN_THE_HANDS_OF_ITS_AUTHOR,
    MOVES,
    RANK,
    Perspective,
    State,
    Status,
)


@dataclass(frozen=True, slots=True)
class Viewpoint:
    """The newest approved judgment of one view, and how far it is from what analysts find."""

    assessment: Assessment
    steps: int | None  # ranks above (below: negative) the analysts'; None: not to be compared
    is_of_another_period: bool  # than the analysts'

    @property
    def whose(self) -> str:
        """Whose view it is, in a word or two."""
        if self.assessment.body is not None:
            return str(self.assessment.body.short)
        if self.assessment.perspective == Perspective.ANALYST:
            return _("Analysts")
        return str(Perspective(self.assessment.perspective).label)

    @property
    def is_analysts(self) -> bool:
        return bool(self.assessment.perspective == Perspective.ANALYST)

    @property
    def apart(self) -> int:
        """How many steps it is from what analysts find; 0 where that can't be said."""
        return abs(self.steps or 0)

    def on(self, component: Component) -> AssessmentLine | None:
        """What it says of a component."""
        return next((one for one in self.lines if one.component_id == component.pk), None)

    @property
    def lines(self) -> list[AssessmentLine]:
        return list(self.assessment.lines.all())


class Judgments:
    """What the page tells of judgments, and what its reader may do about each."""

    row: Recommendation
    user: User

    @cached_property
    def assessments(self) -> list[Assessment]:
        """Every judgment that the reader may know of, newest first."""
        lines = (
            AssessmentLine.objects.said().select_related("component").order_by("component__code")
        )
        comments = Comment.objects.visible_to(self.user).select_related("added_by").order_by("pk")
        return list(
            Assessment.objects.visible_to(self.user)
            .filter(recommendation=self.row)
            .select_related("author", "decided_by", "corrects", "body")
            .prefetch_related(
                Prefetch("lines", queryset=lines),
                Prefetch("comments", queryset=comments),
                Prefetch("stated_in", queryset=Evidence.objects.visible_to(self.user)),
            )
            .newest_first()
        )

    @property
    def comments(self) -> list[Comment]:
        """What is said on them, and not taken back."""
        every = chain.from_iterable(one.comments.all() for one in self.assessments)
        return [comment for comment in every if not comment.is_withdrawn]

    @cached_property
    def views(self) -> list[Viewpoint]:
        """The newest approved one of each view: the analysts' first, then as in the vocabulary."""
        newest = Assessment.objects.visible_to(self.user).filter(recommendation=self.row).views()
        keys = set(newest.values_list("pk", flat=True))
        order = list(Perspective)
        views = sorted(
            (one for one in self.assessments if one.pk in keys),
            key=lambda a: (order.index(Perspective(a.perspective)), a.body.code if a.body else ""),
        )
        found = next((one for one in views if one.perspective == Perspective.ANALYST), None)
        return [Viewpoint(one, _steps(one, found), _is_apart(one, found)) for one in views]

    @property
    def shows_views(self) -> bool:
        """Whether somebody but the analysts has a view, or components were judged."""
        return any(not view.is_analysts or view.lines for view in self.views)

    @cached_property
    def views_with_lines(self) -> list[Viewpoint]:
        return [view for view in self.views if view.lines]

    @cached_property
    def judged_components(
        self,
    ) -> list[tuple[Component, list[tuple[Viewpoint, AssessmentLine | None]]]]:
        """Each component with what each view says of it, by code."""
        every = chain.from_iterable(view.lines for view in self.views_with_lines)
        components = {line.component_id: line.component for line in every}
        return [
            (one, [(view, view.on(one)) for view in self.views_with_lines])
            for one in sorted(components.values(), key=lambda component: component.code)
        ]

    @cached_property
    def own_bodies(self) -> list[Any]:
        """The bodies that the reader speaks for here, if that is all the reader may write for."""
        if self.user.may_write or not self.user.may_speak:
            return []
        return bodies_spoken_for(self.row, self.user)

    @property
    def may_log(self) -> bool:
        """Whether the reader may write a view of it: an analyst, or for a body."""
        return self.user.may_write or bool(self.own_bodies)

    @cached_property
    def decides(self) -> set[int]:
        """Keys of the assessments that this user may approve or return as a reviewer."""
        if not self.user.may_review:
            return set()
        waiting = (a for a in self.assessments if a.state == State.SUBMITTED)
        return {a.pk for a in waiting if a.author_id != self.user.pk}

    @cached_property
    def mends(self) -> set[int]:
        """Keys of this user's own drafts, and of what came back to this user with a note."""
        return {
            a.pk
            for a in self.assessments
            if a.state in IN_THE_HANDS_OF_ITS_AUTHOR
            and a.author_id == self.user.pk
            and self._may_judge_like(a)
        }

    @cached_property
    def withdraws(self) -> set[int]:
        """Keys of the assessments that this user may take back."""
        may_own = self.user.may_write or self.user.may_speak
        return {
            a.pk
            for a in self.assessments
            if State.WITHDRAWN in MOVES[State(a.state)]
            and (self.user.may_review or (may_own and a.author_id == self.user.pk))
        }

    @cached_property
    def corrections(self) -> dict[int, Assessment]:
        """The correction of each assessment that has one which was not withdrawn."""
        return {
            a.corrects_id: a
            for a in self.assessments
            if a.corrects_id is not None and a.state != State.WITHDRAWN
        }

    @cached_property
    def correctable(self) -> set[int]:
        """Keys of the approved assessments that this user may correct."""
        return {
            a.pk
            for a in self.assessments
            if a.state == State.APPROVED
            and a.pk not in self.corrections
            and self._may_judge_like(a)
        }

    @cached_property
    def corrected(self) -> set[int]:
        """Keys of those whose correction took effect."""
        return {key for key, a in self.corrections.items() if a.state == State.APPROVED}

    @cached_property
    def spoken_on(self) -> set[int]:
        """Keys of the assessments that this user may say something on."""
        own = {body.pk for body in self.own_bodies}
        return {a.pk for a in self.assessments if self.user.may_write or a.body_id in own}

    def _may_judge_like(self, assessment: Assessment) -> bool:
        if self.user.may_write:
            return True
        own = {body.pk for body in self.own_bodies}
        is_of_body = assessment.perspective == Perspective.RESPONSIBLE_BODY
        return is_of_body and assessment.body_id in own


def _is_apart(view: Assessment, found: Assessment | None) -> bool:
    """Whether it speaks of another period than what analysts find."""
    return found is not None and view.period_from != found.period_from


def _steps(view: Assessment, found: Assessment | None) -> int | None:
    """Ranks from what analysts find to this view; None where either has no place on the scale."""
    if found is None or view is found:
        return None
    here, there = RANK.get(Status(view.status)), RANK.get(Status(found.status))
    return None if here is None or there is None else here - there
