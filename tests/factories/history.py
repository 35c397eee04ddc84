"""Factories of redactions."""

from datetime import UTC, datetime

import factory
from django.contrib.auth.hashers import make_password

from tests.factories.base import TrackerFactory
from tests.factories.people import UserFactory
from tracker.models import Redaction


class RedactionFactory(TrackerFactory):
    """An administrator asked that “Witness” goes; nobody decided yet."""

    class Meta:
        model = Redaction

    words_hash = factory.LazyFunction(lambda: make_password("Witness"))
    about = "name of a witness"
    ground = "A court asked for it."
    author = factory.SubFactory(UserFactory, administrator=True)
    created_at = datetime(2025, 3, 1, 9, 0, tzinfo=UTC)
