"""The list of evidence, the page of one piece, and finding what is held already."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from tracker.actions.evidence import read_log
from tracker.errors import PurposeMissing
from tracker.filters.evidence import EvidenceFilter, with_words
from tracker.models import Evidence, File
from tracker.requests import UserRequest
from tracker.views.evidence.context import AT_HAND, PiecePage, SensitivityOf, for_list
from tracker.views.history.timeline import history_of
from tracker.views.pagination import Order, chips, filled_in, has_empty, listed_of

AT_MOST = 20
BESIDE = ("order", "after", "before")
ORDERS = {
    "-added": Order(falling=True, key="pk"),
    "added": Order(key="pk"),
    "-published": Order("published_on", falling=True, key="pk"),
}
ORDERS_TOLD = (
    ("-added", _("added last first")),
    ("added", _("added first first")),
    ("-published", _("published last first")),
)


@login_required
@require_GET
def evidence_list(request: UserRequest) -> HttpResponse:
    """What the filter finds, page by page. What can't be read shows its error, and no rows."""
    if has_empty(request.GET):
        return redirect(f"{request.path}?{filled_in(request.GET)}")
    now = timezone.now()
    today = timezone.localdate(now)
    found = EvidenceFilter(
        request.GET, queryset=for_list(request.user), user=request.user, today=today, beside=BESIDE
    )
    listed = listed_of(found, request.GET, beside=BESIDE, orders=ORDERS)
    read_log.met(listed.page.rows, by=request.user, now=now)
    context = {
        "found": found,
        "listed": listed,
        "chips": chips(found, request.GET),
        "orders": ORDERS_TOLD,
        "order": request.GET.get("order") or "-added",
        "rows": [{"piece": row, "is_over": row.is_expired(on=today)} for row in listed.page.rows],
    }
    status = 400 if listed.problems else 200
    return render(request, "evidence/list.html", context, status=status)


@login_required
@require_GET
def find(request: UserRequest) -> HttpResponse:
    """At most twenty pieces that hold every word typed, as choices; what is picked stays above."""
    words = request.GET.get("q", "").replace("\0", " ").strip()
    held = Evidence.objects.visible_to(request.user).standing()
    keys = [key for key in request.GET.getlist("evidence") if key.isdecimal() and len(key) < 19]
    rows = held.exclude(pk__in=keys)
    found = list(_newest(with_words(rows, words, user=request.user))) if words else []
    picked = list(_newest(held.filter(pk__in=keys)))
    read_log.met([*picked, *found], by=request.user, now=timezone.now())
    context = {"words": words, "picked": picked, "found": found, "at_most": AT_MOST}
    return render(request, "evidence/_search_results.html", context)


def for_a_purpose[**P](view: Callable[P, HttpResponse]) -> Callable[P, HttpResponse]:
    """Ask what matter for named readers is opened for, once a day; the view goes on then.

    What a form sent is not taken along: it leads back to the page of the piece.
    """

    @wraps(view)
    def asking(*args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        request: Any = args[0]
        pk: Any = kwargs["pk"]
        try:
            return view(*args, **kwargs)
        except PurposeMissing:
            back = reverse("evidence", args=[pk])
            is_page = request.method == "GET" and "/files/" not in request.path
            asked = urlencode({"next": request.get_full_path() if is_page else back})
            return redirect(f"{reverse('evidence_purpose', args=[pk])}?{asked}")

    return asking


@login_required
@require_GET
@for_a_purpose
def evidence(request: UserRequest, pk: int) -> HttpResponse:
    """One piece: what it says, where it is cited, its files, and who did what with it."""
    row = piece_or_404(request, pk)
    page = PiecePage(row, request.user, asked=request.GET)
    now = timezone.now()
    read_log.opened(evidence=row, file=page.shown_file, by=request.user, now=now)
    context = {
        "piece": row,
        "page": page,
        "is_over": row.is_expired(on=timezone.localdate()),
        "sensitivity": SensitivityOf(row, request.user),
        "told": history_of(row, request, File.objects.filter(evidence=row)),
    }
    return render(request, "evidence/detail.html", context)


def piece_or_404(request: UserRequest, pk: int) -> Evidence:
    """The piece with this key, if the user may know of it."""
    rows = Evidence.objects.visible_to(request.user).select_related(*AT_HAND)
    found: Evidence = get_object_or_404(rows.prefetch_related("topics"), pk=pk)
    return found


def opened_or_404(request: UserRequest, pk: int) -> Evidence:
    """The same, opened: written down where it is for named readers. Raises PurposeMissing."""
    found = piece_or_404(request, pk)
    read_log.opened(evidence=found, by=request.user, now=timezone.now())
    return found


def _newest(rows: Any) -> Any:
    return rows.select_related("issuer", "passage__report__mechanism").order_by("-pk")[:AT_MOST]
