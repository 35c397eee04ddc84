"""Assessments."""

from datetime import UTC, datetime
from typing import Any

import factory

from tests.factories.base import DAY, YEAR, TrackerFactory, many_to_many
from tests.factories.people import UserFactory
from tests.factories.recommendations import ComponentFactory, RecommendationFactory
from tracker.actions.history import status_spans
from tracker.models import Assessment, AssessmentLine, Comment, Invitation
from tracker.vocabulary import AssessmentKind, Perspective, State, Status


def conclude(assessment: Any) -> str:
    """Return the conclusion that a person kept; views of others have none."""
    return "There is some progress." if assessment.perspective == Perspective.ANALYST else ""


class AssessmentFactory(TrackerFactory):
    """An analyst's draft that judges the running TIP year and cites nothing.

    `submitted=True`, `approved=True` (decided by another, with a conclusion) move it; `cites=2` gives it two confirmed
    supporting citations of independent sources. Approving it here tells of past days (unless `spans=False`) and leaves the
    recommendation itself alone: see RecommendationFactory.
    """

    class Meta:
        model = Assessment

    class Params:
        submitted = factory.Trait(state=State.SUBMITTED)
        approved = factory.Trait(
            state=State.APPROVED,
            decided_by=factory.SubFactory(UserFactory, reviewer=True),
            decided_at=datetime(2024, 10, 3, 9, tzinfo=UTC),
            conclusion=factory.LazyAttribute(conclude),
        )

    recommendation = factory.SubFactory(RecommendationFactory)
    perspective = Perspective.ANALYST
    kind = AssessmentKind.UPDATE
    status = Status.INITIAL_STEPS
    rationale = "A working group was set up."
    period_from, period_to = YEAR
    as_of = DAY
    author = factory.SubFactory(UserFactory, analyst=True)
    created_at = datetime(2024, 10, 2, 9, tzinfo=UTC)

    @factory.post_generation
    def spans(self: Assessment, create: bool, kept: bool | None, **extra: Any) -> None:
        approved = self.state == State.APPROVED and self.perspective == Perspective.ANALYST
        if create and approved and kept is not False:
            status_spans.update_spans(self.recommendation)

    @factory.post_generation
    def cites(self: Assessment, create: bool, many: int | None, **extra: Any) -> None:
        from tests.factories.evidence import CitationFactory

        if create and many:
            CitationFactory.create_batch(
                many,
                recommendation=self.recommendation,
                assessment=self,
                **{"evidence__from_ngo": True, **extra},
            )


class AssessmentLineFactory(TrackerFactory):
    """What an assessment says of a component of its recommendation."""

    class Meta:
        model = AssessmentLine

    assessment = factory.SubFactory(AssessmentFactory)
    recommendation = factory.SelfAttribute("assessment.recommendation")
    component = factory.SubFactory(
        ComponentFactory, recommendation=factory.SelfAttribute("..recommendation")
    )
    status = Status.PARTIAL


class CommentFactory(TrackerFactory):
    """Something an analyst said on an assessment."""

    class Meta:
        model = Comment

    assessment = factory.SubFactory(AssessmentFactory, submitted=True)
    recommendation = factory.SelfAttribute("assessment.recommendation")
    text = "Which working group is meant?"
    added_by = factory.SubFactory(UserFactory, analyst=True)
    added_at = datetime(2024, 10, 2, 10, tzinfo=UTC)
    readers = many_to_many("readers")


class InvitationFactory(TrackerFactory):
    """An invitation of somebody without a role to decide on what waits."""

    class Meta:
        model = Invitation

    assessment = factory.SubFactory(AssessmentFactory, submitted=True)
    user = factory.SubFactory(UserFactory)
    added_by = factory.SelfAttribute("assessment.author")
    added_at = datetime(2024, 10, 2, 10, tzinfo=UTC)
