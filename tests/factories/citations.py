"""Citations."""

from datetime import UTC, datetime

import factory

from tests.factories.base import DAY, TrackerFactory
from tests.factories.evidence import EvidenceFactory
from tests.factories.recommendations import RecommendationFactory
from tests.factories.users import UserFactory
from tracker.models import Citation
from tracker.vocabulary import Use


class CitationFactory(TrackerFactory):
    """A note: evidence that supports a recommendation, outside any assessment."""

    class Meta:
        model = Citation

    recommendation = factory.SubFactory(RecommendationFactory)
    evidence = factory.SubFactory(EvidenceFactory)
    use = Use.SUPPORTS
    sentence = "The law gives victims a place in a shelter."
    as_of = DAY
    added_by = factory.SubFactory(UserFactory, analyst=True)
    added_at = datetime(2024, 10, 2, 9, tzinfo=UTC)
