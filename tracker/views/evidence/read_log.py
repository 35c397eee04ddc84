"""Purpose of reading evidence for named readers, and the log of who read what."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from tracker import policies
from tracker.actions.evidence import read_log
from tracker.filters.evidence import ReadLogFilter
from tracker.forms.evidence.sensitivity import PurposeForm
from tracker.models import Evidence, ReadLogEntry
from tracker.requests import UserRequest, form_view, page_view, posted
from tracker.views.base import render_form, visible_or_404
from tracker.views.pagination import Order, drop_empty_parameters, list_response, paginate

PAGE_PARAMETERS = ("after", "before")
NEWEST_FIRST = {"-read_at": Order(descending=True, key="pk")}


@form_view
def ask_purpose(request: UserRequest, pk: int) -> HttpResponse:
    """Ask what evidence is read for, without saying what it is; then go on to it."""
    evidence = visible_or_404(Evidence, request.user, "added_by", pk=pk)
    now = timezone.now()
    next_url = _next_url(request, evidence)
    if not read_log.needs_purpose(evidence, by=request.user, on=timezone.localdate(now)):
        return redirect(next_url)
    form = PurposeForm(posted(request))
    if form.is_valid():
        purpose = form.cleaned_data["purpose"]
        read_log.log_opened(evidence=evidence, by=request.user, now=now, purpose=purpose)
        return redirect(next_url)
    return render_form(
        request,
        "evidence/read_log/purpose.html",
        form,
        evidence=evidence,
        next_url=next_url,
        return_url=request.path,
    )


@page_view
@drop_empty_parameters
def read_log_list(request: UserRequest) -> HttpResponse:
    """List the entries of the read log, newest first."""
    policies.evidence.confidentiality.check_can_view_read_log(request.user)
    filter_set = _filter_set(request)
    list_page = paginate(filter_set, request.GET, orders=NEWEST_FIRST)
    context = {
        "rows": _entries_with_evidence(list_page.page.rows, request),
        "query": request.GET.urlencode(),
    }
    return list_response(request, "evidence/read_log/list.html", filter_set, list_page, **context)


def _filter_set(request: UserRequest) -> ReadLogFilter:
    rows = ReadLogEntry.objects.visible_to(request.user).select_related("user", "file")
    rows = rows.defer("file__extracted_text")
    return ReadLogFilter(
        request.GET, queryset=rows, user=request.user, other_parameters=PAGE_PARAMETERS
    )


def _entries_with_evidence(
    rows: list[ReadLogEntry], request: UserRequest
) -> list[dict[str, object]]:
    """Return each entry with its evidence if the user may know of it: auditors as such may not."""
    keys = {entry.evidence_id for entry in rows if entry.evidence_id}
    visible = Evidence.objects.visible_to(request.user).filter(pk__in=keys) if keys else []
    evidence: dict[int | None, Evidence] = {obj.pk: obj for obj in visible}
    return [{"entry": entry, "evidence": evidence.get(entry.evidence_id)} for entry in rows]


def _next_url(request: UserRequest, evidence: Evidence) -> str:
    """Return the address to go on to, if it is on this site; else that of the evidence."""
    url = request.POST.get("next") or request.GET.get("next") or ""
    is_local = url_has_allowed_host_and_scheme(
        url, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return url if is_local else str(evidence.get_absolute_url())
