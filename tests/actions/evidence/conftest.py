"""Fixture: a site that links may lead to."""

import pytest

from tests.helpers import web_sites


@pytest.fixture
def site():
    with web_sites.site() as here:
        yield here
