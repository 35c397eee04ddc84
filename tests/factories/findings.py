"""Findings."""

import factory

from tests.factories.base import TrackerFactory, many_to_many
from tests.factories.reports import ReportFactory
from tracker.models import Finding


class FindingFactory(TrackerFactory):
    """A statement without a span that touches no recommendation."""

    class Meta:
        model = Finding

    report = factory.SubFactory(ReportFactory)
    code = factory.Sequence(lambda n: f"O{n:02d}")
    title = "The hotline was understaffed"
    touches = many_to_many("touches")
    topics = many_to_many("topics")
