"""A progress report as JSON: codes and ISO dates, for other programs.

Its keys, their order and whether they may be null are those of `progress-report.schema.json`, a
contract with these programs: see docs/methodology.md.
"""

from collections.abc import Iterable
from datetime import date
from functools import cache
from pathlib import Path

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
    DueDateMove,
    FigureSeries,
    FigureValue,
    LabelledCode,
    NoteData,
    Progress,
    PublicationReference,
    QuestionData,
    RecommendationProgress,
    RemarkData,
    ReplyData,
    ReportHead,
    ReportYear,
    SealReference,
    Share,
    Source,
    StatusPoint,
    SummaryBinding,
    TranslationData,
    ViewData,
    ViewHolder,
    WithheldCount,
    YearStatus,
)
from tracker.reporting import context, layout, phrases

SCHEMA = Path(__file__).with_name("progress-report.schema.json")
# Version 1 had no kinds, figures and numbered sources; version 2 no strength `independent`, and
# `next_step` was for the bodies; version 3 no kind `agenda`, and `since` was by default the end of
# the edition's period.
VERSION = 4
PUBLISHED = {  # what the schema calls the values of a report
    AssessmentData: "PreviousAssessment",
    BodyRole: "BodyRole",
    ComponentLine: "ComponentLine",
    CorrectionData: "Correction",
    DueDateMove: "DueDateMove",
    NoteData: "Note",
    QuestionData: "Question",
    RemarkData: "Remark",
    SummaryBinding: "Binding",
    ReportHead: "Edition",
    SealReference: "Seal",
    Share: "FullyImplemented",
    StatusPoint: "StatusPoint",
    TranslationData: "Translation",
    WithheldCount: "Withheld",
    YearStatus: "YearStatus",
}
# Keys of another name than their attribute; those of yes and no leave out its `is_`.
ATTRIBUTES = {
    "$schema": "schema",
    "component": "code",
    "differs": "differs",
    "past": "basis",
    "publication": "publication_number",
    "sources_not_named": "withheld_citations",
    "values": "figures",
}
OF_TEXTS = ("text_languages", "translations")  # of a key that is filled from several values
OF_THE_OFFICE = frozenset({"key", "assessment", "next_step"})  # null in a report for others

type Published = dict[str, object]
# Keys that are not null without an assessment.
UNASSESSED: Published = {"is_self_approved": False, "is_sample": False} | {
    "sources": (), "withheld_citations": 0
}  # fmt: skip


def render(progress: Progress) -> bytes:
    """Render the report in UTF-8, the same bytes for the same report."""
    with translation.override(progress.language):
        encoded = msgspec.json.encode(_Publisher(progress).report(progress))
    return msgspec.json.format(encoded, indent=2) + b"\n"


@cache
def _keys(published: str) -> tuple[tuple[str, str, bool], ...]:
    """Return attribute and name of each key, and whether it may be null."""
    properties = msgspec.json.decode(SCHEMA.read_bytes())["$defs"][published]["properties"]
    return tuple(
        (
            ATTRIBUTES.get(name) or (f"is_{name}" if kind.get("type") == "boolean" else name),
            name,
            {"type": "null"} in kind.get("anyOf", ()),
        )
        for name, kind in properties.items()
    )


class _Publisher:
    """Converter of a report to its published keys; keys of rows stay in the office."""

    def __init__(self, progress: Progress) -> None:
        self.numbers = layout.source_numbers(progress)
        self.hidden = OF_THE_OFFICE if progress.is_external else frozenset()

    def report(self, progress: Progress) -> Published:
        strengths = progress.assessment_totals.strength_counts
        report = self.fill(
            "Report",
            progress,
            schema=SCHEMA.name,
            version=VERSION,
            sender=progress.letterhead.sender,
            contact=progress.letterhead.contact,
            letterhead=progress.letterhead.name,
            body=progress.body and self.fill("ReportBody", progress.body),
            filter={condition.name: condition.value for condition in progress.filter},
            counts=_numbers_by_status(progress.counts),
            base=progress.fully_implemented.base,
            excluded_counts=_numbers_by_status(progress.excluded_counts),
            strength_counts={strength.code: number for strength, number in strengths},
            missing_translations=dict(progress.missing_translations),
            method=tuple(phrases.method_sentences(progress)),
            sources=(),
        )
        report["sources"] = [  # when all of them are numbered
            self.fill("Source", source, number=number)
            for number, source in enumerate(self.numbers.sources, start=1)
        ]
        return report

    def fill(self, published: str, *sources: msgspec.Struct | None, **given: object) -> Published:
        """Fill each key with the value given, else with the first source's attribute.

        What is not known is null: an empty text too, where the key may be null.
        """
        filled: Published = {}
        given = {name: _merge(name, sources) for name in OF_TEXTS} | given
        for attribute, name, is_nullable in _keys(published):
            having = (source for source in sources if hasattr(source, attribute))
            value = given.get(attribute, getattr(next(having, None), attribute, None))
            value = None if name in self.hidden else self.value(value)
            filled[name] = None if value == "" and is_nullable else value
        return filled

    def value(self, value: object) -> object:
        """Return a value as published: a code without its label, a source as its number."""
        match value:
            case None | str() | int() | date():
                return value
            case LabelledCode():
                return value.code
            case Source():
                return self.numbers.number_of(value)
            case tuple():
                return tuple(map(self.value, value))
            case dict():
                return {name: self.value(part) for name, part in value.items()}
            case ViewHolder():
                return self.fill("ViewHolder", value, body=value.code)
            case CitationData():
                return self.fill("Citation", value, value.source)
            case RecommendationProgress():
                return self.recommendation(value)
            case ViewData(holder, assessment):
                return self.fill("View", value, assessment, holder, body=holder.code)
            case CommitmentData():
                return self.fill(
                    "Commitment",
                    value,
                    body=value.body.code,
                    sources=self.source_numbers(value.sources),
                )
            case ReplyData():
                return self.fill("Reply", value, body=value.body.code)
            case PublicationReference() | ReportYear():
                return value
            case FigureSeries():
                return self.fill(
                    "Series",
                    value,
                    breaks=[{"decimal_year": at, "reason": reason} for at, reason in value.breaks],
                )
            case FigureValue():
                return self.fill("Figure", value.without_suppressed)
            case msgspec.Struct():
                return self.fill(PUBLISHED[type(value)], value)
        return value

    def recommendation(self, progress: RecommendationProgress) -> Published:
        if (latest := progress.assessment) is None:
            return self.fill("Recommendation", progress, **UNASSESSED)
        return self.fill(
            "Recommendation",
            progress,
            latest,
            sources=self.source_numbers(context.assessment_sources(latest, progress.citations)),
            assessment=latest.key,
            assessment_kind=latest.kind,
        )

    def source_numbers(self, sources: Iterable[Source]) -> tuple[int, ...]:
        """Return the numbers of sources, each once, in order."""
        return tuple(sorted({self.numbers.number_of(source) for source in sources}))


def _merge(name: str, sources: Iterable[object]) -> dict[str, object]:
    """Return what several values say of their texts, by the name of each text."""
    return {key: part for source in sources for key, part in getattr(source, name, {}).items()}


def _numbers_by_status(counts: Iterable[Count]) -> dict[str, int]:
    return {count.status.code: count.number for count in counts}
