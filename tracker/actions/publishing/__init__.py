"""Progress reports are frozen as drafts, published by a second person, superseded or withdrawn."""

from tracker.actions.publishing.asked import by_name, conditions_of
from tracker.actions.publishing.deciding import (
    discard,
    publish,
    reinstated_by,
    superseded_by,
    withdraw,
)
from tracker.actions.publishing.making import make_draft
from tracker.actions.publishing.remaking import content_of, remake

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
