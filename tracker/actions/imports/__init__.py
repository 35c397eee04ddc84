"""Import files: store a run with its drafts, accept it by a person, undo it as a whole."""

from tracker.actions.imports.acceptance import accept
from tracker.actions.imports.drafts import drop
from tracker.actions.imports.narratives import Source, read_source, store_narrative
from tracker.actions.imports.undo import undo

__all__ = ["Source", "accept", "drop", "read_source", "store_narrative", "undo"]
