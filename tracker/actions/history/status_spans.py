"""What is kept of past days: which status a recommendation had when, and when that was said."""

from django.db import transaction

from tracker.actions.locks import locked
from tracker.models import Recommendation, StatusSpan
from tracker.summaries.history.past_days import Spoken, differing, judged_of, kept_of, spoken


def keep(recommendation: Recommendation) -> None:
    """Bring its spans up to date with its assessments. Called with the recommendation locked.

    What holds no longer is ended, what is new is added, the rest is not touched. A span that can't
    have come about so (a clock went backwards, two approvals at one moment) is taken away: spans
    say nothing that assessments do not.
    """
    key = recommendation.pk
    asked = set(spoken(judged_of(recommendation=key).get(key, ())))
    strayed = []
    for pk, one in kept_of(recommendation=key).get(key, ()):
        ended = _ended(one, asked)
        if one in asked:
            asked.remove(one)
        elif ended is not None:
            StatusSpan.objects.filter(pk=pk).update(recorded_to=ended.recorded_to)
            asked.remove(ended)
        else:
            strayed.append(pk)
    if strayed:
        StatusSpan.objects.filter(pk__in=strayed).delete()
    StatusSpan.objects.bulk_create(span_of(key, one) for one in sorted(asked, key=_in_order))


def rebuild() -> list[Recommendation]:
    """Make the spans anew of every recommendation that has others than its assessments ask for.

    Each is locked for itself, so that nobody's approval waits for all of them.
    """
    made = []
    for difference in differing():
        with transaction.atomic():
            keep(locked(difference.recommendation))
        made.append(difference.recommendation)
    return made


def span_of(recommendation: int, one: Spoken) -> StatusSpan:
    """The row of what was said of a recommendation."""
    stretch = one.stretch
    return StatusSpan(
        recommendation_id=recommendation,
        assessment_id=stretch.assessment,
        status=stretch.status,
        valid_from=stretch.valid_from,
        valid_to=stretch.valid_to,
        recorded_from=one.recorded_from,
        recorded_to=one.recorded_to,
    )


def _ended(one: Spoken, asked: set[Spoken]) -> Spoken | None:
    """What it comes to when it is ended: the same, until a moment."""
    if one.recorded_to is not None:
        return None
    same = (other for other in asked if other.stretch == one.stretch)
    return next((other for other in same if other.recorded_from == one.recorded_from), None)


def _in_order(one: Spoken) -> tuple[object, object]:
    return one.recorded_from, one.stretch.valid_from
