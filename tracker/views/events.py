"""The log: all of history that somebody may know of, filtered, to read and to take along."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tracker.actions import readings
from tracker.audit.exporting import exported
from tracker.audit.matter import matter_of
from tracker.audit.timeline import page_of
from tracker.filters.events import EventFilter, Source
from tracker.models import Event
from tracker.requests import UserRequest
from tracker.views.event_files import FORMATS, Head, pieces
from tracker.views.event_places import Places
from tracker.views.listing import chips, filled_in, has_empty
from tracker.views.timelines import place_in

BESIDE = ("before", "format")


@login_required
@require_GET
def event_log(request: UserRequest) -> HttpResponse:
    """What the filter finds, deed by deed, newest first. What can't be read shows no lines."""
    if has_empty(request.GET):
        return redirect(f"{request.path}?{filled_in(request.GET)}")
    found = _found(request)
    before = place_in(request, "before")
    problems = found.problems
    if before is None and "before" in request.GET:
        said = {"place": request.GET["before"]}
        problems.append(
            _("“%(place)s” is no place in the log. Open it from its newest line.") % said
        )
    context: dict[str, Any] = {"found": found, "problems": problems, "chips": []}
    if not problems:
        page = page_of(found.rows, request.user, before=before)
        readings.met(matter_of(page.events, request.user), by=request.user, now=timezone.now())
        places = Places(page.events, request.user)
        doors = dict(Source.choices)
        context |= {
            "chips": chips(found, request.GET),
            "told": page,
            "rows": [
                {
                    "line": line,
                    "places": places.of(line),
                    "door": doors.get(line.source, line.source),
                    "request": line.events[0].request,
                }
                for line in page.lines
            ],
            "asked": request.GET.urlencode(),
        }
    return render(request, "history/log.html", context, status=400 if problems else 200)


@login_required
@require_GET
def event_export(request: UserRequest) -> HttpResponse | StreamingHttpResponse:
    """What the filter finds as a file, CSV or lines of JSON, sent while it is read."""
    found = _found(request)
    problems = found.problems
    wanted = request.GET.get("format", "csv")
    if wanted not in FORMATS:
        said = {"format": wanted, "known": ", ".join(FORMATS)}
        problems.append(_("There is no file “%(format)s”. Choose one of: %(known)s.") % said)
    if problems:
        context = {"found": found, "problems": problems, "chips": []}
        return render(request, "history/log.html", context, status=400)
    now = timezone.localtime()
    told = exported(found.rows, request.user, get_language() or "en")
    head = Head(at=now, by=str(request.user), conditions=found.conditions())
    name = f"history-{now:%Y-%m-%d-%H%M}.{wanted}"
    return StreamingHttpResponse(
        pieces(wanted, head, told),
        content_type=FORMATS[wanted],
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _found(request: UserRequest) -> EventFilter:
    return EventFilter(
        request.GET,
        queryset=Event.objects.visible_to(request.user),
        user=request.user,
        today=timezone.localdate(),
        beside=BESIDE,
    )
