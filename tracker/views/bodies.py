"""Bodies: their list and matrix, the page of a body, and dividing what it leaves behind."""

from collections.abc import Sequence
from datetime import date
from functools import partial

from django import http, shortcuts
from django.db.models import Model, OuterRef, QuerySet
from django.utils.translation import ngettext

from tracker import compiled_queries, policies, vocabulary
from tracker.actions.reference_rows import divide
from tracker.filters import lists, parameters
from tracker.forms.recommendations import DivideForm
from tracker.models import (
    AnsweredSheet,
    Body,
    Commitment,
    CommitmentQuerySet,
    Mandates,
    Question,
    QuestionQuerySet,
    Report,
    Responsibility,
    Viewer,
)
from tracker.requests import UserRequest, form_view, page_view, posted
from tracker.summaries.bodies import load_holders
from tracker.summaries.questions.sheets import describe_answers
from tracker.summaries.statuses import MAX_COUNTED, apply_past_status, count_by_body
from tracker.views import base, pagination

MAX_ROWS = 50  # rows of a role; the list of recommendations has all
MAX_EDITIONS = 3  # progress reports offered


@pagination.list_view
def body_list(
    request: UserRequest, listed: lists.OpenList, *, shows: str = "list"
) -> http.HttpResponse:
    """List bodies with their current recommendations and open questions; in a matrix, by status."""
    page = pagination.paginate(listed, partial(request.user.load_page, _bodies))
    counts = count_by_body(request.user, page.page.rows, on=request.today)
    return pagination.list_response(
        request,
        f"bodies/{shows}.html",
        listed.filter_set,
        page,
        rows=[(body, counts.get(body.pk)) for body in page.page.rows],
        statuses=[(status.value, str(status.label)) for status in vocabulary.Status],
        most=MAX_COUNTED,
        today=request.today,
    )


def _bodies(reader: Viewer) -> QuerySet[Body]:
    json = ("names_source", "aliases", "domains")  # takes long to read
    open_questions = Question.objects.visible_to(reader).put_to_bodies().filter(body=OuterRef("pk"))
    return (
        Body.objects.visible_to(reader)
        .select_related("parent")
        .annotate(
            asked_of=compiled_queries.count_up_to(
                MAX_COUNTED + 1, open_questions.order_by().values("pk")
            )
        )
        .defer(*json, *(f"parent__{name}" for name in json))
    )


@page_view
def my_body(request: UserRequest, page: str = "body") -> http.HttpResponse:
    """Open the page of the body that a focal point speaks for; of several, let them choose."""
    base.require_found(request.user.may_represent_body)
    bodies = list(request.user.speaks_for.visible_to(request.user).order_by("code"))
    return (
        shortcuts.redirect(page, bodies[0].code)
        if len(bodies) == 1
        else shortcuts.render(request, "bodies/mine.html", {"bodies": bodies, "page": page})
    )


@page_view
def body_detail(request: UserRequest, code: str) -> http.HttpResponse:
    """Show a body: its names, its place, its roles, its open questions and commitments.

    For a past day, the statuses of its recommendations are of that day; all else is today's.
    """
    request.back = body = base.visible_or_404(
        Body.objects.prefetch_related("parts", "successors", "predecessors"),
        request.user,
        "parent",
        code=code,
    )
    past_day = parameters.parse_past_day(request.GET, today=request.today)
    on = past_day.on if past_day else request.today
    roles = [
        (role, responsibilities)
        for role in vocabulary.Role
        if (responsibilities := _responsibilities(body, role, request, on=on))
    ]
    apply_past_status(
        [row.recommendation for _role, rows in roles for row in rows], past_day, user=request.user
    )
    has_ended = body.has_ended(on=on)
    context = {
        "body": body,
        "has_ended": has_ended,
        "may_divide": has_ended
        and request.user.may_write
        and len(Mandates(on).holders(body.pk)) > 1,
        "roles": roles,
        "shown": MAX_ROWS,
        "editions": _editions(roles),
        "today": request.today,
        "past_day": past_day,
        "day_picker": base.DayPicker.of(request, past_day, today=request.today),
    }
    if not past_day:
        context |= {
            "questions": _next_due(
                Question.objects.put_to_bodies(), body, request, "report__mechanism"
            ),
            "commitments": _next_due(Commitment.objects.open(), body, request),
            "timeline": base.load_timeline(body, request),
            "answers": _waiting_answers(body, request),
        }
    return shortcuts.render(request, "bodies/detail.html", context)


@form_view
def divide_responsibilities(request: UserRequest, code: str) -> http.HttpResponse:
    """Divide the responsibilities of an ended body; those not divided, or one, are chosen."""
    request.back = body = base.visible_or_404(Body, request.user, code=code)
    mandates = Mandates(request.today)
    policies.bodies.check_can_divide(request.user, body, mandates)
    form = DivideForm(
        posted(request),
        body=body,
        only=request.GET.get("only", ""),
        mandates=mandates,
        user=request.user,
    )
    return base.save_or_show(
        request,
        form,
        "bodies/divide.html",
        divide,
        form.command,
        done=lambda _rows: _divided_message(len(form.cleaned_data["responsibilities"])),
        to=body,
        body=body,
    )


def _divided_message(number: int) -> str:
    return ngettext(
        "%(number)d responsibility was divided.",
        "%(number)d responsibilities were divided.",
        number,
    ) % {"number": number}


def _responsibilities(
    body: Body, role: vocabulary.Role, request: UserRequest, *, on: date
) -> list[Responsibility]:
    """Return what it holds in a role on a day, in report order; one more than is shown."""
    return load_holders(
        Responsibility.objects.visible_to(request.user)
        .of_holder(body, on=on)
        .filter(role=role)
        .select_related(
            "body", "recommendation__report__mechanism", "recommendation__current_assessment"
        )
        .prefetch_related("recommendation__translations")
        .order_by("sort_key", "pk")[: MAX_ROWS + 1],
        on=on,
    )


def _editions(roles: list[tuple[vocabulary.Role, list[Responsibility]]]) -> list[Report]:
    """Return the newest edition of each series that asks something of it, the latest first."""
    reports = {
        responsibility.recommendation.report
        for _role, responsibilities in roles
        for responsibility in responsibilities
    }
    newest = {
        (report.mechanism_id, report.country): report
        for report in sorted(reports, key=lambda report: (report.year, report.slug))
    }
    return sorted(newest.values(), key=lambda report: (-report.year, report.slug))[:MAX_EDITIONS]


def _waiting_answers(body: Body, request: UserRequest) -> list[tuple[AnsweredSheet, str]]:
    """Return its answers that wait for an analyst, each with what was sent."""
    return [
        (sheet, describe_answers(sheet))
        for sheet in AnsweredSheet.objects.visible_to(request.user)
        .submitted()
        .filter(body=body)
        .for_list()
        .order_by("sent_at", "pk")[:MAX_ROWS]
    ]


def _next_due(
    rows: QuestionQuerySet | CommitmentQuerySet, body: Body, request: UserRequest, *related: str
) -> Sequence[Model]:
    """Return those of the body, the next due first; one more than is shown."""
    own = rows.visible_to(request.user).of_body(body, on=request.today)
    related = ("recommendation__report__mechanism", *related)
    return list(own.select_related(*related).order_by("due_on", "pk")[: MAX_ROWS + 1])
