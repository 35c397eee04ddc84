"""A progress report as tables with typed columns, for workbooks and CSV."""

from typing import Any

from tracker.progress import Progress
from tracker.reporting.layout import source_numbers as numbers_of
from tracker.reporting.source_numbers import SourceNumbers
from tracker.reporting.tables.bodies import bodies, commitments, components, questions, views
from tracker.reporting.tables.changes import changes, counts, outstanding
from tracker.reporting.tables.columns import Column, TableData, Value
from tracker.reporting.tables.evidence import evidence, figures, sources
from tracker.reporting.tables.recommendations import recommendations
from tracker.vocabulary import ReportKind

__all__ = ["MAIN", "Column", "TableData", "Value", "main_table", "tables"]

# The tables of each kind, in the order of its sheets; CSV holds the first one.
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
MAIN = {kind: codes[0] for kind, codes in KINDS.items()}


def tables(progress: Progress) -> tuple[TableData[Any], ...]:
    """Return the tables of the report's kind; the sources come last and must be read last."""
    numbers = numbers_of(progress)
    codes = KINDS[progress.kind.code]
    # The outstanding report selects by due dates, so status changes don't belong in it.
    lists_changes = progress.kind.code != ReportKind.OUTSTANDING and "changes" not in codes
    with_changes = progress.since is not None and lists_changes
    table_codes = (codes[0], "changes", *codes[1:]) if with_changes else codes
    return (*(_table(code, progress, numbers) for code in table_codes), sources(numbers))


def main_table(progress: Progress) -> TableData[Any]:
    """Return the table that holds most of what the report's kind is for."""
    return _table(MAIN[progress.kind.code], progress, numbers_of(progress))


def _table(code: str, progress: Progress, numbers: SourceNumbers) -> TableData[Any]:
    match code:
        case "evidence":
            return evidence(progress, numbers)
        case "figures":
            return figures(progress, numbers)
    table: TableData[Any] = _PLAIN[code](progress)
    return table


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
