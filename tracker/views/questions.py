"""The list of questions, and the page of one."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from tracker.actions import readings
from tracker.filters.queries import QueryFilter
from tracker.models import Citation, Query, QuerySpan, User
from tracker.requests import UserRequest
from tracker.views.listing import chips, filled_in, has_empty, listed_of, opens_recommendation
from tracker.views.paging import DUE
from tracker.views.quoting import sentences
from tracker.views.timelines import history_of

BESIDE = ("after", "before")
AT_HAND = ("body", "report__mechanism", "recommendation__report__mechanism")


@login_required
@require_GET
def question_list(request: UserRequest) -> HttpResponse:
    """What the filter finds, by due date. What can't be read shows its error, and no rows."""
    if has_empty(request.GET):
        return redirect(f"{request.path}?{filled_in(request.GET)}")
    today = timezone.localdate()
    found = QueryFilter(
        request.GET,
        queryset=Query.objects.visible_to(request.user)
        .annotate(opens=opens_recommendation(request.user))
        .select_related(*AT_HAND),
        user=request.user,
        today=today,
        beside=BESIDE,
    )
    listed = listed_of(found, request.GET, beside=BESIDE, orders=DUE)
    context = {
        "found": found,
        "listed": listed,
        "chips": chips(found, request.GET),
        "today": today,
    }
    status = 400 if listed.problems else 200
    return render(request, "questions/list.html", context, status=status)


@login_required
@require_GET
def question(request: UserRequest, pk: int) -> HttpResponse:
    """One question: what became of it, and what may be done."""
    row = question_or_404(request, pk)
    answers = list(_answers(row, request.user))
    shown = [citation.evidence for citation in answers] or [row.answered_by]
    readings.met(filter(None, shown), by=request.user, now=timezone.now())
    context = {
        "query": row,
        "answers": answers,
        "sentences": sentences(_spans(row, request.user)),
        "told": history_of(row, request),
        "today": timezone.localdate(),
    }
    return render(request, "questions/detail.html", context)


def question_or_404(request: UserRequest, pk: int) -> Query:
    """The question with this key, if the user may know of it."""
    rows = Query.objects.visible_to(request.user).annotate(opens=opens_recommendation(request.user))
    rows = rows.select_related(
        *AT_HAND, "answered_by__issuer", "answered_by__passage__report__mechanism"
    )
    found: Query = get_object_or_404(
        rows.prefetch_related("topics", "recommendation__translations"), pk=pk
    )
    return found


def _answers(row: Query, user: User) -> Any:
    """Citations of the evidence that answered it, on its recommendation."""
    if row.answered_by is None or row.recommendation is None:
        return []
    return (
        Citation.objects.visible_to(user)
        .standing()
        .filter(recommendation=row.recommendation, evidence=row.answered_by, as_of=row.answered_on)
        .select_related(
            "evidence__issuer",
            "evidence__passage__report__mechanism",
            "assessment",
            "added_by",
        )
        .order_by("pk")
    )


def _spans(row: Query, user: User) -> Any:
    """The words of the report that it cites, in the order in which they stand there."""
    spans = QuerySpan.objects.visible_to(user).filter(query=row)
    return spans.select_related("passage__report__mechanism").order_by(
        "passage__number", "start", "pk"
    )
