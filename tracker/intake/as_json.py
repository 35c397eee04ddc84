"""Conversion of a narrative to one JSON object, for the command's output and for programs."""

from typing import Any

from tracker.intake.drafts import Figure, Narrative, Place


def narrative_as_json(narrative: Narrative) -> dict[str, Any]:
    """Convert a narrative to plain values. Unknown is None; offsets are code points."""
    header = narrative.header
    return {
        "mechanism": header.mechanism,
        "country": header.country,
        "year": header.year,
        "tier": header.tier,
        "previous_tier": header.previous_tier,
        "sections": _group_sections(narrative),
        "recommendations": [
            {"number": r.number, "text": r.text} for r in narrative.recommendations
        ],
        "figures": [figure_as_json(one) for one in narrative.figures],
        "queries": [
            {
                "kind": q.kind.value,
                "message": q.message,
                "spans": [place_as_json(p) for p in q.places],
            }
            for q in narrative.questions
        ],
        "bodies": [
            {"code": m.code, "name": m.name, "mentions": [place_as_json(p) for p in m.places]}
            for m in narrative.mentions
        ],
        "uncertain": list(narrative.uncertainties),
    }


def _group_sections(narrative: Narrative) -> list[dict[str, Any]]:
    """List each section with the numbers of its paragraphs, in the order of the text."""
    paragraph_numbers: dict[str, list[int]] = {}
    for paragraph in narrative.paragraphs:
        paragraph_numbers.setdefault(paragraph.section.value, []).append(paragraph.number)
    return [{"name": name, "paragraphs": numbers} for name, numbers in paragraph_numbers.items()]


def figure_as_json(one: Figure) -> dict[str, Any]:
    """Convert a figure to plain values."""
    return {
        "indicator": one.indicator,
        "label": one.label,
        "value": _whole_number(one.value),
        "previous": _whole_number(one.previous_value),
        "unit": one.unit,
        "period": one.period,
        "previous_period": one.previous_period,
        "qualifier": one.qualifier or None,
        "breakdown": dict(one.breakdown),
        "previous_is_assumed": one.is_previous_assumed,
        **place_as_json(one.place),
    }


def place_as_json(one: Place) -> dict[str, int]:
    """Convert a place to its paragraph number and code points."""
    return {"paragraph": one.paragraph, "start": one.start, "end": one.end}


def _whole_number(value: float | None) -> float | int | None:
    """Return a whole number as an integer: 17 rather than 17.0."""
    return int(value) if value is not None and value == int(value) else value
