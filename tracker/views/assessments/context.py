"""Assessments on the page of a recommendation: all of them, views side by side, and by period."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from tracker import grouping, policies, vocabulary
from tracker.models import (
    Assessment,
    Citation,
    Invitation,
    Recommendation,
    Responsibility,
    User,
    Viewer,
)
from tracker.summaries.recommendations.parts import load_assessments, load_responsibilities


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
        if self.assessment.perspective == vocabulary.Perspective.ANALYST:
            return _("Analysts")
        return str(vocabulary.Perspective(self.assessment.perspective).label)

    @property
    def is_analysts(self) -> bool:
        """Whether it is the analysts' view."""
        return bool(self.assessment.perspective == vocabulary.Perspective.ANALYST)

    @property
    def distance(self) -> int:
        """Ranks between it and the analysts' assessment; 0 if they can't be compared."""
        return abs(self.steps or 0)


def newest_views(assessments: Iterable[Assessment]) -> list[Viewpoint]:
    """Return the first approved assessment of each view, the analysts' first."""
    newest = {
        (assessment.perspective, assessment.body_id): assessment
        for assessment in reversed(list(assessments))  # of several of a view, the first stays
        if assessment.state == vocabulary.State.APPROVED
    }
    views = sorted(
        newest.values(),
        key=lambda assessment: (
            vocabulary.Perspective.values.index(assessment.perspective),
            assessment.body.code if assessment.body else "",
        ),
    )
    analysts = newest.get((vocabulary.Perspective.ANALYST, None))
    return [
        Viewpoint(
            assessment,
            None
            if analysts is None or assessment is analysts
            else vocabulary.steps_between(analysts.status, assessment.status),
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
        return (
            set()
            if self.user.may_write or not self.user.may_represent_body
            else policies.represented_body_keys(self.user, self._responsibilities)
        )

    @cached_property
    def _responsibilities(self) -> list[Responsibility]:
        return load_responsibilities(self.recommendation)

    @property
    def may_log(self) -> bool:
        """Whether the user may write a view of it: as an analyst, or for a body."""
        return self.user.may_write or bool(self.own_bodies)

    @cached_property
    def may(self) -> Mapping[str, list[int]]:
        """Keys of the assessments with which the user may do something, by what it is."""
        return grouping.group_pairs(
            (action, assessment.pk)
            for assessment in self.assessments
            for action, is_allowed in self._list_actions(assessment).items()
            if is_allowed
        )

    def _list_actions(self, assessment: Assessment) -> dict[str, bool]:
        """Return whether the user may do each thing with an assessment."""
        user, state = self.user, vocabulary.State(assessment.state)
        waits, is_own = state == vocabulary.State.SUBMITTED, assessment.author_id == user.pk
        is_of_own_body = assessment.body_id in self.own_bodies
        is_own_view = (
            assessment.perspective == vocabulary.Perspective.RESPONSIBLE_BODY and is_of_own_body
        )
        may_rewrite = user.may_write or is_own_view
        return {
            "decide": waits and user.may_review and policies.four_eyes.may_decide(user, assessment),
            "invite": waits and (user.may_review or (user.may_write and is_own)),
            "revise": state in vocabulary.AUTHOR_STATES and is_own and may_rewrite,
            "withdraw": vocabulary.State.WITHDRAWN in vocabulary.STATE_TRANSITIONS[state]
            and (user.may_review or (is_own and (user.may_write or user.may_represent_body))),
            "correct": state == vocabulary.State.APPROVED
            and assessment.pk not in self.corrections
            and may_rewrite,
            "comment": user.may_write or is_of_own_body,
        }

    @cached_property
    def invitations(self) -> list[Invitation]:
        """Invitations to decide on these assessments."""
        return list(
            Invitation.objects.visible_to(self.user)
            .not_withdrawn()
            .filter(assessment__in=self.may["invite"])
            .select_related("user")
            .order_by("pk")
        )

    @cached_property
    def corrections(self) -> dict[int, Assessment]:
        """Correction of each assessment, by its key, unless the correction was withdrawn."""
        return {
            assessment.corrects_id: assessment
            for assessment in self.assessments
            if assessment.corrects_id is not None and assessment.state != vocabulary.State.WITHDRAWN
        }

    @cached_property
    def corrected(self) -> set[int]:
        """Keys of the assessments whose correction took effect."""
        return {
            key
            for key, assessment in self.corrections.items()
            if assessment.state == vocabulary.State.APPROVED
        }


@dataclass(eq=False)
class Period:
    """Period of a recommendation, with its assessments and what is cited about it."""

    first: date
    last: date
    assessments: list[Assessment]  # newest first
    citations: list[Citation]  # in the order of `source_position`
    is_folded: bool = False

    @cached_property
    def views(self) -> list[Viewpoint]:
        """Newest approved assessment of each view of this period, the analysts' first."""
        return newest_views(self.assessments)

    @property
    def standing(self) -> Assessment | None:
        """The analysts' newest approved assessment, whose status is the period's."""
        return next((view.assessment for view in self.views if view.is_analysts), None)

    @property
    def others(self) -> list[Assessment]:
        """Assessments that are not approved, or not the newest of their view; newest first."""
        current = [view.assessment for view in self.views]
        return [assessment for assessment in self.assessments if assessment not in current]


def list_periods(
    recommendation: Recommendation, assessments: Iterable[Assessment], citations: Iterable[Citation]
) -> list[Period]:
    """Return the periods that something is known of, newest first.

    Folded are those before the period of the analysts' newest assessment, unless one in it waits
    for somebody; without such an assessment, all but the newest.
    """
    assessed = grouping.group_pairs(((row.period_from, row.period_to), row) for row in assessments)
    cited = grouping.group_pairs(
        (_days_of(citation, recommendation), citation) for citation in citations
    )
    periods = [
        Period(*days, assessed.get(days, []), cited.get(days, []))
        for days in sorted({*assessed, *cited}, reverse=True)
    ]
    begin = max((period.first for period in periods if period.standing), default=date.max)
    for period in periods[1:]:
        period.is_folded = period.last < begin and vocabulary.OPEN_STATES.isdisjoint(
            assessment.state for assessment in period.assessments
        )
    return periods


def _days_of(citation: Citation, recommendation: Recommendation) -> tuple[date, date]:
    """Return the period of the assessment that cites; of a note, that with most of its time."""
    assessment, evidence = citation.assessment, citation.evidence
    if assessment is not None:
        return assessment.period_from, assessment.period_to
    last = min(evidence.covers_to or citation.as_of, citation.as_of)
    first = (evidence.covers_to and evidence.covers_from) or last
    return recommendation.period_of(first + (last - first) / 2)  # what holds half holds this day


def source_position(citation: Citation) -> tuple[int, ...]:
    """Sort evidence of assessments, then notes, the newest first; then passages by their place."""
    evidence = citation.evidence
    if passage := evidence.passage:
        return 2, passage.number, evidence.start or 0, citation.pk
    return (
        citation.assessment_id is None,
        -(evidence.covers_to or citation.as_of).toordinal(),
        -citation.pk,
    )
