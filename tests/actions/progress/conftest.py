"""A report with its people: an analyst who drafts, and a publisher."""

import pytest

from tests.helpers.publications import a_report, people


@pytest.fixture
def report():
    return a_report()


@pytest.fixture
def ana():
    return people()[0]


@pytest.fixture
def pia():
    return people()[1]
