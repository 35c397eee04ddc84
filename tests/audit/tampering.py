"""Rewrite history as the owner of the database: without triggers, by plain SQL."""

from contextlib import contextmanager
from itertools import count

from django.db import connection

from tests.factories import TopicFactory
from tracker.audit import triggers

NUMBERS = count()


def topic(**fields):
    """Create a new topic, which makes one event."""
    return TopicFactory(code=f"topic-{next(NUMBERS)}", **fields)


def topics(number):
    return [topic() for _ in range(number)]


@contextmanager
def unguarded():
    """Drop the triggers inside this context."""
    triggers.drop()
    yield connection.cursor()
    triggers.install()


def run(*statements):
    with unguarded() as cursor:
        for sql in statements:
            cursor.execute(sql)
