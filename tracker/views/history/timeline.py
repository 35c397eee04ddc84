"""The history on the page of a thing, whatever its noun."""

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tracker.actions.evidence import read_log
from tracker.audit.seals import key_in
from tracker.errors import InvalidValue
from tracker.models import Event, Recommendation, Seal
from tracker.reporting.history import Of, Sealed, Told, signed
from tracker.reporting.history import render as printed
from tracker.requests import UserRequest
from tracker.summaries.history import timeline
from tracker.summaries.history.exports import not_exported
from tracker.summaries.history.named_readers import matter_of, without_matter
from tracker.summaries.history.timeline import Page, page_about

PLACE = "history"  # the parameter that names the sequence before which a page begins
MOST_DIGITS = 18


def history_of(row: Any, request: UserRequest, *parts: Any) -> Page:
    """What happened to a row and to its parts: newest first, from the place in the address on.

    What it tells of matter for named readers is written down as met.
    """
    found = page_about(row, request.user, *parts, before=place_in(request))
    read_log.met(matter_of(found.events, request.user), by=request.user, now=timezone.now())
    return found


def place_in(request: UserRequest, name: str = PLACE) -> int | None:
    """The sequence in the address; None, the newest, where there is none or what can't be one."""
    asked = request.GET.get(name, "")
    is_one = asked.isascii() and asked.isdecimal() and len(asked) <= MOST_DIGITS
    return int(asked) if is_one else None


@login_required
@require_GET
def printed_history(request: UserRequest, slug: str, number: str) -> HttpResponse:
    """All that was done to it, as far as this user may know; nothing that is for named readers."""
    rows = Recommendation.objects.visible_to(request.user).select_related(
        "report__mechanism", "passage"
    )
    row = get_object_or_404(rows.prefetch_related("translations"), report__slug=slug, number=number)
    try:
        key = key_in(settings.SEAL_KEY) if settings.SEAL_KEY else None
    except InvalidValue:
        sentence = _(
            "The history of %(recommendation)s can't be signed: the tracker's key can't be read. "
            "Ask whoever runs the tracker to mend SEAL_KEY."
        ) % {"recommendation": row.cited_as}
        return render(request, "error.html", {"sentence": sentence, "back": row}, status=503)
    now = timezone.localtime()
    pdf = printed(
        _what(row),
        _deeds(row, request),
        by=str(request.user),
        at=now,
        left_out=not_exported(),
        seal=_newest_seal(),
        is_signed=key is not None,
    )
    if key is not None:
        pdf = signed(pdf, key, reason=_("History of %(what)s") % {"what": row.cited_as})
    name = f"history-{slug}-{number}-{now:%Y-%m-%d}.pdf"
    return HttpResponse(
        pdf,
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _what(row: Recommendation) -> Of:
    place = f", ¶ {row.passage.number}" if row.passage else ""
    return Of(row.cited_as, str(row.title), row.text, f"{row.report.cited_as}{place}")


def _deeds(row: Recommendation, request: UserRequest) -> list[Told]:
    events = Event.objects.visible_to(request.user).about(row, to=request.user).newest_first()
    return [
        Told(timezone.localtime(line.at), line.sentence, (*line.changes, *line.bookkeeping))
        for line in timeline.lines(without_matter(events), request.user, outside=True)
    ]


def _newest_seal() -> Sealed | None:
    seal = Seal.objects.newest()
    return Sealed(seal.number, seal.hash, seal.last) if seal else None
