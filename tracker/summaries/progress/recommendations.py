"""Progress of one recommendation, from the rows that a report may show."""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import partial
from itertools import groupby, starmap

from django.db.models import Model

from tracker.models import Assessment, Report, Responsibility
from tracker.progress import (
    BodyRole,
    CommitmentData,
    ComponentLine,
    CorrectionData,
    LabelledCode,
    NoteData,
    RecommendationProgress,
    RemarkData,
    ReportYear,
    StatusPoint,
    ViewData,
    YearStatus,
)
from tracker.summaries.progress import serializers
from tracker.summaries.progress.confidentiality import Disclosure, WithheldKeys
from tracker.summaries.progress.data import (
    AssessmentRow,
    ComponentRow,
    RecommendationRow,
    ReportRows,
)
from tracker.summaries.progress.parameters import ReportParameters, is_in_evidence_pack
from tracker.summaries.progress.serializers import (
    label_choice,
    label_field,
    serialize_assessment,
    serialize_citation,
)
from tracker.vocabulary import RANK, SETTLED_STATUSES, Basis, PastDay, Perspective, Role, Status

type AnalystAssessments = Sequence[Assessment]  # approved ones of the analysts, newest first


def find_previous_assessment(assessments: AnalystAssessments) -> Assessment | None:
    """Return the newest uncorrected assessment of an earlier day than the current assessment."""
    older = _uncorrected(assessments)[1:]
    return next((a for a in older if a.as_of < assessments[0].as_of), None)


def list_status_history(assessments: AnalystAssessments) -> tuple[StatusPoint, ...]:
    """Return each status from its day on, oldest first, without corrected ones.

    Of two assessments for assessment day the later assessment counts.
    """
    by_day = {assessment.as_of: assessment for assessment in reversed(_uncorrected(assessments))}
    return tuple(
        StatusPoint(
            day,
            label_field(assessment, "status"),
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
        YearStatus(end, label_field(row, "status"), label_field(row, "trend"), row.as_of, row.pk)
        for end in (year.period_to for year in years)
        if (row := newest.get(end))
    )


def status_at(assessments: AnalystAssessments, then: PastDay) -> LabelledCode:
    """Return the status at the end of a day, on its basis; not assessed before the first."""
    known = (a for a in assessments if a.as_of <= then.on and _was_decided(a, then))
    newest = next(known, None)
    return label_field(newest, "status") if newest else label_choice(Status.NOT_ASSESSED)


def _was_decided(assessment: Assessment, then: PastDay) -> bool:
    if then.basis == Basis.AS_KNOWN_NOW:
        return True
    return assessment.decided_at is not None and assessment.decided_at < then.ends_at


def _uncorrected(assessments: AnalystAssessments) -> list[Assessment]:
    wrong = {assessment.corrects_id for assessment in assessments}
    return [assessment for assessment in assessments if assessment.pk not in wrong]


# Views are shown beside the analysts' assessment in this order.
VIEW_ORDER = [
    perspective.value
    for perspective in (
        Perspective.RESPONSIBLE_BODY,
        Perspective.CIVIL_SOCIETY,
        Perspective.SOURCE_REPORT,
    )
]
ROLE_ORDER = Role.values


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
    serialize = partial(serialize_citation, report=report, disclosure=disclosure)
    if params.is_external and assessments:
        disclosure.withheld["names"].add(0)
    return _fill_in_row(row, report, params, status)(
        bodies=bodies,
        assessment=serialize_assessment(current, disclosure) if current else None,
        previous_assessment=serialize_assessment(previous, disclosure) if previous else None,
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
        component_lines=_serialize_components(report_rows.components.get(key, ()), current),
        commitments=tuple(_serialize_commitments(row, report_rows, disclosure, params)),
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
    address = serializers.address_of("recommendation", report.slug, row.number)
    return partial(
        RecommendationProgress,
        number=row.number,
        title=row.translated_title or row.short_title,
        text_languages={"title": params.language} if row.translated_title else {},
        text=row.text,
        text_source=serializers.cite_passage(report.cited_as, row.paragraph),
        translation=row.translated_text or "",
        translation_source=row.translated_source or "",
        theme=label_field(row, "theme"),
        duty=label_field(row, "duty"),
        lifecycle=label_field(row, "lifecycle"),
        review_on=row.review_on,
        is_overdue=status not in SETTLED_STATUSES
        and row.review_on is not None
        and row.review_on < params.on,
        status=label_choice(status),
        key=row.pk,
        address="" if params.is_external else address,
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
    own: list[AssessmentRow] = []
    views: dict[tuple[str, int | None], AssessmentRow] = {}
    for assessment in assessments:
        if assessment.perspective == Perspective.ANALYST:
            own.append(assessment)
        else:
            views.setdefault((assessment.perspective, assessment.body_id), assessment)
    return own, list(views.values())


def _serialize_bodies(responsibilities: Iterable[Responsibility]) -> tuple[BodyRole, ...]:
    return tuple(
        serializers.serialize_responsibility(row)
        for row in sorted(responsibilities, key=lambda row: ROLE_ORDER.index(row.role))
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
    rows: Sequence[ComponentRow], current: Assessment | None
) -> tuple[ComponentLine, ...]:
    """Convert every component, if the current assessment has a line on any."""
    if current is None or not any(r.line_assessment == current.pk and r.line_status for r in rows):
        return ()
    return tuple(
        serializers.serialize_component(list(same), current=current)
        for _key, same in _group_by_key(rows)
    )


def _serialize_commitments(
    row: RecommendationRow,
    report_rows: ReportRows,
    disclosure: Disclosure,
    params: ReportParameters,
) -> Iterable[CommitmentData]:
    commitments = report_rows.commitments.get(row.pk, ())
    by_key = {key: list(same) for key, same in _group_by_key(commitments)}
    for first in disclosure.filter_commitments([same[0] for same in by_key.values()], on=params.on):
        yield serializers.serialize_commitment(by_key[first.pk], disclosure, on=params.on)


def _group_by_key[Row: Model](rows: Iterable[Row]) -> Iterable[tuple[int, Iterable[Row]]]:
    """Group consecutive rows of the same key."""
    return groupby(rows, key=lambda row: row.pk)
