"""Publications: the list, the page of one, its files."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone, translation
from django.utils.http import content_disposition_header
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tracker import policies
from tracker.actions import publishing, readings, storing
from tracker.errors import Missing, TrackerError, Unreadable
from tracker.filters.publications import PublicationFilter
from tracker.models import Printed, Publication, User
from tracker.progress import Progress
from tracker.reporting import CONTENT_TYPES, as_html, layout
from tracker.requests import UserRequest
from tracker.summaries.publications import Notice, is_barred, notices, with_corrected
from tracker.views.files import PROTECTED
from tracker.views.listing import chips, filled_in, has_empty, listed_of
from tracker.views.paging import Order
from tracker.views.timelines import history_of
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
    return render(request, "publications/list.html", context, status=status)


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
    return render(request, "publications/detail.html", context)


@login_required
@require_GET
def publication_file(request: UserRequest, pk: int, wanted: str) -> HttpResponse:
    """The bytes of a format, as they were kept."""
    row = publication_or_404(request, pk)
    file = file_or_404(row, wanted)
    if _is_taken_back_from(request, row):
        context = {"sentence": _taken_back(row), "back": row}
        return render(request, "refused.html", context, status=GONE)
    try:
        if is_barred(row, request.user):
            raise Missing(barred(row))
        _meet(request, notices(row, request.user))
        answer = handed_out(file)
    except Missing as refused:
        context = {"sentence": str(refused), "back": row}
        answer = render(request, "refused.html", context, status=503)
    answer["Cache-Control"] = "private, no-store"
    return answer


def _meet(request: UserRequest, since: list[Notice]) -> None:
    """Keep in the read log what is for named readers now, and stands in what this one reads."""
    pieces = [one.evidence for one in since if one.evidence]
    readings.met(pieces, by=request.user, now=timezone.now())


def publication_or_404(request: UserRequest, pk: int) -> Publication:
    """The publication with this key, if the user may know of it."""
    rows = Publication.objects.visible_to(request.user).select_related(*AT_HAND)
    row: Publication = get_object_or_404(rows, pk=pk)
    return row


def shown_files(row: Publication) -> list[Printed]:
    """Those that people take along, in the order of the vocabulary."""
    held = {file.format: file for file in row.files.all()}
    return [held[name] for name in ReportFormat.values if name in held]


def file_or_404(row: Publication, wanted: str) -> Printed:
    """The file of a format that people read; the frozen content is none."""
    if wanted not in ReportFormat.values:
        raise Http404
    file: Printed = get_object_or_404(row.files, format=wanted)
    return file


def handed_out(file: Printed) -> HttpResponse:
    """The bytes, to be saved. Raises Missing when they are gone, or others."""
    answer = HttpResponse(
        storing.kept(file.sha256), content_type=CONTENT_TYPES[file.format], headers=PROTECTED
    )
    answer["Content-Disposition"] = content_disposition_header(True, file.name) or "attachment"
    answer["ETag"] = f'"{file.sha256}"'
    return answer


def content_or_problem(row: Publication, user: User | None = None) -> tuple[Progress | None, str]:
    """What was frozen, or why it can't be shown to this user; to strangers without one."""
    if is_barred(row, user):
        return None, barred(row)
    try:
        return publishing.content_of(row), ""
    except (Missing, Unreadable) as refused:
        return None, str(refused)


def body_of(told: Progress) -> SafeString:
    """The report for a page, in its own language."""
    with translation.override(told.language):
        return as_html.body(layout.document(told))


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
        "publish": policies.publications.check_can_publish,
        "discard": policies.publications.check_can_discard,
        "withdraw": policies.publications.check_can_withdraw,
    }
    may = []
    for name, check in checks.items():
        try:
            check(request.user, row)
        except TrackerError:
            continue
        may.append(name)
    return may
