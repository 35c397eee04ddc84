"""Keep the status spans: which status a recommendation had when, and when that was recorded."""

from collections.abc import Iterator
from dataclasses import replace

from django.db import transaction

from tracker.actions.base import lock_recommendation
from tracker.models import Recommendation, StatusSpan
from tracker.summaries.statuses import (
    RecordedPeriod,
    find_differences,
    list_recorded_periods,
    load_assessed_statuses,
    load_spans,
)


def update_spans(recommendation: Recommendation) -> None:
    """Update the spans of a recommendation from its assessments. Called with it locked.

    Spans that hold no longer are ended, new ones are added, the others are not touched. A span that
    no assessment explains (a clock went backwards, two approvals at one moment) is deleted.
    """
    key = recommendation.pk
    expected = set(list_recorded_periods(load_assessed_statuses(recommendation=key).get(key, ())))
    unexplained = []
    for pk, span in load_spans(recommendation=key).get(key, ()):
        ended = next((new for new in expected if replace(new, recorded_to=None) == span), None)
        if span in expected:
            expected.remove(span)
        elif ended is not None:
            StatusSpan.objects.filter(pk=pk).update(recorded_to=ended.recorded_to)
            expected.remove(ended)
        else:
            unexplained.append(pk)
    StatusSpan.objects.filter(pk__in=unexplained).delete()
    StatusSpan.objects.bulk_create(
        make_span(key, new)
        for new in sorted(expected, key=lambda new: (new.recorded_from, new.period.valid_from))
    )


def rebuild() -> Iterator[Recommendation]:
    """Rebuild the spans of every recommendation that differ from its assessments; yield these.

    Each recommendation is locked by itself, so that no approval waits for all of them.
    """
    for difference in find_differences():
        with transaction.atomic():
            update_spans(lock_recommendation(difference.recommendation))
        yield difference.recommendation


def make_span(recommendation: int, recorded: RecordedPeriod) -> StatusSpan:
    """Return the unsaved row of a recorded status."""
    stretch = recorded.period
    return StatusSpan(
        recommendation_id=recommendation,
        assessment_id=stretch.assessment,
        status=stretch.status,
        valid_from=stretch.valid_from,
        valid_to=stretch.valid_to,
        recorded_from=recorded.recorded_from,
        recorded_to=recorded.recorded_to,
    )
