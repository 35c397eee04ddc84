"""Assign recommendations to people: one, or all that match a filter."""

from collections.abc import Iterable
from dataclasses import KW_ONLY, dataclass
from itertools import batched

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _, ngettext

from tracker import policies
from tracker.actions.base import Command, lock_recommendation, save_fields
from tracker.audit.reasons import because
from tracker.errors import InvalidValue, NotAllowed, Stale
from tracker.grouping import group_pairs
from tracker.models import Event, Recommendation, User
from tracker.vocabulary import Reason, ReasonCode

DEFAULT_REASON = Reason(code=ReasonCode.REASSIGNMENT)
BATCH_SIZE = 500  # rows in one statement
MAX_NAMED = 3  # recommendations in one sentence


@dataclass(frozen=True, slots=True)
class AssignRecommendation(Command):
    """Assign a recommendation to a person; None is nobody."""

    recommendation: Recommendation
    person: User | None
    _: KW_ONLY
    reason: Reason | str = DEFAULT_REASON


@dataclass(frozen=True, slots=True)
class AssignRecommendations(Command):
    """Assign all recommendations of a queryset to one person; None is nobody."""

    recommendations: QuerySet[Recommendation]
    person: User | None
    _: KW_ONLY
    reason: str
    expected: int | None = None  # how many `by` saw


@dataclass(frozen=True, slots=True)
class UndoAssignments(Command):
    """Undo the assignments of one request."""

    request: str
    _: KW_ONLY
    reason: str


@transaction.atomic
def assign(command: AssignRecommendation) -> Recommendation:
    """Assign a recommendation to a person, or to nobody.

    Raises PermissionRefused unless both `by` and the person log progress, InvalidValue for a reason
    that says too little. Nothing is written if the person is the assignee already.
    """
    with because(command.reason, by=command.by):
        person = _lock_person(command.person)
        recommendation = lock_recommendation(command.recommendation)
        policies.check_can_assign(command.by, str(recommendation), person)
        if recommendation.assignee_id != (person.pk if person else None):
            save_fields(recommendation, assignee=person)
    return recommendation


@transaction.atomic
def assign_several(command: AssignRecommendations) -> list[int]:
    """Assign all recommendations of a queryset to one person, or none; return their keys.

    Raises InvalidValue without a reason and for an empty queryset, Stale when there are more or
    fewer than expected by now, PermissionRefused as `assign` does.
    """
    InvalidValue.raise_if(
        not command.reason.strip(), _("To assign several recommendations, give a reason.")
    )
    with because(Reason(command.reason, ReasonCode.REASSIGNMENT), by=command.by):
        person = _lock_person(command.person)
        rows = command.recommendations.order_by("pk")
        rows = rows.select_for_update(of=("self",), no_key=True)
        keys = list(rows.values_list("pk", flat=True))
        policies.check_can_assign(command.by, _count_recommendations(len(keys)), person)
        _check_expected(len(keys), command.expected)
        _set_assignee(keys, person)
    return keys


@transaction.atomic
def undo_several(command: UndoAssignments) -> list[int]:
    """Undo the assignments of one request, all or none; return the keys.

    The undoing is an assignment too, and can be undone as one. Raises PermissionRefused as `assign`
    does, InvalidValue without a reason, NotAllowed when the request did anything else, and when one
    of the recommendations was assigned again since or is gone.
    """
    by, request, reason = command.by, command.request, command.reason.strip()
    InvalidValue.raise_if(not reason, _("Nothing was undone. Give a reason for the history."))
    events = list(Event.objects.visible_to(by).filter(request=request).order_by("pk"))
    before = {event.key: (event.old or {}).get("assignee_id") for event in reversed(events)}
    after = {event.key: (event.new or {}).get("assignee_id") for event in events}
    policies.check_can_assign(by, _count_recommendations(len(after)), None)
    policies.check_is_bulk_assignment(events)
    values = {"first": events[0].pk, "last": events[-1].pk, "why": reason}
    sentence = _("Undo of changes %(first)d to %(last)d: %(why)s") % values
    with because(Reason(sentence, ReasonCode.REASSIGNMENT), by=by):
        people = _lock_people({key for key in before.values() if key is not None})
        _check_not_assigned_since(request, after)
        for person, keys in group_pairs((new, key) for key, new in before.items()).items():
            policies.check_can_assign(by, _count_recommendations(len(keys)), people[person])
            _set_assignee(keys, people[person])
    return list(before)


def _set_assignee(keys: list[int], person: User | None) -> None:
    for batch in batched(keys, BATCH_SIZE):
        Recommendation.objects.filter(pk__in=batch).update(assignee=person)


def _lock_person(person: User | None) -> User | None:
    """Lock a person and read them again: the account may have been closed meanwhile."""
    return _lock_people({person.pk})[person.pk] if person else None


def _lock_people(keys: Iterable[int]) -> dict[int | None, User | None]:
    """Lock people and return them by key; None maps to None, for nobody."""
    people = User.objects.filter(pk__in=keys).order_by("pk").select_for_update(no_key=True)
    return {None: None, **{person.pk: person for person in people}}


def _check_not_assigned_since(request: str, after: dict[int, int | None]) -> None:
    """Lock what the request assigned; raise NotAllowed unless all assignees are as it left them."""
    keys = Event.objects.filter(request=request, table=Recommendation._meta.db_table).values("key")
    rows = Recommendation.objects.filter(pk__in=keys).order_by("pk")
    now = dict(rows.select_for_update(no_key=True).values_list("pk", "assignee"))
    NotAllowed.raise_if(
        after.keys() - now.keys(),
        _(
            "Nothing was undone: some of these recommendations no longer exist. Assign "
            "the others from the list."
        ),
    )
    if changed := [key for key in after if now[key] != after[key]]:
        named = Recommendation.objects.filter(pk__in=changed[:MAX_NAMED]).order_by("pk")
        names = ", ".join(str(row) for row in named.select_related("report__mechanism"))
        raise NotAllowed(
            ngettext(
                "Nothing was undone: %(number)d recommendation has been assigned again since "
                "(%(named)s). Assign the others from the list.",
                "Nothing was undone: %(number)d recommendations have been assigned again "
                "since (%(named)s). Assign the others from the list.",
                len(changed),
            )
            % {"number": len(changed), "named": names}
        )


def _count_recommendations(number: int) -> str:
    return ngettext("%(number)d recommendation", "%(number)d recommendations", number) % {
        "number": number
    }


def _check_expected(now: int, expected: int | None) -> None:
    if expected is not None and now != expected:
        raise Stale(
            _(
                "Nothing was assigned: the filter found %(then)s when you opened this page "
                "and finds %(now)s now. Your entries are kept. Check the new number, then "
                "assign again or cancel."
            )
            % {"then": _count_recommendations(expected), "now": _count_recommendations(now)}
        )
    InvalidValue.raise_if(
        not now, _("Nothing was assigned: no recommendation matches the filter. Change the filter.")
    )
