"""Files of evidence: download, preview, upload, the inbox, and the lines to confirm."""

from contextlib import suppress
from datetime import date, timedelta
from functools import partial
from itertools import zip_longest
from typing import Any

from django import shortcuts, urls
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse
from django.utils import http, safestring, timezone
from django.utils.translation import gettext as _

from tracker import errors, grouping, limited_process, policies, vocabulary
from tracker.actions.evidence import files, inbox, read_log, storage
from tracker.documents import names, pictures
from tracker.filters.parameters import NEWEST_ADDED
from tracker.forms.base import read_content, store_file, suggest_values
from tracker.forms.evidence.fields import InboxForm
from tracker.models import Citation, Evidence, File, InboxFile, Question
from tracker.requests import DraftData, UserRequest, form_view, page_view, post_view, posted
from tracker.summaries.evidence import describe_line, describe_lines, load_read_bodies
from tracker.views import base, pagination
from tracker.views.assessments.review import note_message
from tracker.views.evidence.pages import SOURCES, may_download, next_url

# Whatever is in a file, a browser that opens it runs nothing and asks nobody for anything.
PROTECTED = {
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Accept-Ranges": "none",
}


@page_view
def download_file(request: UserRequest, pk: int, number: int) -> HttpResponse:
    """Send the copy without metadata; with `?original=yes` the file as it was uploaded."""
    file = _file_or_404(request, pk, number)
    is_original = request.GET.get("original") == "yes"
    if is_original:
        policies.evidence.confidentiality.check_can_download_original(request.user, file)
    content = _read(file, file.sha256 if is_original else file.clean_sha256)
    read_log.log_download(file=file, by=request.user, now=request.now)
    return send_file(
        content, vocabulary.CONTENT_TYPES[vocabulary.FileKind(file.kind)], file.name, is_saved=True
    )


@page_view
def file_page(request: UserRequest, pk: int, number: int, page: int) -> HttpResponse:
    """Send one page as a picture, drawn from the copy without metadata."""
    file = _file_or_404(request, pk, number)
    if file.is_for_named_readers and not read_log.has_purpose(
        file.evidence, by=request.user, on=request.today
    ):
        raise errors.PurposeMissing
    content = _read(file, file.clean_sha256)
    try:
        return draw_page(file.name, content, vocabulary.FileKind(file.kind), page, pages=file.pages)
    except errors.FileUnreadable as error:
        raise errors.FileUnreadable(_about(file, error)) from error


def draw_page(
    name: str, content: bytes, kind: vocabulary.FileKind, page: int, *, pages: int | None
) -> HttpResponse:
    """Send a page of a file as a picture; 404 where it has none, or not so many."""
    base.require_found(kind in pictures.SHOWN and 1 <= page <= (pages or 1))
    try:
        picture = limited_process.read_limited(name, pictures.page_png, content, kind, page)
    except IndexError as error:
        raise Http404 from error
    return send_file(
        picture, vocabulary.CONTENT_TYPES[vocabulary.FileKind.PNG], f"{page}.png", is_saved=False
    )


def _file_or_404(request: UserRequest, pk: int, number: int) -> File:
    """Return the version if the user may know of it; of what was withdrawn, for analysts alone."""
    file: File = shortcuts.get_object_or_404(
        File.objects.for_decision_by(request.user)
        .defer("extracted_text")
        .select_related("evidence"),
        evidence=pk,
        number=number,
    )
    base.require_found(may_download(request.user, file))
    request.back = file.evidence
    return file


def send_file(content: bytes, content_type: str, name: str, *, is_saved: bool) -> HttpResponse:
    """Send a file of which a browser runs nothing, to be saved or shown."""
    response = HttpResponse(content, content_type=content_type, headers=PROTECTED)
    response["Content-Disposition"] = http.content_disposition_header(is_saved, name) or "inline"
    return response


def _read(file: File, sha256: str) -> bytes:
    try:
        return storage.read_file(sha256)
    except errors.FileMissing as error:
        raise errors.FileMissing(_about(file, error)) from error


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
    except errors.PermissionRefused as error:
        return _upload_response(request, 403, refused=[str(error)])
    if "file" not in request.FILES:
        files.discard_upload(request.POST.get("upload", ""), by=request.user)
        return _upload_response(request)
    file: Any = request.FILES["file"]
    try:
        upload = store_file(file, by=request.user, now=request.now)
    except errors.TrackerError as error:
        return _upload_response(request, 422, refused=[str(error)])
    values = suggest_values(upload)
    return _upload_response(
        request,
        upload=upload,
        suggested=values,
        day=date.fromisoformat(values["published_on"]) if "published_on" in values else None,
    )


@post_view
def describe_new(request: UserRequest) -> HttpResponse:
    """Show what the stored file and the link of a form tell of issuer, kind and period.

    By POST, so that no link gets into an address.
    """
    policies.evidence.confidentiality.check_can_upload(request.user)
    token, upload = request.POST.get("upload", ""), None
    with suppress(errors.TrackerError):  # an upload that expired is an error of the form
        upload = files.load_upload(token, by=request.user) if token else None
    return base.render_page(
        request, "evidence/_line_read.html", upload=upload, url=request.POST.get("url", "").strip()
    )


@post_view
def confirm_line(request: UserRequest, pk: int) -> HttpResponse:
    """Confirm the line of evidence, and the uses of the citations it stands beside."""
    evidence = base.visible_or_404(Evidence.objects.not_withdrawn(), request.user, pk=pk)
    own = Citation.objects.not_withdrawn().filter(evidence=evidence)
    keys = request.POST.getlist("citation")
    base.require_found(all(key.isdecimal() for key in keys))
    citations = [
        base.visible_or_404(own, request.user, "recommendation__report", pk=k) for k in keys
    ]
    request.back, to = evidence, evidence.get_absolute_url()
    for citation in citations:
        request.back = citation.recommendation
        to = f"{citation.recommendation.get_absolute_url()}#citation-{citation.pk}"
    for use in citations or (None,):
        files.confirm_reading(
            files.ConfirmReading(evidence=evidence, by=request.user, now=request.now, citation=use)
        )
    return base.redirect_with(
        request, _("Confirmed: %(title)s") % {"title": evidence.title}, next_url(request, to)
    )


def _upload_response(request: UserRequest, status: int = 200, **context: object) -> HttpResponse:
    """Return the upload field as the form shows it. The header tells it from any other page."""
    response = shortcuts.render(request, "evidence/_upload.html", context, status=status)
    response["HX-Retarget"] = "#drop"
    return response


@page_view
def evidence_to_confirm(request: UserRequest) -> HttpResponse:
    """List the lines to confirm, each with the citations whose use nobody chose."""
    user = request.user
    policies.check_can_change(user, "evidence", _("Evidence"))
    list_page = pagination.paginate_rows(
        Evidence.objects.visible_to(user).to_confirm().select_related(*SOURCES),
        request.GET,
        orders=NEWEST_ADDED,
    )
    pieces = list_page.page.rows
    if list_page.count and not pieces and not list_page.problems:
        return shortcuts.redirect("evidence_to_confirm")  # the last line of the page was confirmed
    read_log.log_listed(pieces, by=user, now=request.now)
    citations = (
        Citation.objects.visible_to(user)
        .not_withdrawn()
        .filter(evidence__in=pieces, is_use_stated=False)
        .select_related("recommendation__report__mechanism", "assessment")
        .order_by("pk")
    )
    uses = grouping.group_pairs((row.evidence_id, row) for row in citations)
    known = describe_lines(pieces)
    return pagination.page_response(
        request,
        "evidence/to_confirm.html",
        list_page,
        lines=[
            (row, known[row.pk], uses[row.pk], below)
            for row, below in zip_longest(pieces, pieces[1:])
        ],
    )


MAX_PAGES = 5  # of a file that are shown
LATE = timedelta(seconds=20)  # for all files of a request; a worker has 30


@partial(form_view, takes_drafts=False)
def evidence_inbox(request: UserRequest) -> HttpResponse:
    """List the files that wait. Those that are sent are added; a script gets their lines alone."""
    policies.check_can_change(request.user, "evidence", _("Evidence"))
    receipts = [
        _receive(file, request, number) for number, file in enumerate(request.FILES.getlist("file"))
    ]
    rows = list(request.user.inbox_files.order_by("pk"))
    twins = inbox.find_twins(rows, by=request.user)
    shown = [*twins.values(), *(receipt.get("row") for receipt in receipts)]
    read_log.log_listed(
        [row for row in shown if isinstance(row, Evidence)], by=request.user, now=request.now
    )
    lines = describe_lines([_as_evidence(row) for row in rows])
    return base.render_page(
        request,
        "evidence/inbox/_receipts.html"
        if "HX-Request" in request.headers
        else "evidence/inbox/list.html",
        receipts=receipts,
        waiting={row: (lines[row.pk], twins.get(row.pk)) for row in rows},
        most=inbox.MAX_FILES,
    )


def _receive(file: "UploadedFile[Any]", request: UserRequest, number: int) -> dict[str, Any]:
    """Add a file to the inbox, the next of a request with `number` others."""
    name = names.shown(str(file.name))
    try:
        errors.NotAllowed.raise_if(
            number >= inbox.MAX_FILES or timezone.now() > request.now + LATE,
            _("“%(file)s” was not read: there were too many files at once. Choose it again."),
            file=name,
        )
        row, is_new = inbox.receive(
            content=read_content(file), name=name, by=request.user, now=request.now
        )
    except errors.TrackerError as error:
        return {"refusal": str(error)}
    return {"name": name, "row": row, "is_new": is_new}


@form_view
def inbox_file(request: UserRequest, pk: int) -> HttpResponse:
    """Show a waiting file with what it may be about; store it, leave it out, or search."""
    row, rows = _waiting_or_404(request, pk)
    user, place = request.user, rows.index(row)
    following = rows[(place + 1) % len(rows)]
    to = "evidence_inbox" if following == row else following
    if request.POST.get("do") == "leave" and not isinstance(request.POST, DraftData):
        inbox.discard(row, by=user)
        return shortcuts.redirect(to)
    evidence = _as_evidence(row)
    bodies = load_read_bodies([evidence])
    twin = inbox.find_twins(rows[: place + 1], by=user).get(pk)
    form = InboxForm(
        posted(request),
        user=user,
        row=row,
        twin=twin,
        issuer=bodies.get(row.reading.get("issuer", {}).get("value")),
        today=request.today,
    )
    if "HX-Request" in request.headers:
        return base.render_page(request, "evidence/inbox/_choices.html", form=form)
    read_log.log_listed([twin] if isinstance(twin, Evidence) else [], by=user, now=request.now)
    return base.save_form(
        request,
        form,
        inbox.store,
        partial(inbox.StoreInboxFile, inbox_file=row),
        done=_message,
        to=to,
    ) or base.render_form(
        request,
        "evidence/inbox/file.html",
        form,
        row=row,
        line=describe_line(evidence, bodies),
        twin=twin,
        following=following if following != row else None,
        place=place + 1,
        total=len(rows),
        pages=range(1, min(form.described.file.pages or 1, MAX_PAGES) + 1),
        has_pictures=form.described.file.kind in pictures.SHOWN,
    )


@page_view
def inbox_page(request: UserRequest, pk: int, page: int) -> HttpResponse:
    """Send a page of a waiting file as a picture, drawn from the copy without metadata."""
    file = inbox.load(_waiting_or_404(request, pk)[0], by=request.user).file
    return draw_page(file.name, file.clean, file.kind, page, pages=file.pages)


def _waiting_or_404(request: UserRequest, pk: int) -> tuple[InboxFile, list[InboxFile]]:
    """Return a waiting file of the user's own, and all of them."""
    policies.check_can_change(request.user, "evidence", _("Evidence"))
    rows = list(request.user.inbox_files.order_by("pk"))
    if (row := next((row for row in rows if row.pk == pk), None)) is None:
        raise Http404
    return row, rows


def _as_evidence(row: InboxFile) -> Evidence:
    """Return the evidence that a waiting file would be as read, unsaved."""
    return Evidence(pk=row.pk, kind=vocabulary.EvidenceKind.NOT_STATED, reading=row.reading)


def _message(stored: Question | Citation | Evidence) -> safestring.SafeString:
    """Return what was stored, with links to see and to undo it."""
    if isinstance(stored, Citation):
        return note_message(stored)
    view, undo, sentence = (
        ("question_reopen", _("Reopen"), _("Answered: %(title)s"))
        if isinstance(stored, Question)
        else ("evidence_withdraw", _("Withdraw"), _("Stored: %(title)s"))
    )
    return base.with_links(
        sentence % {"title": stored},
        (stored.get_absolute_url(), _("View")),
        (urls.reverse(view, args=[stored.pk]), undo),
    )
