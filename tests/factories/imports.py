"""Runs and their drafts."""

from datetime import UTC, datetime

import factory

from tests.factories.base import TrackerFactory, after_the_last
from tests.factories.people import UserFactory
from tracker.models import Draft, ImportRun
from tracker.vocabulary import DraftKind


class ImportRunFactory(TrackerFactory):
    """A short narrative that was read in and waits: TIP 2024 Kosovo."""

    class Meta:
        model = ImportRun

    file_name = "narrative.txt"
    sha256 = factory.Sequence(lambda n: f"{n:064x}")
    reader = "text"
    text = "2024 Trafficking in Persons Report: Kosovo\n\nTrain judges. Open a shelter."
    mechanism = "TIP"
    country = "Kosovo"
    year = 2024
    title = "2024 Trafficking in Persons Report: Kosovo"
    created_by = factory.SubFactory(UserFactory, analyst=True)
    created_at = datetime(2024, 10, 2, 9, tzinfo=UTC)


class DraftFactory(TrackerFactory):
    """A recommendation that was found: "Train judges."."""

    class Meta:
        model = Draft

    run = factory.SubFactory(ImportRunFactory)
    kind = DraftKind.RECOMMENDATION
    position = factory.LazyAttribute(lambda d: after_the_last(d.run.drafts, "position"))
    places = factory.LazyFunction(lambda: [[2, 0, 13]])
    values = factory.LazyFunction(lambda: {"number": "1", "text": "Train judges."})
