"""A progress report as JSON: codes and ISO dates, for other programs.

The keys are a contract: `progress-report.schema.json` beside this file, served at
/reports/schema.json; see docs/methodology.md. What is not known is null, never an empty text.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.utils import translation

from tracker.progress import Progress
from tracker.reporting import phrases
from tracker.reporting.json.objects import Saying, code, recommendation, series_of
from tracker.reporting.layout import numbers

SCHEMA = Path(__file__).with_name("progress-report.schema.json")
VERSION = 2  # of the contract: 1 had no kinds, figures and numbered sources


def render(progress: Progress) -> bytes:
    """The report in UTF-8, the same bytes for the same report."""
    saying = Saying(numbers(progress), shows_keys=not progress.is_outward)
    whole = {
        "$schema": SCHEMA.name,
        "version": VERSION,
        **_head(progress),
        **_counted(progress),
        "method": _method(progress),
        "summary": saying.remark(progress.summary),
        "recommendations": [recommendation(r, saying) for r in progress.recommendations],
        "figures": [series_of(series, saying) for series in progress.figures],
        "sources": list(_sources(saying)),  # last: by now each of them has its number
    }
    text = json.dumps(whole, ensure_ascii=False, indent=2, default=lambda day: day.isoformat())
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
            "tier": code(head.tier),
            "period_from": head.period_from,
            "period_to": head.period_to,
            "published_on": head.published_on,
        },
        "kind": progress.kind.code,
        "audience": progress.audience.code,
        "state": code(progress.state),
        "language": progress.language,
        "on": progress.on,
        "since": progress.since,
        "past": code(progress.past),
        "seal": {"number": seal.number, "hash": seal.hash} if seal else None,
        "letterhead": progress.letterhead.name or None,
        "body": {"code": body.code, "name": body.name} if body else None,
        "theme": code(progress.theme),
        "filter": {condition.name: condition.value for condition in progress.filter},
    }


def _counted(progress: Progress) -> dict[str, Any]:
    fully = progress.fully
    return {
        "counts": {count.status.code: count.number for count in progress.counts},
        "total": progress.total,
        "base": fully.base,
        "fully": {"part": fully.part, "base": fully.base, "percent": fully.percent},
        "left_out": {count.status.code: count.number for count in progress.left_out},
        "strengths": {strength.code: number for strength, number in progress.strengths},
        "withheld": [
            {"code": one.code, "label": one.label, "number": one.number}
            for one in progress.withheld
        ],
    }


def _method(progress: Progress) -> list[str]:
    with translation.override(progress.language):
        return phrases.method(progress)


def _sources(saying: Saying) -> Iterator[dict[str, Any]]:
    for number, source in enumerate(saying.numbers.sources, start=1):
        yield {
            "number": number,
            "title": source.title,
            "kind": code(source.kind),
            "issuer": source.issuer or None,
            "published_on": source.published_on,
            "place": source.place or None,
            "quote": source.quote or None,
            "url": source.url or None,
            "address": source.address or None,
        }
