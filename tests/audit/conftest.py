"""Fixtures of tests of history: somebody who writes for a reason, and the events since."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.audit import tampering
from tests.factories import RecommendationFactory, UserFactory
from tracker.audit.context import acting_as
from tracker.audit.reasons import because
from tracker.models import Event


class EventsSince:
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
def new_events(db):
    """Return the class that collects events: call `new_events()` before the change."""
    return EventsSince


@pytest.fixture
def ana():
    """Ana writes, on a request of the site, because of an order."""
    with acting_as("ana", id=7, source="site", request="r-1"), because("Order in force"):
        yield


@pytest.fixture
def reader():
    return UserFactory(analyst=True)


@pytest.fixture
def recommendation():
    return RecommendationFactory(number="4", short_title="Shelter")


@pytest.fixture
def topics():
    """Six topics under two seals, and one that is not sealed yet."""
    made = tampering.topics(3)
    tampering.sealed()
    made += tampering.topics(3)
    tampering.sealed()
    return [*made, tampering.topic()]


@pytest.fixture
def born(topics):
    """The event of each topic's birth."""
    found = Event.objects.filter(table="tracker_topic", operation="insert")
    return dict(found.values_list("key", "pk"))


@pytest.fixture
def key(settings, tmp_path):
    key = Ed25519PrivateKey.generate()
    settings.SEAL_KEY = tampering.write_key(tmp_path / "seal.pem", key)
    return key.public_key().public_bytes_raw().hex()
