"""Measures and their due dates."""

from datetime import UTC, date, datetime

import factory

from tests.factories.base import DAY, TrackerFactory
from tests.factories.bodies import BodyFactory
from tests.factories.people import UserFactory
from tests.factories.recommendations import RecommendationFactory
from tracker.models import Commitment, DueDate


class CommitmentFactory(TrackerFactory):
    """A promise of the running TIP year that is still to be kept, due at the end of it."""

    class Meta:
        model = Commitment

    recommendation = factory.SubFactory(RecommendationFactory)
    body = factory.SubFactory(BodyFactory)
    text = factory.Sequence(lambda n: f"Open shelter {n} in Prizren")
    undertaken_on = DAY
    last_update_on = factory.SelfAttribute("undertaken_on")
    due_on = date(2025, 3, 31)


class DueDateFactory(TrackerFactory):
    """The first date a measure was due on."""

    class Meta:
        model = DueDate

    commitment = factory.SubFactory(CommitmentFactory)
    recommendation = factory.SelfAttribute("commitment.recommendation")
    due_on = factory.SelfAttribute("commitment.due_on")
    agreed_on = factory.SelfAttribute("commitment.undertaken_on")
    agreed_by = "Minister of Justice"
    added_by = factory.SubFactory(UserFactory, analyst=True)
    added_at = datetime(2024, 10, 2, 9, tzinfo=UTC)
