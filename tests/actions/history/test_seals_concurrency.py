"""Eight writers and a sealer at once: every event is sealed exactly once."""

import os
import time
from itertools import count
from threading import Thread

import pytest
from django.db import connection, transaction
from django.utils import timezone

from tests.factories import as_factory
from tracker.actions.history.seals import seal_history, verify_history
from tracker.models import Event, Seal, Topic

SECONDS = float(os.environ.get("WRITE_FOR", "2"))
NUMBERS = count()


@pytest.fixture
def errors():
    return []


def threaded(do, until, errors):
    def run():
        try:
            while time.monotonic() < until:
                do()
        except Exception as error:  # told by the test: a thread can't fail it
            errors.append(error)
        finally:
            connection.close()

    return Thread(target=run)


def write():
    """Some rows in one transaction, slowly; one in three is rolled back."""
    number = next(NUMBERS)
    with as_factory(), transaction.atomic():
        for part in range(3):
            Topic.objects.create(code=f"written-{number}-{part}", name="Written")
            time.sleep(0.003)
        if number % 3 == 0:
            transaction.set_rollback(True)


@pytest.mark.django_db(transaction=True)
def test_nothing_is_left_out_and_nothing_sealed_twice(errors):
    if connection.vendor == "sqlite":
        pytest.skip("SQLite has one writer at a time")
    until = time.monotonic() + SECONDS
    threads = [threaded(write, until, errors) for _ in range(8)]
    threads.append(threaded(lambda: seal_history(now=timezone.now()), until, errors))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []

    seal_history(now=timezone.now())

    with as_factory():
        result = verify_history(now=timezone.now())
    assert [str(fault) for fault in result.faults] == []
    events = Event.objects.exclude(table="tracker_verification")
    assert result.sealed == events.count() == sum(s.count for s in Seal.objects.all())
    written = Event.objects.filter(table="tracker_topic")
    assert written.count() == written.values("key").distinct().count() == Topic.objects.count()
    assert Seal.objects.count() > 2
