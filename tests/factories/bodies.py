"""Bodies."""

import factory

from tests.factories.base import TrackerFactory, many_to_many
from tracker.models import Body, Responsibility
from tracker.vocabulary import BodyKind, Confidence, ResponsibilityBasis, Role


class BodyFactory(TrackerFactory):
    """A ministry without a place in the tree; the same row each time its code is the same."""

    class Meta:
        model = Body
        django_get_or_create = ("code",)

    code = factory.Sequence(lambda n: f"BODY_{n}")
    acronym = factory.SelfAttribute("code")
    name_en = factory.LazyAttribute(lambda body: f"Institution {body.code}")
    kind = BodyKind.MINISTRY
    successors = many_to_many("successors")


class ResponsibilityFactory(TrackerFactory):
    """A body that the report names as the lead of a recommendation."""

    class Meta:
        model = Responsibility

    recommendation = factory.SubFactory("tests.factories.recommendations.RecommendationFactory")
    body = factory.SubFactory(BodyFactory)
    role = Role.LEAD
    basis = ResponsibilityBasis.NAMED_IN_REPORT
    confidence = Confidence.HIGH
