"""Progress reports are frozen as drafts, published by a second person, superseded or withdrawn."""

from tracker.actions.progress.publication_drafts import (
    by_name,
    conditions_of,
    content_of,
    make_draft,
    remake,
)
from tracker.actions.progress.publications import (
    discard,
    publish,
    reinstated_by,
    superseded_by,
    withdraw,
)

__all__ = [
    "by_name",
    "conditions_of",
    "content_of",
    "discard",
    "make_draft",
    "publish",
    "reinstated_by",
    "remake",
    "superseded_by",
    "withdraw",
]
