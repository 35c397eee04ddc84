"""Numbered actions of a version: each runs once, in order."""

from datetime import UTC, datetime

import pytest
from django.db import connection

from tests.factories import TopicFactory
from tracker.actions import upgrades
from tracker.actions.upgrades import Action
from tracker.audit.context import acting_as
from tracker.errors import InvalidValue
from tracker.models import Event, Topic, Upgrade

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 26, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def upgrade():
    with acting_as("command:upgrade", source="command"):
        yield


@pytest.fixture
def release(monkeypatch):
    """Make these the numbered actions of this version."""

    def action(number, name):
        def rename():
            return Topic.objects.update(name=name)

        return Action(number, f"Topics are called {name} now", rename)

    def set_actions(*actions):
        monkeypatch.setattr(upgrades, "ACTIONS", tuple(action(*one) for one in actions))

    return set_actions


def run():
    return [(action.number, rows) for action, rows in upgrades.run_pending(now=NOW)]


class TestPendingActions:
    @pytest.fixture
    def topic(self):
        return TopicFactory(name="Shelter")

    def test_run_in_order_and_once(self, topic, release):
        release((2, "Shelters"), (1, "Homes"))

        assert run() == [(1, 1), (2, 1)]

        topic.refresh_from_db()
        assert topic.name == "Shelters"
        assert list(Upgrade.objects.values_list("number", "at")) == [(1, NOW), (2, NOW)]
        assert Event.objects.get(reason="Topics are called Homes now").new == {"name": "Homes"}
        assert run() == []

    def test_that_another_upgrade_ran_meanwhile_are_left_to_it(self, topic, release):
        release((1, "Homes"), (2, "Shelters"))
        running = upgrades.run_pending(now=NOW)
        next(running)
        Upgrade.objects.create(number=2, at=NOW)

        assert list(running) == []
        topic.refresh_from_db()
        assert topic.name == "Homes"

    def test_of_a_newer_version_are_named_and_refused(self, topic, release):
        release((1, "Homes"))
        for number in (9, 7):
            Upgrade.objects.create(number=number, at=NOW)

        with pytest.raises(InvalidValue, match=r"newer version \(7, 9\)"):
            run()
        topic.refresh_from_db()
        assert topic.name == "Shelter"


def test_actions_of_this_version_have_numbers_of_their_own_from_1_on():
    numbers = [action.number for action in upgrades.ACTIONS]

    assert numbers == list(range(1, len(numbers) + 1))


def test_migrations_of_a_newer_version_are_refused():
    upgrades.check_is_not_newer()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO django_migrations (app, name, applied) "
            "VALUES ('tracker', '9999_later', CURRENT_TIMESTAMP)"
        )

    with pytest.raises(InvalidValue, match=r"newer version \(tracker\.9999_later\)"):
        upgrades.check_is_not_newer()
