"""The text of a report with what was marked in it: cut wherever a span begins or ends."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from tracker.errors import InvalidValue
from tracker.filters.past_days import then_of
from tracker.models import Citation, Finding, Passage, Recommendation, Report, User
from tracker.requests import UserRequest
from tracker.summaries.history.past_days import stood
from tracker.views.history.past_days import Switch, refusal
from tracker.views.history.timeline import history_of
from tracker.vocabulary import Section


@dataclass(frozen=True, slots=True)
class Mark:
    """A span of a passage, and the recommendations it belongs to."""

    start: int
    end: int
    asks: bool  # the words of a recommendation itself, not evidence
    recommendations: tuple[Recommendation, ...]


@dataclass(frozen=True, slots=True)
class Segment:
    """Words between two boundaries. Marked ones begin a span, end some, or lie within."""

    text: str
    is_marked: bool = False
    asks: bool = False
    anchor: str = ""  # "p8-283", where a span begins
    ends: tuple[Recommendation, ...] = ()  # whose spans end here: their numbers follow as links


@dataclass(slots=True)
class Told:
    """A passage as segments."""

    passage: Passage
    segments: list[Segment] = field(default_factory=list)


def told(report: Report, user: User) -> list[tuple[Section, list[Told]]]:
    """The sections of a report with their passages, marked with what this user may know of."""
    marks = _marks(report, user)
    passages = Passage.objects.visible_to(user).filter(report=report).order_by("number")
    return [
        (Section(section), [Told(p, list(segments(p, marks.get(p.pk, [])))) for p in some])
        for section, some in groupby(passages, key=lambda p: p.section)
    ]


def segments(passage: Any, marks: Iterable[Mark]) -> Iterator[Segment]:
    """The passage's text, every word once, cut at every boundary of every mark."""
    text = passage.text
    marks = [m for m in marks if 0 <= m.start < m.end <= len(text)]
    cuts = sorted({0, len(text), *(m.start for m in marks), *(m.end for m in marks)})
    for start, end in pairwise(cuts):
        over = [m for m in marks if m.start <= start and end <= m.end]
        ends = {r.pk: r for m in over if m.end == end for r in m.recommendations}
        yield Segment(
            text=text[start:end],
            is_marked=bool(over),
            asks=bool(over) and all(m.asks for m in over),
            anchor=f"p{passage.number}-{start}" if any(m.start == start for m in over) else "",
            ends=tuple(sorted(ends.values(), key=lambda r: r.position)),
        )


def _marks(report: Report, user: User) -> dict[int, list[Mark]]:
    """Spans by the key of their passage: evidence as cited, and the recommendations' own words."""
    asked = Recommendation.objects.visible_to(user).filter(report=report, passage__isnull=False)
    marks: dict[int, list[Mark]] = defaultdict(list)
    for one in asked.select_related("report").prefetch_related("translations"):
        marks[one.passage_id].append(Mark(one.start, one.end, True, (one,)))
    cited: dict[tuple[int, int, int], dict[int, Recommendation]] = defaultdict(dict)
    for citation in _citations(report, user):
        span = citation.evidence
        place = (span.passage_id, span.start, span.end)
        cited[place][citation.recommendation_id] = citation.recommendation
    for (passage, start, end), found in cited.items():
        marks[passage].append(Mark(start, end, False, tuple(found.values())))
    return marks


def _citations(report: Report, user: User) -> Any:
    return (
        Citation.objects.visible_to(user)
        .standing()
        .filter(evidence__passage__report=report, evidence__withdrawn_at=None)
        .select_related("evidence", "recommendation__report")
        .prefetch_related("recommendation__translations")
        .order_by("pk")
    )


SHOWN = 100  # recommendations beside the text; the list has them all
PARTS = (Passage, Finding)  # told of in its history; recommendations have their own


@login_required
@require_GET
def report_list(request: UserRequest) -> HttpResponse:
    """Every edition held, newest first."""
    reports = (
        Report.objects.visible_to(request.user)
        .select_related("mechanism__issuer")
        .order_by("-year", "country_name", "slug")
    )
    return render(request, "recommendations/reports/list.html", {"reports": reports})


@login_required
@require_GET
def report(request: UserRequest, slug: str) -> HttpResponse:
    """One edition: the narrative, its recommendations, what else it says.

    Of a past day, how its recommendations stood; its text is always the same.
    """
    row = get_object_or_404(
        Report.objects.visible_to(request.user).select_related("mechanism__issuer"), slug=slug
    )
    today = timezone.localdate()
    try:
        then = then_of(request.GET, today=today)
    except InvalidValue as refused:
        return refusal(request, refused, back=row)
    recommendations = Recommendation.objects.visible_to(request.user).filter(report=row)
    findings = (
        Finding.objects.visible_to(request.user)
        .standing()
        .filter(report=row)
        .select_related("passage")
        .prefetch_related("touches__report")
        .order_by("code")
    )
    context = {
        "report": row,
        "sections": told(row, request.user),
        "recommendations": stood(recommendations.for_list()[: SHOWN + 1], then, user=request.user),
        "shown": SHOWN,
        "findings": findings,
        "then": then,
        "switch": Switch.of(request, then, today=today),
    }
    if not then:
        parts = [model.objects.filter(report=row) for model in PARTS]
        context["told"] = history_of(row, request, *parts)
    return render(request, "recommendations/reports/detail.html", context)
