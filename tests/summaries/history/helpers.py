"""What tests of the timeline write."""

from datetime import UTC, datetime, timedelta

from tests.factories import UserFactory
from tracker.audit.context import acting_as
from tracker.audit.reasons import because
from tracker.models import Event
from tracker.summaries.history.timeline import build_lines

AT = datetime(2025, 3, 1, 12, tzinfo=UTC)
DUTY = {"old": {"duty": "once"}, "new": {"duty": "continuing"}}


def write(deed, reason="Order in force since May", request="r-1"):
    """Do it as Ana, on a request of the site."""
    # An id that no user has: whose name is known now is called by it.
    with acting_as("Ana", id=7_000_000, source="site", request=request), because(reason):
        deed()


def an_event(pk=1, model="recommendation", seconds=0, **fields):
    plain = {
        "pk": pk,
        "at": AT + timedelta(seconds=seconds),
        "actor_id": 7,
        "actor_name": "Ana",
        "table": f"tracker_{model}",
        "key": pk,
        "operation": "update",
        "source": "site",
        "request": "r-1",
        **DUTY,
    }
    return Event(**{**plain, **fields})


def lines(*events, user=None):
    return build_lines(events, user or UserFactory(analyst=True))
