"""Review queue: the tasks of everybody; lists of disagreements and of changed strengths."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _, ngettext

from tracker.actions.assessments import review
from tracker.errors import PermissionRefused
from tracker.filters.assessments import DisagreementFilter
from tracker.forms.assessments.review import BulkApprovalForm, SampleForm
from tracker.models import Assessment
from tracker.requests import UserRequest, form_view, page_view, posted
from tracker.summaries import assessments as summary
from tracker.views.base import render_form, save_form
from tracker.views.pagination import (
    Order,
    count_rows,
    drop_empty_parameters,
    filter_chips,
    paginate_rows,
)


@form_view
def review_queue(request: UserRequest) -> HttpResponse:
    """Show what waits for whom; a reviewer approves several assessments at once.

    A refused approval keeps the ticks and the note.
    """
    form = BulkApprovalForm(posted(request), rows=summary.decidable_assessments(request.user))
    if form.is_bound and not request.user.may_review:
        raise PermissionRefused(
            _("%(user)s can't approve assessments. Ask a reviewer.") % {"user": request.user}
        )
    today = timezone.localdate()
    return save_form(
        request,
        form,
        review.approve_several,
        lambda: form.commands(by=request.user, now=timezone.now()),
        done=_approved_message,
        to="review_queue",
    ) or render_form(
        request,
        "assessments/review_queue/page.html",
        form,
        queue=summary.load_review_queue(request.user, on=today),
        today=today,
    )


def _approved_message(approved: list[Assessment]) -> str:
    return ngettext(
        "%(number)d assessment was approved.",
        "%(number)d assessments were approved.",
        len(approved),
    ) % {"number": len(approved)}


@form_view
def sample_list(request: UserRequest) -> HttpResponse:
    """List the sample approvals; a reviewer confirms those selected as their own in one step."""
    if not request.user.may_review:
        raise PermissionRefused(
            _("%(user)s can't confirm sample approvals. Ask a reviewer.") % {"user": request.user}
        )
    rows = summary.sample_approvals(request.user)
    form = SampleForm(posted(request), rows=rows)
    return save_form(
        request,
        form,
        review.confirm_samples,
        lambda: form.commands(by=request.user, now=timezone.now()),
        done=_confirmed_message,
        to=lambda confirmed: confirmed[0].recommendation if len(confirmed) == 1 else "home",
    ) or render_form(request, "assessments/samples.html", form, samples=rows)


def _confirmed_message(confirmed: list[Assessment]) -> str:
    return ngettext(
        "%(number)d sample approval is now yours.",
        "%(number)d sample approvals are now yours.",
        len(confirmed),
    ) % {"number": len(confirmed)}


MAX_ROWS = 100  # rows shown, the widest gaps; a filter finds the others


@page_view
@drop_empty_parameters
def disagreement_list(request: UserRequest) -> HttpResponse:
    """List each view that differs from the analysts' assessment, the widest gap first."""
    filter_set = DisagreementFilter(
        request.GET, queryset=summary.find_disagreements(request.user), user=request.user
    )
    rows = filter_set.rows.select_related(
        "recommendation__report__mechanism", "recommendation__current_assessment", "body"
    ).prefetch_related("recommendation__translations")
    count = 0 if filter_set.problems else count_rows(filter_set.rows)
    context = {
        "filter_set": filter_set,
        "chips": filter_chips(filter_set, request.GET),
        "rows": rows[:MAX_ROWS],
        "count": count,
        "more": max(count - MAX_ROWS, 0),
        "today": timezone.localdate(),
    }
    status = 400 if filter_set.problems else 200
    return render(request, "assessments/disagreements/list.html", context, status=status)


@page_view
def changed_strength_list(request: UserRequest) -> HttpResponse:
    """List the assessments whose evidence strength the upgrade to 0.2 changed, and why."""
    rows = summary.with_recommendation(
        summary.find_changed_strengths(request.user).select_related("body")
    )
    list_page = paginate_rows(rows, request.GET, orders={"number": Order(key="pk")})
    context = {
        "list_page": list_page,
        "changes": summary.describe_changed_strengths(list_page.page.rows, request.user),
        "counts": summary.count_changed_strengths(request.user),
    }
    status = 400 if list_page.problems else 200
    return render(request, "assessments/changed_strengths.html", context, status=status)
