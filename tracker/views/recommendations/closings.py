"""A recommendation is closed: proposed by one person, decided by another, reopened if need be."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from tracker import policies
from tracker.actions.recommendations import closings
from tracker.errors import PermissionRefused, Stale, TrackerError
from tracker.forms.recommendations import ProposalForm, ReopenForm, WordsForm
from tracker.models import Closing, Event, Recommendation
from tracker.requests import UserRequest
from tracker.vocabulary import State

# What each button of the page does: the deed, the state it leads to, and what is said after it.
DEEDS: dict[str, tuple[Any, State, str | Promise]] = {
    "approve": (closings.approve, State.APPROVED, gettext_lazy("Closed.")),
    "return": (closings.send_back, State.RETURNED, gettext_lazy("The proposal was returned.")),
    "withdraw": (closings.withdraw, State.WITHDRAWN, gettext_lazy("The proposal was withdrawn.")),
}


@login_required
@require_http_methods(["GET", "POST"])
def close(request: UserRequest, slug: str, number: str) -> HttpResponse:
    """Propose to close a recommendation. A refusal shows what was typed again."""
    row = _recommendation(request, slug, number)
    try:
        policies.recommendations.check_can_propose(request.user, row)
    except TrackerError as refused:
        if isinstance(refused, PermissionRefused) or request.method == "GET":
            return _refused(request, refused, row)
    returned = row.closings.visible_to(request.user).filter(state=State.RETURNED).first()
    form = ProposalForm(_typed(request), initial=_opens_with(row, returned, request))
    if form.is_valid():
        said = form.cleaned_data
        try:
            closings.propose(
                recommendation=row,
                because_of=said["because"],
                words=said["words"],
                seen=said["seen"],
                by=request.user,
                now=timezone.now(),
            )
        except TrackerError as refused:
            form.add_error(None, str(refused))
            if isinstance(refused, Stale):
                form.with_seen(Event.objects.newest_sequence(row, to=request.user))
        else:
            messages.success(request, _("The proposal to close it was sent for review."))
            return redirect(row)
    context = {"recommendation": row, "form": form, "returned": returned}
    return _page(request, "recommendations/closings/propose.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def closing(request: UserRequest, slug: str, number: str, pk: int) -> HttpResponse:
    """A proposal, with what its reader may do: approve, return, withdraw."""
    row = _recommendation(request, slug, number)
    found = get_object_or_404(
        Closing.objects.visible_to(request.user).select_related("author", "decided_by"),
        pk=pk,
        recommendation=row,
    )
    found.recommendation = row
    form = WordsForm(_typed(request))
    deed = next((name for name in DEEDS if name in request.POST), None)
    if form.is_valid():
        try:
            done = _decide(request, found, deed, form.cleaned_data)
        except PermissionRefused as refused:
            return _refused(request, refused, row)
        except TrackerError as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, done)
            return redirect(row)
    may = [name for name, (_deed, to, _done) in DEEDS.items() if _may(request, found, to)]
    context = {"recommendation": row, "closing": found, "form": form, "may": may}
    return _page(request, "recommendations/closings/decide.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def reopen(request: UserRequest, slug: str, number: str) -> HttpResponse:
    """Follow a closed recommendation again."""
    row = _recommendation(request, slug, number)
    try:
        policies.recommendations.check_can_reopen(request.user, row)
    except TrackerError as refused:
        if isinstance(refused, PermissionRefused) or request.method == "GET":
            return _refused(request, refused, row)
    form = ReopenForm(_typed(request))
    if form.is_valid():
        try:
            closings.reopen(recommendation=row, words=form.cleaned_data["words"], by=request.user)
        except TrackerError as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Reopened."))
            return redirect(row)
    return _page(
        request, "recommendations/closings/reopen.html", {"recommendation": row, "form": form}
    )


def _recommendation(request: UserRequest, slug: str, number: str) -> Recommendation:
    rows = Recommendation.objects.visible_to(request.user).select_related("report__mechanism")
    found: Recommendation = get_object_or_404(rows, report__slug=slug, number=number)
    return found


def _typed(request: UserRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _opens_with(
    row: Recommendation, returned: Closing | None, request: UserRequest
) -> dict[str, Any]:
    """What the form is filled in with: of a proposal that was returned, what it said."""
    said = {"because": returned.because, "words": returned.words} if returned else {}
    return {**said, "seen": Event.objects.newest_sequence(row, to=request.user)}


def _decide(request: UserRequest, found: Closing, deed: str | None, said: Any) -> str:
    """Do what the button says, and tell it. A button that does not exist withdraws nothing."""
    if deed is None:
        return _("Nothing was changed.")
    act, _to, done = DEEDS[deed]
    read = {"created_at": said["created_at"]} if deed == "approve" else {}
    act(closing=found, by=request.user, now=timezone.now(), note=said["words"], **read)
    return str(done)


def _may(request: UserRequest, found: Closing, to: State) -> bool:
    try:
        policies.recommendations.check_can_decide(request.user, found, to)
    except TrackerError:
        return False
    return True


def _refused(request: UserRequest, refused: TrackerError, row: Recommendation) -> HttpResponse:
    """Why not, as a page; what was possible a moment ago leads back to how it stands now."""
    if isinstance(refused, PermissionRefused):
        context = {"sentence": str(refused), "back": row}
        return render(request, "error.html", context, status=403)
    messages.error(request, str(refused))
    return redirect(row)


def _page(request: UserRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    form: forms.Form = context["form"]
    return render(request, template, context, status=422 if form.is_bound else 200)
