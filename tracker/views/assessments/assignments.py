"""Assignment of recommendations to people: of one, of all that a filter finds, and its undoing."""

from functools import partial

from django.http import Http404, HttpResponse
from django.shortcuts import get_list_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _, ngettext

from tracker import policies
from tracker.actions.assessments import assignments
from tracker.filters.recommendations import RecommendationFilter
from tracker.forms.assessments.review import AssignForm, BulkAssignForm
from tracker.forms.base import ReasonOnlyForm
from tracker.models import Event, Recommendation, User
from tracker.requests import UserRequest, form_view, posted
from tracker.views.base import recommendation_or_404, render_form, save_form
from tracker.views.pagination import MAX_COUNT, count_rows

MAX_ROWS = 10  # recommendations shown before they are assigned
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
    rows = Recommendation.objects.filter(pk__in=[event.key for event in events[:MAX_ROWS]])
    return save_form(
        request,
        form,
        assignments.undo_several,
        partial(assignments.UndoAssignments, key),
        done=lambda keys: _undone_message(len(keys)),
        to="event_list",
    ) or render_form(
        request,
        "assessments/undo_assignments.html",
        form,
        count=len(events),
        rows=rows.for_list().select_related("assignee").order_by("pk"),
        more=max(len(events) - MAX_ROWS, 0),
    )


def _assignment_context(filter_set: RecommendationFilter) -> dict[str, object]:
    """Return the number of recommendations, the first of them, and the conditions of the filter."""
    count = count_rows(filter_set.rows)
    return {
        "filter_set": filter_set,
        "count": count,
        "most": MAX_COUNT,
        "is_too_many": count > MAX_COUNT,
        "rows": filter_set.rows.for_list().select_related("assignee").order_by("pk")[:MAX_ROWS],
        "more": max(count - MAX_ROWS, 0),
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


def _undone_message(number: int) -> str:
    return ngettext(
        "%(number)d recommendation is assigned as before.",
        "%(number)d recommendations are assigned as before.",
        number,
    ) % {"number": number}
