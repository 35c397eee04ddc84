"""Components."""

import factory

from tests.factories.base import TrackerFactory
from tests.factories.recommendations import RecommendationFactory
from tracker.models import Component
from tracker.vocabulary import ComponentBasis, Duty


class ComponentFactory(TrackerFactory):
    """A part of a recommendation whose words stand in its text."""

    class Meta:
        model = Component

    recommendation = factory.SubFactory(RecommendationFactory)
    code = factory.Sequence(lambda n: f"{n}a")
    title = "give shelter"
    basis = ComponentBasis.IN_TEXT
    quote = "a place in a shelter"
    duty = Duty.CONTINUING
