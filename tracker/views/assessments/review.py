"""Work of reviewers: the queue of what waits for action, comments, invitations, assignments."""

from functools import partial

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_list_or_404, get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _, ngettext

from tracker import policies
from tracker.actions.assessments import assignments, review
from tracker.errors import PermissionRefused
from tracker.filters.assessments import DisagreementFilter
from tracker.filters.orders import Order
from tracker.filters.recommendations import RecommendationFilter
from tracker.forms.assessments.review import (
    AssignForm,
    BulkApprovalForm,
    BulkAssignForm,
    CommentForm,
    InvitationForm,
    ReasonForm,
    SampleForm,
)
from tracker.forms.base import ReasonOnlyForm
from tracker.models import Assessment, Comment, Event, Invitation, Recommendation, User
from tracker.requests import UserRequest, form_view, page_view, post_view, posted
from tracker.summaries import assessments as summary
from tracker.views.base import (
    is_refused,
    recommendation_or_404,
    render_decision,
    render_form,
    save_form,
    visible_or_404,
)
from tracker.views.pagination import (
    MAX_COUNT,
    ListPage,
    count_rows,
    drop_empty_parameters,
    list_response,
    page_response,
    paginate_rows,
)


def assessment_or_404(request: UserRequest, slug: str, number: str, pk: int) -> Assessment:
    """Return the assessment at this address; 404 if the user may not know of it."""
    return visible_or_404(
        Assessment,
        request.user,
        "recommendation__report__mechanism",
        pk=pk,
        recommendation__report__slug=slug,
        recommendation__number=number,
    )


def _form_response(
    request: UserRequest, form: forms.Form, assessment: Assessment, heading: str
) -> HttpResponse:
    """Show a refused form on a page of its own, with the errors: nothing typed is lost."""
    return render_decision(
        request,
        "assessments/refused.html",
        form,
        assessment=assessment,
        heading=heading,
        may_send_again=not is_refused(form),
        return_url=assessment.recommendation.get_absolute_url(),
    )


@post_view
def withdraw(request: UserRequest, slug: str, number: str, pk: int) -> HttpResponse:
    """Withdraw an assessment that is not approved; a reason is required."""
    assessment = assessment_or_404(request, slug, number, pk)
    form = ReasonForm(request.POST)
    return save_form(
        request,
        form,
        review.withdraw,
        lambda: review.WithdrawAssessment(
            assessment, by=request.user, now=request.now, note=form.cleaned_data["reason"]
        ),
        done=_("The assessment was withdrawn."),
        to=assessment.recommendation,
    ) or _form_response(request, form, assessment, _("Withdraw"))


@post_view
def invite(request: UserRequest, slug: str, number: str, pk: int) -> HttpResponse:
    """Invite a person to decide on an assessment; `withdraw` is the user name of one no more."""
    assessment = assessment_or_404(request, slug, number, pk)
    if "withdraw" in request.POST:
        rows = Invitation.objects.visible_to(request.user).not_withdrawn()
        username = request.POST["withdraw"]
        invitation = get_object_or_404(rows, assessment=assessment, user__username=username)
        review.withdraw_invitation(
            review.WithdrawInvitation(invitation, by=request.user, now=request.now)
        )
        messages.success(
            request, _("%(person)s is no longer invited.") % {"person": invitation.user}
        )
        return redirect(_assessment_url(assessment))
    form = InvitationForm(request.POST)
    return save_form(
        request,
        form,
        review.invite,
        partial(review.InvitePerson, assessment),
        done=lambda _invitation: (
            _("%(person)s is invited and finds the assessment on Home.")
            % {"person": form.cleaned_data["person"]}
        ),
        to=_assessment_url(assessment),
    ) or _form_response(request, form, assessment, _("Invite somebody to decide"))


@post_view
def add_comment(request: UserRequest, slug: str, number: str, pk: int) -> HttpResponse:
    """Comment on an assessment; who restricts the comment names its readers next."""
    assessment = assessment_or_404(request, slug, number, pk)
    form = CommentForm(request.POST)
    return save_form(
        request,
        form,
        review.add_comment,
        partial(review.AddComment, assessment),
        done="",
        to=lambda comment: (
            reverse("comment_sensitivity", args=[slug, number, comment.pk])
            if form.cleaned_data["restricted"]
            else _assessment_url(assessment)
        ),
    ) or _form_response(request, form, assessment, _("Add comment"))


@post_view
def withdraw_comment(request: UserRequest, slug: str, number: str, pk: int) -> HttpResponse:
    """Withdraw one's own comment, with a reason."""
    comment = visible_or_404(
        Comment,
        request.user,
        "added_by",
        "assessment__recommendation__report__mechanism",
        pk=pk,
        assessment__recommendation__report__slug=slug,
        assessment__recommendation__number=number,
    )
    form = ReasonForm(request.POST)
    return save_form(
        request,
        form,
        review.withdraw_comment,
        partial(review.WithdrawComment, comment),
        done=_("The comment was removed. The history keeps it."),
        to=_assessment_url(comment.assessment),
    ) or _form_response(request, form, comment.assessment, _("Remove the comment"))


def _assessment_url(assessment: Assessment) -> str:
    return f"{assessment.recommendation.get_absolute_url()}#assessment-{assessment.pk}"


@form_view
def review_queue(request: UserRequest) -> HttpResponse:
    """Show what waits for whom; a reviewer approves several assessments at once.

    A refused approval keeps the ticks and the note.
    """
    form = BulkApprovalForm(posted(request), rows=summary.decidable_assessments(request.user))
    PermissionRefused.raise_if(
        form.is_bound and not request.user.may_review,
        _("%(user)s can't approve assessments. Ask a reviewer."),
        user=request.user,
    )
    return save_form(
        request,
        form,
        review.approve_several,
        form.commands,
        done=lambda approved: (
            ngettext(
                "%(number)d assessment was approved.",
                "%(number)d assessments were approved.",
                len(approved),
            )
            % {"number": len(approved)}
        ),
        to="review_queue",
    ) or render_form(
        request,
        "assessments/review_queue/page.html",
        form,
        queue=summary.load_review_queue(request.user, on=request.today),
        today=request.today,
        max_count_of_body=summary.MAX_COUNT_OF_BODY,
    )


@form_view
def sample_list(request: UserRequest) -> HttpResponse:
    """List the sample approvals; a reviewer confirms those selected as their own in one step."""
    PermissionRefused.raise_if(
        not request.user.may_review,
        _("%(user)s can't confirm sample approvals. Ask a reviewer."),
        user=request.user,
    )
    rows = summary.sample_approvals(request.user)
    form = SampleForm(posted(request), rows=rows)
    return save_form(
        request,
        form,
        review.confirm_samples,
        form.commands,
        done=lambda confirmed: (
            ngettext(
                "%(number)d sample approval is now yours.",
                "%(number)d sample approvals are now yours.",
                len(confirmed),
            )
            % {"number": len(confirmed)}
        ),
        to=lambda confirmed: confirmed[0].recommendation if len(confirmed) == 1 else "home",
    ) or render_form(request, "assessments/samples.html", form, samples=rows)


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
    problems = filter_set.problems
    list_page = ListPage[Assessment](problems=problems, count=0 if problems else count_rows(rows))
    return list_response(
        request,
        "assessments/disagreements/list.html",
        filter_set,
        list_page,
        rows=rows[:MAX_ROWS],
        count=list_page.count,
        more=max(list_page.count - MAX_ROWS, 0),
        today=request.today,
    )


@page_view
def changed_strength_list(request: UserRequest) -> HttpResponse:
    """List the assessments whose evidence strength the upgrade to 0.2 changed, and why."""
    rows = summary.with_recommendation(
        summary.find_changed_strengths(request.user).select_related("body")
    )
    list_page = paginate_rows(rows, request.GET, orders={"number": Order(key="pk")})
    return page_response(
        request,
        "assessments/changed_strengths.html",
        list_page,
        changes=summary.describe_changed_strengths(list_page.page.rows, request.user),
        counts=summary.count_changed_strengths(request.user),
    )


MAX_EXAMPLES = 10  # recommendations shown before they are assigned
PAGE_PARAMETERS = ("order", "after", "before")  # of the list, beside its filter


@form_view
def assign(request: UserRequest, slug: str, number: str) -> HttpResponse:
    """Assign one recommendation to a person; a reason is optional."""
    recommendation = recommendation_or_404(request, slug, number, "assignee")
    policies.check_can_assign(request.user, str(recommendation), None)
    form = AssignForm(request.POST or None, user=request.user)
    return save_form(
        request,
        form,
        assignments.assign,
        partial(assignments.AssignRecommendation, recommendation),
        done=_assigned_message,
        to=recommendation,
    ) or render_form(request, "assessments/assign.html", form, recommendation=recommendation)


@form_view
def assign_several(request: UserRequest) -> HttpResponse:
    """Assign to one person all recommendations that the filter in the address finds."""
    policies.check_can_assign(request.user, _("Recommendations"), None)
    filter_set = RecommendationFilter(
        request.GET,
        queryset=Recommendation.objects.visible_to(request.user),
        user=request.user,
        today=request.today,
        other_parameters=PAGE_PARAMETERS,
    )
    if filter_set.problems:
        return render(
            request, "assessments/assign_several.html", {"filter_set": filter_set}, status=400
        )
    form = BulkAssignForm(posted(request), user=request.user)
    return save_form(
        request,
        form,
        assignments.assign_several,
        lambda person, reason, count: assignments.AssignRecommendations(
            filter_set.rows, person, by=request.user, reason=reason, expected=count
        ),
        done=lambda keys: _bulk_message(len(keys), form.cleaned_data["person"]),
        to=lambda _keys: _list_after(request, form.cleaned_data["person"]),
    ) or render_form(
        request, "assessments/assign_several.html", form, **_assignment_context(filter_set)
    )


@form_view
def undo_assignments(request: UserRequest, key: str) -> HttpResponse:
    """Undo a bulk assignment: each recommendation returns to its assignee from before."""
    events = get_list_or_404(Event.objects.visible_to(request.user).order_by("pk"), request=key)
    policies.check_can_assign(request.user, _("Recommendations"), None)
    if not policies.is_bulk_assignment(events):
        raise Http404
    form = ReasonOnlyForm(posted(request))
    rows = Recommendation.objects.filter(pk__in=[event.key for event in events[:MAX_EXAMPLES]])
    return save_form(
        request,
        form,
        assignments.undo_several,
        partial(assignments.UndoAssignments, key),
        done=lambda keys: (
            ngettext(
                "%(number)d recommendation is assigned as before.",
                "%(number)d recommendations are assigned as before.",
                len(keys),
            )
            % {"number": len(keys)}
        ),
        to="event_list",
    ) or render_form(
        request,
        "assessments/undo_assignments.html",
        form,
        count=len(events),
        rows=rows.for_list().select_related("assignee").order_by("pk"),
        more=max(len(events) - MAX_EXAMPLES, 0),
    )


def _assignment_context(filter_set: RecommendationFilter) -> dict[str, object]:
    """Return the number of recommendations, the first of them, and the conditions of the filter."""
    count = count_rows(filter_set.rows)
    return {
        "filter_set": filter_set,
        "count": count,
        "most": MAX_COUNT,
        "is_too_many": count > MAX_COUNT,
        "rows": filter_set.rows.for_list().select_related("assignee").order_by("pk")[:MAX_EXAMPLES],
        "more": max(count - MAX_EXAMPLES, 0),
        "conditions": filter_set.each_condition(),
    }


def _list_after(request: UserRequest, person: User | None) -> str:
    """Return the address of the list, with the new assignee where it asked for the old one."""
    params = request.GET.copy()
    if "assignee" in params:
        params["assignee"] = person.username if person else "nobody"
    for name in PAGE_PARAMETERS:
        params.pop(name, None)
    return f"{reverse('recommendation_list')}?{params.urlencode()}"


def _assigned_message(recommendation: Recommendation) -> str:
    if recommendation.assignee is None:
        return _("%(recommendation)s is no longer assigned.") % {"recommendation": recommendation}
    return _("%(recommendation)s is assigned to %(person)s.") % {
        "recommendation": recommendation,
        "person": recommendation.assignee,
    }


def _bulk_message(number: int, person: User | None) -> str:
    if person is None:
        return ngettext(
            "%(number)d recommendation is no longer assigned.",
            "%(number)d recommendations are no longer assigned.",
            number,
        ) % {"number": number}
    return ngettext(
        "%(number)d recommendation is assigned to %(person)s.",
        "%(number)d recommendations are assigned to %(person)s.",
        number,
    ) % {"number": number, "person": person}
