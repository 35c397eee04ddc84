"""Titles and file names of progress reports, which differ wherever the reports do."""

import re
from hashlib import sha256
from textwrap import shorten

from tracker.formats import format_day
from tracker.progress import Condition, Progress
from tracker.vocabulary import Audience, Basis, ReportKind

MAX_FILTER_LENGTH = 160  # of the filter in a title


def report_title(progress: Progress) -> str:
    """Return the title of a report, in the language in force.

    For example "TIP 2024 Kosovo · Brief · Status: Partially implemented · 31 March 2025".
    """
    about = progress.body.short if progress.body else progress.theme.label
    parts = (
        progress.report.cited_as,
        progress.kind.label,
        about,
        shorten(filter_conditions(progress), MAX_FILTER_LENGTH, placeholder="…"),
        format_day(progress.on),
    )
    return " · ".join(part for part in parts if part)


def filter_conditions(progress: Progress) -> str:
    """Return the conditions of the filter other than the report's own body and theme.

    A body is named by its code: "Responsible body: THBD; Status: Partially implemented".
    """
    return "; ".join(
        f"{condition.label}: "
        + (condition.value if condition.name == "body" else condition.display_value)
        for condition in progress.filter
        if not (condition.name == "body" and progress.body) and condition.name != "theme"
    )


def file_name(progress: Progress, extension: str) -> str:
    """Return the file name of a report: "tip-2024-kosovo-brief-2025-03-31-sq.pdf".

    Parameters other than the usual stand between: body, theme, a hash of the other conditions,
    audience, basis and period.
    """
    parts = [
        progress.report.slug,
        progress.kind.code,
        *_distinguishing_parts(progress),
        progress.on.isoformat(),
    ]
    return f"{'-'.join([*filter(None, parts), progress.language])}.{extension}"


def _distinguishing_parts(progress: Progress) -> list[str]:
    """Return the parts of a file name for parameters other than the usual; empty for those."""
    others = [condition for condition in progress.filter if condition.name not in ("body", "theme")]
    is_body_report = progress.kind.code == ReportKind.BODY
    usual_audience = Audience.BODY if is_body_report else Audience.INTERNAL
    usual_since = min(progress.report.period_to, progress.on)
    since = progress.since or usual_since
    return [
        *(_slug(condition.value) for condition in progress.filter if condition not in others),
        f"filtered-{_filter_hash(others)}" if others else "",
        "" if progress.audience.code == usual_audience else progress.audience.code,
        "as-believed" if progress.basis.code == Basis.AS_RECORDED_THEN else "",
        "" if since == usual_since else f"since-{since.isoformat()}",
    ]


def _filter_hash(conditions: list[Condition]) -> str:
    """Return six hexadecimal digits, the same for the same conditions in any language."""
    conditions_text = "&".join(
        sorted(f"{condition.name}={condition.value}" for condition in conditions)
    )
    return sha256(conditions_text.encode()).hexdigest()[:6]


def _slug(code: str) -> str:
    """Convert a code to lower-case letters, digits and hyphens, safe on any file system."""
    return re.sub(r"[^a-z0-9]+", "-", code.lower()).strip("-")
