"""Who may do what, and when. Each check raises the sentence to show, or says nothing.

Rights go by role alone: `is_superuser` grants nothing. Rules that the database holds as
constraints are told here in the same words for people.
"""

from tracker.policies import (
    closings,
    files,
    imports,
    leaving,
    measures,
    publications,
    queries,
    readings,
    redactions,
    sensitivity,
    sheets,
)
from tracker.policies.assessments import (
    check_as_of,
    check_can_judge,
    check_can_log,
    check_lines,
    check_none_open,
    check_not_stale,
    check_stated_on,
    check_status,
)
from tracker.policies.assignments import (
    assignable,
    check_can_assign,
    check_is_bulk_assignment,
    is_bulk_assignment,
)
from tracker.policies.decisions import (
    check_can_approve,
    check_can_comment,
    check_can_correct,
    check_can_mend,
    check_can_return,
    check_can_withdraw,
    check_is_as_read,
    check_move,
)
from tracker.policies.evidence import check_evidence
from tracker.policies.rows import (
    FIXED,
    check_can_change,
    may_change,
)

__all__ = [
    "FIXED",
    "assignable",
    "check_as_of",
    "check_can_approve",
    "check_can_assign",
    "check_can_change",
    "check_can_comment",
    "check_can_correct",
    "check_can_judge",
    "check_can_log",
    "check_can_mend",
    "check_can_return",
    "check_can_withdraw",
    "check_evidence",
    "check_is_as_read",
    "check_is_bulk_assignment",
    "check_lines",
    "check_move",
    "check_none_open",
    "check_not_stale",
    "check_stated_on",
    "check_status",
    "closings",
    "files",
    "imports",
    "is_bulk_assignment",
    "leaving",
    "may_change",
    "measures",
    "publications",
    "queries",
    "readings",
    "redactions",
    "sensitivity",
    "sheets",
]
