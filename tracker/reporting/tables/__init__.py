"""A progress report as tables with typed columns, for programs and for people who count on."""

from typing import Any

from tracker.progress import Progress
from tracker.reporting.layout import numbers as numbers_of
from tracker.reporting.source_numbers import Numbers
from tracker.reporting.tables.bodies import bodies, commitments, components, questions, views
from tracker.reporting.tables.changes import changes, counts, outstanding
from tracker.reporting.tables.columns import Column, Listing, Value
from tracker.reporting.tables.evidence import evidence, figures, sources
from tracker.reporting.tables.recommendations import recommendations
from tracker.vocabulary import ReportKind

__all__ = ["MAIN", "Column", "Listing", "Value", "main_table", "tables"]

# What each kind holds, in the order of its sheets; the first one is what CSV holds.
_ALL = (
    "recommendations",
    "counts",
    "bodies",
    "views",
    "components",
    "evidence",
    "commitments",
    "questions",
)
KINDS: dict[str, tuple[str, ...]] = {
    ReportKind.FULL: (*_ALL, "figures"),
    ReportKind.BRIEF: ("recommendations", "counts", "evidence", "questions"),
    ReportKind.THEME: (*_ALL, "figures"),
    ReportKind.BODY: _ALL,
    ReportKind.CHANGES: ("changes", "counts", "recommendations", "evidence", "commitments"),
    ReportKind.OUTSTANDING: (
        "outstanding",
        "recommendations",
        "counts",
        "bodies",
        "commitments",
        "questions",
    ),
    ReportKind.EVIDENCE: ("evidence", "counts", "recommendations", "commitments"),
}
MAIN = {kind: held[0] for kind, held in KINDS.items()}


def tables(progress: Progress) -> tuple[Listing[Any], ...]:
    """The tables of the report's kind. The sources come last: read the others before them."""
    numbers = numbers_of(progress)
    held = KINDS[progress.kind.code]
    # What is outstanding is chosen by its days: what moved beside it stands in no sheet.
    has_moves = progress.kind.code != ReportKind.OUTSTANDING and "changes" not in held
    with_changes = progress.since is not None and has_moves
    wanted = (held[0], "changes", *held[1:]) if with_changes else held
    return (*(_table(code, progress, numbers) for code in wanted), sources(numbers))


def main_table(progress: Progress) -> Listing[Any]:
    """The table that tells most of what the report of this kind is for."""
    return _table(MAIN[progress.kind.code], progress, numbers_of(progress))


def _table(code: str, progress: Progress, numbers: Numbers) -> Listing[Any]:
    match code:
        case "evidence":
            return evidence(progress, numbers)
        case "figures":
            return figures(progress, numbers)
    listing: Listing[Any] = _PLAIN[code](progress)
    return listing


_PLAIN: dict[str, Any] = {
    "recommendations": recommendations,
    "outstanding": outstanding,
    "changes": changes,
    "counts": counts,
    "bodies": bodies,
    "views": views,
    "components": components,
    "commitments": commitments,
    "questions": questions,
}
