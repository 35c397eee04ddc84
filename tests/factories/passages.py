"""Passages."""

import factory

from tests.factories.base import TrackerFactory, after_the_last
from tests.factories.reports import ReportFactory
from tracker.models import Passage
from tracker.vocabulary import Section


class PassageFactory(TrackerFactory):
    """The next paragraph of a report, about protection."""

    class Meta:
        model = Passage

    report = factory.SubFactory(ReportFactory)
    number = factory.LazyAttribute(lambda p: after_the_last(p.report.passages, "number"))
    section = Section.PROTECTION
    text = "The government kept a hotline. Shelters took in six victims, fewer than last year."
