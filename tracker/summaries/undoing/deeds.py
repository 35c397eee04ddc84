"""Which events are one deed."""

from typing import Any

from django.utils.translation import gettext as _

from tracker.errors import NotAllowed
from tracker.models import Event, Run
from tracker.policies.undoing import MOST


def deed_of(event: Event, *, user: Any, alone: bool = False) -> list[Event]:
    """All that was written in the request of an event, as far as `user` may know, oldest first.

    `alone`: of that only what concerns the same recommendation; the event by itself where it
    concerns none. What no request holds together is one event.
    """
    events = Event.objects.visible_to(user)
    if not event.request or (alone and event.recommendation is None):
        return list(events.filter(pk=event.pk))
    events = events.filter(request=event.request)
    if alone:
        events = events.filter(recommendation=event.recommendation)
    return list(events.order_by("pk")[: MOST + 1])


def run_of(event: Event) -> Run | None:
    """The run that the deed of an event took in or out: it is taken out again as a whole."""
    if not event.request:
        return None
    of_run = Event.objects.filter(request=event.request, table=Run._meta.db_table)
    key = of_run.order_by("pk").values_list("key", flat=True).first()
    found: Run | None = Run.objects.filter(pk=key).first() if key else None
    return found


def check_was_not_read_in(event: Event) -> None:
    """Raises NotAllowed for what a run took in or out."""
    run = run_of(event)
    if run is not None:
        raise NotAllowed(
            _(
                "This was written when “%(run)s” was read in, and is taken out as a whole. Open "
                "the run, and take it out there."
            )
            % {"run": run}
        )
