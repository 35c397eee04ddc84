"""Files of evidence handed out, and looked at page by page: each time to whom they may go."""

from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tracker import policies
from tracker.actions.evidence import files, read_log, storage
from tracker.documents.previews import SHOWN, page_png
from tracker.errors import (
    FileMissing,
    FileUnreadable,
    PermissionRefused,
    PurposeMissing,
    TrackerError,
)
from tracker.forms import uploads
from tracker.models import File
from tracker.requests import UserRequest
from tracker.views.evidence.context import may_take
from tracker.views.evidence.pages import for_a_purpose
from tracker.vocabulary import CONTENT_TYPES, FileKind

# Whatever is in a file, a browser that opens it runs nothing and asks nobody for anything.
PROTECTED = {
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "private, no-store",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Accept-Ranges": "none",
}


@login_required
@require_GET
@for_a_purpose
def file(request: UserRequest, pk: int, number: int) -> HttpResponse:
    """The copy without metadata, to save; with `?original=yes` the file as it came."""
    row = _file_or_404(request, pk, number)
    is_original = request.GET.get("original") == "yes"
    try:
        if is_original:
            policies.evidence.confidentiality.check_can_take_original(request.user, row)
        content = storage.kept(row.sha256 if is_original else row.clean_sha256)
        read_log.took(file=row, by=request.user, now=timezone.now())
    except PermissionRefused as refused:
        return _told(request, row, str(refused), status=403)
    except FileMissing as refused:
        return _told(request, row, str(refused), status=503)
    return _handed_out(content, CONTENT_TYPES[FileKind(row.kind)], row.name, is_saved=True)


@login_required
@require_GET
@for_a_purpose
def file_page(request: UserRequest, pk: int, number: int, page: int) -> HttpResponse:
    """One page as a picture, drawn from the copy without metadata."""
    row = _file_or_404(request, pk, number)
    kind = FileKind(row.kind)
    if kind not in SHOWN or not 1 <= page <= (row.pages or 1):
        raise Http404
    today = timezone.localdate()
    if row.is_for_named_readers and not read_log.purpose_of(
        row.evidence, by=request.user, on=today
    ):
        raise PurposeMissing
    try:
        picture = page_png(storage.kept(row.clean_sha256), kind, page)
    except (FileMissing, FileUnreadable) as refused:
        return _told(request, row, str(refused), status=503)
    except IndexError as none_there:
        raise Http404 from none_there
    return _handed_out(picture, CONTENT_TYPES[FileKind.PNG], f"{page}.png", is_saved=False)


def _file_or_404(request: UserRequest, pk: int, number: int) -> File:
    """The version, if the user may know of it; of what was withdrawn only for analysts."""
    rows = File.objects.visible_to(request.user).select_related("evidence")
    rows = rows.defer("extracted_text", "folded_text")
    row: File = get_object_or_404(rows, evidence=pk, number=number)
    if not may_take(request.user, row):
        raise Http404
    return row


def _handed_out(content: bytes, content_type: str, name: str, *, is_saved: bool) -> HttpResponse:
    answer = HttpResponse(content, content_type=content_type, headers=PROTECTED)
    answer["Content-Disposition"] = content_disposition_header(is_saved, name) or "inline"
    return answer


def _told(request: UserRequest, row: File, sentence: str, *, status: int) -> HttpResponse:
    named = {"file": row.name, "number": row.number, "sentence": sentence}
    if status == 503:
        sentence = _("“%(file)s”, version %(number)s: %(sentence)s") % named
    context = {"sentence": sentence, "back": row.evidence}
    answer = render(request, "error.html", context, status=status)
    answer["Cache-Control"] = "private, no-store"
    return answer


@login_required
@require_POST
def drop(request: UserRequest) -> HttpResponse:
    """Put down the file sent; without one, the ticket's is taken away. Nothing is logged yet."""
    try:
        policies.evidence.confidentiality.check_can_drop(request.user)
    except PermissionRefused as refused:
        return _place(request, 403, refused=[str(refused)])
    if "file" not in request.FILES:
        files.take_away(request.POST.get("ticket", ""), by=request.user)
        return _place(request)
    file: Any = request.FILES["file"]
    try:
        found = uploads.drop(file, by=request.user, now=timezone.now())
    except TrackerError as refused:
        return _place(request, 422, refused=[str(refused)])
    guessed = uploads.guessed_of(found, request.user)
    day = date.fromisoformat(guessed["published_on"]) if "published_on" in guessed else None
    return _place(request, dropped=found, guessed=guessed, day=day)


def _place(request: UserRequest, status: int = 200, **told: Any) -> HttpResponse:
    """The place to drop a file, as the form shows it. The header tells it from any other page."""
    answer = render(request, "evidence/_upload.html", told, status=status)
    answer["HX-Retarget"] = "#drop"
    return answer
