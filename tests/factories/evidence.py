"""Pieces of evidence."""

from datetime import UTC, datetime

import factory

from tests.factories.base import YEAR, TrackerFactory, many_to_many
from tests.factories.passages import PassageFactory
from tests.factories.users import UserFactory
from tracker.models import Evidence
from tracker.vocabulary import EvidenceKind, Sensitivity


class EvidenceFactory(TrackerFactory):
    """A link to a law that names no issuer and is about the running TIP year.

    `passage_span=True` makes it the first sentence of a report's passage instead; with
    `passage=…, start=…, end=…` another span, quoted from the passage.
    """

    class Meta:
        model = Evidence

    class Params:
        passage_span = factory.Trait(
            kind=EvidenceKind.REPORT_PASSAGE,
            url="",
            sensitivity=Sensitivity.PUBLIC,
            passage=factory.SubFactory(PassageFactory),
            start=0,
            end=factory.LazyAttribute(lambda e: e.passage.text.index(".") + 1),
            quote=factory.LazyAttribute(lambda e: e.passage.text[e.start : e.end]),
            sentence_start=factory.SelfAttribute("start"),
            sentence_end=factory.SelfAttribute("end"),
        )

    kind = EvidenceKind.LAW
    title = factory.Sequence(lambda n: f"Law {n} on shelters")
    url = factory.Sequence(lambda n: f"https://gazette.example.org/laws/{n}")
    covers_from, covers_to = YEAR
    added_by = factory.SubFactory(UserFactory, analyst=True)
    added_at = datetime(2024, 10, 2, 9, tzinfo=UTC)
    readers = many_to_many("readers")
    topics = many_to_many("topics")
