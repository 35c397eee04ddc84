"""Form of a figure of an import: corrected or added."""

import re
from functools import partial

from django.http import HttpResponse

from tracker.actions.imports import figures
from tracker.forms.figures import FigureDraftForm
from tracker.requests import UserRequest, form_view, posted
from tracker.views.base import render_form, save_form
from tracker.views.imports.context import excerpt
from tracker.views.imports.runs import draft_or_404, for_importers, run_or_404
from tracker.vocabulary import DraftKind

PLACE = re.compile(r"(\d{1,6})-(\d{1,6})-(\d{1,6})")  # paragraph, first and last code point


@form_view
@for_importers
def edit_figure(request: UserRequest, pk: int, key: int | None = None) -> HttpResponse:
    """Change a figure; without a key, add one at a place or by its words."""
    draft = draft_or_404(request, pk, key, kind=DraftKind.FIGURE) if key else None
    run = draft.run if draft else run_or_404(request, pk)
    match = PLACE.fullmatch(request.GET.get("place", ""))
    typed = [int(number) for number in match.groups()] if match else []
    place = draft.places[0] if draft else typed
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
