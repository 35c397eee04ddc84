"""Closings."""

from datetime import UTC, datetime

import factory

from tests.factories.base import TrackerFactory
from tests.factories.recommendations import RecommendationFactory
from tests.factories.users import UserFactory
from tracker.models import Closing
from tracker.vocabulary import ClosedBecause, State


class ClosingFactory(TrackerFactory):
    """An analyst's proposal that waits for a reviewer.

    `returned=True` and `approved=True` decide on it; approving it here leaves the recommendation alone.
    """

    class Meta:
        model = Closing

    class Params:
        decided = factory.Trait(
            decided_by=factory.SubFactory(UserFactory, reviewer=True),
            decided_at=datetime(2024, 10, 3, 9, tzinfo=UTC),
        )
        returned = factory.Trait(decided=True, state=State.RETURNED, decision_note="Say which law.")
        approved = factory.Trait(decided=True, state=State.APPROVED)

    recommendation = factory.SubFactory(RecommendationFactory)
    because = ClosedBecause.MOOT
    words = "The centres were merged by law."
    state = State.SUBMITTED
    author = factory.SubFactory(UserFactory, analyst=True)
    made_at = datetime(2024, 10, 2, 9, tzinfo=UTC)
