"""Deeds that are undone: asked for in one request, put back in another."""

from contextlib import contextmanager
from datetime import UTC, datetime

import pytest

from tests.factories import RecommendationFactory, TopicFactory
from tracker.actions import rows, undoing
from tracker.audit.context import who
from tracker.errors import NotAllowed
from tracker.models import Event
from tracker.vocabulary import Theme

NOW = datetime(2025, 3, 1, 10, tzinfo=UTC)


@contextmanager
def one_request(by, name="r-1"):
    """All that is written inside was asked for in one request."""
    with who(by.username, id=by.pk, source="site", request=name):
        yield


def last():
    return Event.objects.exclude(table__startswith="tracker_user").latest("pk")


def undo(by, event=None, *, alone=False, reason="A slip", seen=None, request="r-undo"):
    said = {"event": event or last(), "alone": alone, "reason": reason, "seen": seen}
    with one_request(by, request):
        return undoing.undo(by=by, now=NOW, **said)


def refused(by, event=None, **how):
    """The sentence of a refusal, which wrote nothing."""
    before = Event.objects.count()
    with pytest.raises(NotAllowed) as told:
        undo(by, event, **how)
    assert Event.objects.count() == before
    return str(told.value)


def renamed(ana):
    """A recommendation that got another title, theme and topics at once."""
    row = RecommendationFactory(short_title="Shelter", topics=[TopicFactory(code="old")])
    with one_request(ana):
        rows.change(
            row=row,
            by=ana,
            reason="Plainer",
            fields={"short_title": "Shelters", "theme": Theme.PREVENTION},
            many={"topics": [TopicFactory(code="new")]},
        )
    return row


def says(row):
    row.refresh_from_db()
    return row.short_title, row.theme, [topic.code for topic in row.topics.all()]
