"""A link was not read, and why."""

from tracker.vocabulary.checking import Amiss


class Unread(Exception):
    """A link was not read. `why` says why; `code` is the number of the answer, 0 without any."""

    def __init__(self, why: Amiss, code: int = 0) -> None:
        super().__init__(why)
        self.why, self.code = why, code
