"""Recommendations."""

from typing import Any

import factory

from tests.factories.base import TrackerFactory, after_the_last, as_factory, many_to_many
from tests.factories.bodies import BodyFactory
from tests.factories.reports import ReportFactory
from tracker.models import Recommendation
from tracker.vocabulary import Duty, Theme


class RecommendationFactory(TrackerFactory):
    """The next recommendation of a report, not assessed and with nobody responsible.

    `lead="THBD"` (or a body) makes it that body's; `assessed=Status.PARTIAL` gives it a standing
    approved assessment, and `assessed__as_of=…` passes a value on to it.
    """

    class Meta:
        model = Recommendation

    report = factory.SubFactory(ReportFactory)
    number = factory.LazyAttribute(
        lambda r: str(after_the_last(r.report.recommendations, "position"))
    )
    position = factory.LazyAttribute(
        lambda r: (
            int(r.number)
            if r.number.isdigit()
            else after_the_last(r.report.recommendations, "position")
        )
    )
    text = factory.LazyAttribute(lambda r: f"Give victims a place in a shelter ({r.number}).")
    short_title = factory.LazyAttribute(lambda r: f"Shelter for victims {r.number}")
    theme = Theme.PROTECTION
    duty = Duty.CONTINUING
    topics = many_to_many("topics")

    @factory.post_generation
    def lead(self: Recommendation, create: bool, body: Any, **extra: Any) -> None:
        from tests.factories.responsibilities import ResponsibilityFactory

        if create and body:
            body = BodyFactory(code=body) if isinstance(body, str) else body
            ResponsibilityFactory(recommendation=self, body=body, **extra)

    @factory.post_generation
    def assessed(self: Recommendation, create: bool, status: Any, **extra: Any) -> None:
        from tests.factories.assessments import AssessmentFactory

        if create and status:
            standing = AssessmentFactory(
                recommendation=self, status=status, approved=True, **{"cites": 1, **extra}
            )
            self.status, self.assessed_on, self.standing = status, standing.as_of, standing
            with as_factory():
                self.save(update_fields=["status", "assessed_on", "standing"])
