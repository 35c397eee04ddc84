"""Links to earlier editions."""

from datetime import UTC, datetime

import factory

from tests.factories.base import TrackerFactory
from tests.factories.recommendations import RecommendationFactory
from tests.factories.users import UserFactory
from tracker.models import Link
from tracker.vocabulary import Closeness


class LinkFactory(TrackerFactory):
    """A recommendation of 2024 that repeats one of 2023; the lifecycle of neither changes."""

    class Meta:
        model = Link

    recommendation = factory.SubFactory(RecommendationFactory)
    earlier = factory.SubFactory(RecommendationFactory, report__year=2023)
    closeness = Closeness.REPEATED
    score = 1.0
    confirmed_by = factory.SubFactory(UserFactory, analyst=True)
    confirmed_at = datetime(2024, 10, 2, 9, tzinfo=UTC)
