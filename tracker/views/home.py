"""The first page: what waits for somebody, what is overdue, what changed lately."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from tracker.models import Assessment, Event, Query, Recommendation, User
from tracker.requests import UserRequest
from tracker.vocabulary import State

SHOWN = 10
LOOKED_AT = 300  # events, to find the changes they belong to


@dataclass(frozen=True, slots=True)
class Change:
    """What somebody did to one recommendation at one time, for one reason."""

    recommendation: Recommendation
    who: str
    at: datetime
    reason: str


@login_required
@require_GET
def home(request: UserRequest) -> HttpResponse:
    """What somebody needs next."""
    today = timezone.localdate()
    context = {
        "to_decide": _to_decide(request.user),
        "own": _own(request.user),
        "overdue": _overdue(request.user, on=today),
        "queries": _queries(request.user, on=today),
        "changes": changed_lately(request.user),
        "today": today,
        "shown": SHOWN,
    }
    return render(request, "home.html", context)


def _with_recommendation(rows: Any) -> Any:
    return rows.select_related("author", "recommendation__report__mechanism").prefetch_related(
        "recommendation__translations"
    )


def _to_decide(user: User) -> Any:
    """Other people's submitted assessments, the one that waited longest first."""
    if not user.may_review:
        return Assessment.objects.none()
    waiting = Assessment.objects.visible_to(user).filter(state=State.SUBMITTED)
    return _with_recommendation(waiting.exclude(author=user)).order_by("made_at", "pk")[: SHOWN + 1]


def _own(user: User) -> Any:
    """One's own assessments that were returned, then those that others decide on."""
    if not user.may_write:
        return Assessment.objects.none()
    own = Assessment.objects.visible_to(user).filter(
        author=user, state__in=[State.RETURNED, State.SUBMITTED]
    )
    return _with_recommendation(own).order_by("state", "made_at", "pk")[: SHOWN + 1]


def _overdue(user: User, *, on: date) -> Any:
    rows = Recommendation.objects.visible_to(user).current().overdue(on=on)
    return rows.for_list().order_by("review_on", "sort_key")[: SHOWN + 1]


def _queries(user: User, *, on: date) -> Any:
    rows = Query.objects.visible_to(user).overdue(on=on)
    return rows.select_related(
        "body", "report__mechanism", "recommendation__report__mechanism"
    ).order_by("due_on", "pk")[: SHOWN + 1]


def changed_lately(user: User) -> list[Change]:
    """The newest changes of recommendations that this user may know of, newest first."""
    events = (
        Event.objects.visible_to(user)
        .filter(recommendation__isnull=False)
        .newest_first()
        .values("recommendation", "request", "actor_name", "at", "reason")[:LOOKED_AT]
    )
    newest = _one_per_deed(events)
    rows = (
        Recommendation.objects.visible_to(user)
        .filter(pk__in=[event["recommendation"] for event in newest])
        .select_related("report__mechanism")
        .prefetch_related("translations")
        .in_bulk()
    )
    return [
        Change(rows[e["recommendation"]], e["actor_name"], e["at"], e["reason"])
        for e in newest
        if e["recommendation"] in rows
    ]


def _one_per_deed(events: Iterable[Any]) -> list[Any]:
    """The newest event of each deed: one request or one reason, on one recommendation."""
    deeds: dict[tuple[Any, ...], Any] = {}
    for event in events:
        deed = tuple(event[name] for name in ("recommendation", "request", "actor_name", "reason"))
        deeds.setdefault(deed, event)
        if len(deeds) > SHOWN:
            break
    return list(deeds.values())[:SHOWN]
