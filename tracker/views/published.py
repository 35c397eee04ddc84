"""Published reports for people who do not sign in: nothing here that is not public."""

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import translation
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tracker.errors import Invalid, Missing, Unreadable
from tracker.models import Publication
from tracker.summaries.publications import Notice, notices, with_corrected
from tracker.views.paging import page_of
from tracker.views.publications import (
    GONE,
    NEWEST,
    body_of,
    content_or_problem,
    file_or_404,
    handed_out,
    shown_files,
)
from tracker.vocabulary import PublicationState

PUBLISHED_RELATED = ("report__mechanism", "superseded_by")
ASK_AGAIN = "public, no-cache"  # kept by browsers, and asked about each time: it may be withdrawn


def where_allowed(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Nothing is found here unless the setting PUBLIC_REPORTS opens it."""

    @wraps(view)
    def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not settings.PUBLIC_REPORTS:
            raise Http404
        return view(request, *args, **kwargs)

    return opened


@require_safe
@where_allowed
def published_list(request: HttpRequest) -> HttpResponse:
    """What was published for everybody, the newest first, in the language that was chosen.

    The choice stands in the address: whoever only reads is given no cookie.
    """
    language = request.GET.get("language") or translation.get_language() or "en"
    if language not in dict(settings.LANGUAGES):
        raise Http404
    rows = with_corrected(Publication.objects.public()).select_related(*PUBLISHED_RELATED)
    places = {name: request.GET.get(name, "") for name in ("after", "before")}
    try:
        page = page_of(rows, orders=NEWEST, **places)
    except Invalid as refused:
        raise Http404 from refused
    with translation.override(language):
        return render(request, "published/list.html", {**_head(), "page": page})


@require_safe
@where_allowed
def published(request: HttpRequest, pk: int) -> HttpResponse:
    """The report as it was frozen, in its language, with what happened since."""
    row = _row_or_404(pk)
    with translation.override(row.language):
        context = {**_head(), "publication": row, "since": (since := notices(row))}
        if row.state == PublicationState.WITHDRAWN:
            return render(request, "published/withdrawn.html", context, status=GONE)
        etag = _etag(row, since)
        unchanged = get_conditional_response(request, etag=etag)
        if unchanged is not None:
            return unchanged
        told, problem = content_or_problem(row)
        context |= {
            "problem": problem,
            "body": body_of(told) if told else "",
            "files": shown_files(row),
        }
        answer = render(request, "published/report.html", context, status=200 if told else 503)
    if told:
        answer["ETag"], answer["Cache-Control"] = etag, ASK_AGAIN
    return answer


@require_safe
@where_allowed
def published_file(request: HttpRequest, pk: int, wanted: str) -> HttpResponse:
    """The bytes of a format; of what was withdrawn, none."""
    row = _row_or_404(pk)
    file = file_or_404(row, wanted)
    if row.state == PublicationState.WITHDRAWN:
        context = {**_head(), "publication": row, "since": []}
        return render(request, "published/withdrawn.html", context, status=GONE)
    unchanged = get_conditional_response(request, etag=f'"{file.sha256}"')
    if unchanged is not None:
        return unchanged
    try:
        answer = handed_out(file)
    except (Missing, Unreadable):
        context = {**_head(), "publication": row, "problem": _("The file is not there.")}
        return render(request, "published/report.html", context, status=503)
    answer["Cache-Control"] = ASK_AGAIN
    return answer


def _row_or_404(pk: int) -> Publication:
    rows = Publication.objects.public().select_related(*PUBLISHED_RELATED)
    row: Publication = get_object_or_404(rows, pk=pk)
    return row


def _head() -> dict[str, Any]:
    """Whose pages these are."""
    return {"name": settings.REPORT_NAME}


def _etag(row: Publication, since: list[Notice]) -> str:
    """Another one once the report, or what is told beside it, is another."""
    newer = row.superseded_by
    told = [
        row.content_sha256,
        row.state,
        str(newer.pk if newer else ""),
        str(newer.state if newer else ""),
        *(one.told for one in since),
    ]
    return f'"{hashlib.sha256(chr(10).join(told).encode()).hexdigest()}"'
