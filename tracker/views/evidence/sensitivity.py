"""A thing is closed to others, or proposed to be opened; a second person decides on that."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import models
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tracker import policies
from tracker.actions.evidence import read_log, sensitivity
from tracker.errors import PermissionRefused, TrackerError
from tracker.forms.evidence.sensitivity import AgreeForm, SensitivityForm, WordsForm
from tracker.models import Comment, File, SensitivityRequest
from tracker.requests import UserRequest
from tracker.views.evidence.context import SensitivityOf
from tracker.views.evidence.pages import for_a_purpose, opened_or_404


@login_required
@require_http_methods(["GET", "POST"])
@for_a_purpose
def evidence_sensitivity(request: UserRequest, pk: int) -> HttpResponse:
    """Who may know of a piece, and its named readers."""
    return _set(request, opened_or_404(request, pk))


@login_required
@require_http_methods(["GET", "POST"])
@for_a_purpose
def file_sensitivity(request: UserRequest, pk: int, number: int) -> HttpResponse:
    """Who may know of a file: never more people than of its piece."""
    piece = opened_or_404(request, pk)
    rows = File.objects.visible_to(request.user).defer("extracted_text", "folded_text")
    file = get_object_or_404(rows, evidence=piece, number=number)
    file.evidence = piece
    return _set(request, file)


@login_required
@require_http_methods(["GET", "POST"])
def comment_sensitivity(request: UserRequest, slug: str, number: str, pk: int) -> HttpResponse:
    """Who may read a comment, of those who see the judgment it is on."""
    rows = Comment.objects.visible_to(request.user).select_related(
        "added_by", "assessment", "recommendation__report__mechanism"
    )
    about = {"recommendation__report__slug": slug, "recommendation__number": number}
    comment = get_object_or_404(rows, pk=pk, **about)
    read_log.met([comment], by=request.user, now=timezone.now())
    return _set(request, comment)


@login_required
@require_POST
def lowering_agree(request: UserRequest, pk: int) -> HttpResponse:
    """Let more people know, as somebody else proposed."""
    return _decide(request, pk, AgreeForm(request.POST), sensitivity.agree, _("Agreed."))


@login_required
@require_POST
def lowering_decline(request: UserRequest, pk: int) -> HttpResponse:
    """Leave it as it is; its author takes it back by the same button."""
    done = _("It stays as it is.")
    return _decide(request, pk, WordsForm(request.POST), sensitivity.decline, done)


def place_of(thing: Any) -> str:
    """Where a piece, a file or a comment is read."""
    if isinstance(thing, Comment):
        return f"{thing.recommendation.get_absolute_url()}#comment-{thing.pk}"
    piece = thing.evidence if isinstance(thing, File) else thing
    return str(piece.get_absolute_url())


def _set(request: UserRequest, thing: Any) -> HttpResponse:
    try:
        policies.evidence.confidentiality.check_can_set(request.user, thing)
    except TrackerError as refused:
        status = 403 if isinstance(refused, PermissionRefused) else 422
        context = {"sentence": str(refused)}
        return render(request, "error.html", context, status=status)
    typed = request.POST if request.method == "POST" else None
    form = SensitivityForm(typed, thing=thing, user=request.user)
    if form.is_valid():
        said = form.cleaned_data
        try:
            proposed = sensitivity.set_to(
                thing=thing,
                to=said["sensitivity"],
                by=request.user,
                now=timezone.now(),
                words=said["words"],
                readers=form.readers_chosen,
            )
        except TrackerError as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _told(proposed))
            return redirect(place_of(thing))
    return _page(request, "evidence/sensitivity/form.html", thing, form)


def _told(proposed: SensitivityRequest | None) -> str:
    if proposed is None:
        return _("Saved.")
    return _("Proposed: it stays as it is until a second person agrees.")


def _decide(request: UserRequest, pk: int, form: forms.Form, act: Any, done: str) -> HttpResponse:
    rows = SensitivityRequest.objects.visible_to(request.user).select_related(
        "author", "evidence", "file__evidence", "comment__recommendation__report__mechanism"
    )
    sensitivity_request = get_object_or_404(rows, pk=pk)
    thing = sensitivity_request.thing
    if thing is None:
        raise Http404
    if form.is_valid():
        try:
            note = form.cleaned_data["words"]
            act(
                sensitivity_request=sensitivity_request,
                by=request.user,
                now=timezone.now(),
                note=note,
            )
        except PermissionRefused as refused:
            return render(request, "error.html", {"sentence": str(refused)}, status=403)
        except TrackerError as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, done)
            return redirect(place_of(thing))
    return _page(request, "evidence/sensitivity/decide.html", thing, form)


def _page(request: UserRequest, template: str, thing: models.Model, form: Any) -> HttpResponse:
    context = {
        "thing": thing,
        "noun": thing._meta.verbose_name,
        "back": place_of(thing),
        "form": form,
        "sensitivity": SensitivityOf(thing, request.user),
    }
    return render(request, template, context, status=422 if form.is_bound else 200)
