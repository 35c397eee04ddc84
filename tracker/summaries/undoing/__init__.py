"""What undoing a deed would put back, and what stands in the way: told before, and asked again."""

from tracker.summaries.undoing.deeds import check_was_not_read_in, deed_of, run_of
from tracker.summaries.undoing.steps import Step
from tracker.summaries.undoing.whole import Undoing

__all__ = ["Step", "Undoing", "check_was_not_read_in", "deed_of", "run_of"]
