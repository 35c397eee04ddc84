"""Who follows which recommendation: one at a time, or all that a filter finds."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tracker import policies
from tracker.actions.locks import locked
from tracker.audit.reasons import because
from tracker.errors import InvalidValue, NotAllowed, Stale
from tracker.models import Event, Recommendation, User
from tracker.vocabulary import Reason, ReasonCode

ONE_CLICK = Reason(code=ReasonCode.REASSIGNMENT)
AT_ONCE = 500  # rows in one statement
NAMED = 3  # recommendations in one sentence


@transaction.atomic
def assign(
    *,
    recommendation: Recommendation,
    person: User | None,
    by: User,
    reason: Reason | str = ONE_CLICK,
) -> Recommendation:
    """Give a recommendation to a person to follow, or to nobody in particular.

    Raises NotYours unless both `by` and the person log progress, Invalid for a reason that says too
    little. Given to whoever has it already, nothing is written.
    """
    with because(reason, by=by):
        person = _fresh(person)
        fresh = locked(recommendation)
        policies.check_can_assign(by, str(fresh), person)
        if fresh.assignee_id != (person.pk if person else None):
            fresh.assignee = person
            fresh.save(update_fields=["assignee"])
    return fresh


@transaction.atomic
def assign_several(
    *,
    recommendations: Any,
    person: User | None,
    by: User,
    words: str,
    expected: int | None = None,
) -> int:
    """Give all that a queryset finds now to one person, or none of them. Returns how many.

    `expected` is how many there were when somebody said so. Raises Invalid without words and for
    none at all, Stale when there are more or fewer meanwhile, NotYours as `assign` does.
    """
    if not words.strip():
        raise InvalidValue(
            _("Several recommendations can't be assigned at once without words. Say why.")
        )
    with because(Reason(words, ReasonCode.REASSIGNMENT), by=by):
        person = _fresh(person)
        rows = recommendations.order_by("pk").select_for_update(of=("self",), no_key=True)
        keys = list(rows.values_list("pk", flat=True))
        policies.check_can_assign(by, _many(len(keys)), person)
        _check_expected(len(keys), expected)
        _give(keys, person)
    return len(keys)


@transaction.atomic
def undo_several(*, request: str, by: User, words: str) -> int:
    """Give all that one request assigned back to whom each was assigned before, or none of them.

    Returns how many. It is an assignment like any other, and can be undone as one. Raises NotYours
    as `assign` does, Invalid without words, NotAllowed when the request did anything else, and when
    one of them was assigned to somebody else since or is there no more.
    """
    if not words.strip():
        raise InvalidValue(
            _("Nothing was put back: the history keeps why. Say it in one sentence.")
        )
    events = list(Event.objects.visible_to(by).filter(request=request).order_by("pk"))
    before = {event.key: (event.old or {}).get("assignee_id") for event in reversed(events)}
    after = {event.key: (event.new or {}).get("assignee_id") for event in events}
    policies.check_can_assign(by, _many(len(after)), None)
    policies.check_is_bulk_assignment(events)
    told = {"first": events[0].pk, "last": events[-1].pk, "why": words.strip()}
    said = _("Undoes #%(first)d–#%(last)d: %(why)s") % told
    with because(Reason(said, ReasonCode.REASSIGNMENT), by=by):
        people = _fresh_by_key({key for key in before.values() if key is not None})
        _check_not_assigned_since(request, after)
        given: dict[int | None, list[int]] = defaultdict(list)
        for key, person in before.items():
            given[person].append(key)
        for person, keys in given.items():
            policies.check_can_assign(by, _many(len(keys)), people[person])
            _give(keys, people[person])
    return len(before)


def _give(keys: list[int], person: User | None) -> None:
    for first in range(0, len(keys), AT_ONCE):
        some = Recommendation.objects.filter(pk__in=keys[first : first + AT_ONCE])
        some.update(assignee=person)


def _fresh(person: User | None) -> User | None:
    """The person as they are now, kept so until the end: an account may be closed meanwhile."""
    if person is None:
        return None
    return _fresh_by_key({person.pk})[person.pk]


def _fresh_by_key(keys: Iterable[int]) -> dict[int | None, User | None]:
    """People by key as they are now, kept so until the end; None is nobody."""
    people = User.objects.filter(pk__in=keys).order_by("pk").select_for_update(no_key=True)
    return {None: None, **{person.pk: person for person in people}}


def _check_not_assigned_since(request: str, after: dict[int, int | None]) -> None:
    """Lock what the request assigned; raises NotAllowed unless all is as it left it."""
    keys = Event.objects.filter(request=request, table=Recommendation._meta.db_table).values("key")
    rows = Recommendation.objects.filter(pk__in=keys).order_by("pk")
    now = dict(rows.select_for_update(no_key=True).values_list("pk", "assignee"))
    if after.keys() - now.keys():
        raise NotAllowed(
            _(
                "Nothing was put back: some of these recommendations are there no more. Assign "
                "the others from the list."
            )
        )
    changed = [key for key in after if now[key] != after[key]]
    if changed:
        named = Recommendation.objects.filter(pk__in=changed[:NAMED]).order_by("pk")
        told = ", ".join(str(row) for row in named.select_related("report__mechanism"))
        raise NotAllowed(
            ngettext(
                "Nothing was put back: %(number)d recommendation was assigned again since "
                "(%(named)s). Assign the others from the list.",
                "Nothing was put back: %(number)d recommendations were assigned again since "
                "(%(named)s). Assign the others from the list.",
                len(changed),
            )
            % {"number": len(changed), "named": told}
        )


def _many(number: int) -> str:
    return ngettext("%(number)d recommendation", "%(number)d recommendations", number) % {
        "number": number
    }


def _check_expected(now: int, expected: int | None) -> None:
    if expected is not None and now != expected:
        raise Stale(
            _(
                "Nothing was assigned: the filter found %(then)s when you opened this page, and "
                "finds %(now)s now. What you typed is kept: look at the new number, then assign "
                "them or leave it."
            )
            % {"then": _many(expected), "now": _many(now)}
        )
    if not now:
        raise InvalidValue(
            _("Nothing was assigned: the filter finds no recommendation. Change it.")
        )
