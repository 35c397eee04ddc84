"""The lines of evidence that nobody confirmed: newest first, one key or click each."""

from collections import defaultdict
from dataclasses import replace

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from tracker import policies
from tracker.actions.evidence import read_log
from tracker.actions.evidence.readings import ConfirmReading, confirm_reading
from tracker.grouping import group_pairs
from tracker.models import Citation, Evidence, User
from tracker.requests import UserRequest, form_view
from tracker.summaries.evidence import describe_lines
from tracker.views.base import visible_or_404
from tracker.views.evidence.pages import SOURCES
from tracker.views.pagination import Order, paginate_rows

ORDERS = {"-added": Order(descending=True, key="pk")}


@form_view
def evidence_to_confirm(request: UserRequest) -> HttpResponse:
    """List the lines to confirm; a POST confirms one and leads to the next."""
    policies.check_can_change(request.user, "evidence", _("Evidence"))
    if request.method == "POST":
        return _confirm(request)
    rows = _lines_of(request.user).select_related(*SOURCES)
    list_page = paginate_rows(rows, request.GET, orders=ORDERS)
    if list_page.count and not list_page.page.rows and not list_page.problems:
        return redirect("evidence_to_confirm")  # the last line of the page was confirmed
    read_log.log_listed(list_page.page.rows, by=request.user, now=timezone.now())
    uses = _uses_to_confirm(request.user, list_page.page.rows)
    known = describe_lines(list_page.page.rows)
    lines = [(row, known[row.pk], uses[row.pk]) for row in list_page.page.rows]
    context = {"list_page": list_page, "lines": lines}
    status = 400 if list_page.problems else 200
    return render(request, "evidence/to_confirm.html", context, status=status)


def _lines_of(user: User) -> QuerySet[Evidence]:
    return Evidence.objects.visible_to(user).to_confirm()


def _uses_to_confirm(user: User, pieces: list[Evidence]) -> defaultdict[int, list[Citation]]:
    """Return the citations whose use nobody chose, by key of evidence."""
    citations = Citation.objects.visible_to(user).not_withdrawn()
    return group_pairs(
        (citation.evidence_id, citation)
        for citation in citations.filter(evidence__in=pieces, is_use_stated=False)
        .select_related("recommendation__report__mechanism", "assessment")
        .order_by("pk")
    )


def _confirm(request: UserRequest) -> HttpResponse:
    """Confirm the line that was sent with the uses shown in it, and lead to the one below it."""
    key = request.POST.get("evidence", "")
    pk = int(key) if key.isdecimal() and len(key) < 19 else 0
    evidence = visible_or_404(Evidence.objects.not_withdrawn(), request.user, pk=pk)
    command = ConfirmReading(evidence, by=request.user, now=timezone.now())
    confirm_reading(command)
    for citation in _uses_to_confirm(request.user, [evidence])[pk]:
        confirm_reading(replace(command, citation=citation))
    messages.success(request, _("Confirmed: %(title)s") % {"title": evidence.title})
    below = _lines_of(request.user).filter(pk__lt=pk).order_by("-pk").values_list("pk", flat=True)
    anchor = f"#evidence-{next_key}" if (next_key := below.first()) else ""
    return redirect(f"{request.get_full_path()}{anchor}")
