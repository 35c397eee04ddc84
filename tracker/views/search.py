"""The search over everything a user may see."""

from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.urls import reverse

from tracker.actions.evidence import read_log
from tracker.replica import reads_replica
from tracker.requests import UserRequest, page_view
from tracker.summaries.search import SOURCES, Group, find_groups
from tracker.views.base import render_page

MAX_CHARACTERS = 200
# Lists with the same search, and what else shows all rows there.
LISTS = {
    "recommendation": ("recommendation_list", {"all": "yes"}),
    "evidence": ("evidence_list", {}),
    "question": ("question_list", {}),
    "indicator": ("indicator_list", {}),
}


@page_view
@reads_replica
def search(request: UserRequest) -> HttpResponse:
    """Show what the words find, the first rows of each kind, or more of one kind."""
    words = " ".join(request.GET.get("q", "").replace("\0", " ").split())[:MAX_CHARACTERS]
    kind = request.GET.get("kind", "")
    if kind and kind not in SOURCES:
        raise Http404
    groups = list(find_groups(request.user, words, kind=kind))
    read_log.log_listed(
        (row for group in groups for row in group.to_log), by=request.user, now=request.now
    )
    return render_page(
        request,
        "search.html",
        search_words=words,
        kind=kind,
        groups=[(group, _all_url(request, group, words)) for group in groups],
    )


def _all_url(request: UserRequest, group: Group, words: str) -> str:
    """Return the address of all rows of a kind: of its list, or of this page for the kind."""
    if group.name in LISTS and request.user.may_read:
        name, values = LISTS[group.name]
        return f"{reverse(name)}?{urlencode({**values, 'search': words})}"
    return f"{reverse('search')}?{urlencode({'q': words, 'kind': group.name})}"
