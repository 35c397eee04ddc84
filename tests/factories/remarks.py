"""Remarks for the progress report."""

from datetime import UTC, datetime

import factory

from tests.factories.base import DAY, TrackerFactory
from tests.factories.recommendations import RecommendationFactory
from tests.factories.users import UserFactory
from tracker.models import Remark


class RemarkFactory(TrackerFactory):
    """An analyst's words on a recommendation, in English."""

    class Meta:
        model = Remark

    recommendation = factory.SubFactory(RecommendationFactory)
    report = factory.SelfAttribute("recommendation.report")
    language = "en"
    text = factory.Sequence(lambda n: f"Remark {n} of the analysts.")
    as_of = DAY
    written_by = factory.SubFactory(UserFactory, analyst=True)
    written_at = datetime(2024, 10, 2, 9, tzinfo=UTC)
