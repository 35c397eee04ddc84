"""Files come in: read, kept as a run with its drafts, accepted by a person, undone as a whole."""

from tracker.actions.imports.acceptance import accept
from tracker.actions.imports.drafts import drop
from tracker.actions.imports.narratives import Source, read_in, read_only
from tracker.actions.imports.undo import undo

__all__ = ["Source", "accept", "drop", "read_in", "read_only", "undo"]
