"""Links of a recommendation to earlier editions: suggested, confirmed, withdrawn."""

from functools import partial

from django.http import HttpResponse
from django.utils.translation import gettext as _

from tracker import policies
from tracker.actions.recommendations import lineage
from tracker.forms.recommendations import LineageForm, lineage_suggestions
from tracker.models import LineageLink, Recommendation
from tracker.requests import UserRequest, form_view, posted
from tracker.summaries.recommendations.threads import load_thread
from tracker.views.base import (
    FormPage,
    reason_page,
    recommendation_or_404,
    render_form,
    save_form,
    visible_or_404,
)


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
        lineage.link,
        lambda predecessors, carry_over, reason: lineage.LinkRecommendation(
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
        lineage.unlink,
        partial(lineage.UnlinkRecommendation, link=link),
        done=done % values,
    )


def _linked_message(recommendation: Recommendation, links: list[LineageLink]) -> str:
    message = _("%(recommendation)s is linked to %(earlier)s. Its status does not change.")
    earlier = ", ".join(str(link.earlier) for link in links)
    return message % {"recommendation": recommendation, "earlier": earlier}
