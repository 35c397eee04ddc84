"""Forms about a recommendation: closing and reopening it, links to earlier editions."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext as _, gettext_lazy

from tracker import policies
from tracker.actions.recommendations import lifecycle
from tracker.errors import NotAllowed
from tracker.forms.recommendations import (
    ClosingDecisionForm,
    ClosingForm,
    LineageForm,
    ReopenForm,
    lineage_suggestions,
)
from tracker.models import Closing, LineageLink, Recommendation
from tracker.requests import UserRequest, form_view, posted
from tracker.summaries.recommendations.threads import load_thread
from tracker.views.base import (
    FormPage,
    reason_page,
    recommendation_or_404,
    render_decision,
    render_form,
    save_form,
    visible_or_404,
)
from tracker.vocabulary import State

# By button: the state that it leads to, and the message after it.
DECISIONS: dict[str, tuple[State, Promise]] = {
    "approve": (State.APPROVED, gettext_lazy("The recommendation was closed.")),
    "return": (State.RETURNED, gettext_lazy("The proposal was returned.")),
    "withdraw": (State.WITHDRAWN, gettext_lazy("The proposal was withdrawn.")),
}


@form_view
def propose_closing(request: UserRequest, slug: str, number: str) -> HttpResponse:
    """Propose to close a recommendation. A refused form is shown again as it was typed."""
    request.back = recommendation = recommendation_or_404(request, slug, number)
    with _shown_by_form(request):
        policies.recommendations.check_can_propose(request.user, recommendation)
    returned = recommendation.closings.visible_to(request.user).filter(state=State.RETURNED).first()
    form = ClosingForm(
        posted(request), recommendation=recommendation, returned=returned, user=request.user
    )
    return save_form(
        request,
        form,
        lifecycle.propose_closing,
        partial(lifecycle.ProposeClosing, recommendation=recommendation),
        done=_("The proposal to close was sent for review."),
        to=recommendation,
    ) or render_form(
        request,
        "recommendations/closings/propose.html",
        form,
        recommendation=recommendation,
        returned=returned,
    )


@form_view
def decide_closing(request: UserRequest, slug: str, number: str, pk: int) -> HttpResponse:
    """Show a proposal with the actions of its reader: approve, return, withdraw."""
    request.back = recommendation = recommendation_or_404(request, slug, number)
    closing = visible_or_404(
        Closing, request.user, "author", "decided_by", pk=pk, recommendation=recommendation
    )
    closing.recommendation = recommendation
    form = ClosingDecisionForm(posted(request))
    button = next((name for name in DECISIONS if name in request.POST), "")
    response = None
    if button:
        state, message = DECISIONS[button]
        command = partial(lifecycle.DecideClosing, closing=closing, state=state)
        response = save_form(
            request, form, lifecycle.decide_closing, command, done=message, to=recommendation
        )
    elif form.is_valid():
        messages.success(request, _("Nothing was changed."))
        response = redirect(recommendation)
    check = policies.recommendations.check_can_decide
    return response or render_decision(
        request,
        "recommendations/closings/decide.html",
        form,
        recommendation=recommendation,
        closing=closing,
        actions=[
            name
            for name, (state, _message) in DECISIONS.items()
            if policies.is_allowed(check, request.user, closing, state)
        ],
    )


@form_view
def reopen(request: UserRequest, slug: str, number: str) -> HttpResponse:
    """Reopen a closed recommendation."""
    request.back = recommendation = recommendation_or_404(request, slug, number)
    with _shown_by_form(request):
        policies.recommendations.check_can_reopen(request.user, recommendation)
    form = ReopenForm(posted(request))
    return save_form(
        request,
        form,
        lifecycle.reopen,
        lambda: lifecycle.ReopenRecommendation(
            recommendation=recommendation, explanation=form.cleaned_data["reason"], by=request.user
        ),
        done=_("The recommendation was reopened."),
        to=recommendation,
    ) or render_form(
        request, "recommendations/closings/reopen.html", form, recommendation=recommendation
    )


@contextmanager
def _shown_by_form(request: UserRequest) -> Iterator[None]:
    """Leave what is not possible any more to a sent form, which is shown with what was typed."""
    try:
        yield
    except NotAllowed:
        if request.method == "GET":
            raise


@form_view
def edit_lineage(request: UserRequest, slug: str, number: str) -> HttpResponse:
    """Link a recommendation to earlier ones that it asks again."""
    recommendation = recommendation_or_404(request, slug, number)
    request.back = recommendation
    policies.imports.check_can_edit_lineage(request.user, recommendation)
    thread = load_thread(recommendation, request.user)
    suggestions = lineage_suggestions(
        recommendation, request.user, excluded=[link.earlier.pk for link in thread.links]
    )
    form = LineageForm(
        posted(request), recommendation=recommendation, suggestions=suggestions, user=request.user
    )
    return save_form(
        request,
        form,
        lifecycle.link,
        lambda predecessors, carry_over, reason: lifecycle.LinkRecommendation(
            recommendation=recommendation,
            predecessors=predecessors,
            carry=carry_over,
            reason=reason,
            by=request.user,
            now=request.now,
        ),
        done=partial(_linked_message, recommendation),
        to=f"{recommendation.get_absolute_url()}#lineage",
    ) or render_form(
        request,
        "recommendations/lineage/link.html",
        form,
        recommendation=recommendation,
        thread=thread,
    )


@form_view
def unlink(request: UserRequest, slug: str, number: str, pk: int) -> HttpResponse:
    """Withdraw a link that was a mistake, with a reason."""
    link = visible_or_404(
        LineageLink.objects.not_withdrawn(),
        request.user,
        "recommendation__report__mechanism",
        "earlier__report__mechanism",
        pk=pk,
        recommendation__report__slug=slug,
        recommendation__number=number,
    )
    recommendation = link.recommendation
    request.back = recommendation
    policies.imports.check_can_edit_lineage(request.user, recommendation)
    values = {"earlier": link.earlier}
    page = FormPage(
        heading=_("Withdraw the link to %(earlier)s") % values,
        button=_("Withdraw the link"),
        subject=recommendation,
        quotation=_(
            "If no other link repeats it, %(earlier)s becomes “not repeated”; if it is "
            "closed, it stays closed. What was carried over stays; remove it where it is "
            "wrong."
        )
        % values,
    )
    done = _("The link to %(earlier)s was withdrawn. What was carried over stays.")
    return reason_page(
        request,
        page,
        lifecycle.unlink,
        partial(lifecycle.UnlinkRecommendation, link=link),
        done=done % values,
    )


def _linked_message(recommendation: Recommendation, links: list[LineageLink]) -> str:
    message = _("%(recommendation)s is linked to %(earlier)s. Its status does not change.")
    earlier = ", ".join(str(link.earlier) for link in links)
    return message % {"recommendation": recommendation, "earlier": earlier}
