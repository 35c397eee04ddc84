"""Who is told whose words a piece of evidence are."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q

from tracker.models import Event, Evidence
from tracker.vocabulary import Attribution


def may_name(user: Any, evidence: Evidence) -> bool:
    """Whether this user is told the issuer: analysts always, others where it may be named."""
    open_one = evidence.attribution == Attribution.ATTRIBUTABLE
    return open_one or bool(getattr(user, "may_write", False))


def named_to(user: Any) -> Q:
    """The same, as a condition on pieces of evidence: no search by issuer finds the others."""
    return Q() if user.may_write else Q(attribution=Attribution.ATTRIBUTABLE)


def told_to(user: Any, events: Iterable[Event]) -> list[Event]:
    """Events without the issuer of a piece that may not be named, and without analysts' remarks."""
    found = list(events)
    of_pieces = [event for event in found if event.table == Evidence._meta.db_table]
    if not of_pieces or getattr(user, "may_write", False):
        return found
    keys = {event.key for event in of_pieces}
    named = set(Evidence.objects.filter(named_to(user), pk__in=keys).values_list("pk", flat=True))
    for event in of_pieces:
        hidden = {"remark"} if event.key in named else {"remark", "issuer_id"}
        for side in filter(None, (event.old, event.new)):
            for column in hidden & set(side):
                side.pop(column)
    return found
