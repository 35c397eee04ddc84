"""Files of evidence: download, preview, upload, and the lines read from them to confirm."""

from collections import defaultdict
from contextlib import suppress
from dataclasses import replace
from datetime import date
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from tracker import policies
from tracker.actions.evidence import files, read_log, storage
from tracker.actions.evidence.files import ConfirmReading, confirm_reading
from tracker.documents.pictures import SHOWN, page_png
from tracker.errors import (
    FileMissing,
    FileUnreadable,
    PermissionRefused,
    PurposeMissing,
    TrackerError,
)
from tracker.filters.orders import NEWEST_ADDED
from tracker.forms import uploads
from tracker.grouping import group_pairs
from tracker.limited_process import read_limited
from tracker.models import Citation, Evidence, File, User
from tracker.requests import UserRequest, form_view, page_view, post_view
from tracker.summaries.evidence import describe_lines
from tracker.views.base import visible_or_404
from tracker.views.evidence.pages import SOURCES, may_download, require_purpose
from tracker.views.pagination import page_response, paginate_rows
from tracker.vocabulary import CONTENT_TYPES, FileKind

# Whatever is in a file, a browser that opens it runs nothing and asks nobody for anything.
PROTECTED = {
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Accept-Ranges": "none",
}


@page_view
@require_purpose
def download_file(request: UserRequest, pk: int, number: int) -> HttpResponse:
    """Send the copy without metadata; with `?original=yes` the file as it was uploaded."""
    file = _file_or_404(request, pk, number)
    is_original = request.GET.get("original") == "yes"
    if is_original:
        policies.evidence.confidentiality.check_can_download_original(request.user, file)
    content = _read(file, file.sha256 if is_original else file.clean_sha256)
    read_log.log_download(file=file, by=request.user, now=request.now)
    return _file_response(content, CONTENT_TYPES[FileKind(file.kind)], file.name, is_saved=True)


@page_view
@require_purpose
def file_page(request: UserRequest, pk: int, number: int, page: int) -> HttpResponse:
    """Send one page as a picture, drawn from the copy without metadata."""
    file = _file_or_404(request, pk, number)
    kind = FileKind(file.kind)
    if kind not in SHOWN or not 1 <= page <= (file.pages or 1):
        raise Http404
    if file.is_for_named_readers and not read_log.has_purpose(
        file.evidence, by=request.user, on=request.today
    ):
        raise PurposeMissing
    try:
        picture = read_limited(file.name, page_png, _read(file, file.clean_sha256), kind, page)
    except FileUnreadable as error:
        raise FileUnreadable(_about(file, error)) from error
    except IndexError as error:
        raise Http404 from error
    return _file_response(picture, CONTENT_TYPES[FileKind.PNG], f"{page}.png", is_saved=False)


def _file_or_404(request: UserRequest, pk: int, number: int) -> File:
    """Return the version if the user may know of it; of what was withdrawn, for analysts alone."""
    rows = File.objects.for_decision_by(request.user).defer("extracted_text")
    file: File = get_object_or_404(rows.select_related("evidence"), evidence=pk, number=number)
    if not may_download(request.user, file):
        raise Http404
    request.back = file.evidence
    return file


def _file_response(content: bytes, content_type: str, name: str, *, is_saved: bool) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type, headers=PROTECTED)
    response["Content-Disposition"] = content_disposition_header(is_saved, name) or "inline"
    return response


def _read(file: File, sha256: str) -> bytes:
    try:
        return storage.read_file(sha256)
    except FileMissing as error:
        raise FileMissing(_about(file, error)) from error


def _about(file: File, error: Exception) -> str:
    return _("“%(file)s”, version %(number)s: %(sentence)s") % {
        "file": file.name,
        "number": file.number,
        "sentence": error,
    }


@post_view
def upload_file(request: UserRequest) -> HttpResponse:
    """Store the uploaded file; without one, remove the file of the key. Nothing is logged yet."""
    try:
        policies.evidence.confidentiality.check_can_upload(request.user)
    except PermissionRefused as error:
        return _upload_response(request, 403, refused=[str(error)])
    if "file" not in request.FILES:
        files.discard_upload(request.POST.get("upload", ""), by=request.user)
        return _upload_response(request)
    file: Any = request.FILES["file"]
    try:
        upload = uploads.store_file(file, by=request.user, now=request.now)
    except TrackerError as error:
        return _upload_response(request, 422, refused=[str(error)])
    values = uploads.suggest_values(upload)
    day = date.fromisoformat(values["published_on"]) if "published_on" in values else None
    return _upload_response(request, upload=upload, suggested=values, day=day)


@post_view
def describe_new(request: UserRequest) -> HttpResponse:
    """Show what the stored file and the link of a form tell of issuer, kind and period.

    By POST, so that no link gets into an address.
    """
    policies.evidence.confidentiality.check_can_upload(request.user)
    token, upload = request.POST.get("upload", ""), None
    with suppress(TrackerError):  # an upload that expired is an error of the form
        upload = files.load_upload(token, by=request.user) if token else None
    return render(
        request,
        "evidence/_line_read.html",
        {"upload": upload, "url": request.POST.get("url", "").strip()},
    )


@post_view
def confirm_line(request: UserRequest, pk: int) -> HttpResponse:
    """Confirm the line of evidence, and the use of the citation it stands beside."""
    evidence = visible_or_404(Evidence.objects.not_withdrawn(), request.user, pk=pk)
    citation = None
    if key := request.POST.get("citation"):
        if not key.isdecimal():
            raise Http404
        own = Citation.objects.not_withdrawn().filter(evidence=evidence)
        citation = visible_or_404(own, request.user, "recommendation__report", pk=key)
    request.back = citation.recommendation if citation else evidence
    confirm_reading(ConfirmReading(evidence, by=request.user, now=request.now, citation=citation))
    messages.success(request, _("Confirmed."))
    if citation:
        return redirect(f"{citation.recommendation.get_absolute_url()}#citation-{citation.pk}")
    return redirect(evidence)


def _upload_response(request: UserRequest, status: int = 200, **context: object) -> HttpResponse:
    """Return the upload field as the form shows it. The header tells it from any other page."""
    response = render(request, "evidence/_upload.html", context, status=status)
    response["HX-Retarget"] = "#drop"
    return response


@form_view
def evidence_to_confirm(request: UserRequest) -> HttpResponse:
    """List the lines to confirm; a POST confirms one and leads to the next."""
    policies.check_can_change(request.user, "evidence", _("Evidence"))
    if request.method == "POST":
        return _confirm(request)
    rows = _lines_of(request.user).select_related(*SOURCES)
    list_page = paginate_rows(rows, request.GET, orders=NEWEST_ADDED)
    if list_page.count and not list_page.page.rows and not list_page.problems:
        return redirect("evidence_to_confirm")  # the last line of the page was confirmed
    read_log.log_listed(list_page.page.rows, by=request.user, now=request.now)
    uses = _uses_to_confirm(request.user, list_page.page.rows)
    known = describe_lines(list_page.page.rows)
    lines = [(row, known[row.pk], uses[row.pk]) for row in list_page.page.rows]
    return page_response(request, "evidence/to_confirm.html", list_page, lines=lines)


def _lines_of(user: User) -> QuerySet[Evidence]:
    return Evidence.objects.visible_to(user).to_confirm()


def _uses_to_confirm(user: User, pieces: list[Evidence]) -> defaultdict[int, list[Citation]]:
    """Return the citations whose use nobody chose, by key of evidence."""
    citations = (
        Citation.objects.visible_to(user)
        .not_withdrawn()
        .filter(evidence__in=pieces, is_use_stated=False)
        .select_related("recommendation__report__mechanism", "assessment")
        .order_by("pk")
    )
    return group_pairs((citation.evidence_id, citation) for citation in citations)


def _confirm(request: UserRequest) -> HttpResponse:
    """Confirm the line that was sent with the uses shown in it, and lead to the one below it."""
    key = request.POST.get("evidence", "")
    pk = int(key) if key.isdecimal() and len(key) < 19 else 0
    evidence = visible_or_404(Evidence.objects.not_withdrawn(), request.user, pk=pk)
    command = ConfirmReading(evidence, by=request.user, now=request.now)
    confirm_reading(command)
    for citation in _uses_to_confirm(request.user, [evidence])[pk]:
        confirm_reading(replace(command, citation=citation))
    messages.success(request, _("Confirmed: %(title)s") % {"title": evidence.title})
    below = _lines_of(request.user).filter(pk__lt=pk).order_by("-pk").values_list("pk", flat=True)
    anchor = f"#evidence-{next_key}" if (next_key := below.first()) else ""
    return redirect(f"{request.get_full_path()}{anchor}")
