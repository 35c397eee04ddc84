"""What a progress report and its file are called, so that no two that differ look alike."""

import re
from collections.abc import Iterator
from hashlib import sha256
from textwrap import shorten

from tracker.formats import day
from tracker.progress import Condition, Progress
from tracker.vocabulary import Audience, Past, ReportKind

SHORT = 160  # characters that the filter has in a title


def title(progress: Progress) -> str:
    """ "TIP 2024 Kosovo · Brief · Status: Partially implemented · 31 March 2025", in the language
    in force.
    """
    about = progress.body.short if progress.body else progress.theme.label
    narrowed = shorten(filtered_by(progress), SHORT, placeholder="…")
    parts = (progress.report.cited_as, progress.kind.label, about, narrowed, day(progress.on))
    return " · ".join(part for part in parts if part)


def filtered_by(progress: Progress) -> str:
    """The conditions of the filter but its own body and its theme, which are told apart.

    A body is told by its code: "Responsible body: THBD; Status: Partially implemented".
    """
    return "; ".join(
        f"{one.label}: {one.value if one.name == 'body' else one.reads}"
        for one in progress.filter
        if not (one.name == "body" and progress.body) and one.name != "theme"
    )


def file_name(progress: Progress, wanted_format: str) -> str:
    """ "tip-2024-kosovo-brief-2025-03-31-sq.pdf"; what is asked for otherwise stands between: the
    body, the theme, a mark of the rest of the filter, the readers, whose knowledge, the period.
    """
    own = [progress.report.slug, progress.kind.code, *_asked(progress), progress.on.isoformat()]
    return f"{'-'.join([*filter(None, own), progress.language])}.{wanted_format}"


def _asked(progress: Progress) -> Iterator[str]:
    rest = [one for one in progress.filter if one.name not in ("body", "theme")]
    yield from (_plain(one.value) for one in progress.filter if one not in rest)
    if rest:
        yield f"filtered-{_mark(rest)}"
    is_own = progress.kind.code == ReportKind.BODY
    usual = Audience.BODY if is_own else Audience.INTERNAL
    if progress.audience.code != usual:
        yield progress.audience.code
    if progress.past.code == Past.BELIEVED:
        yield "as-believed"
    if progress.since and progress.since != min(progress.report.period_to, progress.on):
        yield f"since-{progress.since.isoformat()}"


def _mark(conditions: list[Condition]) -> str:
    """Six letters that are the same for the same conditions, in whatever language."""
    said = "&".join(sorted(f"{one.name}={one.value}" for one in conditions))
    return sha256(said.encode()).hexdigest()[:6]


def _plain(code: str) -> str:
    """A code as a part of a name that any system of files takes."""
    return re.sub(r"[^a-z0-9]+", "-", code.lower()).strip("-")
