"""Home page: tasks of the user, what is due, and recent changes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import chain
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Case, F, QuerySet, Value, When
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from tracker.actions.evidence import read_log
from tracker.filters.past_days import parse_past_day
from tracker.forms.assessments.quick_note import QuickNoteForm
from tracker.models import (
    Assessment,
    Commitment,
    Event,
    Publication,
    Question,
    Recommendation,
    User,
)
from tracker.requests import UserRequest
from tracker.summaries.assessments import decidable_assessments, publishable_drafts
from tracker.summaries.history.named_readers import find_restricted_matter
from tracker.summaries.history.past_days import count_statuses, filter_current_on
from tracker.summaries.history.timeline import format_reason_code
from tracker.views.history.timeline import DayPicker
from tracker.vocabulary import OPEN_STATES, PastDay, State

MAX_ROWS = 10
SOON = timedelta(days=30)  # reviews due by then are shown to the assignee
MAX_EVENTS = 300  # events read to find the newest changes
CHANGE_FIELDS = (
    "recommendation",
    "request",
    "actor_id",
    "actor_name",
    "reason",
    "reason_code",
)  # equal for the events of one change


@dataclass(frozen=True, slots=True)
class Change:
    """Change of one recommendation by one person at one time, for one reason."""

    recommendation: Recommendation
    actor: str
    at: datetime
    reason: str


@login_required
@require_GET
def home(request: UserRequest) -> HttpResponse:
    """Show the tasks of the user; for a past day, its statuses and the changes before it."""
    today = timezone.localdate()
    past_day = parse_past_day(request.GET, today=today)
    day_picker = DayPicker.of(request, past_day, today=today)
    if past_day and request.user.rights:
        return _past_day_response(request, past_day, day_picker)
    context = {
        "note_form": QuickNoteForm(user=request.user),
        "day_picker": day_picker,
        "to_decide": decidable_assessments(request.user)[: MAX_ROWS + 1],
        "to_publish": _to_publish(request.user),
        "own": _own_assessments(request.user),
        "assigned": _assigned(request.user, on=today),
        **(_overdue(request.user, on=today) if request.user.may_read else {}),
        **(_contributor_tasks(request.user) if _is_contributor(request.user) else {}),
        "changes": recent_changes(request.user),
        "today": today,
        "shown": MAX_ROWS,
    }
    return render(request, "home/home.html", context)


def _past_day_response(
    request: UserRequest, past_day: PastDay, day_picker: DayPicker
) -> HttpResponse:
    """Show counts by status and the changes before a past day; tasks are shown for today alone."""
    recommendations = filter_current_on(Recommendation.objects.visible_to(request.user), past_day)
    status_counts = count_statuses(recommendations, past_day)
    context = {
        "past_day": past_day,
        "day_picker": day_picker,
        "counts": status_counts,
        "total": sum(number for _status, number in status_counts),
        "changes": recent_changes(request.user, before=past_day.ends_at),
    }
    return render(request, "history/past_days/home.html", context)


def _is_contributor(user: User) -> bool:
    return user.may_represent_body and not user.may_read


def _own_assessments(user: User) -> QuerySet[Assessment]:
    """Return the user's open assessments: returned ones, drafts, then submitted ones."""
    if not (user.may_write or user.may_represent_body):
        return Assessment.objects.none()
    priority = Case(
        When(state=State.RETURNED, then=Value(0)),
        When(state=State.DRAFT, then=Value(1)),
        default=Value(2),
    )
    return (
        Assessment.objects.visible_to(user)
        .filter(author=user, state__in=OPEN_STATES)
        .select_related("author", "body", "recommendation__report__mechanism")
        .prefetch_related("recommendation__translations")
        .order_by(priority, "created_at", "pk")[: MAX_ROWS + 1]
    )


def _to_publish(user: User) -> Iterable[Publication]:
    """Return drafts of reports by others, for a user who may publish; no query for anybody else."""
    return (
        publishable_drafts(user).exclude(author=user.pk)[: MAX_ROWS + 1] if user.may_publish else []
    )


def _assigned(user: User, *, on: date) -> QuerySet[Recommendation]:
    """Return the user's assigned recommendations with a review due within 30 days or overdue."""
    if not user.may_write:
        return Recommendation.objects.none()
    recommendations = Recommendation.objects.visible_to(user).current().filter(assignee=user)
    return _by_review(recommendations.overdue(on=on + SOON))


def _by_review(rows: QuerySet[Recommendation]) -> QuerySet[Recommendation]:
    return (
        rows.select_related("report__mechanism", "current_assessment")
        .prefetch_related("translations")
        .order_by("review_on", "sort_key")[: MAX_ROWS + 1]
    )


def _overdue(user: User, *, on: date) -> dict[str, object]:
    """Return overdue reviews, questions and commitments."""
    reviews = Recommendation.objects.visible_to(user).current().overdue(on=on)
    return {
        "overdue": _by_review(reviews),
        "questions": _by_due_day(
            Question.objects.visible_to(user).overdue(on=on), "report__mechanism"
        ),
        "commitments": _by_due_day(Commitment.objects.visible_to(user).overdue(on=on)),
    }


def _contributor_tasks(user: User) -> dict[str, object]:
    """Return the open questions and commitments of the bodies that the user speaks for."""
    return {
        "open_questions": _by_due_day(
            Question.objects.visible_to(user).put_to_bodies(), "report__mechanism"
        ),
        "open_commitments": _by_due_day(Commitment.objects.visible_to(user).open()),
    }


def _by_due_day[M: Question | Commitment](rows: QuerySet[M], *related: str) -> QuerySet[M]:
    """Return rows by due date, those without one last."""
    return rows.select_related("body", "recommendation__report__mechanism", *related).order_by(
        F("due_on").asc(nulls_last=True), "pk"
    )[: MAX_ROWS + 1]


def recent_changes(user: User, *, before: datetime | None = None) -> list[Change]:
    """Return the newest changes of recommendations that the user may see, newest first.

    With `before`, the newest until then. Evidence for named readers that they quote is written to
    the read log.
    """
    events = Event.objects.visible_to(user).filter(recommendation__isnull=False).newest_first()
    if before:
        events = events.filter(at__lt=before).order_by("-at", "-pk")
    groups = _group_events(
        events.values_list(*CHANGE_FIELDS, "at", "table", "key", named=True)[:MAX_EVENTS]
    )
    latest = [group[0] for group in groups]
    recommendations = (
        Recommendation.objects.visible_to(user)
        .filter(pk__in=[event.recommendation for event in latest])
        .select_related("report__mechanism")
        .prefetch_related("translations")
        .in_bulk()
    )
    people = User.objects.in_bulk({event.actor_id for event in latest if event.actor_id})
    restricted = find_restricted_matter(chain.from_iterable(groups), user)
    read_log.log_listed(restricted, by=user, now=timezone.now())
    return [
        Change(
            recommendations[event.recommendation],
            str(people.get(event.actor_id or 0, event.actor_name)),
            event.at,
            _reason(event),
        )
        for event in latest
        if event.recommendation in recommendations
    ]


def _reason(event: Any) -> str:
    """Return the reason in words, or the label of its code."""
    return event.reason or format_reason_code(event.reason_code)


def _group_events(events: Iterable[Any]) -> list[list[Any]]:
    """Group events of one request or one reason on one recommendation, newest first."""
    groups: dict[tuple[Any, ...], list[Any]] = {}
    for event in events:
        key = tuple(getattr(event, name) for name in CHANGE_FIELDS)
        if key not in groups and len(groups) == MAX_ROWS:
            break
        groups.setdefault(key, []).append(event)
    return list(groups.values())
