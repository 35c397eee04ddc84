"""A recommendation of a progress report in JSON."""

from typing import Any

from tracker.progress import Asked, ComponentLine, RecommendationProgress, Undertaken, View
from tracker.reporting.as_json.saying import Saying, code, corrected, previous, whose
from tracker.reporting.printing import cited_by


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
        "corrects": corrected(told.judgment.corrects) if told.judgment else None,
        "views": [_view(view, saying) for view in told.views],
        "lines": [_line(line) for line in told.lines],
        "measures": [_measure(measure, saying) for measure in told.measures],
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
    judgment = told.judgment
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
    judgment = view.judgment
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


def _measure(measure: Undertaken, saying: Saying) -> dict[str, Any]:
    return {
        "text": measure.text,
        "body": measure.body.code,
        "undertaken_on": measure.on,
        "due_on": measure.due_on,
        "put_off": measure.put_off,
        "overdue": measure.is_overdue,
        "quiet": measure.is_quiet,
        "heard_on": measure.heard_on,
        "latest": measure.latest or None,
        "done_on": measure.done_on,
        "shown_by": measure.shown_by or None,
        "dropped_because": measure.dropped_because or None,
        "sources": saying.sources(measure.sources),
        "key": saying.key(measure.key),
    }
