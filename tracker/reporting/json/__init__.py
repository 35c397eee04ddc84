"""A progress report as JSON: codes and ISO dates, for other programs.

The keys are a contract: `progress-report.schema.json` beside this file, served at
/reports/schema.json; see docs/methodology.md. An unknown value is null, never an empty text.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.utils import translation

from tracker.progress import Progress
from tracker.reporting import phrases
from tracker.reporting.json.objects import (
    ReportSerializer,
    code_or_none,
    serialize_recommendation,
    serialize_series,
)
from tracker.reporting.layout import source_numbers

SCHEMA = Path(__file__).with_name("progress-report.schema.json")
VERSION = 2  # 1 had no kinds, figures and numbered sources


def render(progress: Progress) -> bytes:
    """Render the report in UTF-8, the same bytes for the same report."""
    serializer = ReportSerializer(source_numbers(progress), shows_keys=not progress.is_external)
    document = {
        "$schema": SCHEMA.name,
        "version": VERSION,
        **_head(progress),
        **_counts(progress),
        "method": _method(progress),
        "summary": serializer.remark(progress.summary),
        "recommendations": [
            serialize_recommendation(r, serializer) for r in progress.recommendations
        ],
        "figures": [serialize_series(series, serializer) for series in progress.figures],
        "sources": list(_sources(serializer)),  # last, when all are numbered
    }
    text = json.dumps(document, ensure_ascii=False, indent=2, default=lambda day: day.isoformat())
    return f"{text}\n".encode()


def _head(progress: Progress) -> dict[str, Any]:
    head, seal, body = progress.report, progress.seal, progress.body
    return {
        "report": {
            "slug": head.slug,
            "title": head.title,
            "cited_as": head.cited_as,
            "issuer": head.issuer,
            "year": head.year,
            "tier": code_or_none(head.tier),
            "period_from": head.period_from,
            "period_to": head.period_to,
            "published_on": head.published_on,
        },
        "kind": progress.kind.code,
        "audience": progress.audience.code,
        "state": code_or_none(progress.state),
        "language": progress.language,
        "on": progress.on,
        "since": progress.since,
        "past": code_or_none(progress.basis),
        "seal": {"number": seal.number, "hash": seal.hash} if seal else None,
        "letterhead": progress.letterhead.name or None,
        "body": {"code": body.code, "name": body.name} if body else None,
        "theme": code_or_none(progress.theme),
        "filter": {condition.name: condition.value for condition in progress.filter},
    }


def _counts(progress: Progress) -> dict[str, Any]:
    fully = progress.fully_implemented
    return {
        "counts": {count.status.code: count.number for count in progress.counts},
        "total": progress.total,
        "base": fully.base,
        "fully_implemented": {"part": fully.part, "base": fully.base, "percent": fully.percent},
        "excluded_counts": {count.status.code: count.number for count in progress.excluded_counts},
        "strength_counts": {strength.code: number for strength, number in progress.strength_counts},
        "withheld": [
            {"code": withheld.code, "label": withheld.label, "number": withheld.number}
            for withheld in progress.withheld
        ],
    }


def _method(progress: Progress) -> list[str]:
    with translation.override(progress.language):
        return phrases.method_sentences(progress)


def _sources(serializer: ReportSerializer) -> Iterator[dict[str, Any]]:
    for number, source in enumerate(serializer.numbers.sources, start=1):
        yield {
            "number": number,
            "title": source.title,
            "kind": code_or_none(source.kind),
            "issuer": source.issuer or None,
            "published_on": source.published_on,
            "locator": source.locator or None,
            "quote": source.quote or None,
            "url": source.url or None,
            "address": source.address or None,
        }
