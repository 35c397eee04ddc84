"""The bodies held, and the page of one: its roles, what it was asked, what it promised."""

from itertools import groupby
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from tracker.errors import InvalidValue
from tracker.filters.past_days import then_of
from tracker.models import Body, Commitment, Question, Report, Responsibility
from tracker.requests import UserRequest
from tracker.summaries.history.past_days import stood
from tracker.views.history.past_days import Switch, refusal
from tracker.views.history.timeline import history_of
from tracker.vocabulary import BodyKind, Role

SHOWN = 50  # of a role; the list of recommendations has them all
EDITIONS = 3  # whose progress report is offered


@login_required
@require_GET
def body_list(request: UserRequest) -> HttpResponse:
    """Every body held, by kind in the order of the vocabulary, then by what it is called."""
    order = list(BodyKind)
    bodies = sorted(
        Body.objects.visible_to(request.user).select_related("parent").order_by("code"),
        key=lambda body: (order.index(BodyKind(body.kind)), str(body).casefold()),
    )
    kinds = [(BodyKind(k), list(some)) for k, some in groupby(bodies, key=lambda b: b.kind)]
    return render(request, "bodies/list.html", {"kinds": kinds, "today": timezone.localdate()})


@login_required
@require_GET
def body(request: UserRequest, code: str) -> HttpResponse:
    """One body: its names, its place, its roles, what it was asked and what it promised.

    Of a past day, how what it answers for stood: its roles are today's, and so is all else.
    """
    row = get_object_or_404(
        Body.objects.visible_to(request.user)
        .select_related("parent")
        .prefetch_related("parts", "successors", "predecessors"),
        code=code,
    )
    today = timezone.localdate()
    try:
        then = then_of(request.GET, today=today)
    except InvalidValue as refused:
        return refusal(request, refused, back=row)
    roles = [(role, found) for role in Role if (found := _in_role(row, role, request))]
    stood([one.recommendation for _role, found in roles for one in found], then, user=request.user)
    context = {
        "body": row,
        "roles": roles,
        "shown": SHOWN,
        "editions": _editions(roles),
        "today": today,
        "then": then,
        "switch": Switch.of(request, then, today=today),
    }
    if not then:
        context["questions"] = _asked(row, request)
        context["commitments"] = _promised(row, request)
        context["told"] = history_of(row, request)
    return render(request, "bodies/detail.html", context)


def _in_role(row: Body, role: Role, request: UserRequest) -> list[Any]:
    """One more than is shown, along the index of the body and its sort key."""
    return list(
        Responsibility.objects.visible_to(request.user)
        .standing()
        .filter(body=row, role=role)
        .select_related("recommendation__report__mechanism", "recommendation__standing")
        .prefetch_related("recommendation__translations")
        .order_by("sort_key")[: SHOWN + 1]
    )


def _editions(roles: list[tuple[Role, list[Any]]]) -> list[Report]:
    """The newest edition of each series that asks something of it, the latest first."""
    reports = {one.recommendation.report for _role, found in roles for one in found}
    newest: dict[tuple[int, str], Report] = {}
    for report in sorted(reports, key=lambda report: (report.year, report.slug)):
        newest[report.mechanism_id, report.country] = report
    return sorted(newest.values(), key=lambda report: (-report.year, report.slug))[:EDITIONS]


def _asked(row: Body, request: UserRequest) -> list[Question]:
    """Questions put to it that are open, the next due first; one more than is shown."""
    asked = Question.objects.visible_to(request.user).asked().filter(body=row)
    return list(
        asked.select_related("report__mechanism", "recommendation__report__mechanism").order_by(
            "due_on", "pk"
        )[: SHOWN + 1]
    )


def _promised(row: Body, request: UserRequest) -> list[Commitment]:
    """What it undertook and is still to do, the next due first; one more than is shown."""
    promised = Commitment.objects.visible_to(request.user).open().filter(body=row)
    return list(
        promised.select_related("recommendation__report__mechanism").order_by("due_on", "pk")[
            : SHOWN + 1
        ]
    )
