"""Sensitivity of evidence, files and comments; a second person approves that it is lowered."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from tracker import policies
from tracker.actions.evidence import read_log, sensitivity
from tracker.errors import PermissionRefused, TrackerError
from tracker.forms.evidence.sensitivity import (
    ApproveRequestForm,
    SensitivityForm,
    SensitivityReasonForm,
)
from tracker.models import Comment, File, SensitivityRequest
from tracker.policies.evidence.confidentiality import Target
from tracker.requests import UserRequest, form_view, post_view, posted
from tracker.views.base import render_form, save_form, visible_or_404
from tracker.views.evidence.pages import (
    SensitivityContext,
    readable_evidence_or_404,
    require_purpose,
)


@form_view
@require_purpose
def evidence_sensitivity(request: UserRequest, pk: int) -> HttpResponse:
    """Set the sensitivity and the named readers of evidence."""
    return _sensitivity_response(request, readable_evidence_or_404(request, pk))


@form_view
@require_purpose
def file_sensitivity(request: UserRequest, pk: int, number: int) -> HttpResponse:
    """Set the sensitivity of a file, which is never lower than that of its evidence."""
    evidence = readable_evidence_or_404(request, pk)
    rows = File.objects.defer("extracted_text")
    file = visible_or_404(rows, request.user, evidence=evidence, number=number)
    file.evidence = evidence
    return _sensitivity_response(request, file)


@form_view
def comment_sensitivity(request: UserRequest, slug: str, number: str, pk: int) -> HttpResponse:
    """Set who may read a comment, of those who see the assessment it is on."""
    related = ("added_by", "assessment", "recommendation__report__mechanism")
    address = {"recommendation__report__slug": slug, "recommendation__number": number}
    comment = visible_or_404(Comment, request.user, *related, pk=pk, **address)
    read_log.log_listed([comment], by=request.user, now=timezone.now())
    return _sensitivity_response(request, comment)


@post_view
def approve_request(request: UserRequest, pk: int) -> HttpResponse:
    """Approve that the sensitivity is lowered, as somebody else proposed."""
    return _decide(
        request, pk, ApproveRequestForm(request.POST), sensitivity.approve, _("Approved.")
    )


@post_view
def decline_request(request: UserRequest, pk: int) -> HttpResponse:
    """Decline a request to lower a sensitivity; its author withdraws it by the same button."""
    message = _("Declined. The sensitivity stays unchanged.")
    return _decide(request, pk, SensitivityReasonForm(request.POST), sensitivity.decline, message)


def page_url(obj: Target) -> str:
    """Return the address where evidence, a file or a comment is read."""
    if isinstance(obj, Comment):
        return f"{obj.recommendation.get_absolute_url()}#comment-{obj.pk}"
    evidence = obj.evidence if isinstance(obj, File) else obj
    return str(evidence.get_absolute_url())


def _sensitivity_response(request: UserRequest, obj: Target) -> HttpResponse:
    policies.evidence.confidentiality.check_can_set_sensitivity(request.user, obj)
    form = SensitivityForm(posted(request), target=obj, user=request.user)
    return save_form(
        request,
        form,
        lambda command: [sensitivity.set_sensitivity(command)],
        lambda: form.command(by=request.user, now=timezone.now()),
        done=lambda proposals: (
            _("Proposed. The sensitivity changes when this is approved.")
            if proposals[0]
            else _("Saved.")
        ),
        to=page_url(obj),
    ) or _page(request, "evidence/sensitivity/form.html", obj, form)


def _decide(
    request: UserRequest,
    pk: int,
    form: SensitivityReasonForm,
    action: Callable[[sensitivity.DecideSensitivity], SensitivityRequest],
    message: str,
) -> HttpResponse:
    sensitivity_request = visible_or_404(
        SensitivityRequest,
        request.user,
        "author",
        "evidence",
        "file__evidence",
        "comment__recommendation__report__mechanism",
        pk=pk,
    )
    if (obj := sensitivity_request.target) is None:
        raise Http404
    if form.is_valid():
        try:
            action(form.decision(sensitivity_request, by=request.user, now=timezone.now()))
        except PermissionRefused:
            raise
        except TrackerError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, message)
            return redirect(page_url(obj))
    return _page(request, "evidence/sensitivity/decide.html", obj, form)


def _page(request: UserRequest, template: str, obj: Target, form: forms.Form) -> HttpResponse:
    context = {
        "object": obj,
        "noun": obj._meta.verbose_name,
        "back": page_url(obj),
        "sensitivity": SensitivityContext(obj, request.user),
    }
    if request.method == "POST":  # a decision takes nothing else
        context["return_url"] = page_url(obj)
    return render_form(request, template, form, **context)
