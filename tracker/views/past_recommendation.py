"""The page of a recommendation as it stood on a past day: what can be told of that, and no more."""

from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import render

from tracker.actions import readings
from tracker.models import Recommendation
from tracker.requests import UserRequest
from tracker.summaries.standings import status_periods, stood
from tracker.views.about import About
from tracker.views.pasts import Switch
from tracker.vocabulary import Past, Status, Then


def past_recommendation(
    request: UserRequest, row: Recommendation, then: Then, switch: Switch, *, now: datetime
) -> HttpResponse:
    """Its status, the judgment that it stood on with what that cites, and how it came there.

    Nothing can be written from here. What is cited for named readers counts as read.
    """
    stood([row], then, user=request.user)
    judged = row.standing.pk if row.standing else 0
    cited = About(row, request.user).citations_then(then)
    citations = [citation for citation in cited if citation.assessment_id == judged]
    readings.met([citation.evidence for citation in citations], by=request.user, now=now)
    published = row.report.published_on
    context = {
        "recommendation": row,
        "then": then,
        "switch": switch,
        "citations": citations,
        "stretches": status_periods(row, then),
        "otherwise": _otherwise(row, then),
        "came_later": published if published and published > then.on else None,
    }
    return render(request, "pasts/recommendation.html", context)


def _otherwise(row: Recommendation, then: Then) -> tuple[Then, Status] | None:
    """The status of that day by the other knowledge, where it is another one."""
    other = Then(then.on, next(past for past in Past if past != then.past))
    told = Recommendation.objects.filter(pk=row.pk).then(other)
    status = Status(told.values_list("status_then", flat=True).get())
    return (other, status) if status != row.status else None
