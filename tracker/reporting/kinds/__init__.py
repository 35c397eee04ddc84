"""Content and order of each kind of progress report: one module per kind."""

from collections.abc import Callable, Iterator

from tracker.reporting.blocks import Block
from tracker.reporting.context import LayoutContext
from tracker.reporting.kinds import agenda, body, brief, changes, evidence, full, outstanding, theme
from tracker.vocabulary import ReportKind

KINDS: dict[ReportKind, Callable[[LayoutContext], Iterator[Block]]] = {
    ReportKind.FULL: full.blocks,
    ReportKind.BRIEF: brief.blocks,
    ReportKind.THEME: theme.blocks,
    ReportKind.BODY: body.blocks,
    ReportKind.CHANGES: changes.blocks,
    ReportKind.OUTSTANDING: outstanding.blocks,
    ReportKind.EVIDENCE: evidence.blocks,
    ReportKind.AGENDA: agenda.blocks,
}
