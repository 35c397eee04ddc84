"""List of evidence, the page of evidence, and the search for evidence to cite."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from tracker.actions.evidence import read_log
from tracker.errors import PurposeMissing
from tracker.filters.evidence import EvidenceFilter, search
from tracker.models import Evidence, File
from tracker.requests import UserRequest
from tracker.views.evidence.context import RELATED, EvidenceContext, SensitivityContext, for_list
from tracker.views.history.timeline import load_timeline
from tracker.views.lookups import visible_or_404
from tracker.views.pagination import Order, drop_empty_parameters, list_response, paginate

MAX_RESULTS = 20
PAGE_PARAMETERS = ("order", "after", "before")
ORDERS = {
    "-added": Order(descending=True, key="pk"),
    "added": Order(key="pk"),
    "-published": Order("published_on", descending=True, key="pk"),
}
ORDER_LABELS = (
    ("-added", _("added last first")),
    ("added", _("added first first")),
    ("-published", _("published last first")),
)


@login_required
@require_GET
@drop_empty_parameters
def evidence_list(request: UserRequest) -> HttpResponse:
    """List the evidence that the filter finds; none if a parameter can't be read."""
    now = timezone.now()
    today = timezone.localdate(now)
    filter_set = EvidenceFilter(
        request.GET,
        queryset=for_list(request.user),
        user=request.user,
        today=today,
        other_parameters=PAGE_PARAMETERS,
    )
    list_page = paginate(filter_set, request.GET, orders=ORDERS)
    read_log.log_listed(list_page.page.rows, by=request.user, now=now)
    context = {
        "orders": ORDER_LABELS,
        "order": request.GET.get("order") or "-added",
        "rows": [
            {"evidence": row, "is_expired": row.is_expired(on=today)} for row in list_page.page.rows
        ],
    }
    return list_response(request, "evidence/list.html", filter_set, list_page, **context)


@login_required
@require_GET
def search_evidence(request: UserRequest) -> HttpResponse:
    """Search evidence by every word typed, as choices of a form; what is picked stays on top."""
    words = request.GET.get("search", "").replace("\0", " ").strip()
    evidence = Evidence.objects.visible_to(request.user).not_withdrawn()
    keys = [key for key in request.GET.getlist("evidence") if key.isdecimal() and len(key) < 19]
    rows = evidence.exclude(pk__in=keys)
    matches = list(_newest_first(search(rows, words, user=request.user))) if words else []
    picked = list(_newest_first(evidence.filter(pk__in=keys)))
    read_log.log_listed([*picked, *matches], by=request.user, now=timezone.now())
    context = {"words": words, "picked": picked, "matches": matches, "at_most": MAX_RESULTS}
    return render(request, "evidence/_search_results.html", context)


def require_purpose[**P](view: Callable[P, HttpResponse]) -> Callable[P, HttpResponse]:
    """Ask once a day what evidence for named readers is read for, before the view.

    What a form sent is dropped: the question leads back to the page of the evidence.
    """

    @wraps(view)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        request: Any = args[0]
        pk: Any = kwargs["pk"]
        try:
            return view(*args, **kwargs)
        except PurposeMissing:
            evidence_url = reverse("evidence", args=[pk])
            is_page = request.method == "GET" and "/files/" not in request.path
            query = urlencode({"next": request.get_full_path() if is_page else evidence_url})
            return redirect(f"{reverse('evidence_purpose', args=[pk])}?{query}")

    return wrapper


@login_required
@require_GET
@require_purpose
def evidence_detail(request: UserRequest, pk: int) -> HttpResponse:
    """Show evidence: what it says, where it is cited, its files and its history."""
    evidence = evidence_or_404(request, pk)
    page = EvidenceContext(evidence, request.user, params=request.GET)
    now = timezone.now()
    read_log.log_opened(evidence=evidence, file=page.previewed_file, by=request.user, now=now)
    context = {
        "evidence": evidence,
        "page": page,
        "is_expired": evidence.is_expired(on=timezone.localdate()),
        "sensitivity": SensitivityContext(evidence, request.user),
        "timeline": load_timeline(evidence, request, File.objects.filter(evidence=evidence)),
    }
    return render(request, "evidence/detail.html", context)


def evidence_or_404(request: UserRequest, pk: int) -> Evidence:
    """Return the evidence with this key; 404 if the user may not know of it."""
    rows = Evidence.objects.prefetch_related("topics")
    return visible_or_404(rows, request.user, *RELATED, pk=pk)


def readable_evidence_or_404(request: UserRequest, pk: int) -> Evidence:
    """Return the evidence and record that it is read. Raises PurposeMissing."""
    evidence = evidence_or_404(request, pk)
    read_log.log_opened(evidence=evidence, by=request.user, now=timezone.now())
    return evidence


def _newest_first(rows: QuerySet[Evidence]) -> QuerySet[Evidence]:
    return rows.select_related("issuer", "passage__report__mechanism").order_by("-pk")[:MAX_RESULTS]
