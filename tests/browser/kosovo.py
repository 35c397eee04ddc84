"""The Kosovo report as `quickstart` leaves it, for tests that look at real pages."""

from io import StringIO

import pytest
from django.core.management import call_command

from tracker.models import User


@pytest.fixture
def kosovo(transactional_db):
    """The nine recommendations with approved baselines, and the sample users."""
    call_command("quickstart", "--no-serve", stdout=StringIO())


@pytest.fixture
def as_sample(kosovo, sign_in):
    """Signs in a sample user: `as_sample("analyst")`."""
    return lambda name: sign_in(User.objects.get(username=name))
