"""What a piece is read for, and the read log: who read what is for named readers."""

from collections.abc import Iterator
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from tracker import policies
from tracker.actions.evidence import read_log
from tracker.errors import PermissionRefused
from tracker.filters.evidence import ReadLogFilter
from tracker.forms.evidence.sensitivity import PurposeForm
from tracker.models import Evidence, ReadLogEntry
from tracker.reporting.csv import lines
from tracker.requests import UserRequest
from tracker.views.pagination import Order, chips, filled_in, has_empty, listed_of
from tracker.vocabulary import ReadAction

BESIDE = ("after", "before")
NEWEST = {"-at": Order(falling=True, key="pk")}
AT_ONCE = 2000  # rows held while the log is written out


@login_required
@require_http_methods(["GET", "POST"])
def purpose(request: UserRequest, pk: int) -> HttpResponse:
    """Ask what a piece is read for, without saying what it is; then go where one was going."""
    rows = Evidence.objects.visible_to(request.user).select_related("added_by")
    piece = get_object_or_404(rows, pk=pk)
    now = timezone.now()
    onwards = _onwards(request, piece)
    if not read_log.asks_purpose(piece, by=request.user, on=timezone.localdate(now)):
        return redirect(onwards)
    form = PurposeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        said = form.cleaned_data["purpose"]
        read_log.opened(evidence=piece, by=request.user, now=now, purpose=said)
        return redirect(onwards)
    context = {"piece": piece, "form": form, "onwards": onwards, "here": request.path}
    return render(
        request, "evidence/read_log/purpose.html", context, status=422 if form.is_bound else 200
    )


@login_required
@require_GET
def reading_log(request: UserRequest) -> HttpResponse:
    """Who read what, newest first."""
    try:
        policies.evidence.confidentiality.check_can_look_through(request.user)
    except PermissionRefused as refused:
        return render(request, "error.html", {"sentence": str(refused)}, status=403)
    if has_empty(request.GET):
        return redirect(f"{request.path}?{filled_in(request.GET)}")
    found = _found(request)
    listed = listed_of(found, request.GET, beside=BESIDE, orders=NEWEST)
    context = {
        "found": found,
        "listed": listed,
        "chips": chips(found, request.GET),
        "rows": _with_titles(listed.page.rows, request),
        "asked": request.GET.urlencode(),
    }
    return render(
        request, "evidence/read_log/list.html", context, status=400 if listed.problems else 200
    )


@login_required
@require_GET
def reading_export(request: UserRequest) -> HttpResponse | StreamingHttpResponse:
    """What the filter finds as CSV: no titles, whoever asks."""
    try:
        policies.evidence.confidentiality.check_can_look_through(request.user)
    except PermissionRefused as refused:
        return render(request, "error.html", {"sentence": str(refused)}, status=403)
    found = _found(request)
    if found.problems:
        context = {"found": found, "listed": {"problems": found.problems}}
        return render(request, "evidence/read_log/list.html", context, status=400)
    named = {"Content-Disposition": 'attachment; filename="read-log.csv"'}
    rows = _told(found.rows.order_by("pk"))
    return StreamingHttpResponse(lines(rows), content_type="text/csv; charset=utf-8", headers=named)


def _found(request: UserRequest) -> ReadLogFilter:
    rows = ReadLogEntry.objects.visible_to(request.user).select_related("by", "file")
    rows = rows.defer("file__extracted_text", "file__folded_text")
    return ReadLogFilter(request.GET, queryset=rows, beside=BESIDE)


def _with_titles(rows: list[ReadLogEntry], request: UserRequest) -> list[dict[str, Any]]:
    """Each line, with the title of the piece for whoever may know of it: no auditor as such."""
    keys = {row.evidence_id for row in rows if row.evidence_id}
    seen = Evidence.objects.visible_to(request.user).filter(pk__in=keys) if keys else []
    pieces = {piece.pk: piece for piece in seen}
    return [{"reading": row, "piece": pieces.get(row.evidence_id)} for row in rows]


def _told(rows: Any) -> Iterator[list[object]]:
    """The log as cells. Words are looked up now: no language is in force while it is written."""
    heads = [_("When"), _("User name"), _("Who"), _("What was done"), _("Piece no.")]
    heads += [_("Version of the file"), _("Comment no."), _("Purpose")]
    deeds = {code.value: str(code.label) for code in ReadAction}
    return _cells([str(head) for head in heads], deeds, rows)


def _cells(heads: list[str], deeds: dict[str, str], rows: Any) -> Iterator[list[object]]:
    yield list(heads)
    for row in rows.iterator(chunk_size=AT_ONCE):
        yield [
            timezone.localtime(row.at).isoformat(sep=" ", timespec="seconds"),
            row.by.username,
            str(row.by),
            deeds.get(row.deed, row.deed),
            row.evidence_id,
            row.file.number if row.file else None,
            row.comment_id,
            row.purpose,
        ]


def _onwards(request: UserRequest, piece: Evidence) -> str:
    """Where one was going, if that is on this site."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if is_ours else str(piece.get_absolute_url())
