"""A progress report as JSON: codes and ISO dates, for other programs.

The keys are a contract: see docs/methodology.md. What is not known is null, never an empty text.
"""

import json
from typing import Any

from tracker.progress import (
    Cited,
    ComponentLine,
    Corrected,
    Judgment,
    Labelled,
    Note,
    Progress,
    RecommendationProgress,
    Undertaken,
    View,
    Whose,
)


def render(progress: Progress) -> bytes:
    """The report in UTF-8, the same bytes for the same report."""
    whole = {
        "report": _report(progress),
        "on": progress.on,
        "filter": {condition.name: condition.value for condition in progress.filter},
        "counts": {count.status.code: count.number for count in progress.counts},
        "base": progress.fully.base,
        "left_out": {count.status.code: count.number for count in progress.left_out},
        "strengths": {strength.code: number for strength, number in progress.strengths},
        "recommendations": [_recommendation(r) for r in progress.recommendations],
    }
    text = json.dumps(whole, ensure_ascii=False, indent=2, default=lambda day: day.isoformat())
    return f"{text}\n".encode()


def _report(progress: Progress) -> dict[str, Any]:
    head = progress.report
    return {
        "slug": head.slug,
        "title": head.title,
        "cited_as": head.cited_as,
        "issuer": head.issuer,
        "year": head.year,
        "tier": _code(head.tier),
        "period_from": head.period_from,
        "period_to": head.period_to,
        "published_on": head.published_on,
    }


def _recommendation(told: RecommendationProgress) -> dict[str, Any]:
    judgment = told.judgment
    return {
        "number": told.number,
        "title": told.title,
        "text": told.text,
        "theme": _code(told.theme),
        "duty": _code(told.duty),
        "lifecycle": _code(told.lifecycle),
        "review_on": told.review_on,
        "status": told.status.code,
        "trend": _code(judgment.trend) if judgment else None,
        "strength": _code(judgment.strength) if judgment else None,
        "as_of": judgment.as_of if judgment else None,
        "previous": _previous(told.previous),
        "rationale": judgment.rationale if judgment else None,
        "next_step": (judgment.next_step or None) if judgment else None,
        "approved_by_its_author": bool(judgment and judgment.approved_by_its_author),
        "sample": bool(judgment and judgment.is_sample),
        "bodies": [{"code": body.code, "role": body.role.code} for body in told.bodies],
        "evidence": [_cited(piece) for piece in told.evidence],
        "questions": list(told.questions),
        "notes": [_note(note) for note in told.notes],
        "corrects": _corrected(judgment.corrects) if judgment else None,
        "views": [_view(view) for view in told.views],
        "lines": [_line(line) for line in told.lines],
        "measures": [_measure(measure) for measure in told.measures],
    }


def _previous(judgment: Judgment | None) -> dict[str, Any] | None:
    if judgment is None:
        return None
    return {
        "status": judgment.status.code,
        "trend": _code(judgment.trend),
        "as_of": judgment.as_of,
        "strength": _code(judgment.strength),
        "corrects": _corrected(judgment.corrects),
    }


def _cited(piece: Cited) -> dict[str, Any]:
    return {
        "title": piece.title,
        "use": piece.use.code,
        "bearing": _code(piece.bearing),
        "paragraph": piece.paragraph,
        "start": piece.start,
        "end": piece.end,
        "quote": piece.quote,
        "issuer": piece.issuer or None,
        "published_on": piece.published_on,
        "url": piece.url or None,
        "sentence": piece.sentence or None,
        "cited_by": _whose(piece.cited_by) if piece.cited_by else None,
    }


def _note(note: Note) -> dict[str, Any]:
    return {"on": note.on, "sentence": note.sentence, "evidence": _cited(note.cited)}


def _whose(whose: Whose) -> dict[str, Any]:
    return {"perspective": whose.perspective.code, "body": whose.code or None}


def _view(view: View) -> dict[str, Any]:
    judgment = view.judgment
    return {
        **_whose(view.whose),
        "name": view.whose.name,
        "status": judgment.status.code,
        "trend": _code(judgment.trend),
        "strength": _code(judgment.strength),
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
        "approved_by_its_author": judgment.approved_by_its_author,
        "sample": judgment.is_sample,
        "corrects": _corrected(judgment.corrects),
    }


def _corrected(corrected: Corrected | None) -> dict[str, Any] | None:
    if corrected is None:
        return None
    return {
        "status": corrected.status.code,
        "as_of": corrected.as_of,
        "until": corrected.until,
    }


def _line(line: ComponentLine) -> dict[str, Any]:
    return {
        "component": line.code,
        "title": line.title,
        "basis": line.basis.code,
        "status": line.status.code,
        "remark": line.remark or None,
    }


def _measure(measure: Undertaken) -> dict[str, Any]:
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
    }


def _code(labelled: Labelled) -> str | None:
    return labelled.code or None
