"""The wordings of two editions side by side, word by word."""

from dataclasses import dataclass

from tracker.intake.lineage import word_diff
from tracker.models import Recommendation, User
from tracker.summaries.threads import Thread, Tie, thread_of


@dataclass(frozen=True, slots=True)
class Wording:
    """What an earlier edition asked, and what was kept, taken out and put in since."""

    earlier: Recommendation
    tie: Tie
    told: list[tuple[str, str]]  # ("same" | "out" | "in", words)

    @property
    def is_same(self) -> bool:
        return all(kind == "same" for kind, _words in self.told)


class Lineage:
    """Where a recommendation comes from, as its page shows it."""

    def __init__(self, recommendation: Recommendation, user: User) -> None:
        self.thread: Thread = thread_of(recommendation, user)
        self.wordings = [
            Wording(tie.earlier, tie, word_diff(tie.earlier.text, recommendation.text))
            for tie in self.thread.asks_again
        ]
