"""Words taken out for a legal ground: asked for by one administrator, carried out by another."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST

from tracker import policies
from tracker.actions.history import redactions as history_redactions
from tracker.errors import PermissionRefused, TrackerError
from tracker.forms.history import AskForm, CarryOutForm, DeclineForm
from tracker.models import Redaction
from tracker.requests import UserRequest


@sensitive_post_parameters("words")
@login_required
@require_http_methods(["GET", "POST"])
def redactions(request: UserRequest) -> HttpResponse:
    """What was taken out and what waits, and the form to ask for more."""
    rows = Redaction.objects.visible_to(request.user).select_related("author", "decided_by")
    may_look = request.method == "GET" and request.user.may_read_people
    if not (may_look or request.user.may_manage):
        return _refused(request)
    form = AskForm(request.POST or None) if request.user.may_manage else None
    if form is not None and form.is_valid():
        asked = _done(request, form, _ask)
        if asked is not None:
            told = _(
                "Redaction %(number)d waits for a second administrator. Tell the words in person."
            )
            messages.success(request, told % {"number": asked.pk})
            return redirect("redactions")
    context = {"rows": rows.newest_first(), "form": form}
    status = 422 if form is not None and form.is_bound else 200
    return render(request, "history/redactions/list.html", context, status=status)


@sensitive_post_parameters("words")
@login_required
@require_http_methods(["GET", "POST"])
def redaction(request: UserRequest, pk: int) -> HttpResponse:
    """What one administrator asked for; another types the words, sees what goes, and it goes."""
    row = _row_or_404(request, pk)
    if not request.user.may_manage:
        return _refused(request)
    form = CarryOutForm(request.POST or None)
    if not form.is_valid():
        return _page(request, row, form, DeclineForm())
    if not form.cleaned_data["seen"]:
        return _look(request, row, form)
    done = _done(request, form, _carry_out(row))
    if done is None:
        return _page(request, row, _looked_at(form, ""), DeclineForm())
    messages.success(request, _told(done))
    if told := history_redactions.scrub():
        messages.warning(request, told)
    return redirect("redactions")


@login_required
@require_POST
def redaction_decline(request: UserRequest, pk: int) -> HttpResponse:
    """Leave everything as it is."""
    row = _row_or_404(request, pk)
    if not request.user.may_manage:
        return _refused(request)
    form = DeclineForm(request.POST)
    if form.is_valid():

        def decline(request: UserRequest, said: dict[str, Any]) -> Redaction:
            return history_redactions.decline(
                redaction=row, note=said["note"], by=request.user, now=timezone.now()
            )

        if _done(request, form, decline) is not None:
            messages.success(request, _("Nothing was taken out."))
            return redirect("redactions")
    return _page(request, row, CarryOutForm(), form)


def _row_or_404(request: UserRequest, pk: int) -> Redaction:
    rows = Redaction.objects.visible_to(request.user).select_related("author", "decided_by")
    row: Redaction = get_object_or_404(rows, pk=pk)
    return row


def _refused(request: UserRequest) -> HttpResponse:
    try:
        policies.history.check_can_ask(request.user)
    except PermissionRefused as told:
        return render(request, "error.html", {"sentence": str(told)}, status=403)
    raise AssertionError("who may was refused")


@sensitive_variables("said")
def _ask(request: UserRequest, said: dict[str, Any]) -> Redaction:
    return history_redactions.ask(**said, by=request.user, now=timezone.now())


def _look(request: UserRequest, row: Redaction, form: CarryOutForm) -> HttpResponse:
    """What carrying it out would change, before it is."""
    try:
        extent = history_redactions.look(
            redaction=row, words=form.cleaned_data["words"], by=request.user
        )
    except TrackerError as refusal:
        form.add_error(None, str(refusal))
        return _page(request, row, form, DeclineForm())
    return _page(request, row, _looked_at(form, extent.mark), DeclineForm(), extent)


def _looked_at(form: CarryOutForm, mark: str) -> CarryOutForm:
    """What was typed stays, with the mark of what was seen."""
    typed: Any = form.data.copy()  # type: ignore[attr-defined]
    typed["seen"] = mark
    form.data = typed
    return form


def _carry_out(row: Redaction) -> Callable[[UserRequest, dict[str, Any]], Redaction]:
    @sensitive_variables("said")
    def carry_out(request: UserRequest, said: dict[str, Any]) -> Redaction:
        return history_redactions.carry_out(
            redaction=row, **said, by=request.user, now=timezone.now()
        )

    return carry_out


def _done(
    request: UserRequest,
    form: forms.Form,
    do: Callable[[UserRequest, dict[str, Any]], Redaction],
) -> Redaction | None:
    """What was done; None after a refusal, which the form tells."""
    try:
        return do(request, form.cleaned_data)
    except TrackerError as refusal:
        form.add_error(None, str(refusal))
    return None


def _told(done: Redaction) -> str:
    rows = ngettext("%(number)d row", "%(number)d rows", done.rows) % {"number": done.rows}
    lines = ngettext("%(number)d line of history", "%(number)d lines of history", done.events) % {
        "number": done.events
    }
    return _("Redaction %(number)d was carried out: %(rows)s, %(lines)s.") % {
        "number": done.pk,
        "rows": rows,
        "lines": lines,
    }


def _page(
    request: UserRequest,
    row: Redaction,
    form: CarryOutForm,
    declining: DeclineForm,
    extent: history_redactions.Extent | None = None,
) -> HttpResponse:
    context = {"row": row, "form": form, "declining": declining, "extent": extent}
    is_refused = (form.is_bound or declining.is_bound) and extent is None
    return render(
        request, "history/redactions/detail.html", context, status=422 if is_refused else 200
    )
