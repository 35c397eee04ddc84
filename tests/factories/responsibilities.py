"""Responsibilities."""

import factory

from tests.factories.base import TrackerFactory
from tests.factories.bodies import BodyFactory
from tests.factories.recommendations import RecommendationFactory
from tracker.models import Responsibility
from tracker.vocabulary import Basis, Confidence, Role


class ResponsibilityFactory(TrackerFactory):
    """A body that the report names as the lead of a recommendation."""

    class Meta:
        model = Responsibility

    recommendation = factory.SubFactory(RecommendationFactory)
    body = factory.SubFactory(BodyFactory)
    role = Role.LEAD
    basis = Basis.NAMED_IN_REPORT
    confidence = Confidence.HIGH
