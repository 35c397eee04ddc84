"""A narrative as one JSON object: what the command prints and programs read."""

from typing import Any

from tracker.intake.drafts import Figure, Narrative, Place


def told(narrative: Narrative) -> dict[str, Any]:
    """Everything found, in plain values. Unknown is None; offsets are code points."""
    head = narrative.head
    return {
        "mechanism": head.mechanism,
        "country": head.country,
        "year": head.year,
        "tier": head.tier,
        "previous_tier": head.previous_tier,
        "sections": _sections(narrative),
        "recommendations": [
            {"number": r.number, "text": r.text} for r in narrative.recommendations
        ],
        "figures": [figure(one) for one in narrative.figures],
        "queries": [
            {"kind": q.kind.value, "message": q.message, "spans": [place(p) for p in q.places]}
            for q in narrative.queries
        ],
        "bodies": [
            {"code": m.code, "name": m.name, "mentions": [place(p) for p in m.places]}
            for m in narrative.mentions
        ],
        "uncertain": list(narrative.uncertain),
    }


def _sections(narrative: Narrative) -> list[dict[str, Any]]:
    """Each section with the numbers of its paragraphs, in the order of the text."""
    found: dict[str, list[int]] = {}
    for paragraph in narrative.paragraphs:
        found.setdefault(paragraph.section.value, []).append(paragraph.number)
    return [{"name": name, "paragraphs": numbers} for name, numbers in found.items()]


def figure(one: Figure) -> dict[str, Any]:
    return {
        "indicator": one.indicator,
        "label": one.label,
        "value": _number(one.value),
        "previous": _number(one.previous),
        "unit": one.unit,
        "period": one.period,
        "previous_period": one.previous_period,
        "qualifier": one.qualifier or None,
        "breakdown": dict(one.breakdown),
        "previous_is_assumed": one.is_assumed,
        **place(one.place),
    }


def place(one: Place) -> dict[str, int]:
    return {"paragraph": one.paragraph, "start": one.start, "end": one.end}


def _number(value: float | None) -> float | int | None:
    """17 rather than 17.0."""
    return int(value) if value is not None and value == int(value) else value
