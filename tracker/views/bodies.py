"""Bodies and their commitments: lists, pages, and forms for what happens to them."""

from collections.abc import Sequence
from datetime import date
from functools import partial

from django.db.models import Model, OuterRef, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _, gettext_lazy, ngettext

from tracker import policies
from tracker.actions import base, commitments, reference_rows
from tracker.actions.evidence import read_log
from tracker.actions.reference_rows import divide
from tracker.compiled_queries import count_up_to
from tracker.filters.lists import OpenList
from tracker.filters.parameters import parse_past_day
from tracker.forms.questions import (
    CommitmentForm,
    CompleteForm,
    DropForm,
    NewsForm,
    RescheduleForm,
)
from tracker.forms.recommendations import DivideForm
from tracker.models import (
    AnsweredSheet,
    Body,
    Commitment,
    CommitmentQuerySet,
    DueDate,
    Evidence,
    Mandates,
    Question,
    QuestionQuerySet,
    Report,
    Responsibility,
    Viewer,
    is_under_visible,
)
from tracker.requests import UserRequest, form_view, page_view, posted
from tracker.summaries.bodies import load_holders
from tracker.summaries.questions.sheets import describe_answers
from tracker.summaries.statuses import MAX_COUNTED, apply_past_status, count_by_body
from tracker.views.base import (
    DayPicker,
    FormPage,
    RowAction,
    is_whole,
    load_timeline,
    open_form,
    recommendation_or_404,
    render_page,
    require_found,
    row_page,
    save_or_show,
    save_page,
    visible_or_404,
)
from tracker.views.pagination import find_place, list_response, list_view, paginate
from tracker.vocabulary import Role, Status

MAX_ROWS = 50  # rows of a role; the list of recommendations has all
MAX_EDITIONS = 3  # progress reports offered


@list_view
def body_list(request: UserRequest, listed: OpenList, *, shows: str = "list") -> HttpResponse:
    """List bodies with their current recommendations and open questions; in a matrix, by status."""
    page = paginate(listed, partial(request.user.load_page, _bodies))
    counts = count_by_body(request.user, page.page.rows, on=request.today)
    return list_response(
        request,
        f"bodies/{shows}.html",
        listed.filter_set,
        page,
        rows=[(body, counts.get(body.pk)) for body in page.page.rows],
        statuses=[(status.value, str(status.label)) for status in Status],
        most=MAX_COUNTED,
        today=request.today,
    )


def _bodies(reader: Viewer) -> QuerySet[Body]:
    json = ("names_source", "aliases", "domains")  # takes long to read
    open_questions = Question.objects.visible_to(reader).put_to_bodies().filter(body=OuterRef("pk"))
    return (
        Body.objects.visible_to(reader)
        .select_related("parent")
        .annotate(asked_of=count_up_to(MAX_COUNTED + 1, open_questions.order_by().values("pk")))
        .defer(*json, *(f"parent__{name}" for name in json))
    )


@page_view
def my_body(request: UserRequest, page: str = "body") -> HttpResponse:
    """Open the page of the body that a focal point speaks for; of several, let them choose."""
    require_found(request.user.may_represent_body)
    bodies = list(request.user.speaks_for.visible_to(request.user).order_by("code"))
    return (
        redirect(page, bodies[0].code)
        if len(bodies) == 1
        else render(request, "bodies/mine.html", {"bodies": bodies, "page": page})
    )


@page_view
def body_detail(request: UserRequest, code: str) -> HttpResponse:
    """Show a body: its names, its place, its roles, its open questions and commitments.

    For a past day, the statuses of its recommendations are of that day; all else is today's.
    """
    rows = Body.objects.prefetch_related("parts", "successors", "predecessors")
    request.back = body = visible_or_404(rows, request.user, "parent", code=code)
    past_day = parse_past_day(request.GET, today=request.today)
    on = past_day.on if past_day else request.today
    roles = [
        (role, responsibilities)
        for role in Role
        if (responsibilities := _responsibilities(body, role, request, on=on))
    ]
    apply_past_status(
        [row.recommendation for _role, rows in roles for row in rows], past_day, user=request.user
    )
    has_ended = body.has_ended(on=on)
    successors = Mandates(on).holders(body.pk) if has_ended else []
    context = {
        "body": body,
        "has_ended": has_ended,
        "may_divide": len(successors) > 1 and request.user.may_write,
        "roles": roles,
        "shown": MAX_ROWS,
        "editions": _editions(roles),
        "today": request.today,
        "past_day": past_day,
        "day_picker": DayPicker.of(request, past_day, today=request.today),
    }
    if not past_day:
        questions = Question.objects.put_to_bodies()
        context |= {
            "questions": _next_due(questions, body, request, "report__mechanism"),
            "commitments": _next_due(Commitment.objects.open(), body, request),
            "timeline": load_timeline(body, request),
            "answers": _waiting_answers(body, request),
        }
    return render(request, "bodies/detail.html", context)


@form_view
def divide_responsibilities(request: UserRequest, code: str) -> HttpResponse:
    """Divide the responsibilities of an ended body; those not divided, or one, are chosen."""
    request.back = body = visible_or_404(Body, request.user, code=code)
    mandates = Mandates(request.today)
    policies.bodies.check_can_divide(request.user, body, mandates)
    form = DivideForm(
        posted(request),
        body=body,
        only=request.GET.get("only", ""),
        mandates=mandates,
        user=request.user,
    )
    return save_or_show(
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
    body: Body, role: Role, request: UserRequest, *, on: date
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


def _editions(roles: list[tuple[Role, list[Responsibility]]]) -> list[Report]:
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
    rows = AnsweredSheet.objects.visible_to(request.user).waiting().filter(body=body)
    rows = rows.for_list().order_by("sent_at", "pk")[:MAX_ROWS]
    return [(sheet, describe_answers(sheet)) for sheet in rows]


def _next_due(
    rows: QuestionQuerySet | CommitmentQuerySet, body: Body, request: UserRequest, *related: str
) -> Sequence[Model]:
    """Return those of the body, the next due first; one more than is shown."""
    own = rows.visible_to(request.user).of_body(body, on=request.today)
    own = own.select_related("recommendation__report__mechanism", *related)
    return list(own.order_by("due_on", "pk")[: MAX_ROWS + 1])


@list_view
def commitment_list(request: UserRequest, listed: OpenList) -> HttpResponse:
    """List commitments by due date; none if a filter can't be read."""
    list_page = paginate(listed, partial(request.user.load_page, _commitments))
    rows = [
        {
            "commitment": commitment,
            "is_overdue": commitment.is_overdue(on=request.today),
            "is_quiet": commitment.is_quiet(on=request.today),
        }
        for commitment in list_page.page.rows
    ]
    return list_response(request, "commitments/list.html", listed.filter_set, list_page, rows=rows)


def _commitments(reader: Viewer) -> CommitmentQuerySet:
    return Commitment.objects.annotate(opens=is_under_visible(reader)).select_related(
        "body", "recommendation__report__mechanism"
    )


@page_view
def commitment_detail(request: UserRequest, pk: int) -> HttpResponse:
    """Show a commitment: all its due dates, the last news, and what may be done."""
    commitment = commitment_or_404(request, pk)
    evidence = _evidence(commitment, request)
    read_log.log_listed(filter(None, evidence.values()), by=request.user, now=request.now)
    dates = DueDate.objects.visible_to(request.user).filter(commitment=commitment)
    return render_page(
        request,
        "commitments/detail.html",
        commitment=commitment,
        place=find_place(request, commitment),
        dates=dates.order_by("-pk"),
        evidence=evidence,
        timeline=load_timeline(commitment, request, dates) if is_whole(request) else None,
        today=request.today,
        is_overdue=commitment.is_overdue(on=request.today),
        is_quiet=commitment.is_quiet(on=request.today),
    )


def commitment_or_404(request: UserRequest, pk: int) -> Commitment:
    """Return the commitment with this key; 404 if the user may not know of it."""
    rows = _commitments(request.user).prefetch_related("recommendation__translations")
    return visible_or_404(rows, request.user, pk=pk)


def _evidence(commitment: Commitment, request: UserRequest) -> dict[str, Evidence | None]:
    """Return the evidence of the undertaking and of its completion that the user may see."""
    evidence = (
        Evidence.objects.visible_to(request.user)
        .not_withdrawn()
        .select_related("issuer", "original_source", "passage__report__mechanism")
        .in_bulk([key for key in (commitment.undertaken_in_id, commitment.done_by_id) if key])
    )
    return {
        "undertaking": evidence.get(commitment.undertaken_in_id),
        "completion": evidence.get(commitment.done_by_id),
    }


@form_view
def create_commitment(request: UserRequest, slug: str, number: str) -> HttpResponse:
    """Record what a body undertook to do about a recommendation."""
    recommendation = recommendation_or_404(request, slug, number)
    policies.check_can_change(request.user, "commitment", str(recommendation))
    return save_page(
        request,
        open_form(CommitmentForm, request, recommendation),
        FormPage(
            _("Add a commitment"), _("Add"), recommendation, recommendation.text, is_verbatim=True
        ),
        commitments.add,
        commitments.AddCommitment,
        done=_("Commitment added. The status did not change."),
        to=lambda commitment: commitment,
    )


ACTIONS = {  # by the word in the address
    "reschedule": RowAction(
        gettext_lazy("Change the due date"),
        gettext_lazy("Change the date"),
        commitments.reschedule,
        commitments.RescheduleCommitment,
        gettext_lazy("Due date changed. The previous dates are kept."),
        RescheduleForm,
    ),
    "news": RowAction(
        gettext_lazy("Add an update"),
        gettext_lazy("Add"),
        commitments.record_news,
        commitments.RecordNews,
        gettext_lazy("Update added."),
        NewsForm,
    ),
    "complete": RowAction(
        gettext_lazy("Mark as done"),
        gettext_lazy("Mark as done"),
        commitments.complete,
        commitments.CompleteCommitment,
        gettext_lazy(
            "Marked as done. The evidence is cited on the recommendation; assess it there."
        ),
        CompleteForm,
    ),
    "cancel": RowAction(
        gettext_lazy("Mark as dropped"),
        gettext_lazy("Mark as dropped"),
        commitments.drop,
        commitments.DropCommitment,
        gettext_lazy("Marked as dropped. It stays in the list."),
        DropForm,
    ),
    "withdraw": RowAction(
        gettext_lazy("Withdraw the commitment"),
        gettext_lazy("Withdraw"),
        reference_rows.withdraw,
        base.WithdrawRow,
        gettext_lazy("Withdrawn. It stays in the history."),
    ),
}


@form_view
def update(request: UserRequest, pk: int, kind: str) -> HttpResponse:
    """Record another due date, news, or that it was done or will not be; withdraw a mistake."""
    commitment = commitment_or_404(request, pk)
    policies.check_can_change(request.user, "commitment", str(commitment))
    return row_page(request, ACTIONS[kind], commitment, quotation=commitment.text)
