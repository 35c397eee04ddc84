"""How a recommendation stood over time, from the analysts' judgments of one knowledge."""

from collections.abc import Sequence

from tracker.models import Assessment
from tracker.progress import Labelled, StandingPoint
from tracker.summaries.labels import coded, labelled
from tracker.vocabulary import RANK, Past, Status, Then

type Judgments = Sequence[Assessment]  # approved ones of the analysts, newest first


def previous(judgments: Judgments) -> Assessment | None:
    """The newest one before the standing one that it does not correct, for an earlier day."""
    if not judgments:
        return None
    held = _uncorrected(judgments)
    return next((one for one in held[1:] if one.as_of < judgments[0].as_of), None)


def course(judgments: Judgments) -> tuple[StandingPoint, ...]:
    """Each status from its day on, oldest first: what was corrected never stood.

    Of two judgments for one day the one made later stands.
    """
    by_day = {one.as_of: one for one in reversed(_uncorrected(judgments))}
    return tuple(
        StandingPoint(day, labelled(one, "status"), RANK.get(Status(one.status)), one.pk)
        for day, one in by_day.items()
    )


def status_at(judgments: Judgments, then: Then) -> Labelled:
    """The status at the end of a day, by its knowledge; not assessed before the first."""
    for one in judgments:
        if one.as_of <= then.on and _was_said(one, then):
            return labelled(one, "status")
    return coded(Status.NOT_ASSESSED)


def _was_said(one: Assessment, then: Then) -> bool:
    if then.past == Past.KNOWN_NOW:
        return True
    return one.decided_at is not None and one.decided_at < then.ends_at


def _uncorrected(judgments: Judgments) -> list[Assessment]:
    wrong = {one.corrects_id for one in judgments}
    return [one for one in judgments if one.pk not in wrong]
