"""Import files: store a run with its drafts, accept it by a person, undo it as a whole."""

from tracker.actions.imports.acceptance import accept, undo
from tracker.actions.imports.drafts import DecideRun, drop
from tracker.actions.imports.narratives import (
    Source,
    StoreNarrative,
    read_source,
    store_narrative,
)

__all__ = [
    "DecideRun",
    "Source",
    "StoreNarrative",
    "accept",
    "drop",
    "read_source",
    "store_narrative",
    "undo",
]
