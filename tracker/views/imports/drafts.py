"""Drafts of a run: decided on, changed, joined, added."""

import re
from collections.abc import Callable
from functools import partial

from django import http, shortcuts
from django.utils.translation import gettext as _

from tracker import errors, models, vocabulary
from tracker.actions.imports import drafts, figures
from tracker.forms.figures import FigureDraftForm
from tracker.forms.imports import BodyDraftForm, DraftBoundsForm, DraftSplitForm
from tracker.requests import UserRequest, form_view, is_sent, post_view, posted, saved
from tracker.views.base import render_form, render_page, save_form, visible_or_404
from tracker.views.imports.context import excerpt
from tracker.views.imports.runs import for_importers, refused_response, run_or_404

NEW_STATES = {  # by the button pressed
    "accept": vocabulary.DraftState.ACCEPTED,
    "drop": vocabulary.DraftState.DROPPED,
    "offer": vocabulary.DraftState.OFFERED,
}


@post_view
@for_importers
def mark_drafts(request: UserRequest, pk: int) -> http.HttpResponse:
    """Accept, discard or reopen one draft, or all undecided drafts of a kind."""
    run = run_or_404(request, pk)
    pressed = next((name for name in NEW_STATES if name in request.POST), None)
    kind, key = request.POST.get("kind", ""), request.POST.get("draft", "")
    offered = (
        run.drafts.filter(kind=kind, state=vocabulary.DraftState.OFFERED)
        if kind
        else run.drafts.none()
    )
    is_one = key.isdecimal() and len(key) <= 18  # SQLite can't even look for a longer key
    keys = [int(key)] if is_one else list(offered.values_list("pk", flat=True))
    if pressed is None or not (kind or is_one):
        return refused_response(
            request, pk, refused=_("Nothing was chosen. Use one of the buttons on the page.")
        )
    return change_response(
        request,
        run,
        drafts.set_draft_states,
        drafts.SetDraftStates(
            run=run,
            drafts=keys,
            state=NEW_STATES[pressed],
            only_certain=pressed == "accept" and not is_one,
            by=request.user,
        ),
        f"draft-{key}" if is_one else f"kind-{kind}",
    )


@form_view
@for_importers
def edit_draft(request: UserRequest, pk: int, key: int) -> http.HttpResponse:
    """Change the bounds of a recommendation, or split it in two."""
    draft = draft_or_404(request, pk, key)
    bounds, split = DraftBoundsForm.from_draft(draft), DraftSplitForm()
    is_changed: object = False
    if "split" in request.POST:
        split = DraftSplitForm(request.POST)
        is_changed = is_sent(split) and saved(
            split, lambda: drafts.split(split.command(draft, by=request.user))
        )
    elif request.method == "POST":
        bounds = DraftBoundsForm(request.POST)
        is_changed = is_sent(bounds) and saved(
            bounds,
            lambda: drafts.set_bounds(
                drafts.SetBounds(draft=draft, places=bounds.places_in(draft), by=request.user)
            ),
        )
    if is_changed:
        return shortcuts.redirect(f"{draft.run.get_absolute_url()}#draft-{draft.pk}")
    return render_page(
        request,
        "imports/draft.html",
        status=422 if request.method == "POST" else 200,
        draft=draft,
        run=draft.run,
        bounds=bounds,
        split=split,
    )


@post_view
@for_importers
def merge_draft(request: UserRequest, pk: int, key: int) -> http.HttpResponse:
    """Merge a recommendation or a figure with the one after it, or separate a figure again."""
    draft = draft_or_404(request, pk, key)
    join = figures.join_figures if draft.kind == vocabulary.DraftKind.FIGURE else drafts.join
    return change_response(
        request,
        draft.run,
        figures.separate_figures if "offer" in request.POST else join,
        drafts.ChangeDraft(draft=draft, by=request.user),
        f"draft-{draft.pk}",
    )


@post_view
@for_importers
def accept_draft(request: UserRequest, pk: int, key: int) -> http.HttpResponse:
    """Accept a responsibility in the role chosen, a link with what is ticked, or a body."""
    draft = draft_or_404(request, pk, key)
    if draft.kind == vocabulary.DraftKind.BODY:
        form = BodyDraftForm(request.POST)
        return save_form(
            request,
            form,
            drafts.accept_draft,
            partial(drafts.AcceptDraft, draft=draft),
            done="",
            to=f"{draft.run.get_absolute_url()}#draft-{key}",
        ) or refused_response(
            request, pk, refused=f"{draft.values['name']}: {next(iter(form.errors.values()))[0]}"
        )
    role = request.POST.get("role")
    return change_response(
        request,
        draft.run,
        drafts.accept_draft,
        drafts.AcceptDraft(
            draft=draft,
            role=role,
            carry=request.POST.getlist("carry") if role is None else None,
            by=request.user,
        ),
        f"draft-{draft.pk}",
    )


def draft_or_404(request: UserRequest, pk: int, key: int, **lookup: object) -> models.Draft:
    """Return a draft of the run; 404 if the user may not know of it."""
    return visible_or_404(
        models.Draft, request.user, "run", pk=key, run=run_or_404(request, pk), **lookup
    )


def change_response[Command](
    request: UserRequest,
    run: models.ImportRun,
    action: Callable[[Command], object],
    command: Command,
    anchor: str,
) -> http.HttpResponse:
    """Change drafts and go back to the anchor; a refusal is shown on the page."""
    try:
        action(command)
    except errors.TrackerError as error:
        return refused_response(request, run.pk, refused=str(error))
    return shortcuts.redirect(f"{run.get_absolute_url()}#{anchor}")


PLACE = re.compile(r"(\d{1,6})-(\d{1,6})-(\d{1,6})")  # paragraph, first and last code point


@form_view
@for_importers
def edit_figure(request: UserRequest, pk: int, key: int | None = None) -> http.HttpResponse:
    """Change a figure; without a key, add one at a place or by its words, or say it is none."""
    draft = (
        draft_or_404(request, pk, key, kind=vocabulary.DraftKind.FIGURE)
        if key is not None
        else None
    )
    run = draft.run if draft else run_or_404(request, pk)
    match = PLACE.fullmatch(request.GET.get("place", ""))
    typed = [int(number) for number in match.groups()] if match else []
    place = draft.places[0] if draft else typed
    if request.method == "POST" and "dismiss" in request.POST:
        command = figures.DismissNumber(run=run, place=typed, by=request.user)
        return change_response(request, run, figures.dismiss_number, command, "kind-figure")
    around = excerpt(run, place)
    form = FigureDraftForm(posted(request), run=run, draft=draft, place=place, printed=around[1])
    return save_form(
        request,
        form,
        figures.save_figure,
        partial(figures.SaveFigure, run=run, draft=draft),
        done="",
        to=lambda row: f"{run.get_absolute_url()}#draft-{row.pk}",
    ) or render_form(
        request,
        "imports/figure.html",
        form,
        run=run,
        draft=draft,
        excerpt=around,
    )
