"""Freeze progress reports as drafts; publish, supersede, discard and withdraw them."""

from tracker.actions.progress.publication_drafts import (
    MakeDraft,
    extract_conditions,
    is_of_earlier_version,
    make_draft,
    parameters_of,
    read_content,
    regenerate,
    resolve_me,
)
from tracker.actions.progress.publications import (
    PublishReport,
    WithdrawReport,
    discard,
    find_reinstated,
    find_superseded,
    publish,
    withdraw,
)

__all__ = [
    "MakeDraft",
    "PublishReport",
    "WithdrawReport",
    "discard",
    "extract_conditions",
    "find_reinstated",
    "find_superseded",
    "is_of_earlier_version",
    "make_draft",
    "parameters_of",
    "publish",
    "read_content",
    "regenerate",
    "resolve_me",
    "withdraw",
]
