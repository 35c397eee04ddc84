"""List of commitments, page of a commitment, and forms for what happens to it."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.http import HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _, gettext_lazy

from tracker import policies
from tracker.actions import commitments, reference_rows
from tracker.actions.evidence import read_log
from tracker.filters.lists import OpenList
from tracker.forms.commitments import (
    CommitmentForm,
    CommitmentUpdateForm,
    CompleteForm,
    DropForm,
    NewsForm,
    RescheduleForm,
)
from tracker.forms.evidence.fields import issuer_suggestions
from tracker.models import (
    Commitment,
    CommitmentQuerySet,
    DueDate,
    Evidence,
    Viewer,
    is_under_visible,
)
from tracker.requests import UserRequest, form_view, page_view, posted_with_upload
from tracker.views.base import (
    FormPage,
    reason_page,
    recommendation_or_404,
    render_page,
    save_page,
    visible_or_404,
)
from tracker.views.history.timeline import is_whole, load_timeline
from tracker.views.pagination import find_place, list_response, list_view, paginate


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
        CommitmentForm(
            *posted_with_upload(request),
            recommendation=recommendation,
            user=request.user,
            today=request.today,
        ),
        FormPage(
            heading=_("Add a commitment"),
            button=_("Add"),
            subject=recommendation,
            quotation=recommendation.text,
            is_verbatim=True,
            bodies=issuer_suggestions(recommendation, request.user),
        ),
        commitments.add,
        partial(commitments.AddCommitment, recommendation=recommendation),
        done=_("Commitment added. The status did not change."),
        to=lambda commitment: commitment,
    )


type Update = tuple[
    type[CommitmentUpdateForm],
    Callable[[Any], Commitment],
    Callable[..., object],
    Promise,
    Promise,
    Promise,
]
# By the word in the address: form, action, command, heading and button of the page, and message.
UPDATES: dict[str, Update] = {
    "reschedule": (
        RescheduleForm,
        commitments.reschedule,
        commitments.RescheduleCommitment,
        gettext_lazy("Change the due date"),
        gettext_lazy("Change the date"),
        gettext_lazy("Due date changed. The previous dates are kept."),
    ),
    "news": (
        NewsForm,
        commitments.record_news,
        commitments.RecordNews,
        gettext_lazy("Add an update"),
        gettext_lazy("Add"),
        gettext_lazy("Update added."),
    ),
    "complete": (
        CompleteForm,
        commitments.complete,
        commitments.CompleteCommitment,
        gettext_lazy("Mark as done"),
        gettext_lazy("Mark as done"),
        gettext_lazy(
            "Marked as done. The evidence is cited on the recommendation; assess it there."
        ),
    ),
    "cancel": (
        DropForm,
        commitments.drop,
        commitments.DropCommitment,
        gettext_lazy("Mark as dropped"),
        gettext_lazy("Mark as dropped"),
        gettext_lazy("Marked as dropped. It stays in the list."),
    ),
}


@form_view
def update(request: UserRequest, pk: int, kind: str) -> HttpResponse:
    """Record another due date, news, or that it was done or will not be."""
    form_class, action, command, heading, button, message = UPDATES[kind]
    commitment = _open(request, pk)
    form = form_class(
        *posted_with_upload(request),
        commitment=commitment,
        user=request.user,
        today=request.today,
    )
    page = FormPage(
        heading=heading,
        button=button,
        subject=commitment,
        quotation=commitment.text,
        bodies=issuer_suggestions(commitment.recommendation, request.user)
        if form.takes_evidence
        else (),
    )
    return save_page(
        request, form, page, action, partial(command, commitment=commitment), done=message
    )


@form_view
def withdraw(request: UserRequest, pk: int) -> HttpResponse:
    """Withdraw a commitment that was entered by mistake."""
    commitment = _open(request, pk)
    return reason_page(
        request,
        FormPage(_("Withdraw the commitment"), _("Withdraw"), commitment, commitment.text),
        reference_rows.withdraw,
        partial(reference_rows.WithdrawRow, row=commitment),
        done=_("Withdrawn. It stays in the history."),
    )


def _open(request: UserRequest, pk: int) -> Commitment:
    """Return a commitment that the user may change."""
    commitment = commitment_or_404(request, pk)
    policies.check_can_change(request.user, "commitment", str(commitment))
    return commitment
