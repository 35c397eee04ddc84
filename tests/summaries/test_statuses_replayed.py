"""The state on any past day equals a replay of all that was decided, by both kinds of knowledge."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
from hypothesis import given, settings, strategies as st

from tests.factories import (
    AssessmentFactory,
    RecommendationFactory,
    UserFactory,
    as_factory,
)
from tests.views import rows as views_rows
from tracker.actions.history import status_spans
from tracker.models import Assessment, Recommendation, StatusSpan
from tracker.summaries.statuses import (
    AssessedStatus,
    find_differences,
    list_recorded_periods,
)
from tracker.vocabulary import RANK, AssessmentKind, Basis, PastDay, State, Status

FIRST = date(2024, 4, 1)
DAYS = 12  # few, so that deeds meet on a day
PASTS = [PastDay(FIRST + timedelta(day), basis) for day in range(-1, DAYS + 1) for basis in Basis]
AN_HOUR = timedelta(hours=1)
NOTHING = (Status.NOT_ASSESSED, None, None)


@dataclass(frozen=True)
class Deed:
    """At an hour: a judgment is approved, as of a day; one of them is corrected or taken back."""

    what: str
    hour: int
    day: int
    which: int
    status: str

    @property
    def moment(self):
        return datetime(2024, 4, 1, tzinfo=UTC) + timedelta(hours=self.hour)


DEEDS = st.builds(
    Deed,
    st.sampled_from(["approve", "approve", "correct", "take back"]),
    st.integers(0, DAYS * 24).map(lambda hour: hour - hour % 5),
    st.integers(0, DAYS - 1),
    st.integers(0, 5),
    st.sampled_from([status.value for status in RANK]),
)
HISTORIES = st.lists(DEEDS, max_size=7)


def at_random(random):
    deeds = (
        Deed(
            random.choice(["approve", "approve", "correct", "take back"]),
            random.randrange(0, DAYS * 24, 5),
            random.randrange(DAYS),
            random.randrange(6),
            random.choice(list(RANK)).value,
        )
        for _each in range(random.randrange(8))
    )
    return list(deeds)


def approved_by(deeds):
    """The judgments that these deeds leave, in the order they were made."""
    assessed = []
    for deed in sorted(deeds, key=lambda deed: deed.hour):
        standing = [one for one in assessed if one.until is None]
        chosen = standing[deed.which % len(standing)] if standing else None
        if deed.what == "take back":
            if chosen:
                assessed[assessed.index(chosen)] = replace(chosen, until=deed.moment + AN_HOUR)
            continue
        as_of = FIRST + timedelta(deed.day)
        if deed.what == "correct" and chosen:
            as_of = chosen.as_of
        assessed.append(AssessedStatus(len(assessed) + 1, deed.status, as_of, deed.moment))
    return assessed


def replayed(assessed, then):
    """What a walk through every decision comes to: status, day and assessment."""
    standing = {}
    moments = [(one.since, 0, one) for one in assessed]
    moments += [(one.until, 1, one) for one in assessed if one.until]
    for moment, ends, one in sorted(moments, key=lambda told: (told[0], told[1])):
        if then.basis == Basis.AS_RECORDED_THEN and moment >= then.ends_at:
            break
        if ends:
            del standing[one.assessment]
        else:
            standing[one.assessment] = one
    so_far = [one for one in standing.values() if one.as_of <= then.on]
    if not so_far:
        return NOTHING
    newest = max(so_far, key=lambda one: (one.as_of, one.assessment))
    return newest.status, newest.as_of, newest.assessment


def shown(told, then):
    """What the spans say of that day: one thing, or nothing."""
    found = [
        one.period
        for one in told
        if one.period.valid_from <= then.on
        and (one.period.valid_to is None or then.on < one.period.valid_to)
        and (
            one.recorded_to is None
            if then.basis == Basis.AS_KNOWN_NOW
            else one.recorded_from < then.ends_at
            and (one.recorded_to is None or one.recorded_to >= then.ends_at)
        )
    ]
    assert len(found) <= 1
    return (found[0].status, found[0].valid_from, found[0].assessment) if found else NOTHING


class TestSpans:
    @settings(max_examples=50, deadline=None)
    @given(HISTORIES)
    def test_say_of_every_day_what_a_replay_says(self, deeds):
        assessed = approved_by(deeds)

        told = list_recorded_periods(assessed)

        assert [shown(told, then) for then in PASTS] == [replayed(assessed, then) for then in PASTS]
        assert all(one.recorded_to is None or one.recorded_from < one.recorded_to for one in told)


@pytest.mark.django_db
class TestThePastInTheDatabase:
    def test_is_that_of_a_replay_for_500_histories(self, django_assert_num_queries):
        random = Random(6)
        rows = views_rows.recommendations(500)
        wanted = written({row.pk: approved_by(at_random(random)) for row in rows})

        for then in PASTS:
            with django_assert_num_queries(1):
                rows = list(
                    Recommendation.objects.with_status_on(then).values_list(
                        "pk", "status_then", "assessed_on_then", "assessment_then"
                    )
                )

            assert sorted(rows) == sorted(
                (key, *replayed(assessed, then)) for key, assessed in wanted.items()
            )

    def test_is_kept_deed_by_deed_as_it_is_made_anew(self):
        random = Random(7)
        for row in RecommendationFactory.create_batch(6):
            for deed in sorted(at_random(random), key=lambda deed: deed.hour):
                carried_out(deed, row)
                status_spans.update_spans(row)

        assert StatusSpan.objects.count() > 12
        assert StatusSpan.objects.exclude(recorded_to=None).exists()
        assert list(find_differences()) == []


def written(histories):
    """The histories as rows, with what is kept of them; by the keys that the judgments got."""
    author, reviewer = UserFactory(analyst=True), UserFactory(reviewer=True)
    told = [(key, one) for key, assessed in histories.items() for one in assessed]
    with as_factory():
        rows = Assessment.objects.bulk_create(
            Assessment(
                recommendation_id=key,
                kind=AssessmentKind.UPDATE,
                state=State.APPROVED,
                status=one.status,
                rationale="A working group was set up.",
                period_from=FIRST,
                period_to=FIRST + timedelta(365),
                as_of=one.as_of,
                author=author,
                created_at=one.since,
                decided_by=reviewer,
                decided_at=one.since,
            )
            for key, one in told
        )
    kept = {key: [] for key in histories}
    for (key, one), row in zip(told, rows, strict=True):
        kept[key].append(replace(one, assessment=row.pk))
    StatusSpan.objects.bulk_create(
        status_spans.make_span(key, one)
        for key, assessed in kept.items()
        for one in list_recorded_periods(assessed)
    )
    return kept


def carried_out(deed, row):
    """Write what a deed leaves, as it would come about."""
    standing = Assessment.objects.approved().filter(recommendation=row).order_by("pk")
    chosen = standing[deed.which % len(standing)] if standing else None
    if deed.what == "take back":
        if chosen:
            with as_factory():
                Assessment.objects.filter(pk=chosen.pk).update(
                    state=State.WITHDRAWN, decided_at=deed.moment + AN_HOUR
                )
        return
    AssessmentFactory(
        recommendation=row,
        approved=True,
        spans=False,
        decided_at=deed.moment,
        status=deed.status,
        as_of=chosen.as_of if chosen and deed.what == "correct" else FIRST + timedelta(deed.day),
    )
