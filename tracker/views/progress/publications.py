"""Publications: the list, the page of one, its files."""

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone, translation
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_safe

from tracker import policies
from tracker.actions import progress
from tracker.actions.evidence import read_log, storage
from tracker.errors import FileMissing, FileUnreadable, InvalidValue, TrackerError
from tracker.filters.progress import PublicationFilter
from tracker.models import Publication, PublicationFile, User
from tracker.progress import Progress
from tracker.reporting import CONTENT_TYPES, html, layout
from tracker.requests import UserRequest
from tracker.summaries.progress.publications import Notice, is_barred, notices, with_corrected
from tracker.views.evidence.files import PROTECTED
from tracker.views.history.timeline import history_of
from tracker.views.pagination import Order, chips, filled_in, has_empty, listed_of, page_of
from tracker.vocabulary import PublicationState, ReportFormat

BESIDE = ("after", "before")
NEWEST = {"newest": Order(key="pk", falling=True)}
SHOWN = 25  # drafts above the list
GONE = 410
AT_HAND = ("report__mechanism", "author", "decided_by", "superseded_by", "schedule")


@login_required
@require_GET
def publication_list(request: UserRequest) -> HttpResponse:
    """What the filter finds, the newest first; drafts that wait stand above what was published."""
    if has_empty(request.GET):
        return redirect(f"{request.path}?{filled_in(request.GET)}")
    rows = with_corrected(Publication.objects.visible_to(request.user)).select_related(*AT_HAND)
    is_apart = not request.GET.get("state")  # drafts stand above, unless a state was asked for
    found = _found(request, rows.exclude(state=PublicationState.DRAFT) if is_apart else rows)
    listed = listed_of(found, request.GET, beside=BESIDE, orders=NEWEST)
    is_first = not any(request.GET.get(name) for name in BESIDE)
    context = {
        "found": found,
        "chips": chips(found, request.GET),
        "waiting": _found(request, rows.waiting()).rows.order_by("pk")[:SHOWN]
        if is_apart and is_first
        else [],
        "listed": listed,
        "rows": listed.page.rows,
    }
    status = 400 if listed.problems else 200
    return render(request, "progress/publications/list.html", context, status=status)


def _found(request: UserRequest, rows: Any) -> PublicationFilter:
    return PublicationFilter(request.GET, queryset=rows, user=request.user, beside=BESIDE)


@login_required
@require_GET
def publication(request: UserRequest, pk: int) -> HttpResponse:
    """How it came about, its files and their hashes, what happened since, and the report itself."""
    row = publication_or_404(request, pk)
    told, problem = content_or_problem(row, request.user)
    since = notices(row, request.user if request.user.may_read else None)
    _meet(request, since)
    if _is_taken_back_from(request, row):
        told, problem = None, _taken_back(row)
    context = {
        "publication": row,
        "files": shown_files(row),
        "notices": since,
        "may": _may(request, row),
        "older": list(row.supersedes.select_related("report__mechanism").newest_first()),
        "content": told,
        "problem": problem,
        "body": body_of(told) if told else "",
        "told": history_of(row, request),
    }
    return render(request, "progress/publications/detail.html", context)


@login_required
@require_GET
def publication_file(request: UserRequest, pk: int, wanted: str) -> HttpResponse:
    """The bytes of a format, as they were kept."""
    row = publication_or_404(request, pk)
    file = file_or_404(row, wanted)
    if _is_taken_back_from(request, row):
        context = {"sentence": _taken_back(row), "back": row}
        return render(request, "error.html", context, status=GONE)
    try:
        if is_barred(row, request.user):
            raise FileMissing(barred(row))
        _meet(request, notices(row, request.user))
        answer = handed_out(file)
    except FileMissing as refused:
        context = {"sentence": str(refused), "back": row}
        answer = render(request, "error.html", context, status=503)
    answer["Cache-Control"] = "private, no-store"
    return answer


def _meet(request: UserRequest, since: list[Notice]) -> None:
    """Keep in the read log what is for named readers now, and stands in what this one reads."""
    pieces = [one.evidence for one in since if one.evidence]
    read_log.met(pieces, by=request.user, now=timezone.now())


def publication_or_404(request: UserRequest, pk: int) -> Publication:
    """The publication with this key, if the user may know of it."""
    rows = Publication.objects.visible_to(request.user).select_related(*AT_HAND)
    row: Publication = get_object_or_404(rows, pk=pk)
    return row


def shown_files(row: Publication) -> list[PublicationFile]:
    """Those that people take along, in the order of the vocabulary."""
    held = {file.format: file for file in row.files.all()}
    return [held[name] for name in ReportFormat.values if name in held]


def file_or_404(row: Publication, wanted: str) -> PublicationFile:
    """The file of a format that people read; the frozen content is none."""
    if wanted not in ReportFormat.values:
        raise Http404
    file: PublicationFile = get_object_or_404(row.files, format=wanted)
    return file


def handed_out(file: PublicationFile) -> HttpResponse:
    """The bytes, to be saved. Raises Missing when they are gone, or others."""
    answer = HttpResponse(
        storage.kept(file.sha256), content_type=CONTENT_TYPES[file.format], headers=PROTECTED
    )
    answer["Content-Disposition"] = content_disposition_header(True, file.name) or "attachment"
    answer["ETag"] = f'"{file.sha256}"'
    return answer


def content_or_problem(row: Publication, user: User | None = None) -> tuple[Progress | None, str]:
    """What was frozen, or why it can't be shown to this user; to strangers without one."""
    if is_barred(row, user):
        return None, barred(row)
    try:
        return progress.content_of(row), ""
    except (FileMissing, FileUnreadable) as refused:
        return None, str(refused)


def body_of(told: Progress) -> SafeString:
    """The report for a page, in its own language."""
    with translation.override(told.language):
        return html.body(layout.document(told))


def barred(row: Publication) -> str:
    if row.has_left and row.state != PublicationState.WITHDRAWN:
        return _(
            "“%(publication)s” can't be shown to you: evidence in it is for named readers since, "
            "and you are none of them. Ask a publisher for a report without it."
        ) % {"publication": row}
    return _(
        "“%(publication)s” can't be shown: evidence in it may no longer be shown to its readers. "
        "Make a new draft without it."
    ) % {"publication": row}


def _is_taken_back_from(request: UserRequest, row: Publication) -> bool:
    """Whether it was withdrawn, and this reader is outside as strangers are: a focal point."""
    return row.state == PublicationState.WITHDRAWN and not request.user.may_read


def _taken_back(row: Publication) -> str:
    return _("“%(publication)s” was withdrawn: %(notice)s Look for a newer one in the list.") % {
        "publication": row,
        "notice": row.notice,
    }


def _may(request: UserRequest, row: Publication) -> list[str]:
    """The deeds that this user can do to it now."""
    checks = {
        "publish": policies.progress.check_can_publish,
        "discard": policies.progress.check_can_discard,
        "withdraw": policies.progress.check_can_withdraw,
    }
    may = []
    for name, check in checks.items():
        try:
            check(request.user, row)
        except TrackerError:
            continue
        may.append(name)
    return may


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
    except InvalidValue as refused:
        raise Http404 from refused
    with translation.override(language):
        return render(request, "progress/published/list.html", {**_head(), "page": page})


@require_safe
@where_allowed
def published(request: HttpRequest, pk: int) -> HttpResponse:
    """The report as it was frozen, in its language, with what happened since."""
    row = _row_or_404(pk)
    with translation.override(row.language):
        context = {**_head(), "publication": row, "since": (since := notices(row))}
        if row.state == PublicationState.WITHDRAWN:
            return render(request, "progress/published/withdrawn.html", context, status=GONE)
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
        answer = render(
            request, "progress/published/report.html", context, status=200 if told else 503
        )
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
        return render(request, "progress/published/withdrawn.html", context, status=GONE)
    unchanged = get_conditional_response(request, etag=f'"{file.sha256}"')
    if unchanged is not None:
        return unchanged
    try:
        answer = handed_out(file)
    except (FileMissing, FileUnreadable):
        context = {**_head(), "publication": row, "problem": _("The file is not there.")}
        return render(request, "progress/published/report.html", context, status=503)
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
