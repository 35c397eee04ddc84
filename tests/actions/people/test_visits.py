"""Visits of Home: when the one before ended."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.factories import UserFactory
from tracker.actions.people import find_last_visit, record_visit
from tracker.models import Event, LastVisit

pytestmark = pytest.mark.django_db
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.fixture
def user():
    return UserFactory()


class TestRecordVisit:
    def test_knows_no_visit_before_the_first(self, user):
        now = timezone.now()

        assert record_visit(user, now=now) is None
        assert record_visit(user, now=now + HOUR) is None

    def test_begins_another_four_hours_after_the_last_look(self, user):
        now = timezone.now()
        record_visit(user, now=now)

        assert record_visit(user, now=now + 5 * HOUR) == now
        assert record_visit(user, now=now + 5 * HOUR + MINUTE) == now, "a reload"
        assert record_visit(user, now=now + 8 * HOUR) == now, "still the same visit"
        assert record_visit(user, now=now + 13 * HOUR) == now + 8 * HOUR

    def test_is_not_made_by_another_page(self, user):
        now = timezone.now()
        record_visit(user, now=now)

        assert find_last_visit(user, now=now + HOUR) is None
        assert find_last_visit(user, now=now + 9 * HOUR) == now
        assert record_visit(user, now=now + 9 * HOUR) == now, "what is new stays so for Home"

    def test_writes_once_in_five_minutes(self, user, django_assert_num_queries):
        now = timezone.now()
        record_visit(user, now=now)

        with django_assert_num_queries(1):
            record_visit(user, now=now + 4 * MINUTE)
        with django_assert_num_queries(2):
            record_visit(user, now=now + 6 * MINUTE)

    def test_leaves_no_event_and_goes_with_its_user(self, user):
        record_visit(user, now=timezone.now())

        assert not Event.objects.filter(table="tracker_lastvisit").exists()
        assert LastVisit._meta.get_field("user").remote_field.on_delete.__name__ == "CASCADE"
