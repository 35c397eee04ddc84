"""Files of evidence: download, preview, upload, the inbox, and the lines to confirm."""

from collections import defaultdict
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.http import content_disposition_header
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from tracker import policies
from tracker.actions.evidence import files, inbox, read_log, storage
from tracker.actions.evidence.files import ConfirmReading, confirm_reading
from tracker.documents import names
from tracker.documents.pictures import SHOWN, page_png
from tracker.documents.readings import below_head
from tracker.errors import (
    FileMissing,
    FileUnreadable,
    NotAllowed,
    PermissionRefused,
    PurposeMissing,
    TrackerError,
)
from tracker.filters.base import MAX_SUGGESTIONS
from tracker.filters.orders import NEWEST_ADDED
from tracker.forms import uploads
from tracker.forms.evidence.fields import InboxForm
from tracker.grouping import group_pairs
from tracker.limited_process import read_limited
from tracker.models import Body, Citation, Evidence, File, InboxFile, Question, User
from tracker.requests import DraftData, UserRequest, form_view, page_view, post_view
from tracker.summaries.evidence import describe_line, describe_lines
from tracker.summaries.recommendations.matches import Proposal, find_targets, propose
from tracker.views.assessments.log import note_message
from tracker.views.base import render_form, save_form, visible_or_404
from tracker.views.evidence.pages import SOURCES, may_download, require_purpose
from tracker.views.pagination import page_response, paginate_rows
from tracker.vocabulary import CONTENT_TYPES, EvidenceKind, FileKind

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
    if file.is_for_named_readers and not read_log.has_purpose(
        file.evidence, by=request.user, on=request.today
    ):
        raise PurposeMissing
    content = _read(file, file.clean_sha256)
    try:
        return draw_page(file.name, content, FileKind(file.kind), page, pages=file.pages)
    except FileUnreadable as error:
        raise FileUnreadable(_about(file, error)) from error


def draw_page(
    name: str, content: bytes, kind: FileKind, page: int, *, pages: int | None
) -> HttpResponse:
    """Send a page of a file as a picture; 404 where it has none, or not so many."""
    if kind not in SHOWN or not 1 <= page <= (pages or 1):
        raise Http404
    try:
        picture = read_limited(name, page_png, content, kind, page)
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


MAX_PAGES = 5  # of a file that are shown
LATE = timedelta(seconds=20)  # for all files of a request; a worker has 30


@partial(form_view, takes_drafts=False)
def evidence_inbox(request: UserRequest) -> HttpResponse:
    """List the files that wait. Those that are sent are added; a script gets their lines alone."""
    policies.check_can_change(request.user, "evidence", _("Evidence"))
    sent = request.FILES.getlist("file")
    receipts = [_receive(file, request, number) for number, file in enumerate(sent)]
    rows = list(request.user.inbox_files.order_by("pk"))
    twins = inbox.find_twins(rows, by=request.user)
    shown = [*twins.values(), *(receipt.get("row") for receipt in receipts)]
    evidence = [row for row in shown if isinstance(row, Evidence)]
    read_log.log_listed(evidence, by=request.user, now=request.now)
    lines = describe_lines([_as_evidence(row) for row in rows])
    waiting = {row: (lines[row.pk], twins.get(row.pk)) for row in rows}
    context = {"receipts": receipts, "waiting": waiting, "most": inbox.MAX_FILES}
    is_script = "HX-Request" in request.headers
    return render(request, f"evidence/inbox/{'_receipts' if is_script else 'list'}.html", context)


def _receive(file: "UploadedFile[Any]", request: UserRequest, number: int) -> dict[str, Any]:
    """Add a file to the inbox, the next of a request with `number` others."""
    name = names.shown(str(file.name))
    try:
        NotAllowed.raise_if(
            number >= inbox.MAX_FILES or timezone.now() > request.now + LATE,
            _("“%(file)s” was not read: there were too many files at once. Choose it again."),
            file=name,
        )
        content = uploads.read_content(file)
        row, is_new = inbox.receive(content=content, name=name, by=request.user, now=request.now)
    except TrackerError as error:
        return {"refusal": str(error)}
    return {"name": name, "row": row, "is_new": is_new}


@form_view
def inbox_file(request: UserRequest, pk: int) -> HttpResponse:
    """Show a waiting file with what it may be about; store it, leave it out, or search."""
    row = _row_or_404(request, pk)
    user, rows = request.user, list(request.user.inbox_files.order_by("pk"))
    following = next((other for other in rows if other.pk > pk), rows[0])
    to = "evidence_inbox" if following == row else following
    do = "" if isinstance(request.POST, DraftData) else request.POST.get("do")
    match do:
        case "leave":
            inbox.discard(row, by=user)
            return redirect(to)
        case "distinct":
            inbox.mark_distinct(row)
            return redirect(row)
    # Enter in the field for a search sends the form as its first button does.
    is_search = request.POST.get("find") != request.POST.get("searched")
    stored = inbox.load(row, by=user)
    form = InboxForm(
        request.POST if do == "store" and not is_search else None,
        user=user,
        stored=stored,
        proposals=_proposals(request, row, stored.file.text),
        typed={name: str(text) for name, text in request.POST.items() if name != "target"},
        today=request.today,
    )
    command = partial(inbox.StoreInboxFile, inbox_file=row)
    twin = inbox.find_twins(rows, by=user).get(pk)
    if isinstance(twin, Evidence):
        read_log.log_listed([twin], by=user, now=request.now)
    return save_form(request, form, inbox.store, command, done=_message, to=to) or render_form(
        request,
        "evidence/inbox/file.html",
        form,
        row=row,
        line=describe_line(_as_evidence(row)),
        twin=twin,
        following=following if following != row else None,
        place=rows.index(row) + 1,
        total=len(rows),
        pages=range(1, min(stored.file.pages or 1, MAX_PAGES) + 1),
        has_pictures=stored.file.kind in SHOWN,
        bodies=Body.objects.offered_to(user).order_by("code")[:MAX_SUGGESTIONS],
    )


def _proposals(request: UserRequest, row: InboxFile, text: str) -> list[Proposal]:
    """Return what the search finds, if there is one, then what the file is proposed to."""
    code = row.reading.get("issuer", {}).get("value")
    issuer = Body.objects.visible_to(request.user).filter(code=code).first()
    words = request.POST.get("find", "").replace("\0", " ")
    found = find_targets(request.user, words) if words else []
    others = propose(request.user, below_head(text), issuer)
    return [*found, *(p for p in others if p.key not in {match.key for match in found})]


@page_view
def inbox_page(request: UserRequest, pk: int, page: int) -> HttpResponse:
    """Send a page of a waiting file as a picture, drawn from the copy without metadata."""
    file = inbox.load(_row_or_404(request, pk), by=request.user).file
    return draw_page(file.name, file.clean, file.kind, page, pages=file.pages)


def _row_or_404(request: UserRequest, pk: int) -> InboxFile:
    """Return a waiting file of the user's own."""
    policies.check_can_change(request.user, "evidence", _("Evidence"))
    row: InboxFile = get_object_or_404(request.user.inbox_files, pk=pk)
    return row


def _as_evidence(row: InboxFile) -> Evidence:
    """Return the evidence that a waiting file would be as read, unsaved."""
    return Evidence(pk=row.pk, kind=EvidenceKind.NOT_STATED, reading=row.reading)


def _message(stored: Question | Citation | Evidence) -> SafeString:
    """Return what was stored, with links to see and to undo it."""
    if isinstance(stored, Citation):
        return note_message(stored)
    view, undo, sentence = (
        ("question_reopen", _("Reopen"), _("Answered: %(title)s"))
        if isinstance(stored, Question)
        else ("evidence_withdraw", _("Withdraw"), _("Stored: %(title)s"))
    )
    return format_html(
        '{} <a href="{}">{}</a> · <a href="{}">{}</a>',
        sentence % {"title": stored},
        stored.get_absolute_url(),
        _("View"),
        reverse(view, args=[stored.pk]),
        undo,
    )
