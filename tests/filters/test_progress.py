"""A progress report as an address or a command asks for it."""

from datetime import date

import pytest

from tests.factories import BodyFactory, FigureFactory, RecommendationFactory, UserFactory
from tracker.errors import InvalidValue
from tracker.filters.progress import progress_of
from tracker.models import Report
from tracker.vocabulary import Audience, ReportKind, Status, Theme

pytestmark = pytest.mark.django_db
TODAY = date(2025, 3, 31)


def told(user, **wanted):
    report = Report.objects.get(slug="tip-2024-kosovo")
    asked = {name: v if isinstance(v, list) else [v] for name, v in wanted.items()}
    return progress_of(report, asked, user=user, today=TODAY)


class TestProgressOf:
    def test_reads_kind_audience_since_and_body(self):
        ana = UserFactory(analyst=True)
        RecommendationFactory(lead="THBD", assessed=Status.PARTIAL)
        RecommendationFactory()

        plain = told(ana)
        asked = told(ana, kind="body", body="THBD", audience="public", since="2024-06-30")
        empty = told(ana, theme="prevention", kind="changes")

        assert (plain.kind.code, plain.audience.code) == (ReportKind.FULL, Audience.INTERNAL)
        assert (plain.since, plain.body, plain.total) == (date(2024, 3, 31), None, 2)
        assert (asked.kind.code, asked.audience.code) == (ReportKind.BODY, Audience.PUBLIC)
        assert (asked.since, asked.body.code, asked.total) == (date(2024, 6, 30), "THBD", 1)
        assert [condition.name for condition in asked.filter] == ["body"]
        assert (empty.recommendations, empty.total, empty.fully.base) == ((), 0, 0)
        assert (empty.theme.code, empty.theme.label) == ("prevention", "Prevention")

    @pytest.mark.parametrize("name", ["body", "theme", "kind", "on", "language", "words"])
    def test_refuses_two_values_where_one_is_meant(self, name):
        RecommendationFactory()

        with pytest.raises(InvalidValue, match=f"“{name}” is asked for more than once: one, two"):
            told(UserFactory(analyst=True), **{name: ["one", "two"]})

    def test_tells_no_figures_but_of_the_themes_of_what_the_filter_finds(self):
        ana = UserFactory(analyst=True)
        row = RecommendationFactory(lead="THBD", theme=Theme.PREVENTION)
        RecommendationFactory(report=row.report, theme=Theme.PROTECTION)
        FigureFactory(report=row.report, indicator__theme=Theme.PROTECTION)

        assert len(told(ana).figures) == 1
        assert len(told(ana, theme="protection").figures) == 1
        assert told(ana, body="THBD").figures == ()
        assert told(ana, words="nowhere").figures == ()

    def test_takes_several_statuses(self):
        RecommendationFactory(assessed=Status.PARTIAL)

        assert told(UserFactory(analyst=True), status=["partial", "full"]).total == 1

    @pytest.mark.parametrize(
        ("wanted", "says"),
        [
            ({"kind": "short"}, r"“short” is no kind of progress report\. Choose one of: full"),
            ({"audience": "press"}, r"“press” is nobody .* internal \(internal\), body"),
            ({"kind": "body"}, "needs the body"),
            ({"since": "2025-04-01"}, "has not come"),
            ({"on": "2024-12-01", "since": "2024-12-02"}, "that comes later"),
            ({"since": "soon"}, "“soon” is no day"),
            ({"since": "2000-01-01"}, r"time from 1 April 2023: nothing .* from 31 March 2023 on"),
            ({"on": "2023-03-31"}, r"TIP 2024 Kosovo speaks about the time from 1 April 2023, and"),
            ({"audience": "public", "assignee": "me"}, "names no staff"),
        ],
    )
    def test_refuses_what_it_can_not_answer(self, wanted, says):
        RecommendationFactory()
        BodyFactory(code="THBD")

        with pytest.raises(InvalidValue, match=says):
            told(UserFactory(analyst=True), **wanted)
