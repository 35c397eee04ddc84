"""Comments on assessments."""

from datetime import UTC, datetime

import factory

from tests.factories.assessments import AssessmentFactory
from tests.factories.base import TrackerFactory, many_to_many
from tests.factories.users import UserFactory
from tracker.models import Comment


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
