"""The narrative on Kosovo, read in by an analyst."""

import pytest

from tests.actions.imports.helpers import KOSOVO, in_name_of, read_kosovo
from tests.factories import UserFactory
from tests.helpers.readings import readings_kept
from tracker.actions.figures import add_missing_indicators
from tracker.actions.imports.fixtures import load_report
from tracker.actions.people import service_user
from tracker.audit.context import acting_as
from tracker.audit.reasons import because


@pytest.fixture(autouse=True, scope="package")
def narratives_are_read_once():
    """The reader of narratives has tests of its own; here it would take a third of the time."""
    with readings_kept():
        yield


@pytest.fixture(autouse=True)
def on_the_site():
    with acting_as("tests", source="site"):
        yield


@pytest.fixture
def ana():
    return UserFactory(analyst=True, username="ana")


@pytest.fixture
def listed():
    with because("Set up"):
        add_missing_indicators()


@pytest.fixture
def run(ana):
    return read_kosovo(ana)


@pytest.fixture
def accepted(listed, run, ana):
    return in_name_of(ana).accept(run)


@pytest.fixture
def fixture_loaded():
    from tests.actions.imports.helpers import NOW

    with acting_as("command:quickstart", source="command"):
        load_report(folder=KOSOVO, by=service_user("import"), now=NOW)
