"""List of reports, and the page of a report: its text with what was marked in it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from tracker.filters.lists import OpenList
from tracker.filters.past_days import parse_past_day
from tracker.models import Citation, Finding, Passage, Recommendation, Report, User
from tracker.replica import reads_replica
from tracker.requests import UserRequest, page_view
from tracker.summaries.recommendations.list_rows import load_list_rows
from tracker.summaries.status_counts import count_by_report
from tracker.views.base import report_or_404
from tracker.views.history.timeline import DayPicker, load_timeline
from tracker.views.pagination import list_view, page_response, paginate
from tracker.vocabulary import Section


@dataclass(frozen=True, slots=True)
class Mark:
    """Span of a passage, and the recommendations it belongs to."""

    start: int
    end: int
    is_recommendation: bool  # the text of a recommendation itself, not evidence
    recommendations: tuple[Recommendation, ...]


@dataclass(frozen=True, slots=True)
class Segment:
    """Text between two boundaries; if it is marked, it begins, ends or lies within a span."""

    text: str
    is_marked: bool = False
    is_recommendation: bool = False
    anchor: str = ""  # "p8-283", where a span begins
    ends: tuple[Recommendation, ...] = ()  # of spans that end here: their numbers follow


@dataclass(slots=True)
class MarkedPassage:
    """Passage as segments."""

    passage: Passage
    segments: list[Segment] = field(default_factory=list)


def marked_sections(report: Report, user: User) -> list[tuple[Section, list[MarkedPassage]]]:
    """Return the sections of a report with their passages, marked with what the user may see."""
    marks = _marks(report, user)
    passages = Passage.objects.visible_to(user).filter(report=report).order_by("number")
    return [
        (
            Section(section),
            [
                MarkedPassage(passage, list(segments(passage, marks.get(passage.pk, []))))
                for passage in section_passages
            ],
        )
        for section, section_passages in groupby(passages, key=lambda passage: passage.section)
    ]


def segments(passage: Passage, marks: Iterable[Mark]) -> Iterator[Segment]:
    """Yield the text of a passage, every word once, cut at every boundary of every mark."""
    text = passage.text
    marks = [mark for mark in marks if 0 <= mark.start < mark.end <= len(text)]
    cuts = sorted({0, len(text), *(mark.start for mark in marks), *(mark.end for mark in marks)})
    for start, end in pairwise(cuts):
        covering = [mark for mark in marks if mark.start <= start and end <= mark.end]
        ends = {
            recommendation.pk: recommendation
            for mark in covering
            if mark.end == end
            for recommendation in mark.recommendations
        }
        yield Segment(
            text=text[start:end],
            is_marked=bool(covering),
            is_recommendation=bool(covering) and all(mark.is_recommendation for mark in covering),
            anchor=f"p{passage.number}-{start}"
            if any(mark.start == start for mark in covering)
            else "",
            ends=tuple(sorted(ends.values(), key=lambda recommendation: recommendation.position)),
        )


def _marks(report: Report, user: User) -> dict[int, list[Mark]]:
    """Return spans by the key of their passage: cited evidence, and recommendations themselves."""
    recommendations = Recommendation.objects.visible_to(user).filter(
        report=report, passage__isnull=False
    )
    marks: dict[int, list[Mark]] = defaultdict(list)
    for recommendation in recommendations.select_related("report").prefetch_related("translations"):
        key, start, end = recommendation.passage_id, recommendation.start, recommendation.end
        if key is not None and start is not None and end is not None:
            marks[key].append(Mark(start, end, True, (recommendation,)))
    cited: dict[tuple[int, int, int], dict[int, Recommendation]] = defaultdict(dict)
    citations: Any = (
        Citation.objects.visible_to(user)
        .not_withdrawn()
        .filter(evidence__passage__report=report, evidence__withdrawn_at=None)
        .select_related("evidence", "recommendation__report")
        .prefetch_related("recommendation__translations")
    )
    for citation in citations.order_by("pk"):
        span = citation.evidence
        place = (span.passage_id, span.start, span.end)
        cited[place][citation.recommendation_id] = citation.recommendation
    for (passage, start, end), cited_on in cited.items():
        marks[passage].append(Mark(start, end, False, tuple(cited_on.values())))
    return marks


MAX_ROWS = 100  # recommendations above the text; the list has all
HISTORY_MODELS = (
    Passage,
    Finding,
)  # parts whose events belong to the report; recommendations have their own history


@list_view
def report_list(request: UserRequest, listed: OpenList) -> HttpResponse:
    """List the editions, newest first, each with its recommendations by status."""
    list_page = paginate(listed)
    counts = count_by_report(request.user, list_page.page.rows)
    rows = [(report, counts[report.pk]) for report in list_page.page.rows]
    return page_response(request, "recommendations/reports/list.html", list_page, rows=rows)


@page_view
@reads_replica
def report_detail(request: UserRequest, slug: str) -> HttpResponse:
    """Show an edition: its text, its recommendations, its findings.

    For a past day, the statuses are of that day; the text is always the same.
    """
    report = report_or_404(request, slug)
    request.back = report
    past_day = parse_past_day(request.GET, today=request.today)
    recommendations = Recommendation.objects.visible_to(request.user).filter(report=report)
    findings = (
        Finding.objects.visible_to(request.user)
        .not_withdrawn()
        .filter(report=report)
        .select_related("passage")
        .prefetch_related("touches__report")
        .order_by("code")
    )
    context = {
        "report": report,
        "sections": marked_sections(report, request.user),
        "recommendations": load_list_rows(
            recommendations.order_by("sort_key").values_list("pk", flat=True)[: MAX_ROWS + 1],
            past_day=past_day,
            user=request.user,
            on=past_day.on if past_day else request.today,
        ),
        "shown": MAX_ROWS,
        "findings": findings,
        "past_day": past_day,
        "day_picker": DayPicker.of(request, past_day, today=request.today),
    }
    if not past_day:
        parts = [model.objects.filter(report=report) for model in HISTORY_MODELS]
        context["timeline"] = load_timeline(report, request, *parts)
    return render(request, "recommendations/reports/detail.html", context)
