"""Who may do what, and when. Each check raises the sentence to show, or says nothing.

Rights go by role alone: `is_superuser` grants nothing. Rules that the database holds as
constraints are told here in the same words for people.
"""

from tracker.policies import (
    commitments,
    history,
    imports,
    people,
    progress,
    questions,
    recommendations,
)
from tracker.policies.assessments.review import (
    assignable,
    check_can_approve,
    check_can_assign,
    check_can_comment,
    check_can_correct,
    check_can_mend,
    check_can_return,
    check_can_withdraw,
    check_is_as_read,
    check_is_bulk_assignment,
    check_move,
    is_bulk_assignment,
)
from tracker.policies.assessments.submission import (
    check_as_of,
    check_can_judge,
    check_can_log,
    check_lines,
    check_none_open,
    check_not_stale,
    check_stated_on,
    check_status,
)
from tracker.policies.evidence import confidentiality
from tracker.policies.evidence.support import check_evidence
from tracker.policies.model_permissions import FIXED, check_can_change, may_change

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
    "commitments",
    "confidentiality",
    "confidentiality",
    "confidentiality",
    "history",
    "imports",
    "is_bulk_assignment",
    "may_change",
    "people",
    "progress",
    "questions",
    "questions",
    "recommendations",
]
