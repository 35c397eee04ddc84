"""Policies: checks that raise an error with the sentence to show, or return nothing.

Rights come from roles alone: `is_superuser` grants nothing. Rules that are constraints of the
database too are repeated here with sentences for people.
"""

from tracker.policies import (
    bodies,
    figures,
    four_eyes,
    history,
    imports,
    people,
    progress,
    questions,
    recommendations,
)
from tracker.policies.assessments.review import (
    check_can_approve,
    check_can_assign,
    check_can_comment,
    check_can_confirm_sample,
    check_can_correct,
    check_can_invite,
    check_can_return,
    check_can_revise,
    check_can_separate,
    check_can_withdraw,
    check_is_unchanged,
    check_keep_status,
    check_transition,
    is_invited,
)
from tracker.policies.assessments.submission import (
    check_as_of,
    check_can_assess,
    check_can_conclude,
    check_can_log,
    check_is_current,
    check_lines,
    check_none_open,
    check_stated_on,
    check_status,
    represented_bodies_on,
    represented_body_keys,
)
from tracker.policies.evidence import confidentiality, sources
from tracker.policies.evidence.sources import (
    check_confirmed,
    check_evidence,
    compute_strength,
    find_separable_sources,
)
from tracker.policies.model_permissions import (
    FIXED_FIELDS,
    check_can_change,
    is_allowed,
    may_change,
)
from tracker.policies.people import assignable_users

__all__ = [
    "FIXED_FIELDS",
    "assignable_users",
    "bodies",
    "check_as_of",
    "check_can_approve",
    "check_can_assess",
    "check_can_assign",
    "check_can_change",
    "check_can_comment",
    "check_can_conclude",
    "check_can_confirm_sample",
    "check_can_correct",
    "check_can_invite",
    "check_can_log",
    "check_can_return",
    "check_can_revise",
    "check_can_separate",
    "check_can_withdraw",
    "check_confirmed",
    "check_evidence",
    "check_is_current",
    "check_is_unchanged",
    "check_keep_status",
    "check_lines",
    "check_none_open",
    "check_stated_on",
    "check_status",
    "check_transition",
    "compute_strength",
    "confidentiality",
    "figures",
    "find_separable_sources",
    "four_eyes",
    "history",
    "imports",
    "is_allowed",
    "is_invited",
    "may_change",
    "people",
    "progress",
    "questions",
    "recommendations",
    "represented_bodies_on",
    "represented_body_keys",
    "sources",
]
