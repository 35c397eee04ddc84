"""Redactions: one administrator asks for words to be taken out, another carries it out."""

from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.debug import sensitive_post_parameters

from tracker import policies
from tracker.actions.history import redactions
from tracker.actions.history.redaction_text import RedactionExtent
from tracker.errors import TrackerError
from tracker.forms.history import RedactionApprovalForm, RedactionDeclineForm, RedactionRequestForm
from tracker.models import Redaction
from tracker.requests import UserRequest, form_view, is_sent, post_view, saved
from tracker.views.base import complete, render_form, save_form, visible_or_404

secret_form_view = partial(form_view, takes_drafts=False)  # the words must not be stored


@sensitive_post_parameters("words")
@secret_form_view
def redaction_list(request: UserRequest) -> HttpResponse:
    """List the redactions, and take a request for another."""
    rows = Redaction.objects.visible_to(request.user).select_related("author", "decided_by")
    if not (request.method == "GET" and request.user.may_read_people):
        policies.history.check_can_request_redaction(request.user)
    template, context = "history/redactions/list.html", {"rows": rows.newest_first()}
    if not request.user.may_manage:
        return render(request, template, context)
    form = RedactionRequestForm(request.POST or None)
    message = _(
        "Redaction %(number)d is waiting for a second administrator. Give them the text in person."
    )
    return save_form(
        request,
        form,
        redactions.request_redaction,
        redactions.RequestRedaction,
        done=lambda requested: message % {"number": requested.pk},
        to="redaction_list",
    ) or render_form(request, template, form, **context)


@sensitive_post_parameters("words")
@secret_form_view
def redaction_detail(request: UserRequest, pk: int) -> HttpResponse:
    """Carry out a redaction: a second administrator types the words and previews the extent."""
    redaction = visible_or_404(Redaction, request.user, "author", "decided_by", pk=pk)
    policies.history.check_can_request_redaction(request.user)
    form = RedactionApprovalForm(request.POST or None)
    if not is_sent(form):
        return _detail_response(request, redaction, form)
    command = complete(partial(redactions.CarryOutRedaction, redaction=redaction), request, form)
    if not command.seen:
        return _preview(request, form, command)
    if (approved := saved(form, redactions.carry_out, command)) is None:
        form.show_extent("")
        return _detail_response(request, redaction, form)
    messages.success(request, _success_message(approved))
    if problem := redactions.scrub():
        messages.warning(request, problem)
    return redirect("redaction_list")


@post_view
def decline_redaction(request: UserRequest, pk: int) -> HttpResponse:
    """Decline a redaction, so that nothing is taken out."""
    redaction = visible_or_404(Redaction, request.user, "author", "decided_by", pk=pk)
    policies.history.check_can_request_redaction(request.user)
    form = RedactionDeclineForm(request.POST)
    return save_form(
        request,
        form,
        redactions.decline,
        partial(redactions.DeclineRedaction, redaction=redaction),
        done=_("Nothing was removed."),
        to="redaction_list",
    ) or _detail_response(request, redaction, RedactionApprovalForm(), form)


def _preview(
    request: UserRequest, form: RedactionApprovalForm, command: redactions.CarryOutRedaction
) -> HttpResponse:
    """Show what carrying it out would change."""
    try:
        extent = redactions.preview(command)
    except TrackerError as error:
        form.add_error(None, str(error))
        return _detail_response(request, command.redaction, form)
    form.show_extent(extent.mark)
    return _detail_response(request, command.redaction, form, extent=extent)


def _success_message(redaction: Redaction) -> str:
    rows = ngettext("%(number)d row", "%(number)d rows", redaction.rows) % {
        "number": redaction.rows
    }
    lines = ngettext("%(number)d event", "%(number)d events", redaction.events) % {
        "number": redaction.events
    }
    return _("Redaction %(number)d was carried out: %(rows)s, %(lines)s.") % {
        "number": redaction.pk,
        "rows": rows,
        "lines": lines,
    }


def _detail_response(
    request: UserRequest,
    redaction: Redaction,
    form: RedactionApprovalForm,
    decline_form: RedactionDeclineForm | None = None,
    *,
    extent: RedactionExtent | None = None,
) -> HttpResponse:
    decline_form = decline_form or RedactionDeclineForm()
    context = {
        "redaction": redaction,
        "form": form,
        "decline_form": decline_form,
        "extent": extent,
        "return_url": reverse("redaction", args=[redaction.pk]),
    }
    is_refused = (form.is_bound or decline_form.is_bound) and extent is None
    return render(
        request, "history/redactions/detail.html", context, status=422 if is_refused else 200
    )
