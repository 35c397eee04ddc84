"""Titles and file names of progress reports, which differ wherever the reports do."""

import re
from hashlib import sha256
from textwrap import shorten

from django.utils.translation import ngettext

from tracker import formats, vocabulary
from tracker.progress import Condition, Progress
from tracker.reporting.phrases import OF_NUMBERS, number_word

MAX_FILTER_LENGTH = 120  # of the filter in a title


def subject(progress: Progress) -> str:
    """Return what a report is about, which is the title on its cover.

    For example "Progress on the nine recommendations of the 2024 TIP Report on Kosovo". The country
    has an asterisk where the letterhead explains its name.
    """
    head = progress.report
    if not head.mechanism:  # frozen before it was kept
        return head.title
    if progress.filter or progress.body or not progress.total:
        text = ngettext(
            "Progress on %(number)s recommendation of the %(year)d %(mechanism)s Report on "
            "%(country)s",
            "Progress on %(number)s recommendations of the %(year)d %(mechanism)s Report on "
            "%(country)s",
            progress.total,
        )
    else:
        text = ngettext(
            "Progress on the %(number)s recommendation of the %(year)d %(mechanism)s Report on "
            "%(country)s",
            "Progress on the %(number)s recommendations of the %(year)d %(mechanism)s Report on "
            "%(country)s",
            progress.total,
        )
    country = vocabulary.translate_stored("country after “on”", head.country)
    return text % {
        "number": number_word(progress.total, OF_NUMBERS),
        "year": head.year,
        "mechanism": head.mechanism,
        "country": f"{country}*" if progress.letterhead.note.startswith("*") else country,
    }


def report_title(progress: Progress) -> str:
    """Return the title of a report in lists, in the language in force.

    For example "Progress on the nine … · Brief · Status: Partially implemented · 31 March 2025".
    """
    parts = (
        subject(progress),
        progress.kind.label,
        progress.body.short if progress.body else progress.theme.label,
        shorten(filter_conditions(progress), MAX_FILTER_LENGTH, placeholder="…"),
        formats.format_day(progress.on),
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
    is_body_report = progress.kind.code == vocabulary.ReportKind.BODY
    usual_audience = vocabulary.Audience.BODY if is_body_report else vocabulary.Audience.INTERNAL
    usual_since = min(progress.report.period_to, progress.on)
    since = progress.since or usual_since
    return [
        *(_slug(condition.value) for condition in progress.filter if condition not in others),
        f"filtered-{_filter_hash(others)}" if others else "",
        "" if progress.audience.code == usual_audience else progress.audience.code,
        "as-believed" if progress.basis.code == vocabulary.Basis.AS_RECORDED_THEN else "",
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
