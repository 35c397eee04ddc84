"""Lowerings of sensitivity."""

from datetime import UTC, datetime

import factory

from tests.factories.base import TrackerFactory
from tests.factories.evidence import EvidenceFactory
from tests.factories.users import UserFactory
from tracker.models import Lowering
from tracker.vocabulary import Sensitivity


class LoweringFactory(TrackerFactory):
    """An analyst's proposal that an internal piece be public; it waits for a second person.

    `evidence=None, file=…` or `comment=…` makes it about that.
    """

    class Meta:
        model = Lowering

    evidence = factory.SubFactory(EvidenceFactory)
    file = None
    comment = None
    before = factory.LazyAttribute(
        lambda one: (one.evidence or one.file or one.comment).sensitivity
    )
    after = Sensitivity.PUBLIC
    words = "The ministry published it."
    author = factory.SubFactory(UserFactory, analyst=True)
    made_at = datetime(2024, 10, 2, 9, tzinfo=UTC)
