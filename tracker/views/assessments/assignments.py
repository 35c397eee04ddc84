"""Who follows which recommendation: of one, or of all that the list's filter finds."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_list_or_404, get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from tracker import policies
from tracker.actions.assessments import assignments
from tracker.actions.assessments.assignments import ONE_CLICK
from tracker.errors import TrackerError
from tracker.filters.recommendations import RecommendationFilter
from tracker.forms.assessments.review import AssignForm, AssignSeveralForm
from tracker.forms.base import WordsForm
from tracker.models import Event, Recommendation, User
from tracker.requests import UserRequest
from tracker.views.pagination import COUNTED, count_of

SHOWN = 10  # of those that a filter finds
BESIDE = ("order", "after", "before")  # what the address of the list says beside its filter


@login_required
@require_http_methods(["GET", "POST"])
def assign(request: UserRequest, slug: str, number: str) -> HttpResponse:
    """Give one recommendation to a person; words are welcome, not asked for."""
    row = get_object_or_404(
        Recommendation.objects.visible_to(request.user).select_related(
            "report__mechanism", "assignee"
        ),
        report__slug=slug,
        number=number,
    )
    if refused := _refused(request, str(row)):
        return refused
    form = AssignForm(request.POST or None, user=request.user)
    if form.is_valid():
        words = form.cleaned_data["words"].strip()
        try:
            done = assignments.assign(
                recommendation=row,
                person=form.cleaned_data["person"],
                by=request.user,
                reason=words or ONE_CLICK,
            )
        except TrackerError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _told_one(done))
            return redirect(row)
    context = {"recommendation": row, "form": form}
    return render(request, "assessments/assign.html", context, status=422 if form.is_bound else 200)


@login_required
@require_http_methods(["GET", "POST"])
def assign_several(request: UserRequest) -> HttpResponse:
    """Give all that the filter in the address finds, when it is applied, to one person."""
    if refused := _refused(request, _("Recommendations")):
        return refused
    found = RecommendationFilter(
        request.GET,
        queryset=Recommendation.objects.visible_to(request.user),
        user=request.user,
        today=timezone.localdate(),
        beside=BESIDE,
    )
    if found.problems:
        return render(request, "assessments/assign_several.html", {"found": found}, status=400)
    form = AssignSeveralForm(request.POST if request.method == "POST" else None, user=request.user)
    if form.is_valid():
        person, words = form.cleaned_data["person"], form.cleaned_data["words"]
        try:
            number = assignments.assign_several(
                recommendations=found.rows,
                person=person,
                by=request.user,
                words=words,
                expected=form.cleaned_data["count"],
            )
        except TrackerError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _told_several(number, person))
            return redirect(f"{reverse('recommendations')}?{_afterwards(request, person)}")
    context = {"found": found, "form": form, **_what(found)}
    return render(
        request, "assessments/assign_several.html", context, status=422 if form.is_bound else 200
    )


@login_required
@require_http_methods(["GET", "POST"])
def undo_several(request: UserRequest, key: str) -> HttpResponse:
    """Give all that one request assigned back to whom each was assigned before."""
    events = get_list_or_404(Event.objects.visible_to(request.user).order_by("pk"), request=key)
    if refused := _refused(request, _("Recommendations")):
        return refused
    if not policies.is_bulk_assignment(events):
        raise Http404
    form = WordsForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            number = assignments.undo_several(
                request=key, by=request.user, words=form.cleaned_data["because_of"]
            )
        except TrackerError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _told_undone(number))
            return redirect("history")
    rows = Recommendation.objects.filter(pk__in=[event.key for event in events[:SHOWN]])
    context = {
        "form": form,
        "count": len(events),
        "rows": rows.for_list().select_related("assignee").order_by("pk"),
        "more": max(len(events) - SHOWN, 0),
    }
    return render(request, "assignments/undo.html", context, status=422 if form.is_bound else 200)


def _refused(request: UserRequest, what: str) -> HttpResponse | None:
    try:
        policies.check_can_assign(request.user, what, None)
    except TrackerError as refused:
        return render(request, "error.html", {"sentence": str(refused)}, status=403)
    return None


def _what(found: RecommendationFilter) -> dict[str, Any]:
    """How many there are, the first of them, and the filter in words."""
    count = count_of(found.rows)
    return {
        "count": count,
        "most": COUNTED,
        "is_too_many": count > COUNTED,
        "rows": found.rows.for_list().select_related("assignee").order_by("pk")[:SHOWN],
        "more": max(count - SHOWN, 0),
        "conditions": found.each_condition(),
    }


def _afterwards(request: UserRequest, person: User | None) -> str:
    """The filter as it was; where it asked whose they are, whose they are now."""
    asked = request.GET.copy()
    if "assignee" in asked:
        asked["assignee"] = person.username if person else "nobody"
    for name in BESIDE:
        asked.pop(name, None)
    return asked.urlencode()


def _told_one(done: Recommendation) -> str:
    if done.assignee is None:
        return _("%(recommendation)s is assigned to nobody in particular now.") % {
            "recommendation": done
        }
    return _("%(recommendation)s is assigned to %(person)s now.") % {
        "recommendation": done,
        "person": done.assignee,
    }


def _told_several(number: int, person: User | None) -> str:
    if person is None:
        return ngettext(
            "%(number)d recommendation is assigned to nobody in particular now.",
            "%(number)d recommendations are assigned to nobody in particular now.",
            number,
        ) % {"number": number}
    return ngettext(
        "%(number)d recommendation is assigned to %(person)s now.",
        "%(number)d recommendations are assigned to %(person)s now.",
        number,
    ) % {"number": number, "person": person}


def _told_undone(number: int) -> str:
    return ngettext(
        "%(number)d recommendation is assigned as it was before.",
        "%(number)d recommendations are assigned as they were before.",
        number,
    ) % {"number": number}
