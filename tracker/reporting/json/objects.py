"""How things that many parts of a report name are told in JSON."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from tracker.progress import (
    Asked,
    Cited,
    ComponentLine,
    Corrected,
    FigureSeries,
    FigureValue,
    Judgment,
    Labelled,
    RecommendationProgress,
    Remark,
    Source,
    Undertaken,
    View,
    Whose,
)
from tracker.reporting.context import cited_by
from tracker.reporting.source_numbers import Numbers
from tracker.reporting.tables.evidence import shown


@dataclass(frozen=True, slots=True)
class Saying:
    """The numbers of the sources, and whether the keys of rows may be told."""

    numbers: Numbers
    shows_keys: bool

    def key(self, key: int | None) -> int | None:
        """The key of a row, for the house alone."""
        return key if self.shows_keys else None

    def source(self, source: Source | None) -> int | None:
        """The number of a source; None where it may not be named."""
        return self.numbers.of(source) or None

    def sources(self, sources: Iterable[Source | None]) -> list[int]:
        """The numbers of sources, each once."""
        return sorted({self.numbers.of(source) for source in sources if source})

    def remark(self, remark: Remark | None) -> dict[str, Any] | None:
        """What an analyst wrote for the report."""
        if remark is None:
            return None
        return {"text": remark.text, "as_of": remark.as_of, "key": self.key(remark.key)}

    def cited(self, piece: Cited) -> dict[str, Any]:
        """A piece of evidence as cited."""
        return {
            "title": piece.title,
            "kind": code(piece.kind),
            "use": piece.use.code,
            "bearing": code(piece.bearing),
            "source": self.source(piece.of),
            "place": piece.source or None,
            "paragraph": piece.paragraph,
            "start": piece.start,
            "end": piece.end,
            "quote": piece.quote,
            "context": piece.context or None,
            "page": piece.page or None,
            "at_paragraph": piece.at_paragraph or None,
            "issuer": piece.issuer or None,
            "published_on": piece.published_on,
            "covers_from": piece.covers_from,
            "covers_to": piece.covers_to,
            "url": piece.url or None,
            "sentence": piece.sentence or None,
            "cited_by": whose(piece.cited_by) if piece.cited_by else None,
            "key": self.key(piece.key),
            "assessment": self.key(piece.assessment),
        }


def code(labelled: Labelled) -> str | None:
    """A code; None where none is set."""
    return labelled.code or None


def whose(one: Whose) -> dict[str, Any]:
    """Who holds a view."""
    return {"perspective": one.perspective.code, "body": one.code or None}


def corrected(one: Corrected | None) -> dict[str, Any] | None:
    """What a correction took back."""
    if one is None:
        return None
    return {"status": one.status.code, "as_of": one.as_of, "until": one.until}


def previous(judgment: Judgment | None) -> dict[str, Any] | None:
    """The judgment before the one that is told."""
    if judgment is None:
        return None
    return {
        "status": judgment.status.code,
        "trend": code(judgment.trend),
        "as_of": judgment.as_of,
        "strength": code(judgment.strength),
        "corrects": corrected(judgment.corrects),
    }


def series_of(series: FigureSeries, saying: Saying) -> dict[str, Any]:
    """A series with its values, and from when on it is counted otherwise."""
    return {
        "code": series.code,
        "name": series.name,
        "unit": series.unit,
        "theme": code(series.theme),
        "values": [_value(figure, saying) for figure in series.figures],
        "breaks": [{"at": at, "because": because} for at, because in series.breaks],
    }


def _value(figure: FigureValue, saying: Saying) -> dict[str, Any]:
    return {
        "period": figure.period,
        "at": figure.at,
        "value": shown(figure, figure.value),
        "told": figure.told,
        "hidden": figure.hidden,
        "previous": shown(figure, figure.previous),
        "previous_period": figure.previous_period or None,
        "change": shown(figure, figure.change),
        "percent": shown(figure, figure.percent),
        "provisional": figure.is_provisional,
        "source": saying.source(figure.source),
        "key": saying.key(figure.key),
    }


def recommendation(told: RecommendationProgress, saying: Saying) -> dict[str, Any]:
    """What is asked for, how it stands, and all that this rests on."""
    return {
        **_asked_for(told),
        **_standing(told, saying),
        "bodies": [
            {"code": body.code, "name": body.name, "role": body.role.code} for body in told.bodies
        ],
        "evidence": [saying.cited(piece) for piece in told.evidence],
        "questions": list(told.questions),
        "asked": [_question(asked, saying) for asked in told.asked],
        "notes": [
            {"on": note.on, "sentence": note.sentence, "evidence": saying.cited(note.cited)}
            for note in told.notes
        ],
        "corrects": corrected(told.assessment.corrects) if told.assessment else None,
        "views": [_view(view, saying) for view in told.views],
        "lines": [_line(line) for line in told.lines],
        "commitments": [_measure(commitment, saying) for commitment in told.commitments],
        "remark": saying.remark(told.remark),
        "key": saying.key(told.key),
    }


def _asked_for(told: RecommendationProgress) -> dict[str, Any]:
    return {
        "number": told.number,
        "title": told.title,
        "text": told.text,
        "text_source": told.text_source or None,
        "translation": told.translation or None,
        "translation_source": told.translation_source or None,
        "theme": code(told.theme),
        "duty": code(told.duty),
        "lifecycle": code(told.lifecycle),
        "review_on": told.review_on,
        "overdue": told.is_overdue,
    }


def _standing(told: RecommendationProgress, saying: Saying) -> dict[str, Any]:
    judgment = told.assessment
    return {
        "status": told.status.code,
        "rank": told.rank,
        "before": code(told.before),
        "trend": code(judgment.trend) if judgment else None,
        "strength": code(judgment.strength) if judgment else None,
        "assessment_kind": code(judgment.kind) if judgment else None,
        "as_of": judgment.as_of if judgment else None,
        "period_from": judgment.period_from if judgment else None,
        "period_to": judgment.period_to if judgment else None,
        "previous": previous(told.previous),
        "course": [
            {"as_of": point.as_of, "status": point.status.code, "rank": point.rank}
            for point in told.course
        ],
        "rationale": judgment.rationale if judgment else None,
        "next_step": (judgment.next_step or None) if judgment else None,
        "sources": saying.sources(cited_by(judgment, told.evidence)) if judgment else [],
        "sources_not_named": judgment.withheld if judgment else 0,
        "approved_by_its_author": bool(judgment and judgment.approved_by_its_author),
        "sample": bool(judgment and judgment.is_sample),
        "assessment": saying.key(judgment.key) if judgment else None,
    }


def _question(asked: Asked, saying: Saying) -> dict[str, Any]:
    return {
        "question": asked.question,
        "kind": code(asked.kind),
        "body": asked.body or None,
        "asked_on": asked.asked_on,
        "due_on": asked.due_on,
        "overdue": asked.is_overdue,
        "key": saying.key(asked.key),
    }


def _view(view: View, saying: Saying) -> dict[str, Any]:
    judgment = view.assessment
    return {
        **whose(view.whose),
        "name": view.whose.name,
        "status": judgment.status.code,
        "trend": code(judgment.trend),
        "strength": code(judgment.strength),
        "gap": view.gap,
        "differs": view.differs,
        "kind": judgment.kind.code,
        "as_of": judgment.as_of,
        "period_from": judgment.period_from,
        "period_to": judgment.period_to,
        "rationale": judgment.rationale,
        "stated_by": view.stated_by or None,
        "stated_on": view.stated_on,
        "stated_in": view.stated_in or None,
        "source": saying.source(view.source),
        "approved_by_its_author": judgment.approved_by_its_author,
        "sample": judgment.is_sample,
        "corrects": corrected(judgment.corrects),
        "key": saying.key(judgment.key),
    }


def _line(line: ComponentLine) -> dict[str, Any]:
    return {
        "component": line.code,
        "title": line.title,
        "basis": line.basis.code,
        "status": line.status.code,
        "remark": line.remark or None,
    }


def _measure(commitment: Undertaken, saying: Saying) -> dict[str, Any]:
    return {
        "text": commitment.text,
        "body": commitment.body.code,
        "undertaken_on": commitment.on,
        "due_on": commitment.due_on,
        "put_off": commitment.put_off,
        "overdue": commitment.is_overdue,
        "quiet": commitment.is_quiet,
        "last_update_on": commitment.last_update_on,
        "latest": commitment.latest or None,
        "done_on": commitment.done_on,
        "shown_by": commitment.shown_by or None,
        "dropped_reason": commitment.dropped_reason or None,
        "sources": saying.sources(commitment.sources),
        "key": saying.key(commitment.key),
    }
