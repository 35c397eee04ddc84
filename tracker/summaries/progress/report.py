"""Progress reports: the counts over all recommendations, and the part that is listed."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from types import MappingProxyType
from typing import NamedTuple

from django.db.models import BigIntegerField, Exists, F, OuterRef, Q, Subquery

from tracker import compiled_queries, formats, policies
from tracker.models import (
    Assessment,
    Body,
    ReaderKind,
    RecommendationQuerySet,
    Remark,
    Reply,
    Report,
    Responsibility,
    User,
)
from tracker.progress import (
    UNSET,
    AssessmentTotals,
    BodyRole,
    Condition,
    Count,
    LabelledCode,
    Progress,
    RecommendationProgress,
    RemarkData,
    ReplyData,
    ReportPart,
    Share,
    paused_collection,
)
from tracker.summaries.progress import contents, data, serializers, texts
from tracker.summaries.progress.parameters import (
    KINDS_CHOSEN_BY_CONTENT,
    ReportParameters,
    WithheldKeys,
    count_withheld,
    find_earlier_publication,
    is_included,
    list_years,
    merge_withheld,
    resolve_body,
    resolve_since,
)
from tracker.vocabulary import (
    RANK,
    UNCOUNTED_STATUSES,
    Audience,
    Basis,
    PastDay,
    ReportKind,
    State,
    Status,
    Strength,
)


class CountedRecommendation(NamedTuple):
    """A recommendation that a report counts, with its status on the day."""

    key: int
    number: str
    status: str
    strength: str | None  # None: not assessed
    is_sample: bool | None
    is_self_approved: bool | None  # its assessment was approved by its author
    theme: str


def load_counted(
    recommendations: RecommendationQuerySet, params: ReportParameters, statuses: Collection[str]
) -> list[CountedRecommendation]:
    """Load all recommendations that a report counts, in the order of the source.

    For kinds that don't choose by content. One query of status spans, which follow from the
    assessments: `check_statuses` compares the two.
    """
    if params.kind == ReportKind.BODY and params.body:
        recommendations = recommendations.filter(
            Exists(
                Responsibility.objects.of_holder(params.body, on=params.on).filter(
                    recommendation=OuterRef("pk")
                )
            )
        )
    assessments = Assessment.objects.filter(pk=OuterRef("assessment_then"))
    rows = (
        recommendations.with_status_on(params.then)
        .filter(Q(status_then__in=statuses) if statuses else Q())
        .annotate(
            strength=Subquery(assessments.values("strength")),
            is_sample=Subquery(assessments.values("is_sample")),
            is_self_approved=Exists(
                assessments.filter(state=State.APPROVED, decided_by=F("author"))
            ),
        )
        .order_by("sort_key")
        .values_list(
            *("pk", "number", "status_then", "strength", "is_sample", "is_self_approved", "theme")
        )
    )
    return [CountedRecommendation(*row) for row in rows]


def to_counted(recommendation: RecommendationProgress) -> CountedRecommendation:
    """Convert a recommendation that was loaded already."""
    assessment = recommendation.assessment
    return CountedRecommendation(
        key=recommendation.key or 0,
        number=recommendation.number,
        status=recommendation.status.code,
        strength=assessment.strength.code if assessment else None,
        is_sample=assessment.is_sample if assessment else None,
        is_self_approved=assessment.is_self_approved if assessment else None,
        theme=recommendation.theme.code,
    )


def build_part(total: int, shown: range) -> ReportPart | None:
    """Return the part that `shown` is of so many recommendations; None if it is all of them."""
    is_whole = len(range(total)[shown.start : shown.stop]) == total
    return None if is_whole else ReportPart(shown.start, total)


def total_assessments(counted: Sequence[CountedRecommendation]) -> AssessmentTotals:
    """Sum up the assessments of all of them, in the language in force."""
    numbers = Counter(c.strength for c in counted)
    return AssessmentTotals(
        strength_counts=tuple(
            (serializers.label_choice(strength), numbers[strength.value])
            for strength in reversed(Strength)
            if numbers[strength.value]
        ),
        has_samples=any(c.is_sample for c in counted),
        self_approved_count=sum(bool(c.is_self_approved) for c in counted),
    )


def load_remarks(
    report: Report, *, then: PastDay, language: str, reader: User | None
) -> Mapping[int | None, RemarkData]:
    """Load the newest remark on each recommendation; under None the summary.

    One query. One in another language only where there is none in this one.
    """
    values = {"report": report.pk, **data.bind_day(then), **(reader.bound_values if reader else {})}
    query = _remarks(then.basis, reader.reader_kind if reader else None)
    rows = list(query.run(values))[::-1]  # the newest last
    return {
        recommendation: RemarkData(
            text,
            as_of,
            key,
            bindings=tuple(texts.bind({}, **stored) for stored in bindings),
            text_languages={"text": code},
        )
        for recommendation, code, text, as_of, key, bindings in sorted(
            rows, key=lambda row: row[1] == language
        )
    }


@compiled_queries.compiled
def _remarks(basis: Basis, kind: ReaderKind | None) -> compiled_queries.Rows[Remark]:
    rows = Remark.objects.all() if kind is None else Remark.objects.visible_to(kind.reader)
    own = rows.filter(report=compiled_queries.Bound("report", BigIntegerField()))
    columns = ("recommendation", "language", "text", "as_of", "pk", "bindings")
    return own.valid_on(data.BoundDay.of(basis)).newest_first().values_list(*columns)


def load_replies(
    report: Report, params: ReportParameters, withheld: WithheldKeys
) -> tuple[ReplyData, ...]:
    """Load the newest reply of each body to a draft that it was sent by the day, by its code.

    A report for a body holds its own alone, one for the public those to drafts for the public.
    """
    rows = (
        (Reply.objects.visible_to(params.reader) if params.reader else Reply.objects.all())
        .not_withdrawn()
        .filter(
            Q(body=params.body) if params.body else Q(),
            publication__report=report,
            sent_on__lte=params.on,
        )
        .select_related("body", "publication")
        .order_by("sent_on", "pk")
    )
    audiences = {Audience.PUBLIC} if params.audience == Audience.PUBLIC else set(Audience)
    withheld["replies"] |= {row.pk for row in rows if row.publication.audience not in audiences}
    shown = (
        serializers.serialize_reply(row, on=params.on)
        for row in rows
        if row.publication.audience in audiences
    )
    # Of drafts that were sent on one day, in several languages, the one that was replied to.
    in_order = sorted(shown, key=lambda reply: (reply.sent_on, reply.replied_on is not None))
    newest = {reply.body.code: reply for reply in in_order}
    return tuple(newest[code] for code in sorted(newest))


SEEN_BY = "seen_by"  # condition of readers who may not read everything: no filter


@paused_collection()
def build_progress(
    report: Report,
    *,
    recommendations: RecommendationQuerySet,
    on: date,
    basis: Basis = Basis.AS_KNOWN_NOW,
    language: str = "en",
    conditions: Sequence[Condition] = (),
    statuses: Collection[str] = (),
    reader: User | None = None,
    kind: ReportKind = ReportKind.FULL,
    audience: Audience = Audience.INTERNAL,
    since: date | None = None,
    stored_filter: Mapping[str, Sequence[str]] = MappingProxyType({}),
    body: Body | None = None,
    shown: range | None = None,
    is_translated: bool = True,
) -> Progress:
    """Build the progress report of an edition, as it stood at the end of `on`, in 21 queries.

    Args (see also `ReportParameters`):
        recommendations: A queryset that starts at `visible_to`; of it those of edition and `kind`.
        conditions: The filter that chose the recommendations, as shown in the report.
        statuses: If any, keeps recommendations at one of them.
        since: Changes are reported from the day after it; without one, since the last publication
            of the kind, audience and `stored_filter`, else since the end of the edition's period.
        shown: Positions of the recommendations to list, in the order of the source. Counts and
            shares are over all of them; of withheld matter the kinds are stated, not the numbers.
        is_translated: Whether texts in other languages are replaced by their translations.

    Raises:
        InvalidValue: `since` is after `on`, or a report for a body has none.
    """
    params = ReportParameters(
        then=PastDay(on, basis),
        since=resolve_since(report, on=on, since=since),
        language=language,
        kind=kind,
        audience=audience,
        reader=reader,
        body=resolve_body(kind, body, audience, on=on),
        edition_to=report.period_to,
        years=list_years(report, on=on),
        is_translated=is_translated,
    )
    earlier = find_earlier_publication(report, params, stored_filter)
    if earlier and since in (None, earlier.on):
        params = replace(params, since=earlier.on, compared_with=earlier)
    with formats.known_language(language):
        return _build(report, recommendations, params, conditions, statuses, shown)


def _build(
    report: Report,
    recommendations: RecommendationQuerySet,
    params: ReportParameters,
    conditions: Sequence[Condition],
    statuses: Collection[str],
    shown: range | None,
) -> Progress:
    remarks = load_remarks(report, then=params.then, language=params.language, reader=params.reader)
    rows = recommendations.filter(report=report)
    if shown is None or params.kind in KINDS_CHOSEN_BY_CONTENT:
        selection = _select_by_content(report, rows, params, statuses, remarks, shown)
    else:
        selection = _select_part(report, rows, params, statuses, remarks, shown)
    progress = _summarize(report, params, selection, conditions, remarks.get(None))
    return texts.translate_texts(progress) if params.is_translated else progress


def _summarize(
    report: Report,
    params: ReportParameters,
    selection: "_Selection",
    conditions: Sequence[Condition],
    summary: RemarkData | None,
) -> Progress:
    """Count what was selected. Source of every number: docs/methodology.md."""
    is_filtered = any(condition.name != SEEN_BY for condition in conditions)
    themes = frozenset(c.theme for c in selection.counted) if is_filtered else None  # None: all
    replies = load_replies(report, params, selection.withheld)
    series = contents.figures(report, params=params, themes=themes, withheld=selection.withheld)
    counts = _count_statuses(c.status for c in selection.counted)
    # The summary is of the whole edition.
    is_partial = conditions or params.kind in {ReportKind.BODY, *KINDS_CHOSEN_BY_CONTENT}
    return Progress(
        report=serializers.serialize_report_head(report),
        on=params.on,
        basis=serializers.label_choice(params.then.basis),
        language=params.language,
        filter=tuple(conditions),
        counts=counts,
        previous_counts=selection.previous_counts,
        fully_implemented=Share.fully_implemented(counts),
        excluded_counts=tuple(c for c in counts if c.status.code in UNCOUNTED_STATUSES),
        recommendations=tuple(selection.listed),
        seal=serializers.serialize_seal(),
        kind=serializers.label_choice(params.kind),
        audience=serializers.label_choice(params.audience),
        since=params.since,
        body=BodyRole(params.body.code, params.body.name, params.body.short, UNSET)
        if params.body
        else None,
        theme=_theme(conditions),
        summary=None
        if is_partial or summary is None
        else texts.compare(summary, {c.number: c.status for c in selection.counted}),
        figures=series,
        withheld=count_withheld(
            selection.withheld, is_external=params.is_external, is_part=selection.part is not None
        ),
        part=selection.part,
        assessment_totals=total_assessments(selection.counted),
        letterhead=serializers.serialize_letterhead(report, params.language),
        is_judged_by_one=policies.four_eyes.one_person_decides(),
        years=params.years,
        compared_with=params.compared_with,
        replies=replies,
    )


class _Selection(NamedTuple):
    """The recommendations that a report counts, and those of them that it lists."""

    counted: list[CountedRecommendation]
    listed: list[RecommendationProgress]
    withheld: WithheldKeys
    part: ReportPart | None  # None: all that are to be listed
    previous_counts: tuple[Count, ...] = ()


def _select_by_content(
    report: Report,
    rows: RecommendationQuerySet,
    params: ReportParameters,
    statuses: Collection[str],
    remarks: Mapping[int | None, RemarkData],
    shown: range | None,
) -> _Selection:
    """Load every recommendation, and list those that the kind includes.

    Matter is withheld of all that are counted: one may be left out because what is new or overdue
    there may not be shown.
    """
    keys = list(rows.order_by().values_list("pk", flat=True))
    loaded = [
        (progress, withheld)
        for progress, withheld in _load_progress(report, keys, params, remarks)
        if not statuses or progress.status.code in statuses
        if params.kind != ReportKind.BODY or is_included(progress, params)
    ]
    all_progress = [progress for progress, _withheld in loaded]
    listed = [progress for progress in all_progress if is_included(progress, params)]
    return _Selection(
        counted=[to_counted(progress) for progress in all_progress],
        listed=listed if shown is None else listed[shown.start : shown.stop],
        withheld=merge_withheld(withheld for _progress, withheld in loaded),
        part=build_part(len(listed), shown) if shown is not None else None,
        previous_counts=_count_statuses(p.previous_status.code for p in all_progress),
    )


def _select_part(
    report: Report,
    rows: RecommendationQuerySet,
    params: ReportParameters,
    statuses: Collection[str],
    remarks: Mapping[int | None, RemarkData],
    shown: range,
) -> _Selection:
    """Count all recommendations, and load only those at the positions `shown`."""
    counted = load_counted(rows, params, statuses)
    loaded = _load_progress(
        report, [c.key for c in counted[shown.start : shown.stop]], params, remarks
    )
    return _Selection(
        counted=counted,
        listed=[progress for progress, _withheld in loaded if is_included(progress, params)],
        withheld=merge_withheld(withheld for _progress, withheld in loaded),
        part=build_part(len(counted), shown),
    )


def _load_progress(
    report: Report,
    keys: Sequence[int],
    params: ReportParameters,
    remarks: Mapping[int | None, RemarkData],
) -> list[tuple[RecommendationProgress, WithheldKeys]]:
    """Load recommendations in the order of the source, each with what is withheld of it."""
    rows = data.ReportRows.load(
        keys,
        then=params.then,
        reader=params.reader,
        language=params.language if params.is_translated else "",
    )
    return [
        contents.serialize_recommendation(row, report, rows, params, remarks.get(row.pk))
        for row in rows.recommendations
    ]


def _theme(conditions: Sequence[Condition]) -> LabelledCode:
    """Return the theme that the filter keeps; empty where it keeps all."""
    return next(
        (LabelledCode(c.value, c.display_value) for c in conditions if c.name == "theme"), UNSET
    )


def _count_statuses(statuses: Iterable[str]) -> tuple[Count, ...]:
    numbers = Counter(statuses)
    return tuple(Count(serializers.label_choice(s), RANK.get(s), numbers[s.value]) for s in Status)
