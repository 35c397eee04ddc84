"""Recommendations as they stood on a past day."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q

from tracker.models import Assessment, Closing, Event, Link, Recommendation, StatusSpan, User
from tracker.vocabulary import Lifecycle, Past, State, Status, Then


def current_on(rows: Any, then: Then) -> Any:
    """What was asked for on that day: the newest edition, and older ones not asked again or closed.

    Left out are reports that came out later. What was asked again only by these counts. Links,
    closings and days of publication are as known today.
    """
    asked = Link.objects.standing().filter(earlier=OuterRef("pk"))
    asked_by_then = asked.filter(_out("recommendation__", then))
    return rows.filter(
        _out("", then),
        ~Q(lifecycle=Lifecycle.CONTINUED) | (Exists(asked) & ~Exists(asked_by_then)),
        _open(then),
    )


def _out(way: str, then: Then) -> Any:
    """That the report came out by that day, as far as its day is known."""
    day = f"{way}report__published_on"
    return Q(**{day: None}) | Q(**{f"{day}__lte": then.on})


def _open(then: Then) -> Any:
    """That it was not closed on that day: what came first afterwards tells it, or how it is today.

    What was closed next was open; what was reopened next, as history tells, was closed.
    """
    reopened = Event.objects.filter(
        table=Recommendation._meta.db_table, old__lifecycle=Lifecycle.CLOSED, at__gte=then.ends_at
    )
    reopened_before = reopened.filter(key=OuterRef("recommendation"), at__lt=OuterRef("decided_at"))
    closed_next = Closing.objects.filter(
        ~Exists(reopened_before),
        recommendation=OuterRef("pk"),
        state=State.APPROVED,
        decided_at__gte=then.ends_at,
    )
    stayed_open = ~Q(lifecycle=Lifecycle.CLOSED) & ~Exists(reopened.filter(key=OuterRef("pk")))
    return Exists(closed_next) | stayed_open


def stood(rows: Iterable[Recommendation], then: Then | None, *, user: User) -> list[Recommendation]:
    """The rows with status, day and judgment as they stood then; unchanged for today.

    For showing alone: saved, they would say that it is so today. Beside a status stands its
    judgment only where this user may know of that.
    """
    rows = list(rows)
    if then is None:
        return rows
    told = (
        Recommendation.objects.filter(pk__in=[row.pk for row in rows])
        .then(then)
        .values_list("pk", "status_then", "assessed_on_then", "assessment_then")
    )
    found = {key: (status, day, judged) for key, status, day, judged in told}
    judgments = (
        Assessment.objects.visible_to(user)
        .select_related("author", "decided_by")
        .in_bulk([judged for _status, _day, judged in found.values() if judged])
    )
    for row in rows:
        row.status, row.assessed_on, judged = found[row.pk]
        row.standing = judgments.get(judged)
    return rows


def counts(rows: Any, then: Then) -> list[tuple[Status, int]]:
    """How many stood at each status, in the order of the vocabulary; statuses of none left out."""
    told = rows.order_by().then(then).values("status_then").annotate(number=Count("pk"))
    numbers = Counter({row["status_then"]: row["number"] for row in told})
    return [(status, numbers[status.value]) for status in Status if numbers[status.value]]


def status_periods(recommendation: Recommendation, then: Then) -> Any:
    """The statuses up to that day, the first first: each from a day until the next."""
    spans = StatusSpan.objects.filter(recommendation=recommendation, valid_from__lte=then.on)
    if then.past == Past.BELIEVED:
        told = Q(recorded_to=None) | Q(recorded_to__gte=then.ends_at)
        spans = spans.filter(told, recorded_from__lt=then.ends_at)
    else:
        spans = spans.filter(recorded_to=None)
    return spans.order_by("valid_from", "pk")
