"""Counts by status: from summary rows they are those that one would count."""

import random
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import (
    BodyFactory,
    ClosingFactory,
    LineageLinkFactory,
    RecommendationFactory,
    ReportFactory,
    ResponsibilityFactory,
    UserFactory,
)
from tests.summaries.test_statuses_past_days import approved
from tracker.actions.history import summary_rows
from tracker.models import Recommendation
from tracker.summaries.statuses import (
    count_by_report,
    count_current,
    count_statuses,
    filter_current_on,
    find_summary_rows,
    sum_current,
)
from tracker.vocabulary import Lifecycle, PastDay, Role, Status, Theme

pytestmark = pytest.mark.django_db
FIRST = date(2023, 1, 1)
DAYS = 900


def any_day(draw):
    return FIRST + timedelta(days=draw.randrange(DAYS))


def make_world(draw, bodies):
    """Make editions of three years whose recommendations were judged, repeated and closed."""
    reports = [
        ReportFactory(year=year, published_on=draw.choice([None, any_day(draw)]))
        for year in (2022, 2023, 2024)
    ]
    rows = []
    for number in range(14):
        lifecycle = draw.choice(list(Lifecycle))
        row = RecommendationFactory(
            report=draw.choice(reports),
            number=str(number),
            theme=draw.choice(list(Theme)),
            lifecycle=lifecycle,
            closure_reason="moot" if lifecycle == Lifecycle.CLOSED else "",
        )
        for body in draw.sample(bodies, draw.randrange(2)):
            ResponsibilityFactory(recommendation=row, body=body, role=draw.choice(list(Role)))
        for day in {any_day(draw) for _each in range(draw.randrange(2))}:
            approved(
                row,
                draw.choice([Status.NO_ACTION, Status.PARTIAL, Status.FULL]),
                day,
                period_from=day,
                period_to=day,
            )
        if draw.random() < 0.3:
            moment = datetime.combine(any_day(draw), datetime.min.time(), UTC)
            ClosingFactory(recommendation=row, approved=True, decided_at=moment)
        rows.append(row)
    for earlier, later in zip(rows[::2], rows[1::2], strict=True):
        if draw.random() < 0.5:
            LineageLinkFactory(earlier=earlier, recommendation=later)


def counted(user, then):
    return count_statuses(filter_current_on(Recommendation.objects.visible_to(user), then), then)


class TestCountCurrent:
    @pytest.mark.parametrize("seed", range(2))
    def test_is_what_one_would_count_on_any_day(self, seed):
        draw = random.Random(seed)
        bodies = [BodyFactory(code=code) for code in ("MOJ", "MLSW", "THBD")]
        make_world(draw, bodies)
        list(summary_rows.rebuild())
        users = [
            UserFactory(viewer=True),
            UserFactory(contributor=True, speaks_for=bodies[:1]),
        ]

        for day in [any_day(draw) for _each in range(6)] + [date(2023, 6, 30), date(2023, 7, 1)]:
            for user in users:
                then = PastDay(day)
                assert count_current(user, then) == counted(user, then), (day, user)
        listed = Recommendation.objects.current().filter(theme=Theme.PROTECTION)
        for body in bodies:
            own = listed.filter(responsibilities__body=body).distinct()
            counts = sum_current(users[0], None, body=body, theme=Theme.PROTECTION)
            assert counts.total() == own.count(), body

    @pytest.mark.once
    def test_reads_no_recommendation(self):
        RecommendationFactory(lead="MOJ", assessed=Status.PARTIAL)
        list(summary_rows.rebuild())
        viewer = UserFactory(viewer=True)

        with CaptureQueriesContext(connection) as queries:
            counts = count_current(viewer, PastDay(date(2025, 1, 31)))

        assert counts == [(Status.PARTIAL, 1)]
        assert not [q for q in queries.captured_queries if "tracker_recommendation" in q["sql"]]


class TestCountByReport:
    def test_is_of_what_the_user_may_see(self):
        thbd, moj = BodyFactory(code="THBD"), BodyFactory(code="MOJ")
        closed = {"lifecycle": Lifecycle.CLOSED, "closure_reason": "moot"}
        first = RecommendationFactory(lead=thbd, assessed=Status.PARTIAL, **closed)
        ResponsibilityFactory(recommendation=first, body=moj)
        RecommendationFactory(lead=moj)
        RecommendationFactory()
        list(summary_rows.rebuild())
        report = first.report

        def counts(**fields):
            return dict(count_by_report(UserFactory(**fields), [report]))

        assert counts(viewer=True) == {report.pk: [(Status.PARTIAL, 1), (Status.NOT_ASSESSED, 2)]}
        assert counts(contributor=True, speaks_for=[thbd]) == {report.pk: [(Status.PARTIAL, 1)]}
        both = {report.pk: [(Status.PARTIAL, 1), (Status.NOT_ASSESSED, 1)]}
        assert counts(contributor=True, speaks_for=[thbd, moj]) == both
        assert counts() == {report.pk: []}


class TestRowsOfAReader:
    def test_are_none_where_a_body_was_inherited(self):
        thbd = BodyFactory(code="THBD")
        former = BodyFactory(code="MLSW", valid_to=date(2024, 1, 1), successors=[thbd])
        RecommendationFactory(lead=former)
        RecommendationFactory(lead=thbd)
        list(summary_rows.rebuild())
        clerk = UserFactory(contributor=True, speaks_for=[thbd])

        assert find_summary_rows(clerk) is None
        assert sum(n for _status, n in count_current(clerk, PastDay(date(2025, 1, 31)))) == 2
