"""A progress report as JSON: codes and ISO dates, for other programs.

Its keys are a contract: see `schema` and docs/methodology.md.
"""

from collections.abc import Iterable
from itertools import count

import msgspec
from django.utils import translation

from tracker.progress import (
    AssessmentData,
    BodyRole,
    CitationData,
    CommitmentData,
    ComponentLine,
    CorrectionData,
    Count,
    FigureSeries,
    FigureValue,
    LabelledCode,
    NoteData,
    Progress,
    QuestionData,
    RecommendationProgress,
    RemarkData,
    ReportHead,
    Source,
    ViewData,
)
from tracker.reporting import layout, phrases
from tracker.reporting.context import assessment_sources
from tracker.reporting.json import schema


def render(progress: Progress) -> bytes:
    """Render the report in UTF-8, the same bytes for the same report."""
    encoded = msgspec.json.encode(_Publisher(progress).report())
    return msgspec.json.format(encoded, indent=2) + b"\n"


class _Publisher:
    """Converter of a report to its published types; keys of rows stay in the office."""

    def __init__(self, progress: Progress) -> None:
        self.progress, self.numbers = progress, layout.source_numbers(progress)

    def report(self) -> schema.Report:
        progress, seal, body = self.progress, self.progress.seal, self.progress.body
        fully = progress.fully_implemented
        with translation.override(progress.language):
            method = tuple(phrases.method_sentences(progress))
        return schema.Report(
            schema_="progress-report.schema.json",
            version=3,
            report=_edition(progress.report),
            kind=progress.kind.code,
            audience=progress.audience.code,
            state=_code(progress.state),
            language=progress.language,
            on=progress.on,
            since=progress.since,
            past=progress.basis.code,
            seal=schema.Seal(number=seal.number, hash=seal.hash) if seal else None,
            letterhead=progress.letterhead.name or None,
            body=schema.ReportBody(code=body.code, name=body.name) if body else None,
            theme=_code(progress.theme),
            filter={condition.name: condition.value for condition in progress.filter},
            counts=_numbers_by_status(progress.counts),
            total=progress.total,
            base=fully.base,
            fully_implemented=schema.FullyImplemented(
                part=fully.part, base=fully.base, percent=fully.percent
            ),
            excluded_counts=_numbers_by_status(progress.excluded_counts),
            strength_counts={
                strength.code: number
                for strength, number in progress.assessment_totals.strength_counts
            },
            judged_by_one=progress.is_judged_by_one,
            withheld=tuple(
                schema.Withheld(code=kind.code, label=kind.label, number=kind.number)
                for kind in progress.withheld
            ),
            method=method,
            summary=self.remark(progress.summary),
            recommendations=tuple(map(self.recommendation, progress.recommendations)),
            figures=tuple(map(self.series, progress.figures)),
            sources=tuple(map(_source, count(1), self.numbers.sources)),
        )

    def key(self, key: int | None) -> int | None:
        return None if self.progress.is_external else key

    def internal(self, text: str) -> str | None:
        return None if self.progress.is_external else text or None

    def source(self, source: Source | None) -> int | None:
        return self.numbers.number_of(source) or None

    def sources(self, sources: Iterable[Source | None]) -> tuple[int, ...]:
        """Return the numbers of sources, each once, in order."""
        return tuple(sorted({self.numbers.number_of(source) for source in sources if source}))

    def remark(self, remark: RemarkData | None) -> schema.Remark | None:
        if remark is None:
            return None
        return schema.Remark(text=remark.text, as_of=remark.as_of, key=self.key(remark.key))

    def citation(self, citation: CitationData) -> schema.Citation:
        holder = citation.view_holder
        return schema.Citation(
            title=citation.title,
            kind=_code(citation.kind),
            use=_code(citation.use),
            bearing=_code(citation.bearing),
            source=self.source(citation.source),
            locator=citation.locator or None,
            paragraph=citation.paragraph,
            start=citation.start,
            end=citation.end,
            quote=citation.quote,
            context=citation.context or None,
            page=citation.page or None,
            document_paragraph=citation.document_paragraph or None,
            issuer=citation.issuer or None,
            original_source=(citation.source.original_source or None) if citation.source else None,
            published_on=citation.published_on,
            covers_from=citation.covers_from,
            covers_to=citation.covers_to,
            url=citation.url or None,
            sentence=citation.sentence or None,
            view_holder=schema.ViewHolder(
                perspective=holder.perspective.code, body=holder.code or None
            )
            if holder
            else None,
            key=self.key(citation.key),
            assessment=self.key(citation.assessment),
        )

    def note(self, note: NoteData) -> schema.Note:
        return schema.Note(
            noted_on=note.noted_on, sentence=note.sentence, citation=self.citation(note.citation)
        )

    def recommendation(self, progress: RecommendationProgress) -> schema.Recommendation:
        latest, citations = progress.assessment, progress.citations
        return schema.Recommendation(
            number=progress.number,
            title=progress.title,
            text=progress.text,
            text_source=progress.text_source or None,
            translation=progress.translation or None,
            translation_source=progress.translation_source or None,
            theme=_code(progress.theme),
            duty=_code(progress.duty),
            lifecycle=_code(progress.lifecycle),
            review_on=progress.review_on,
            overdue=progress.is_overdue,
            status=progress.status.code,
            rank=progress.rank,
            previous_status=_code(progress.previous_status),
            trend=_code(latest.trend) if latest else None,
            strength=_code(latest.strength) if latest else None,
            assessment_kind=_code(latest.kind) if latest else None,
            as_of=latest.as_of if latest else None,
            period_from=latest.period_from if latest else None,
            period_to=latest.period_to if latest else None,
            previous_assessment=_previous(progress.previous_assessment),
            status_history=tuple(
                schema.StatusPoint(as_of=point.as_of, status=point.status.code, rank=point.rank)
                for point in progress.status_history
            ),
            conclusion=(latest.conclusion or None) if latest else None,
            rationale=latest.rationale if latest else None,
            remaining=(latest.remaining or None) if latest else None,
            remaining_by=latest.remaining_by if latest else None,
            next_step=self.internal(latest.next_step) if latest else None,
            text_languages=latest.text_languages if latest else {},
            sources=self.sources(assessment_sources(latest, citations)) if latest else (),
            sources_not_named=latest.withheld_citations if latest else 0,
            self_approved=bool(latest and latest.is_self_approved),
            sample=bool(latest and latest.is_sample),
            assessment=self.key(latest.key) if latest else None,
            bodies=tuple(map(_body_role, progress.bodies)),
            citations=tuple(map(self.citation, citations)),
            questions=tuple(map(self.question, progress.questions)),
            notes=tuple(map(self.note, progress.notes)),
            correction=_correction(latest.correction) if latest else None,
            views=tuple(map(self.view, progress.views)),
            component_lines=tuple(map(_component_line, progress.component_lines)),
            commitments=tuple(map(self.commitment, progress.commitments)),
            remark=self.remark(progress.remark),
            key=self.key(progress.key),
        )

    def question(self, question: QuestionData) -> schema.Question:
        return schema.Question(
            question=question.question,
            kind=_code(question.kind),
            body=question.body or None,
            asked_on=question.asked_on,
            due_on=question.due_on,
            overdue=question.is_overdue,
            key=self.key(question.key),
        )

    def view(self, view: ViewData) -> schema.View:
        assessment = view.assessment
        return schema.View(
            perspective=view.holder.perspective.code,
            body=view.holder.code or None,
            name=view.holder.name,
            status=assessment.status.code,
            trend=_code(assessment.trend),
            strength=_code(assessment.strength),
            rank_difference=view.rank_difference,
            differs=view.differs,
            kind=assessment.kind.code,
            as_of=assessment.as_of,
            period_from=assessment.period_from,
            period_to=assessment.period_to,
            rationale=assessment.rationale,
            text_languages=assessment.text_languages,
            stated_by=view.stated_by or None,
            stated_on=view.stated_on,
            stated_in=view.stated_in or None,
            source=self.source(view.source),
            self_approved=assessment.is_self_approved,
            sample=assessment.is_sample,
            correction=_correction(assessment.correction),
            key=self.key(assessment.key),
        )

    def commitment(self, commitment: CommitmentData) -> schema.Commitment:
        return schema.Commitment(
            text=commitment.text,
            body=commitment.body.code,
            undertaken_on=commitment.undertaken_on,
            due_on=commitment.due_on,
            postponements=commitment.postponements,
            overdue=commitment.is_overdue,
            without_update=commitment.is_without_update,
            last_update_on=commitment.last_update_on,
            last_update=commitment.last_update or None,
            done_on=commitment.done_on,
            evidence_title=commitment.evidence_title or None,
            dropped_reason=commitment.dropped_reason or None,
            sources=self.sources(commitment.sources),
            key=self.key(commitment.key),
        )

    def series(self, series: FigureSeries) -> schema.Series:
        return schema.Series(
            code=series.code,
            name=series.name,
            unit=series.unit,
            theme=_code(series.theme),
            values=tuple(self.figure(figure.without_suppressed) for figure in series.figures),
            breaks=tuple(schema.Break(decimal_year=at, reason=why) for at, why in series.breaks),
        )

    def figure(self, figure: FigureValue) -> schema.Figure:
        return schema.Figure(
            period=figure.period,
            decimal_year=figure.decimal_year,
            value=figure.value,
            display_value=figure.display_value,
            suppressed=figure.is_suppressed,
            previous_value=figure.previous_value,
            previous_period=figure.previous_period or None,
            change=figure.change,
            percent_change=figure.percent_change,
            provisional=figure.is_provisional,
            source=self.source(figure.source),
            key=self.key(figure.key),
        )


def _code(labelled: LabelledCode) -> str | None:
    return labelled.code or None


def _edition(head: ReportHead) -> schema.Edition:
    return schema.Edition(
        slug=head.slug,
        title=head.title,
        cited_as=head.cited_as,
        issuer=head.issuer,
        year=head.year,
        tier=_code(head.tier),
        period_from=head.period_from,
        period_to=head.period_to,
        published_on=head.published_on,
    )


def _numbers_by_status(counts: Iterable[Count]) -> dict[str, int]:
    return {total.status.code: total.number for total in counts}


def _previous(assessment: AssessmentData | None) -> schema.PreviousAssessment | None:
    if assessment is None:
        return None
    return schema.PreviousAssessment(
        status=assessment.status.code,
        trend=_code(assessment.trend),
        as_of=assessment.as_of,
        strength=_code(assessment.strength),
        correction=_correction(assessment.correction),
    )


def _correction(correction: CorrectionData | None) -> schema.Correction | None:
    if correction is None:
        return None
    return schema.Correction(
        status=correction.status.code,
        as_of=correction.as_of,
        corrected_on=correction.corrected_on,
    )


def _body_role(body: BodyRole) -> schema.BodyRole:
    return schema.BodyRole(
        code=body.code, name=body.name, role=body.role.code, holders=body.holders
    )


def _component_line(line: ComponentLine) -> schema.ComponentLine:
    return schema.ComponentLine(
        component=line.code,
        title=line.title,
        basis=line.basis.code,
        status=line.status.code,
        remark=line.remark or None,
    )


def _source(number: int, source: Source) -> schema.Source:
    return schema.Source(
        number=number,
        title=source.title,
        kind=_code(source.kind),
        issuer=source.issuer or None,
        original_source=source.original_source or None,
        published_on=source.published_on,
        locator=source.locator or None,
        quote=source.quote or None,
        url=source.url or None,
        address=source.address or None,
    )
