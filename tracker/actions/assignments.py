"""Who follows which recommendation: one at a time, or all that a filter finds."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tracker import policies
from tracker.actions.locks import locked
from tracker.audit.reasons import because
from tracker.errors import Invalid, Stale
from tracker.models import Recommendation, User
from tracker.vocabulary import Reason, ReasonCode

ONE_CLICK = Reason(code=ReasonCode.REASSIGNMENT)
AT_ONCE = 500  # rows in one statement


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
        raise Invalid(
            _("Several recommendations can't be assigned at once without words. Say why.")
        )
    with because(Reason(words, ReasonCode.REASSIGNMENT), by=by):
        person = _fresh(person)
        rows = recommendations.order_by("pk").select_for_update(of=("self",), no_key=True)
        keys = list(rows.values_list("pk", flat=True))
        policies.check_can_assign(by, _many(len(keys)), person)
        _check_expected(len(keys), expected)
        for first in range(0, len(keys), AT_ONCE):
            some = Recommendation.objects.filter(pk__in=keys[first : first + AT_ONCE])
            some.update(assignee=person)
    return len(keys)


def _fresh(person: User | None) -> User | None:
    """The person as they are now, kept so until the end: an account may be closed meanwhile."""
    if person is None:
        return None
    return User.objects.select_for_update(no_key=True).get(pk=person.pk)


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
        raise Invalid(_("Nothing was assigned: the filter finds no recommendation. Change it."))
