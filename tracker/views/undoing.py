"""A change is put back: what it would say again, what stands in the way, and why it is done."""

from dataclasses import dataclass, replace
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from tracker.actions import readings, undoing
from tracker.audit import timeline
from tracker.audit.matter import matter_of
from tracker.errors import NotAllowed, NotYours, Stale, TrackerError
from tracker.forms.deeds import WordsForm
from tracker.models import Event
from tracker.policies.undoing import Way
from tracker.requests import UserRequest
from tracker.summaries.undoing import (
    Step,
    Undoing,
    check_was_not_read_in,
    deed_of,
    run_of,
)
from tracker.views.undoing_places import Place, place_of

SHOWN = 10  # rows on the page
LINES = 50  # events told above them


@dataclass(frozen=True, slots=True)
class PutBack:
    """One row on the page: what would become of it."""

    sentence: str
    changes: list[timeline.Change]


@login_required
@require_http_methods(["GET", "POST"])
def undo(request: UserRequest, sequence: int) -> HttpResponse:
    """Put back all that was written with one event, or with `alone=yes` what concerns one thing."""
    event: Event = get_object_or_404(Event.objects.visible_to(request.user), pk=sequence)
    alone = request.GET.get("alone") == "yes"
    events = deed_of(event, user=request.user, alone=alone)
    found = Undoing(events, request.user)
    place = place_of(event, request.user)
    if shut := _shut(request, found, event):
        return shut
    readings.met(matter_of(events[:LINES], request.user), by=request.user, now=timezone.now())
    form = WordsForm(request.POST if request.method == "POST" else None)
    newest = found.newest()
    form.fields["seen"].initial = newest.pk if newest else 0
    if form.is_valid():
        try:
            number = undoing.undo(
                event=event,
                alone=alone,
                by=request.user,
                reason=form.cleaned_data["because_of"],
                now=timezone.now(),
                seen=form.cleaned_data["seen"],
            )
        except TrackerError as refusal:
            found = Undoing(events, request.user)
            _show_again(form, refusal, found)
        else:
            messages.success(request, _told(number))
            return redirect(place.address)
    context = {
        "form": form,
        "place": place,
        "found": found,
        "lines": _lines(events, request),
        "rows": [_put_back(step, found) for step in found.left[:SHOWN]],
        "more": max(len(found.left) - SHOWN, 0),
        "choice": _choice(event, events, request, place, alone=alone),
    }
    status = 409 if found.obstacles else 422 if form.is_bound else 200
    return render(request, "history/undo.html", context, status=status)


def _shut(request: UserRequest, found: Undoing, event: Event) -> HttpResponse | None:
    """The page that says why not: to who may not, and of what was read in."""
    try:
        found.check_rights()
    except NotYours as told:
        return render(request, "refused.html", {"sentence": str(told)}, status=403)
    try:
        check_was_not_read_in(event)
    except NotAllowed as told:
        context = {"sentence": str(told), "back": run_of(event)}
        return render(request, "refused.html", context, status=409)
    return None


def _show_again(form: WordsForm, refusal: TrackerError, found: Undoing) -> None:
    """What was typed stays; what stands in the way now is told by itself."""
    if isinstance(refusal, Stale):
        newest = found.newest()
        typed: Any = form.data.copy()  # type: ignore[attr-defined]
        typed["seen"] = str(newest.pk if newest else 0)
        form.data = typed
    if isinstance(refusal, Stale) or not found.obstacles:
        form.add_error(None, str(refusal))


def _lines(events: list[Event], request: UserRequest) -> list[timeline.TimelineLine]:
    """What is undone, as history tells it; this page is the one that undoes it."""
    told = timeline.lines(events[-1 : -LINES - 1 : -1], request.user)
    return [replace(line, undo=None) for line in told]


def _told(number: int) -> str:
    return ngettext(
        "Put back. What stood there meanwhile stays in the history.",
        "%(number)d changes were put back. What stood there meanwhile stays in the history.",
        number,
    ) % {"number": number}


def _put_back(step: Step, found: Undoing) -> PutBack:
    noun = step.written.owner._meta.verbose_name if step.written.owner else ""
    told = {"noun": noun, "thing": step.name}
    match step.way:
        case Way.WITHDRAW:
            sentence = _("The %(noun)s “%(thing)s” is withdrawn.") % told
        case Way.STAND:
            sentence = _("The %(noun)s “%(thing)s” stands again.") % told
        case Way.TIE | Way.UNTIE:
            to = found.names.of(step.tie.related_model, step.written.tied_key)
            more = {**told, "field": step.tie.verbose_name, "tied": to or _("not shown")}
            sentence = (
                _("“%(tied)s” is put into the %(field)s of the %(noun)s “%(thing)s” again.")
                if step.way == Way.TIE
                else _("“%(tied)s” is taken out of the %(field)s of the %(noun)s “%(thing)s”.")
            ) % more
        case _:
            sentence = capfirst(_("%(noun)s “%(name)s”") % {"noun": noun, "name": step.name})
    return PutBack(sentence, found.changes(step))


def _choice(
    event: Event, events: list[Event], request: UserRequest, place: Place, *, alone: bool
) -> dict[str, Any] | None:
    """The other extent that could be put back: one thing alone, or all that was done at once."""
    if alone:
        whole = deed_of(event, user=request.user)
        return {"number": len(whole)} if len(whole) > len(events) else None
    others = {one.recommendation for one in events} - {event.recommendation}
    if event.recommendation is None or not (others - {None}):
        return None
    return {"alone": place.about or place.name}
