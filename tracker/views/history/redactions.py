"""Redactions: one administrator asks for words to be taken out, another carries it out."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST

from tracker import policies
from tracker.actions.history import redactions as actions
from tracker.errors import TrackerError
from tracker.forms.history import RedactionApprovalForm, RedactionDeclineForm, RedactionRequestForm
from tracker.models import Redaction
from tracker.requests import UserRequest, saved
from tracker.views.lookups import visible_or_404


@sensitive_post_parameters("words")
@login_required
@require_http_methods(["GET", "POST"])
def redaction_list(request: UserRequest) -> HttpResponse:
    """List the redactions, and take a request for another."""
    rows = Redaction.objects.visible_to(request.user).select_related("author", "decided_by")
    may_view = request.method == "GET" and request.user.may_read_people
    if not may_view:
        policies.history.check_can_request_redaction(request.user)
    form = RedactionRequestForm(request.POST or None) if request.user.may_manage else None
    if form is not None and form.is_valid():
        requested = _save(request, form, _request_redaction)
        if requested is not None:
            message = _(
                "Redaction %(number)d waits for a second administrator. Tell the words in person."
            )
            messages.success(request, message % {"number": requested.pk})
            return redirect("redaction_list")
    context = {"rows": rows.newest_first(), "form": form}
    status = 422 if form is not None and form.is_bound else 200
    return render(request, "history/redactions/list.html", context, status=status)


@sensitive_post_parameters("words")
@login_required
@require_http_methods(["GET", "POST"])
def redaction_detail(request: UserRequest, pk: int) -> HttpResponse:
    """Carry out a redaction: a second administrator types the words and previews the extent."""
    redaction = visible_or_404(Redaction, request.user, "author", "decided_by", pk=pk)
    policies.history.check_can_request_redaction(request.user)
    form = RedactionApprovalForm(request.POST or None)
    if not form.is_valid():
        return _detail_response(request, redaction, form, RedactionDeclineForm())
    if not form.cleaned_data["seen"]:
        return _preview(request, redaction, form)
    approved = _save(request, form, _approval(redaction))
    if approved is None:
        return _detail_response(request, redaction, _with_extent(form, ""), RedactionDeclineForm())
    messages.success(request, _success_message(approved))
    if problem := actions.scrub():
        messages.warning(request, problem)
    return redirect("redaction_list")


@login_required
@require_POST
def decline_redaction(request: UserRequest, pk: int) -> HttpResponse:
    """Decline a redaction, so that nothing is taken out."""
    redaction = visible_or_404(Redaction, request.user, "author", "decided_by", pk=pk)
    policies.history.check_can_request_redaction(request.user)
    form = RedactionDeclineForm(request.POST)
    if form.is_valid():

        def decline(request: UserRequest, values: dict[str, Any]) -> Redaction:
            return actions.decline(
                redaction=redaction, note=values["note"], by=request.user, now=timezone.now()
            )

        if _save(request, form, decline) is not None:
            messages.success(request, _("Nothing was taken out."))
            return redirect("redaction_list")
    return _detail_response(request, redaction, RedactionApprovalForm(), form)


@sensitive_variables("values")
def _request_redaction(request: UserRequest, values: dict[str, Any]) -> Redaction:
    return actions.request_redaction(**values, by=request.user, now=timezone.now())


def _preview(
    request: UserRequest, redaction: Redaction, form: RedactionApprovalForm
) -> HttpResponse:
    """Show what carrying it out would change."""
    try:
        extent = actions.preview(
            redaction=redaction, words=form.cleaned_data["words"], by=request.user
        )
    except TrackerError as error:
        form.add_error(None, str(error))
        return _detail_response(request, redaction, form, RedactionDeclineForm())
    return _detail_response(
        request, redaction, _with_extent(form, extent.mark), RedactionDeclineForm(), extent
    )


def _with_extent(form: RedactionApprovalForm, mark: str) -> RedactionApprovalForm:
    """Keep what was typed, with the mark of the extent that was shown."""
    typed: Any = form.data.copy()  # type: ignore[attr-defined]
    typed["seen"] = mark
    form.data = typed
    return form


def _approval(redaction: Redaction) -> Callable[[UserRequest, dict[str, Any]], Redaction]:
    @sensitive_variables("values")
    def carry_out(request: UserRequest, values: dict[str, Any]) -> Redaction:
        return actions.carry_out(redaction=redaction, **values, by=request.user, now=timezone.now())

    return carry_out


def _save(
    request: UserRequest,
    form: forms.Form,
    action: Callable[[UserRequest, dict[str, Any]], Redaction],
) -> Redaction | None:
    return saved(form, action, request, form.cleaned_data)


def _success_message(redaction: Redaction) -> str:
    rows = ngettext("%(number)d row", "%(number)d rows", redaction.rows) % {
        "number": redaction.rows
    }
    lines = ngettext(
        "%(number)d line of history", "%(number)d lines of history", redaction.events
    ) % {"number": redaction.events}
    return _("Redaction %(number)d was carried out: %(rows)s, %(lines)s.") % {
        "number": redaction.pk,
        "rows": rows,
        "lines": lines,
    }


def _detail_response(
    request: UserRequest,
    redaction: Redaction,
    form: RedactionApprovalForm,
    decline_form: RedactionDeclineForm,
    extent: actions.RedactionExtent | None = None,
) -> HttpResponse:
    context = {"redaction": redaction, "form": form, "decline_form": decline_form, "extent": extent}
    is_refused = (form.is_bound or decline_form.is_bound) and extent is None
    return render(
        request, "history/redactions/detail.html", context, status=422 if is_refused else 200
    )
