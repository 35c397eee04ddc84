"""Lines of assessments."""

import factory

from tests.factories.assessments import AssessmentFactory
from tests.factories.base import TrackerFactory
from tests.factories.components import ComponentFactory
from tracker.models import Line
from tracker.vocabulary import Status


class LineFactory(TrackerFactory):
    """What an assessment says of a component of its recommendation."""

    class Meta:
        model = Line

    assessment = factory.SubFactory(AssessmentFactory)
    recommendation = factory.SelfAttribute("assessment.recommendation")
    component = factory.SubFactory(
        ComponentFactory, recommendation=factory.SelfAttribute("..recommendation")
    )
    status = Status.PARTIAL
