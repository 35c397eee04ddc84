"""Readings of what is for named readers."""

from datetime import UTC, datetime

import factory
from django.utils import timezone

from tests.factories.base import TrackerFactory
from tests.factories.evidence import EvidenceFactory
from tests.factories.users import UserFactory
from tracker.models import Reading
from tracker.vocabulary import ReadingDeed, Sensitivity


class ReadingFactory(TrackerFactory):
    """An analyst, who added a piece for named readers, opened it at ten in the morning in Kosovo."""

    class Meta:
        model = Reading

    by = factory.SubFactory(UserFactory, analyst=True)
    evidence = factory.SubFactory(
        EvidenceFactory,
        sensitivity=Sensitivity.NAMED_READERS,
        added_by=factory.SelfAttribute("..by"),
    )
    deed = ReadingDeed.OPENED
    at = datetime(2024, 10, 2, 8, tzinfo=UTC)  # a Wednesday
    day = factory.LazyAttribute(lambda reading: timezone.localdate(reading.at))
