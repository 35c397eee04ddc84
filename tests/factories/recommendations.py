"""Mechanisms."""

from datetime import UTC, date, datetime
from typing import Any

import factory

from tests.factories.base import TrackerFactory, after_the_last, as_factory, many_to_many
from tests.factories.bodies import BodyFactory
from tests.factories.people import UserFactory
from tracker.models import (
    Closing,
    Component,
    Finding,
    LineageLink,
    Mechanism,
    Passage,
    Recommendation,
    Report,
    Topic,
    Translation,
)
from tracker.vocabulary import (
    BodyKind,
    ClosureReason,
    ComponentBasis,
    Duty,
    Language,
    LineageKind,
    Section,
    State,
    Theme,
)


class MechanismFactory(TrackerFactory):
    """The TIP Report; the same row each time, unless its code is another."""

    class Meta:
        model = Mechanism
        django_get_or_create = ("code",)

    code = "TIP"
    name = "Trafficking in Persons Report"
    issuer = factory.SubFactory(
        BodyFactory, code="US_STATE", acronym="", name_en="State", kind=BodyKind.MONITORING
    )


class ReportFactory(TrackerFactory):
    """TIP 2024 Kosovo; the same row each time, unless year, country or mechanism is another."""

    class Meta:
        model = Report
        django_get_or_create = ("slug",)

    mechanism = factory.SubFactory(MechanismFactory)
    country = "XK"
    country_name = "Kosovo"
    year = 2024
    slug = factory.LazyAttribute(
        lambda r: f"{r.mechanism.code}-{r.year}-{r.country_name}".lower().replace(" ", "-")
    )
    title = factory.LazyAttribute(lambda r: f"{r.mechanism.code} {r.year}: {r.country_name}")
    period_from = factory.LazyAttribute(lambda r: date(r.year - 1, 4, 1))
    period_to = factory.LazyAttribute(lambda r: date(r.year, 3, 31))


class PassageFactory(TrackerFactory):
    """The next paragraph of a report, about protection."""

    class Meta:
        model = Passage

    report = factory.SubFactory(ReportFactory)
    number = factory.LazyAttribute(lambda p: after_the_last(p.report.passages, "number"))
    section = Section.PROTECTION
    text = "The government kept a hotline. Shelters took in six victims, fewer than last year."


class FindingFactory(TrackerFactory):
    """A statement without a span that touches no recommendation."""

    class Meta:
        model = Finding

    report = factory.SubFactory(ReportFactory)
    code = factory.Sequence(lambda n: f"O{n:02d}")
    title = "The hotline was understaffed"
    touches = many_to_many("touches")
    topics = many_to_many("topics")


class TopicFactory(TrackerFactory):
    """Shelters; the same row each time its code is the same."""

    class Meta:
        model = Topic
        django_get_or_create = ("code",)

    code = "shelters"
    name = factory.LazyAttribute(lambda topic: topic.code.replace("-", " ").capitalize())


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
        from tests.factories.bodies import ResponsibilityFactory

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
            self.status, self.assessed_on, self.current_assessment = (
                status,
                standing.as_of,
                standing,
            )
            with as_factory():
                self.save(update_fields=["status", "assessed_on", "current_assessment"])


class TranslationFactory(TrackerFactory):
    """An unofficial Albanian short title."""

    class Meta:
        model = Translation

    recommendation = factory.SubFactory(RecommendationFactory)
    language = Language.ALBANIAN
    short_title = "Strehim për viktimat"


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


class LineageLinkFactory(TrackerFactory):
    """A recommendation of 2024 that repeats one of 2023; the lifecycle of neither changes."""

    class Meta:
        model = LineageLink

    recommendation = factory.SubFactory(RecommendationFactory)
    earlier = factory.SubFactory(RecommendationFactory, report__year=2023)
    closeness = LineageKind.REPEATED
    score = 1.0
    confirmed_by = factory.SubFactory(UserFactory, analyst=True)
    confirmed_at = datetime(2024, 10, 2, 9, tzinfo=UTC)


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
    closure_reason = ClosureReason.MOOT
    explanation = "The centres were merged by law."
    state = State.SUBMITTED
    author = factory.SubFactory(UserFactory, analyst=True)
    created_at = datetime(2024, 10, 2, 9, tzinfo=UTC)
