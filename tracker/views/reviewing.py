"""What a person does with a run that waits: every press of a button is one action."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tracker.actions import imports
from tracker.actions.imports import deciding
from tracker.errors import TrackerError
from tracker.forms.deeds import WordsForm
from tracker.forms.imports import AcceptForm, BoundsForm, HeadForm, SplitForm
from tracker.models import Draft, Run
from tracker.requests import UserRequest
from tracker.views.deeds import Deed, done_or_again
from tracker.views.imports import for_importers, run_or_404
from tracker.views.run_page import context_of
from tracker.vocabulary import DraftState

CHANGES = {  # the button pressed: the state that its drafts get
    "accept": DraftState.ACCEPTED,
    "drop": DraftState.DROPPED,
    "offer": DraftState.OFFERED,
}


@login_required
@require_POST
@for_importers
def run_say(request: UserRequest, pk: int) -> HttpResponse:
    """Put right what the run says of itself."""
    row, form = run_or_404(request, pk), HeadForm(request.POST)
    if form.is_valid():
        try:
            deciding.say(run=row, by=request.user, **form.cleaned_data)
        except TrackerError as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Kept. Links to earlier editions were looked for anew."))
            return redirect(row)
    return _again(request, pk, head=form)


@login_required
@require_POST
@for_importers
def run_accept(request: UserRequest, pk: int) -> HttpResponse:
    """Take the run in, under the reason “new edition” and what was added to it."""
    row, form = run_or_404(request, pk), AcceptForm(request.POST)
    if form.is_valid():
        try:
            imports.accept(run=row, by=request.user, reason=form.given, now=timezone.now())
        except TrackerError as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("%(run)s was taken in.") % {"run": row})
            return redirect(row)
    return _again(request, pk, accepting=form)


@login_required
@require_http_methods(["GET", "POST"])
@for_importers
def run_drop(request: UserRequest, pk: int) -> HttpResponse:
    """Leave the whole run out; it stays on record."""
    row = run_or_404(request, pk)
    deed = Deed(_("Leave the report out"), _("Leave it out"), row)
    return _in_words(request, row, deed, imports.drop, _("%(run)s was left out.") % {"run": row})


@login_required
@require_http_methods(["GET", "POST"])
@for_importers
def run_undo(request: UserRequest, pk: int) -> HttpResponse:
    """Take back all that accepting the run created and changed."""
    row = run_or_404(request, pk)
    deed = Deed(_("Take the report out again"), _("Take it out"), row)
    told = _("%(run)s was taken out again. Everything is as it was before.") % {"run": row}
    return _in_words(request, row, deed, imports.undo, told)


@login_required
@require_POST
@for_importers
def run_mark(request: UserRequest, pk: int) -> HttpResponse:
    """Accept, drop or offer again one draft, or all of a kind that nobody decided on."""
    row = run_or_404(request, pk)
    pressed = next((name for name in CHANGES if name in request.POST), None)
    kind, key = request.POST.get("kind", ""), request.POST.get("draft", "")
    drafts = row.drafts.filter(kind=kind, state=DraftState.OFFERED) if kind else row.drafts.none()
    keys = [int(key)] if key.isdecimal() else list(drafts.values_list("pk", flat=True))
    if pressed is None or not (kind or key.isdecimal()):
        return _again(request, pk, refused=_("Nothing was chosen. Press a button of the page."))
    where = f"draft-{key}" if key.isdecimal() else f"kind-{kind}"
    return _done(
        request,
        row,
        lambda: deciding.mark(run=row, drafts=keys, state=CHANGES[pressed], by=request.user),
        where,
    )


@login_required
@require_http_methods(["GET", "POST"])
@for_importers
def draft(request: UserRequest, pk: int, key: int) -> HttpResponse:
    """Change the bounds of a recommendation, or cut it in two."""
    one = _draft_or_404(request, pk, key)
    bounds, split = BoundsForm.opened(one), SplitForm()
    if request.method == "POST":
        form: Any
        if "split" in request.POST:
            form = split = SplitForm(request.POST)
        else:
            form = bounds = BoundsForm(request.POST)
        if form.is_valid():
            try:
                if form is split:
                    deciding.split(draft=one, by=request.user, at=split.at(one))
                else:
                    deciding.rebound(draft=one, by=request.user, places=bounds.places(one))
            except TrackerError as refused:
                form.add_error(None, str(refused))
            else:
                return redirect(f"{one.run.get_absolute_url()}#draft-{one.pk}")
    context = {"draft": one, "run": one.run, "bounds": bounds, "split": split}
    status = 422 if request.method == "POST" else 200
    return render(request, "imports/draft.html", context, status=status)


@login_required
@require_POST
@for_importers
def draft_join(request: UserRequest, pk: int, key: int) -> HttpResponse:
    """Join a recommendation with the one after it."""
    one = _draft_or_404(request, pk, key)
    return _done(
        request, one.run, lambda: deciding.join(draft=one, by=request.user), f"draft-{one.pk}"
    )


@login_required
@require_POST
@for_importers
def draft_take(request: UserRequest, pk: int, key: int) -> HttpResponse:
    """Accept a responsibility in the role chosen, or a link with what is ticked."""
    one = _draft_or_404(request, pk, key)
    chosen: dict[str, Any] = (
        {"role": request.POST["role"]}
        if "role" in request.POST
        else {"carry": request.POST.getlist("carry")}
    )
    return _done(
        request,
        one.run,
        lambda: deciding.take(draft=one, by=request.user, **chosen),
        f"draft-{one.pk}",
    )


def _draft_or_404(request: UserRequest, pk: int, key: int) -> Draft:
    rows = Draft.objects.visible_to(request.user).filter(run=run_or_404(request, pk))
    found: Draft = get_object_or_404(rows.select_related("run"), pk=key)
    return found


def _done(request: UserRequest, run: Run, do: Callable[[], object], where: str) -> HttpResponse:
    """Do it, and go back to where it was pressed; a refusal is told on the page."""
    try:
        do()
    except TrackerError as refused:
        return _again(request, run.pk, refused=str(refused))
    return redirect(f"{run.get_absolute_url()}#{where}")


def _again(request: UserRequest, pk: int, **more: Any) -> HttpResponse:
    """The page as the run stands now, with what was typed and why nothing was written."""
    context = context_of(run_or_404(request, pk), request.user, **more)
    return render(request, "imports/run.html", context, status=422)


def _in_words(
    request: UserRequest, run: Run, deed: Deed, do: Callable[..., Run], told: str
) -> HttpResponse:
    """The page of one deed on a run, with the words why."""
    form = WordsForm(request.POST if request.method == "POST" else None)

    def decided() -> tuple[str, Any]:
        words = form.cleaned_data["because_of"]
        do(run=run, by=request.user, reason=words, now=timezone.now())
        return told, run

    return done_or_again(request, form, decided, deed=deed)
