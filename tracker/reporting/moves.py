"""What became of each recommendation between two days: moved, judged, set aside, corrected."""

from dataclasses import dataclass, field

from tracker.progress import Progress, RecommendationProgress
from tracker.vocabulary import RANK, Status


@dataclass(frozen=True, slots=True)
class Moves:
    """The recommendations that stand otherwise than before, by how; each stands in one list."""

    up: list[RecommendationProgress] = field(default_factory=list)
    down: list[RecommendationProgress] = field(default_factory=list)
    judged: list[RecommendationProgress] = field(default_factory=list)  # for the first time
    aside: list[RecommendationProgress] = field(default_factory=list)  # to or from off the scale
    corrected: list[RecommendationProgress] = field(default_factory=list)  # no movement at all
    late: list[RecommendationProgress] = field(default_factory=list)  # approved, of an earlier day

    @property
    def moved(self) -> list[RecommendationProgress]:
        """Those that moved, and were not only corrected, in the order of the lists."""
        return [*self.up, *self.down, *self.judged, *self.aside]


def moves(progress: Progress) -> Moves:
    """The movements of the report's period; none where no earlier day is told of."""
    found = Moves()
    for told in progress.recommendations:
        if told.moved and is_only_corrected(told, progress):
            found.corrected.append(told)
        elif told.moved:
            _list_of(told, found).append(told)
        elif was_corrected(told, progress):
            found.corrected.append(told)
        elif was_judged_late(told, progress):
            found.late.append(told)
    return found


def is_only_corrected(told: RecommendationProgress, progress: Progress) -> bool:
    """Whether its status differs because an older judgment was wrong, not because of what happened.

    A correction keeps the day of what it corrects: where that is not in the period, nothing of the
    period moved the status.
    """
    judgment = told.judgment
    return bool(
        judgment and judgment.corrects and progress.since and judgment.as_of <= progress.since
    )


def was_corrected(told: RecommendationProgress, progress: Progress) -> bool:
    """Whether its judgment was corrected in the period."""
    corrected = told.judgment.corrects if told.judgment else None
    return bool(corrected and progress.since and progress.since < corrected.until <= progress.on)


def was_judged_late(told: RecommendationProgress, progress: Progress) -> bool:
    """Whether its judgment was approved in the period, about a day before it."""
    edition_to = progress.report.period_to
    return progress.since is not None and told.was_judged_late(
        since=progress.since, on=progress.on, edition_to=edition_to
    )


def _list_of(told: RecommendationProgress, found: Moves) -> list[RecommendationProgress]:
    before = RANK.get(Status(told.before.code))
    if told.before.code == Status.NOT_ASSESSED:
        return found.judged
    if before is None or told.rank is None:
        return found.aside
    return found.up if told.rank > before else found.down
