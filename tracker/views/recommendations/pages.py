"""Lists of recommendations and reports, and the page of one with everything about it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property, partial
from itertools import chain, groupby, pairwise
from typing import Any

from django.db.models import Model, QuerySet
from django.http import Http404, HttpResponse
from django.utils import timezone

from tracker import compiled_queries, replica, vocabulary
from tracker.actions.evidence import read_log
from tracker.actions.people import find_last_visit
from tracker.filters import lists, parameters
from tracker.filters.recommendations import RecommendationFilter
from tracker.intake.lineage import word_diff
from tracker.models import (
    Citation,
    Closing,
    Commitment,
    Evidence,
    EvidenceQuerySet,
    Finding,
    Passage,
    Recommendation,
    Report,
    Responsibility,
    Translation,
    User,
    Viewer,
    table_of,
)
from tracker.policies.evidence.sources import describe_need
from tracker.requests import UserRequest, page_view
from tracker.summaries.bodies import load_holders
from tracker.summaries.progress.data import filter_valid_citations
from tracker.summaries.recommendations import parts, threads
from tracker.summaries.statuses import (
    apply_past_status,
    count_by_report,
    list_status_spans,
    sum_current,
)
from tracker.views import base, pagination
from tracker.views.assessments.context import (
    AssessmentsContext,
    Period,
    list_periods,
    source_position,
)


def _hidden(reader: Viewer) -> EvidenceQuerySet:
    cited = Citation.objects.not_withdrawn().filter(
        recommendation=compiled_queries.Bound("key", parts.KEY)
    )
    return (
        Evidence.objects.hidden_from(reader).not_withdrawn().filter(pk__in=cited.values("evidence"))
    )


def _closings(reader: Viewer, is_closed: bool) -> QuerySet[Closing]:
    return (
        Closing.objects.visible_to(reader)
        .select_related("author", "decided_by")
        .filter(
            recommendation=compiled_queries.Bound("key", parts.KEY),
            state__in=[vocabulary.State.APPROVED] if is_closed else vocabulary.OPEN_STATES,
        )
        .order_by("-pk")[:1]
    )


class RecommendationContext(AssessmentsContext):
    """Recommendation as a user may see it; each part is read once, when it is shown."""

    def __init__(self, recommendation: Recommendation, user: User, *, whole: bool = False) -> None:
        self.recommendation, self.user = recommendation, user
        self.is_whole = whole  # with what is else fetched when it is opened
        self.parts: Any = recommendation  # with what `load_recommendation` read along

    @cached_property
    def periods(self) -> list[Period]:
        """Periods that something is known of, newest first."""
        return list_periods(self.recommendation, self.assessments, self.citations)

    @cached_property
    def news(self) -> dict[str, list[Model]]:
        """What others added or changed since the last visit, by kind."""
        rows: dict[str, list[Any]] = {
            "assessments": self.assessments,
            "citations": self.citations,
            "commitments": self.commitments,
            "questions": self.parts.question_rows,
        }
        changes = self.parts.changes
        return {
            kind: [row for row in of_kind if (table_of(type(row)), row.pk) in changes]
            for kind, of_kind in rows.items()
        }

    @property
    def need(self) -> str:
        """What approving the next rank lacks, as far as the user may see the evidence."""
        assessment = self.views[0].assessment
        assessment.recommendation = self.recommendation
        return describe_need(
            assessment,
            [row for row in self.citations if row.assessment_id == assessment.pk],
            self._responsibilities,
        )

    @cached_property
    def translations(self) -> list[Translation]:
        """Translations that have a text."""
        return [
            translation
            for translation in self.recommendation.translations.all()
            if translation.text
        ]

    @cached_property
    def citations(self) -> list[Citation]:
        """Citations in use, in the order of `source_position`."""
        return sorted(parts.load_citations(self.recommendation, self.user), key=source_position)

    def citations_on(self, past_day: vocabulary.PastDay) -> list[Citation]:
        """Return the citations as they stood on a past day, as in a progress report of that day."""
        rows = filter_valid_citations(
            Citation.objects.visible_to(self.user).filter(recommendation=self.recommendation),
            past_day,
        )
        rows = rows.select_related(*parts.CITED)
        return sorted(rows.annotate(file_number=parts.newest_file(self.user)), key=source_position)

    @cached_property
    def hidden_count(self) -> int:
        """Number of cited evidence for named readers that the user may know to exist, no more."""
        return self.user.count(_hidden, key=self.recommendation.pk)

    @cached_property
    def closing(self) -> Closing | None:
        """Approved closing; while it is not closed, the open proposal, if there is one."""
        if not self.parts.has_closing:
            return None
        is_closed = self.recommendation.lifecycle == vocabulary.Lifecycle.CLOSED
        return next(self.user.load(_closings, is_closed, key=self.recommendation.pk), None)

    @cached_property
    def commitments(self) -> list[Commitment]:
        """Commitments, the open ones first, the next due first."""
        return sorted(
            self.parts.commitment_rows,
            key=lambda row: (not row.is_open, row.due_on or date.max, row.pk),
        )

    @cached_property
    def thread(self) -> threads.Thread:
        """Earlier and later editions of it."""
        return threads.load_thread(self.recommendation, self.user, self.parts.editions)

    @property
    def wording_changes(self) -> list[dict[str, object]]:
        """Links to texts that it repeats, each with what was kept, removed and added since."""
        diffs = [
            (link, word_diff(link.earlier.text, self.recommendation.text))
            for link in self.thread.direct_links
        ]
        return [
            {"link": link, "diff": diff, "is_same": all(kind == "same" for kind, _words in diff)}
            for link, diff in diffs
        ]

    @cached_property
    def responsibilities(self) -> list[tuple[vocabulary.Role, list[Responsibility]]]:
        """Responsibilities by role, in the order of the vocabulary."""
        rows = sorted(
            load_holders(
                self._responsibilities,
                on=timezone.localdate(),
                mandates=self.user.mandates,
                are_all=True,
            ),
            key=lambda responsibility: vocabulary.Role.values.index(responsibility.role),
        )
        return [
            (vocabulary.Role(role), list(responsibilities))
            for role, responsibilities in groupby(
                rows, key=lambda responsibility: responsibility.role
            )
        ]


@pagination.list_view
def recommendation_list(request: UserRequest, listed: lists.OpenList) -> HttpResponse:
    """List the recommendations that the filter finds; none if a parameter can't be read."""
    filter_set: Any = listed.filter_set
    past_day = filter_set.past_day
    list_page = pagination.paginate(
        listed,
        partial(parts.load_list_rows, past_day=past_day, user=request.user, on=listed.on),
        count=_known_count(filter_set),
        is_keyed=request.user.is_focal_point or "body" in filter_set.filters,
    )
    rows = list_page.page.rows
    return pagination.list_response(
        request,
        "recommendations/list.html",
        filter_set,
        list_page,
        rows=rows,
        past_day=past_day,
        day_picker=base.DayPicker.of(request, past_day, today=request.today),
        report_slug=None if list_page.problems else _single_report(filter_set, list_page, rows),
        today=request.today,
    )


@page_view
def recommendation_detail(request: UserRequest, slug: str, number: str) -> HttpResponse:
    """Show all that the user may know of a recommendation; for a past day, its state of then."""
    since = find_last_visit(request.user, now=request.now)
    recommendation = parts.load_recommendation(
        request.user, slug=slug, number=number, since=since or request.now
    )
    if recommendation is None:
        raise Http404
    request.back = recommendation
    past_day = parameters.parse_past_day(request.GET, today=request.today)
    day_picker = base.DayPicker.of(request, past_day, today=request.today)
    place = pagination.find_place(request, recommendation)
    if past_day:
        return _past_day_response(request, recommendation, past_day, day_picker, place)
    page = RecommendationContext(recommendation, request.user, whole=base.is_whole(request))
    shown = [period for period in page.periods if page.is_whole or not period.is_folded]
    read: list[Any] = [citation.evidence for period in shown for citation in period.citations]
    for assessment in chain.from_iterable(period.assessments for period in shown):
        comments = (row for row in assessment.comments.all() if not row.is_withdrawn)
        read += filter(None, [*comments, assessment.stated_in])
    read_log.log_listed(read, by=request.user, now=request.now)
    return base.render_page(
        request,
        "recommendations/detail.html",
        recommendation=recommendation,
        place=place,
        page=page,
        since=since,
        day_picker=day_picker,
        today=request.today,
        is_overdue=recommendation.is_overdue(on=request.today),
        timeline=base.load_timeline(recommendation, request) if page.is_whole else None,
    )


def _known_count(filter_set: RecommendationFilter) -> int:
    """Return how many the filter finds, where summary rows tell it and it takes long to count."""
    used, user, past_day = filter_set.filters.keys(), filter_set.user, filter_set.past_day
    takes_long = past_day or user.is_focal_point or "body" in used
    if not takes_long or not used <= {"status", "theme", "body"} or filter_set.problems:
        return 0
    values = {"body": None, "theme": "", **filter_set.form.cleaned_data}
    statuses = values.pop("status", ())
    counts = sum_current(user, past_day, **values)
    return sum(counts[status] for status in statuses or counts)


def _single_report(
    filter_set: RecommendationFilter, list_page: pagination.ListPage[Any], rows: list[parts.ListRow]
) -> str | None:
    """Return the name in the address of the report that the whole list belongs to, if it is one."""
    if chosen := filter_set.form.cleaned_data.get("report"):
        return str(chosen.slug)
    slugs = {row.slug for row in rows}
    is_only_page = not (list_page.page.before or list_page.page.after)
    return slugs.pop() if is_only_page and len(slugs) == 1 else None


def _past_day_response(
    request: UserRequest,
    recommendation: Recommendation,
    past_day: vocabulary.PastDay,
    day_picker: base.DayPicker,
    place: dict[str, object],
) -> HttpResponse:
    """Show the status on a past day, with its assessment and citations, and its course.

    Nothing can be written from there. Evidence for named readers that is cited counts as read.
    """
    apply_past_status([recommendation], past_day, user=request.user)
    assessment = recommendation.current_assessment.pk if recommendation.current_assessment else 0
    citations = [
        citation
        for citation in RecommendationContext(recommendation, request.user).citations_on(past_day)
        if citation.assessment_id == assessment
    ]
    read_log.log_listed(
        [citation.evidence for citation in citations], by=request.user, now=request.now
    )
    published = recommendation.report.published_on
    return base.render_page(
        request,
        "history/past_days/recommendation.html",
        recommendation=recommendation,
        place=place,
        past_day=past_day,
        day_picker=day_picker,
        citations=citations,
        stretches=list_status_spans(recommendation, past_day),
        otherwise=_status_on_other_basis(recommendation, past_day),
        came_later=published if published and published > past_day.on else None,
    )


def _status_on_other_basis(
    recommendation: Recommendation, past_day: vocabulary.PastDay
) -> tuple[vocabulary.PastDay, vocabulary.Status] | None:
    """Return the status of that day on the other basis, if it differs."""
    other = vocabulary.PastDay(
        past_day.on, next(basis for basis in vocabulary.Basis if basis != past_day.basis)
    )
    rows = Recommendation.objects.filter(pk=recommendation.pk).with_status_on(other)
    status = vocabulary.Status(rows.values_list(*["status_then"], flat=True).get())
    return (other, status) if status != recommendation.status else None


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


def marked_sections(
    report: Report, user: User
) -> list[tuple[vocabulary.Section, list[tuple[Passage, list[Segment]]]]]:
    """Return the sections of a report with their passages, marked with what the user may see."""
    marks = _marks(report, user)
    passages = Passage.objects.visible_to(user).filter(report=report).order_by("number")
    return [
        (
            vocabulary.Section(section),
            [
                (passage, list(segments(passage, marks.get(passage.pk, []))))
                for passage in section_passages
            ],
        )
        for section, section_passages in groupby(passages, key=lambda passage: passage.section)
    ]


def segments(passage: Passage, marks: Iterable[Mark]) -> Iterator[Segment]:
    """Yield the text of a passage, every word once, cut at every boundary of every mark."""
    text = passage.text
    marks = [mark for mark in marks if 0 <= mark.start < mark.end <= len(text)]
    for start, end in pairwise(
        sorted({0, len(text), *(mark.start for mark in marks), *(mark.end for mark in marks)})
    ):
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
        cited[span.passage_id, span.start, span.end][citation.recommendation_id] = (
            citation.recommendation
        )
    for (passage, start, end), cited_on in cited.items():
        marks[passage].append(Mark(start, end, False, tuple(cited_on.values())))
    return marks


MAX_ROWS = 100  # recommendations above the text; the list has all
HISTORY_MODELS = (
    Passage,
    Finding,
)  # parts whose events belong to the report; recommendations have their own history


@pagination.list_view
def report_list(request: UserRequest, listed: lists.OpenList) -> HttpResponse:
    """List the editions, newest first, each with its recommendations by status."""
    list_page = pagination.paginate(listed)
    counts = count_by_report(request.user, list_page.page.rows)
    return pagination.page_response(
        request,
        "recommendations/reports/list.html",
        list_page,
        rows=[(report, counts[report.pk]) for report in list_page.page.rows],
    )


@page_view
@replica.reads_replica
def report_detail(request: UserRequest, slug: str) -> HttpResponse:
    """Show an edition: its text, its recommendations, its findings.

    For a past day, the statuses are of that day; the text is always the same.
    """
    request.back = report = base.report_or_404(request, slug)
    past_day = parameters.parse_past_day(request.GET, today=request.today)
    return base.render_page(
        request,
        "recommendations/reports/detail.html",
        report=report,
        sections=marked_sections(report, request.user),
        recommendations=parts.load_list_rows(
            Recommendation.objects.visible_to(request.user)
            .filter(report=report)
            .order_by("sort_key")
            .values_list("pk", flat=True)[: MAX_ROWS + 1],
            past_day=past_day,
            user=request.user,
            on=past_day.on if past_day else request.today,
        ),
        shown=MAX_ROWS,
        findings=Finding.objects.visible_to(request.user)
        .not_withdrawn()
        .filter(report=report)
        .select_related("passage")
        .prefetch_related("touches__report")
        .order_by("code"),
        past_day=past_day,
        day_picker=base.DayPicker.of(request, past_day, today=request.today),
        timeline=None
        if past_day
        else base.load_timeline(
            report, request, *[model.objects.filter(report=report) for model in HISTORY_MODELS]
        ),
    )
