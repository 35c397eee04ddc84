"""What a recommendation asks again of earlier editions: suggested, confirmed, taken back."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tracker import policies
from tracker.actions.recommendations import lineage as actions
from tracker.errors import PermissionRefused, TrackerError
from tracker.forms.base import WordsForm
from tracker.forms.recommendations import LineageForm, offers
from tracker.models import LineageLink, Recommendation
from tracker.requests import UserRequest
from tracker.summaries.recommendations.threads import thread_of
from tracker.views.form_views import Deed, done_or_again


@login_required
@require_http_methods(["GET", "POST"])
def lineage(request: UserRequest, slug: str, number: str) -> HttpResponse:
    """Link a recommendation to what it asks again. A refusal shows what was typed again."""
    rows = Recommendation.objects.visible_to(request.user).select_related("report__mechanism")
    row = get_object_or_404(rows, report__slug=slug, number=number)
    refused = _refused(request, row)
    if refused:
        return refused
    thread = thread_of(row, request.user)
    offered = offers(row, request.user, known=[tie.earlier.pk for tie in thread.ties])
    typed = request.POST if request.method == "POST" else None
    form = LineageForm(typed, recommendation=row, offered=offered, user=request.user)
    if form.is_valid():
        try:
            made = actions.confirm_all(
                recommendation=row,
                descents=form.descents,
                carry=form.cleaned_data["carry"],
                reason=form.cleaned_data["words"],
                by=request.user,
                now=timezone.now(),
            )
        except TrackerError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _told(row, made))
            return redirect(f"{row.get_absolute_url()}#lineage")
    context = {"recommendation": row, "thread": thread, "form": form}
    return render(
        request, "recommendations/lineage/link.html", context, status=422 if form.is_bound else 200
    )


@login_required
@require_http_methods(["GET", "POST"])
def unlink(request: UserRequest, slug: str, number: str, pk: int) -> HttpResponse:
    """Take back a link that was a mistake, with words."""
    link = get_object_or_404(
        LineageLink.objects.visible_to(request.user)
        .standing()
        .select_related("recommendation__report__mechanism", "earlier__report__mechanism"),
        pk=pk,
        recommendation__report__slug=slug,
        recommendation__number=number,
    )
    row = link.recommendation
    refused = _refused(request, row)
    if refused:
        return refused
    form = WordsForm(request.POST if request.method == "POST" else None)

    def do() -> tuple[str, Recommendation]:
        why = form.cleaned_data["because_of"]
        actions.unlink(link=link, reason=why, by=request.user, now=timezone.now())
        told = _("The link to %(earlier)s was withdrawn. What was carried over stays.")
        return told % {"earlier": link.earlier}, row

    named = {"earlier": link.earlier}
    deed = Deed(
        heading=_("Withdraw the link to %(earlier)s") % named,
        button=_("Withdraw the link"),
        about=row,
        quoted=_(
            "Unless another link says that it is asked again, %(earlier)s is “not repeated” then; "
            "if it is closed, it stays closed. What was carried over stays: withdraw it by itself "
            "where it is wrong."
        )
        % named,
    )
    return done_or_again(request, form, do, deed=deed)


def _refused(request: UserRequest, row: Recommendation) -> HttpResponse | None:
    """The page that says who may, for somebody who may not."""
    try:
        policies.imports.check_can_say_descent(request.user, row)
    except PermissionRefused as told:
        context = {"sentence": str(told), "back": row}
        return render(request, "error.html", context, status=403)
    return None


def _told(row: Recommendation, made: list[LineageLink]) -> str:
    told = _("%(recommendation)s is linked to %(earlier)s. Its status stays as it is.")
    earlier = ", ".join(str(link.earlier) for link in made)
    return told % {"recommendation": row, "earlier": earlier}
