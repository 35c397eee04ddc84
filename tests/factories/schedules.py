"""Saved reports."""

from datetime import UTC, date, datetime

import factory

from tests.factories.base import TrackerFactory
from tests.factories.reports import ReportFactory
from tests.factories.users import UserFactory
from tracker.models import Schedule


class ScheduleFactory(TrackerFactory):
    """A brief that is made every three months."""

    class Meta:
        model = Schedule

    name = factory.Sequence(lambda n: f"Quarterly brief {n}")
    report = factory.SubFactory(ReportFactory)
    kind = "brief"
    language = "en"
    audience = "internal"
    every = "quarter"
    first_on = date(2025, 1, 31)
    next_on = factory.SelfAttribute("first_on")
    author = factory.SubFactory(UserFactory, analyst=True)
    made_at = datetime(2024, 10, 2, 9, tzinfo=UTC)
