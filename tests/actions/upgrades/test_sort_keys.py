"""Positions above 999 are sorted after those of three digits, in stored rows too."""

import pytest
from django.utils import timezone

from tests.factories import RecommendationFactory, ReportFactory, as_factory
from tracker.actions import upgrades
from tracker.audit.context import acting_as
from tracker.models import Event, Recommendation, Responsibility, Upgrade

pytestmark = pytest.mark.django_db
POSITIONS = (3, 101, 999, 1000, 9999, 10000)


def by_sort_key():
    return list(Recommendation.objects.order_by("sort_key").values_list("position", flat=True))


def test_sort_keys_are_in_the_order_of_positions():
    report = ReportFactory()
    for position in reversed(POSITIONS):
        RecommendationFactory(report=report, position=position, number=str(position))

    assert by_sort_key() == [*POSITIONS]


def test_stored_sort_keys_are_rewritten_with_history():
    report = ReportFactory()
    for position in POSITIONS:
        row = RecommendationFactory(
            report=report, position=position, number=str(position), lead="MOJ"
        )
        with as_factory():  # as before
            key = f"{row.sort_key.rpartition('/')[0]}/{position:03d}"
            Recommendation.objects.filter(pk=row.pk).update(sort_key=key)
            row.responsibilities.update(sort_key=key)
    ran = {action.number for action in upgrades.ACTIONS} - {7}
    Upgrade.objects.bulk_create(Upgrade(number=n, at=timezone.now()) for n in ran)
    assert by_sort_key() != [*POSITIONS]

    with acting_as("command:upgrade", source="command"):
        [(action, changed)] = upgrades.run_pending(now=timezone.now())

    roles = Responsibility.objects.order_by("sort_key")
    assert (
        by_sort_key()
        == [*POSITIONS]
        == list(roles.values_list("recommendation__position", flat=True))
    )
    assert Event.objects.filter(reason=action.reason, operation="update").count() == changed == 6
