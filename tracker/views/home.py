"""Home page: where editions stand, what waits for the user, what comes, what changed."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render

from tracker.actions.people import record_visit
from tracker.filters.parameters import parse_past_day
from tracker.forms.assessments.quick_note import QuickNoteForm
from tracker.models import Body, Commitment, Publication, Question, Reader, User, is_among
from tracker.requests import UserRequest, page_view
from tracker.summaries.home.changes import (
    MAX_ENTRIES,
    DueRows,
    list_open,
    load_coming,
    recent_changes,
)
from tracker.summaries.home.editions import (
    MAX_RECOMMENDATIONS,
    list_recommendations,
    load_editions,
)
from tracker.summaries.home.tasks import load_tasks
from tracker.summaries.recommendations.list_rows import load_titles
from tracker.summaries.status_counts import count_current
from tracker.views.base import render_page
from tracker.views.history.timeline import DayPicker
from tracker.vocabulary import PastDay, PublicationState

MAX_PUBLICATIONS = 5


@page_view
def home(request: UserRequest) -> HttpResponse:
    """Show where the country stands and the tasks of the user; for a past day, its statuses."""
    past_day = parse_past_day(request.GET, today=request.today)
    day_picker = DayPicker.of(request, past_day, today=request.today)
    user = request.user
    if not user.rights:  # perhaps invited to decide
        tasks = load_tasks(user, DueRows(request.today))
        return render(request, "home/home.html", {"tasks": tasks})
    if past_day:
        return _past_day_response(request, past_day, day_picker)
    since = record_visit(user, now=request.now)
    editions = load_editions(user, on=request.today, since=since)
    due = DueRows.load(user, on=request.today) if user.may_read else DueRows(request.today)
    tasks = load_tasks(user, due)
    reports = [edition.report.pk for edition in editions]
    remaining = [] if user.may_write else list(user.load(list_recommendations, reports=reports))
    changes = recent_changes(user)
    load_titles(
        [change.recommendation for edition in editions for change in edition.changes]
        + [task.recommendation for group in tasks for task in group.tasks if task.recommendation]
        + [change.recommendation for change in changes if change.recommendation]
        + remaining
    )
    return render_page(
        request,
        "home/home.html",
        day_picker=day_picker,
        today=request.today,
        editions=editions,
        since=since,
        tasks=tasks,
        coming=load_coming(user, due, editions) if user.may_read else [],
        recommendations=remaining[:MAX_RECOMMENDATIONS],
        has_more=len(remaining) > MAX_RECOMMENDATIONS,
        changes=changes,
        note_form=QuickNoteForm(user=user),
        publications=[] if user.may_write else list(user.load(_published)),
        **(_body_sections(user) if user.is_focal_point else {}),
    )


def _past_day_response(
    request: UserRequest, past_day: PastDay, day_picker: DayPicker
) -> HttpResponse:
    """Show counts by status and the changes before a past day; tasks are shown for today alone."""
    status_counts = count_current(request.user, past_day)
    changes = recent_changes(request.user, before=past_day.ends_at)
    load_titles(change.recommendation for change in changes if change.recommendation)
    return render_page(
        request,
        "history/past_days/home.html",
        past_day=past_day,
        day_picker=day_picker,
        counts=status_counts,
        total=sum(number for _status, number in status_counts),
        changes=changes,
    )


def _published(user: Reader) -> QuerySet[Publication]:
    """Return the newest published progress reports that the user may see."""
    return (
        Publication.objects.visible_to(user)
        .filter(state=PublicationState.PUBLISHED)
        .newest_first()[:MAX_PUBLICATIONS]
    )


def _body_sections(user: User) -> dict[str, Any]:
    """Return the bodies of a focal point, and their open questions and commitments."""
    return {
        "bodies": list(user.load(_own_bodies)),
        "questions": list(user.load(list_open, Question)),
        "commitments": list(user.load(list_open, Commitment)),
        "shown": MAX_ENTRIES,
    }


def _own_bodies(user: Reader) -> QuerySet[Body]:
    return (
        Body.objects.visible_to(user)
        .filter(is_among("pk", user.represented_body_ids))
        .order_by("code")
    )
