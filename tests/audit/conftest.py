"""What tests of history share: somebody who writes for a reason, and what was told since."""

import pytest

from tests.factories import RecommendationFactory, UserFactory
from tracker.audit.context import who
from tracker.audit.reasons import because
from tracker.models import Event


class Told:
    """The lines of history since a moment, oldest first."""

    def __init__(self):
        self.since = Event.objects.order_by("-pk").values_list("pk", flat=True).first() or 0

    def __iter__(self):
        return iter(Event.objects.filter(pk__gt=self.since).order_by("pk"))

    @property
    def one(self):
        return Event.objects.get(pk__gt=self.since)

    def brief(self):
        return [(event.table, event.operation) for event in self]


@pytest.fixture
def told(db):
    """What starts to listen: call `told()` where the deed begins."""
    return Told


@pytest.fixture
def ana():
    """Ana writes, on a request of the site, because of an order."""
    with who("ana", id=7, source="site", request="r-1"), because("Order in force"):
        yield


@pytest.fixture
def reader():
    return UserFactory(analyst=True)


@pytest.fixture
def recommendation():
    return RecommendationFactory(number="4", short_title="Shelter")
