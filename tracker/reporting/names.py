"""What the file of a progress report is called."""

import re

from tracker.progress import Progress
from tracker.vocabulary import ReportKind


def file_name(progress: Progress, wanted_format: str) -> str:
    """ "tip-2024-kosovo-brief-2025-03-31-sq.pdf"; for a body with its code, for the public so."""
    of_body = progress.kind.code == ReportKind.BODY and progress.body
    parts = [
        progress.report.slug,
        progress.kind.code,
        _plain(progress.body.code) if of_body and progress.body else "",
        "public" if progress.is_public else "",
        progress.on.isoformat(),
        progress.language,
    ]
    return f"{'-'.join(filter(None, parts))}.{wanted_format}"


def _plain(code: str) -> str:
    """A code as a part of a name that any system of files takes."""
    return re.sub(r"[^a-z0-9]+", "-", code.lower()).strip("-")
