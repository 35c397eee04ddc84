"""Files come in: read, kept as a run with its drafts, accepted by a person, undone as a whole."""

from tracker.actions.imports.accepting import accept
from tracker.actions.imports.deciding import drop
from tracker.actions.imports.reading import Source, read_in, read_only
from tracker.actions.imports.undoing import undo

__all__ = ["Source", "accept", "drop", "read_in", "read_only", "undo"]
