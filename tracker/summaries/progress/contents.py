"""Recommendations and figures of a report, from the rows that it may show."""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date
from functools import cache, partial
from itertools import starmap
from typing import TYPE_CHECKING, TypedDict, cast

from django.db.models import BooleanField, CharField, ExpressionWrapper, F, IntegerField, Q

from tracker import compiled_queries, grouping
from tracker.models import (
    Assessment,
    Evidence,
    Figure,
    Indicator,
    ReaderKind,
    Report,
    Responsibility,
)
from tracker.progress import (
    BodyRole,
    CommitmentData,
    ComponentLine,
    CorrectionData,
    FigureSeries,
    FigureValue,
    LabelledCode,
    NoteData,
    RecommendationProgress,
    RemarkData,
    ReportYear,
    Source,
    StatusPoint,
    ViewData,
    YearStatus,
)
from tracker.summaries.figures.series import (
    Break,
    compute_change,
    decimal_year,
    get_breaks,
    is_hidden,
    oldest_first,
)
from tracker.summaries.figures.small_numbers import (
    OUTSIDE_READER,
    Suppression,
    annotate_country,
    may_be_of,
    suppress_small_numbers,
)
from tracker.summaries.progress import serializers
from tracker.summaries.progress.data import (
    REPORT_COLUMNS,
    AssessmentRow,
    BoundDay,
    RecommendationRow,
    ReportRows,
    bind_day,
    under,
    with_issuers,
)
from tracker.summaries.progress.parameters import (
    Disclosure,
    ReportParameters,
    WithheldKeys,
    is_in_evidence_pack,
)
from tracker.vocabulary import (
    RANK,
    SETTLED_STATUSES,
    Basis,
    PastDay,
    Perspective,
    ReportKind,
    Role,
    Sensitivity,
    Status,
    Theme,
)

type AnalystAssessments = Sequence[Assessment]  # approved ones of the analysts, newest first


def find_previous_assessment(assessments: AnalystAssessments) -> Assessment | None:
    """Return the newest uncorrected assessment of an earlier day than the current assessment."""
    return next((a for a in _uncorrected(assessments)[1:] if a.as_of < assessments[0].as_of), None)


def list_status_history(assessments: AnalystAssessments) -> tuple[StatusPoint, ...]:
    """Return each status from its day on, oldest first, without corrected ones.

    Of two assessments for assessment day the later assessment counts.
    """
    by_day = {assessment.as_of: assessment for assessment in reversed(_uncorrected(assessments))}
    return tuple(
        StatusPoint(
            day,
            serializers.label_field(assessment, "status"),
            RANK.get(Status(assessment.status)),
            assessment.pk,
        )
        for day, assessment in by_day.items()
    )


def list_year_statuses(
    assessments: AnalystAssessments, years: Sequence[ReportYear]
) -> tuple[YearStatus, ...]:
    """Return the status of each year by the newest uncorrected assessment for it, oldest first.

    An assessment is for the first year that ends with its period or later.
    """
    newest: dict[date, Assessment] = {}
    for assessment in _uncorrected(assessments):
        ends = (year.period_to for year in years if year.period_to >= assessment.period_to)
        newest.setdefault(next(ends, date.max), assessment)
    return tuple(
        YearStatus(
            end,
            serializers.label_field(row, "status"),
            serializers.label_field(row, "trend"),
            row.as_of,
            row.pk,
        )
        for end in (year.period_to for year in years)
        if (row := newest.get(end))
    )


def status_at(assessments: AnalystAssessments, then: PastDay) -> LabelledCode:
    """Return the status at the end of a day, on its basis; not assessed before the first."""
    newest = next(
        (
            row
            for row in assessments
            if row.as_of <= then.on
            and (
                then.basis == Basis.AS_KNOWN_NOW
                or (row.decided_at is not None and row.decided_at < then.ends_at)
            )
        ),
        None,
    )
    return (
        serializers.label_field(newest, "status")
        if newest
        else serializers.label_choice(Status.NOT_ASSESSED)
    )


def _uncorrected(assessments: AnalystAssessments) -> list[Assessment]:
    wrong = {assessment.corrects_id for assessment in assessments}
    return [assessment for assessment in assessments if assessment.pk not in wrong]


# Views are shown beside the analysts' assessment in this order.
VIEW_ORDER: list[str] = [
    Perspective.RESPONSIBLE_BODY,
    Perspective.CIVIL_SOCIETY,
    Perspective.SOURCE_REPORT,
]


def serialize_recommendation(
    row: RecommendationRow,
    report: Report,
    report_rows: ReportRows,
    params: ReportParameters,
    remark: RemarkData | None,
) -> tuple[RecommendationProgress, WithheldKeys]:
    """Convert a recommendation, and return the keys of what is withheld of it."""
    row.report = report  # shared, instead of one query for each row
    key, disclosure = row.pk, Disclosure(report_rows, params)
    assessments, all_views = _split_by_perspective(report_rows.assessments.get(key, ()))
    current = assessments[0] if assessments else None
    status = Status(current.status) if current else Status.NOT_ASSESSED
    shown_citations = disclosure.filter_citations(report_rows.citations.get(key, ()))
    bodies = _serialize_bodies(report_rows.responsibilities.get(key, ()))
    citations = [pair for pair in shown_citations if is_in_evidence_pack(*pair, params)]
    previous = find_previous_assessment(assessments)
    serialize = partial(serializers.serialize_citation, report=report, disclosure=disclosure)
    if params.is_external and assessments:
        disclosure.withheld["names"].add(0)
    return _fill_in_row(row, report, params, status)(
        bodies=bodies,
        assessment=serializers.serialize_assessment(current, disclosure) if current else None,
        previous_assessment=serializers.serialize_assessment(previous, disclosure)
        if previous
        else None,
        notes=tuple(
            NoteData(note.as_of, note.sentence, serialize(note, evidence))
            for note, evidence in disclosure.filter_notes(citations)
        ),
        citations=tuple(starmap(serialize, citations)),
        views=_serialize_views(
            disclosure.filter_views(all_views, shown_citations),
            report,
            disclosure,
            against=status,
            bodies=bodies,
        ),
        component_lines=_serialize_components(key, current, report_rows),
        commitments=_serialize_commitments(key, disclosure, on=params.on),
        questions=tuple(
            serializers.serialize_question(question, on=params.on)
            for question in disclosure.filter_questions(report_rows.questions.get(key, ()))
        ),
        status_history=list_status_history(assessments),
        previous_status=status_at(assessments, params.previous_day),
        older_corrections=_list_corrections(assessments[1:], params),
        years=list_year_statuses(assessments, params.years),
        remark=remark,
    ), disclosure.withheld


def _fill_in_row(
    row: RecommendationRow, report: Report, params: ReportParameters, status: Status
) -> partial[RecommendationProgress]:
    """Return a recommendation with its own columns, to be completed with what hangs on it."""
    return partial(
        RecommendationProgress,
        number=row.number,
        title=row.translated_title or row.short_title,
        text_languages={"title": params.language} if row.translated_title else {},
        text=row.text,
        text_source=serializers.cite_passage(report.cited_as, row.paragraph),
        translation=row.translated_text or "",
        translation_source=row.translated_source or "",
        theme=serializers.label_field(row, "theme"),
        duty=serializers.label_field(row, "duty"),
        lifecycle=serializers.label_field(row, "lifecycle"),
        review_on=row.review_on,
        is_overdue=status not in SETTLED_STATUSES
        and row.review_on is not None
        and row.review_on < params.on,
        status=serializers.label_choice(status),
        key=row.pk,
        address="" if params.is_external else row.get_absolute_url(),
    )


def _list_corrections(
    assessments: AnalystAssessments, params: ReportParameters
) -> tuple[CorrectionData, ...]:
    """Return the corrections that were made after `since`, oldest first."""
    corrections = map(serializers.serialize_correction, reversed(assessments))
    return tuple(c for c in corrections if c and c.corrected_on > params.since)


def _split_by_perspective(
    assessments: Sequence[AssessmentRow],
) -> tuple[list[AssessmentRow], list[AssessmentRow]]:
    """Split into the analysts' assessments, newest first, and the newest view of each holder."""
    own = [row for row in assessments if row.perspective == Perspective.ANALYST]
    others = (row for row in reversed(assessments) if row.perspective != Perspective.ANALYST)
    return own, list({(row.perspective, row.body_id): row for row in others}.values())


def _serialize_bodies(responsibilities: Iterable[Responsibility]) -> tuple[BodyRole, ...]:
    return tuple(
        serializers.serialize_responsibility(row)
        for row in sorted(responsibilities, key=lambda row: Role.values.index(row.role))
    )


def _serialize_commitments(
    key: int, disclosure: Disclosure, *, on: date
) -> tuple[CommitmentData, ...]:
    return tuple(
        serializers.serialize_commitment(row, disclosure, on=on)
        for row in disclosure.filter_commitments(
            disclosure.report_rows.commitments.get(key, ()), on=on
        )
    )


def _serialize_views(
    views: Sequence[Assessment],
    report: Report,
    disclosure: Disclosure,
    *,
    against: Status,
    bodies: Sequence[BodyRole],
) -> tuple[ViewData, ...]:
    """Convert the views of others: responsible bodies first, in the order of their roles."""
    positions = {body.code: place for place, body in reversed(list(enumerate(bodies)))}

    def order(view: Assessment) -> tuple[int, int, str, int]:
        code = view.body.code if view.body else ""
        return (
            VIEW_ORDER.index(view.perspective),
            positions.get(code, len(positions)),
            code,
            view.pk,
        )

    return tuple(
        serializers.serialize_view(view, report, disclosure, against=against)
        for view in sorted(views, key=order)
    )


def _serialize_components(
    key: int, current: Assessment | None, report_rows: ReportRows
) -> tuple[ComponentLine, ...]:
    """Convert every component, if the current assessment has a line on any."""
    rows = report_rows.components.get(key, ())
    lines = {
        line.component_id: line
        for line in report_rows.lines.get(current.pk if current else None, ())
    }
    if lines.keys().isdisjoint(row.pk for row in rows):
        return ()
    return tuple(serializers.serialize_component(row, lines.get(row.pk)) for row in rows)


if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations


class _Annotations(TypedDict):
    country: str
    is_of_report: bool  # a total, published by the day of the report
    paragraph: int | None
    hidden: Suppression | None
    hidden_before: Suppression | None


type ReportFigure = WithAnnotations[Figure, _Annotations]
_INDICATOR = ("code", "name", "name_sq", "name_sr", "unit", "unit_sq", "unit_sr", "theme", "breaks")
_COLUMNS = (
    *("indicator", "report", "evidence", "passage", "revises", "start", "end", "quote"),
    *("value", "qualifier", "breakdown", "scope", "unit", "period", "previous_value"),
    *("previous_period", "previous_is_assumed", "earlier_values", "is_provisional"),
    "withdrawn_at",
    *under("indicator", *_INDICATOR),
    *under("revises", "value", "qualifier", "period"),
    *under("evidence", "sensitivity"),
    *under("report", *REPORT_COLUMNS),
)


def figures(
    report: Report,
    *,
    params: ReportParameters,
    themes: Collection[str] | None = None,
    withheld: WithheldKeys,
) -> tuple[FigureSeries, ...]:
    """Return the figure series of a report's country, up to its edition and the day of `params`.

    Only totals, each as one source states it; of these themes, or of all for None. Keys of what
    may not be shown are added to `withheld`. Four queries. Source: docs/methodology.md, "Figures".
    """
    if params.kind not in (ReportKind.FULL, ReportKind.THEME) or themes == frozenset():
        return ()
    reader = params.reader or OUTSIDE_READER
    query = _query(params.then.basis, reader.reader_kind)
    values = {"country": report.country, "year": report.year, **bind_day(params.then)}
    of_country = list(query.run({**values, **reader.bound_values}))
    rows = [
        row
        for row in of_country
        if row.is_of_report
        and row.country == report.country
        and (themes is None or row.indicator.theme in themes)
    ]
    _load_evidence(rows)
    shown = suppress_small_numbers(rows, to=reader, of_country=of_country)
    if shown.withheld:
        withheld["small_counts"].add(0)
    nameable = _open(cast("list[ReportFigure]", shown.rows), params, withheld)
    revised = {row.revises_id for row in nameable}
    themes_in_order = [*Theme.values, ""]
    by_indicator = grouping.group_pairs(
        ((row.indicator_id, row.unit), row) for row in nameable if row.pk not in revised
    ).values()
    series = sorted(
        ((same[0].indicator, same) for same in by_indicator),
        key=lambda pair: (themes_in_order.index(pair[0].theme), pair[0].name, pair[1][0].unit),
    )
    report_source = cache(partial(serializers.report_source, is_external=params.is_external))

    def describe(row: ReportFigure) -> Source:
        if row.report:
            return serializers.passage_source(row, report_source(row.report), row.paragraph)
        assert row.evidence is not None, "a figure has a report or evidence"
        return serializers.serialize_evidence_source(row.evidence, is_external=params.is_external)

    return tuple(
        _series(indicator, sorted(same, key=oldest_first), describe) for indicator, same in series
    )


@cache
def _query(basis: Basis, kind: ReaderKind) -> compiled_queries.CompiledQuery:
    """Compile the query for what a kind of reader could know of a country, on this basis.

    Those that a report prints are marked: totals published by its day.
    """
    reader = kind.reader
    then, country = BoundDay.of(basis), compiled_queries.Bound("country", CharField())
    published = Q(report__published_on__lte=then.on) | Q(
        report__published_on=None, report__period_to__lte=then.on
    )
    shown = Q(evidence__published_on__lte=then.on) | Q(
        evidence__published_on=None, evidence__added_at__lt=then.ends_at
    )
    is_of_report = (
        Q(report__isnull=False)
        & Q(report__year__lte=compiled_queries.Bound("year", IntegerField()))
        & published
        | Q(evidence__isnull=False) & ~Q(evidence__sensitivity=Sensitivity.NAMED_READERS) & shown
    ) & Q(breakdown={}, scope="")
    if basis == Basis.AS_KNOWN_NOW:
        is_of_report &= Q(withdrawn_at=None, evidence__withdrawn_at=None)
    else:
        is_of_report &= (
            (Q(withdrawn_at=None) | Q(withdrawn_at__gte=then.ends_at))
            & (Q(evidence__withdrawn_at=None) | Q(evidence__withdrawn_at__gte=then.ends_at))
            & Q(added_at__lt=then.ends_at)
        )
    rows = annotate_country(Figure.objects.visible_to(reader), reader, ["country"])
    rows = rows.filter(may_be_of(country)).annotate(
        is_of_report=ExpressionWrapper(is_of_report, BooleanField()),
        paragraph=F("passage__number"),
    )
    related = ("indicator", "revises", "evidence", "report__mechanism__issuer")
    return compiled_queries.CompiledQuery.of(
        rows.select_related(*related).only(*_COLUMNS).order_by("pk")
    )


@cache
def _evidence_query() -> compiled_queries.CompiledQuery:
    return compiled_queries.CompiledQuery.of(
        with_issuers(Evidence.objects.filter(pk__in=compiled_queries.BoundKeys("keys")))
    )


def _load_evidence(rows: Iterable[ReportFigure]) -> None:
    """Load the evidence of figures that a report prints, with what it says of a source."""
    of_evidence = [row for row in rows if row.evidence_id]
    if keys := list({row.evidence_id for row in of_evidence}):
        evidence = {piece.pk: piece for piece in _evidence_query().run({"keys": keys})}
        for row in of_evidence:
            row.evidence = evidence[row.evidence_id]


def _open(
    rows: Iterable[ReportFigure], params: ReportParameters, withheld: WithheldKeys
) -> list[ReportFigure]:
    """Filter to figures whose source the report may name."""
    withheld["small_counts"] |= {row.pk for row in rows if is_hidden(row) or row.hidden_before}
    nameable = [
        row
        for row in rows
        if not params.is_external
        or (row.is_published and (row.evidence is None or row.evidence.may_be_named))
    ]
    withheld["figures"] |= {row.pk for row in rows} - {row.pk for row in nameable}
    return nameable


def _series(
    indicator: Indicator, rows: Sequence[ReportFigure], describe: Callable[[ReportFigure], Source]
) -> FigureSeries:
    breaks = get_breaks(indicator)
    dated_breaks = [(decimal_year(b.period), b.words) for b in breaks]
    return FigureSeries(
        code=indicator.code,
        name=indicator.translated_name,
        unit=rows[0].translated_unit,
        theme=serializers.label_field(indicator, "theme"),
        figures=tuple(_figure(row, breaks, describe(row)) for row in rows),
        breaks=tuple((at, words) for at, words in dated_breaks if at is not None),
        is_in_english=indicator.is_shown_in_english,
    )


def _figure(row: ReportFigure, breaks: Sequence[Break], source: Source) -> FigureValue:
    change = compute_change(row, breaks)
    return FigureValue(
        period=row.period,
        decimal_year=decimal_year(row.period),
        value=row.value,
        display_value=(row.hidden and row.hidden.text) or row.display_value,
        is_suppressed=is_hidden(row),
        previous_value=row.previous_value,
        previous_period=row.previous_period,
        previous_decimal_year=decimal_year(row.previous_period),
        change=change.number if change else None,
        percent_change=change.percent if change else None,
        is_provisional=row.is_provisional,
        source=source,
        key=row.pk,
    )
