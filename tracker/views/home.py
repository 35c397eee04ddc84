"""The first page: what waits for somebody, what is due, what changed lately."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import chain
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Case, F, Value, When
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from tracker.actions.evidence import read_log
from tracker.errors import InvalidValue
from tracker.filters.past_days import then_of
from tracker.models import Assessment, Commitment, Event, Question, Recommendation, User
from tracker.requests import UserRequest
from tracker.summaries.assessments import decidable, to_publish
from tracker.summaries.history.named_readers import matter_of
from tracker.summaries.history.past_days import counts, current_on
from tracker.summaries.history.timeline import code_in_words
from tracker.views.history.past_days import Switch, refusal
from tracker.vocabulary import OPEN, State, Then

SHOWN = 10
SOON = timedelta(days=30)  # a review due by then stands on the page of whoever follows it
LOOKED_AT = 300  # events, to find the changes they belong to
DEED = ("recommendation", "request", "actor_name", "reason", "reason_code")  # makes one deed


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
    """What somebody needs next; of a past day, how things stood and what had changed."""
    today = timezone.localdate()
    try:
        then = then_of(request.GET, today=today)
    except InvalidValue as refused:
        return refusal(request, refused)
    switch = Switch.of(request, then, today=today)
    if then and request.user.rights:
        return _on_a_past_day(request, then, switch)
    context = {
        "switch": switch,
        "to_decide": decidable(request.user)[: SHOWN + 1],
        "to_publish": _to_publish(request.user),
        "own": _own(request.user),
        "assigned": _assigned(request.user, on=today),
        **(_overdue(request.user, on=today) if request.user.may_read else {}),
        **(_of_bodies(request.user) if _speaks_only(request.user) else {}),
        "changes": changed_lately(request.user),
        "today": today,
        "shown": SHOWN,
    }
    return render(request, "home/home.html", context)


def _on_a_past_day(request: UserRequest, then: Then, switch: Switch) -> HttpResponse:
    """Numbers by status, and what had changed by then: what waits is told for today alone."""
    rows = current_on(Recommendation.objects.visible_to(request.user), then)
    stood = counts(rows, then)
    context = {
        "then": then,
        "switch": switch,
        "counts": stood,
        "total": sum(number for _status, number in stood),
        "changes": changed_lately(request.user, before=then.ends_at),
    }
    return render(request, "history/past_days/home.html", context)


def _speaks_only(user: User) -> bool:
    return user.may_speak and not user.may_read


def _own(user: User) -> Any:
    """One's own assessments: those that came back, drafts, then those that others decide on."""
    if not (user.may_write or user.may_speak):
        return Assessment.objects.none()
    place = Case(
        When(state=State.RETURNED, then=Value(0)),
        When(state=State.DRAFT, then=Value(1)),
        default=Value(2),
    )
    return (
        Assessment.objects.visible_to(user)
        .filter(author=user, state__in=OPEN)
        .select_related("author", "body", "recommendation__report__mechanism")
        .prefetch_related("recommendation__translations")
        .order_by(place, "created_at", "pk")[: SHOWN + 1]
    )


def _to_publish(user: User) -> Any:
    """Reports that others made, for whoever publishes; no query for anybody else."""
    return to_publish(user).exclude(author=user.pk)[: SHOWN + 1] if user.may_publish else []


def _assigned(user: User, *, on: date) -> Any:
    """What this user follows and is to look at again within 30 days, or should have by now."""
    if not user.may_write:
        return Recommendation.objects.none()
    rows = Recommendation.objects.visible_to(user).current().filter(assignee=user)
    return _by_review(rows.overdue(on=on + SOON))


def _by_review(rows: Any) -> Any:
    return (
        rows.select_related("report__mechanism", "standing")
        .prefetch_related("translations")
        .order_by("review_on", "sort_key")[: SHOWN + 1]
    )


def _overdue(user: User, *, on: date) -> dict[str, Any]:
    """Reviews, answers and measures that are past their day."""
    reviews = Recommendation.objects.visible_to(user).current().overdue(on=on)
    return {
        "overdue": _by_review(reviews),
        "queries": _by_due_day(
            Question.objects.visible_to(user).overdue(on=on), "report__mechanism"
        ),
        "commitments": _by_due_day(Commitment.objects.visible_to(user).overdue(on=on)),
    }


def _of_bodies(user: User) -> dict[str, Any]:
    """What the bodies that this user speaks for were asked, and undertook."""
    return {
        "asked": _by_due_day(Question.objects.visible_to(user).asked(), "report__mechanism"),
        "undertaken": _by_due_day(Commitment.objects.visible_to(user).open()),
    }


def _by_due_day(rows: Any, *beside: str) -> Any:
    """The earliest first, what has no day last."""
    return rows.select_related("body", "recommendation__report__mechanism", *beside).order_by(
        F("due_on").asc(nulls_last=True), "pk"
    )[: SHOWN + 1]


def changed_lately(user: User, *, before: datetime | None = None) -> list[Change]:
    """The newest changes of recommendations that this user may know of, newest first.

    With `before`, the newest of those until then. What they tell of matter for named readers is
    written down as met: the sentence of a change may quote it.
    """
    events = Event.objects.visible_to(user).filter(recommendation__isnull=False).newest_first()
    if before:
        events = events.filter(at__lt=before).order_by("-at", "-pk")
    deeds = _by_deed(events.values_list(*DEED, "at", "table", "key", named=True)[:LOOKED_AT])
    newest = [of_deed[0] for of_deed in deeds]
    rows = (
        Recommendation.objects.visible_to(user)
        .filter(pk__in=[event.recommendation for event in newest])
        .select_related("report__mechanism")
        .prefetch_related("translations")
        .in_bulk()
    )
    told = matter_of(chain.from_iterable(deeds), user)
    read_log.met(told, by=user, now=timezone.now())
    return [
        Change(rows[e.recommendation], e.actor_name, e.at, _why(e))
        for e in newest
        if e.recommendation in rows
    ]


def _why(event: Any) -> str:
    """The words of a reason, or its code in the language in force."""
    return event.reason or code_in_words(event.reason_code)


def _by_deed(events: Iterable[Any]) -> list[list[Any]]:
    """The events of each deed, newest first: one request or one reason, on one recommendation."""
    deeds: dict[tuple[Any, ...], list[Any]] = {}
    for event in events:
        deed = tuple(getattr(event, name) for name in DEED)
        if deed not in deeds and len(deeds) == SHOWN:
            break
        deeds.setdefault(deed, []).append(event)
    return list(deeds.values())
