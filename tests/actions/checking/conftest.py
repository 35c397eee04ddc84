"""A site that links may lead to."""

import pytest

from tests import sites


@pytest.fixture
def site():
    with sites.site() as here:
        yield here
