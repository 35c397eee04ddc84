"""The thread of a recommendation: who asked what again, counted on the longest branch."""

from itertools import pairwise

import pytest

from tests.factories import (
    BodyFactory,
    LineageLinkFactory,
    RecommendationFactory,
    ReportFactory,
    UserFactory,
    as_factory,
)
from tracker.models import Recommendation
from tracker.summaries.recommendations import threads
from tracker.summaries.recommendations.threads import load_thread

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader():
    return UserFactory(viewer=True)


def made(year, number="1", **more):
    return RecommendationFactory(report__year=year, number=number, **more)


def chain(*years):
    """One of each year, each asking again the one before it; the last is returned."""
    rows = [made(year) for year in years]
    for earlier, later in pairwise(rows):
        LineageLinkFactory(recommendation=later, earlier=earlier)
    return rows


def shape(thread):
    return [(e.report.year, [m.recommendation.number for m in e.members]) for e in thread.editions]


class TestSentence:
    def test_states_the_first_year_and_the_repetitions(self, reader):
        *_rest, last = chain(2017, 2019, 2020, 2022, 2024)

        told = load_thread(last, reader).sentence

        assert told == "Asked since 2017; asked five times in the available editions."

    def test_counts_the_longest_branch(self, reader):
        *_rest, last = chain(2020, 2022, 2023, 2024)
        LineageLinkFactory(recommendation=last, earlier=made(2017, "7"))

        told = load_thread(last, reader).sentence

        assert told == "Asked since 2020; asked four times in the available editions."

    def test_of_branches_as_long_begins_with_the_earliest(self, reader):
        *_rest, last = chain(2022, 2024)
        LineageLinkFactory(recommendation=last, earlier=made(2019, "7"))

        assert "Asked since 2019; asked twice" in load_thread(last, reader).sentence

    def test_counts_a_direct_link_beside_the_way_through_others_once(self, reader):
        first, _second, last = chain(2021, 2022, 2024)
        LineageLinkFactory(recommendation=last, earlier=first)

        thread = load_thread(last, reader)

        assert "asked three times" in thread.sentence
        assert [tie.earlier.report.year for tie in thread.direct_links] == [2022]
        assert [tie.earlier.report.year for tie in thread.own_links] == [2022, 2021]

    def test_names_the_editions_held_where_nothing_is_found_and_never_says_new(self, reader):
        made(2022)
        made(2023)
        row = made(2024)

        told = load_thread(row, reader).sentence

        assert told == "Not found in these editions: TIP 2023, TIP 2022."

    def test_states_that_there_is_no_earlier_edition(self, reader):
        assert load_thread(made(2024), reader).sentence == "No earlier edition available."

    def test_says_when_it_was_asked_again(self, reader):
        first, *_rest = chain(2021, 2022, 2024)

        told = load_thread(first, reader).sentence

        assert told == "No earlier edition available. Asked again in 2022, 2024."

    def test_tells_past_ten_in_figures(self, reader):
        *_rest, last = chain(*range(2010, 2022))

        assert "asked 12 times" in load_thread(last, reader).sentence


class TestThreadOf:
    def test_holds_what_came_before_and_after_and_the_edition_between_that_did_not_ask(
        self, reader
    ):
        _first, middle, _last = chain(2021, 2022, 2024)
        made(2023)

        assert shape(load_thread(middle, reader)) == [
            (2024, ["1"]),
            (2023, []),
            (2022, ["1"]),
            (2021, ["1"]),
        ]

    def test_holds_both_that_were_merged_and_not_what_else_one_of_them_became(self, reader):
        one, two, merged, other = made(2022), made(2022, "2"), made(2023), made(2023, "2")
        for later, earlier in ((merged, one), (merged, two), (other, two)):
            LineageLinkFactory(recommendation=later, earlier=earlier, closeness="merged")

        assert shape(load_thread(merged, reader)) == [(2023, ["1"]), (2022, ["1", "2"])]
        assert shape(load_thread(two, reader)) == [(2023, ["1", "2"]), (2022, ["2"])]

    def test_is_of_one_country_and_mechanism_and_of_editions_with_recommendations(self, reader):
        earlier, later = chain(2022, 2024)
        ReportFactory(year=2023)
        RecommendationFactory(report__year=2023, report__country="TD", report__country_name="Chad")
        greta = RecommendationFactory(report__year=2023, report__mechanism__code="GRETA")
        LineageLinkFactory(recommendation=greta, earlier=later)

        thread = load_thread(later, reader)

        assert shape(thread) == [(2024, ["1"]), (2022, ["1"])]
        assert thread.earlier_editions == (earlier.report,)
        assert [len(edition.members[0].links) for edition in thread.editions] == [1, 0]
        assert [edition.members[0].is_current for edition in thread.editions] == [True, False]
        assert not thread.is_truncated

    def test_counts_what_came_after_as_well(self, reader):
        first, second, *_rest = chain(2021, 2022, 2023, 2024)

        for row in (first, second):
            thread = load_thread(row, reader)
            assert (thread.occurrences, thread.first_year) == (4, 2021)

    def test_says_where_it_holds_too_many_links(self, reader, monkeypatch):
        *_rest, last = chain(2021, 2022, 2023, 2024)

        for most, years, is_truncated in (
            (3, [2024, 2023, 2022, 2021], False),
            (2, [2024, 2023, 2022], True),
        ):
            monkeypatch.setattr(threads, "MAX_LINKS", most)
            thread = load_thread(last, reader)
            assert [year for year, _numbers in shape(thread)] == years
            assert thread.is_truncated is is_truncated

    def test_leaves_out_links_that_were_withdrawn(self, reader):
        later, earlier = made(2024), made(2023)
        link = LineageLinkFactory(recommendation=later, earlier=earlier)
        with as_factory():
            type(link).objects.update(withdrawn_at="2026-01-01T00:00Z", withdrawal_reason="Wrong")

        assert load_thread(later, reader).is_alone

    def test_ends_where_its_reader_may_not_see(self):
        body = BodyFactory(code="THBD")
        first, _hidden, last = made(2021, lead=body), made(2022, lead="OSP"), made(2024, lead=body)
        LineageLinkFactory(recommendation=last, earlier=_hidden)
        LineageLinkFactory(recommendation=_hidden, earlier=first)
        focal = UserFactory(contributor=True, speaks_for=[body])

        thread = load_thread(last, focal)

        assert thread.is_alone
        assert thread.sentence == "No earlier edition that you can see is linked."
        assert "Not found" not in thread.sentence

    def test_says_to_who_sees_a_part_that_it_is_one(self):
        body = BodyFactory(code="THBD")
        earlier, later = made(2023, lead=body), made(2024, lead=body)
        LineageLinkFactory(recommendation=later, earlier=earlier)
        focal = UserFactory(contributor=True, speaks_for=[body])

        told = load_thread(later, focal).sentence

        assert told == "Asked since 2023; asked twice in the editions you can see."

    def test_costs_the_same_however_long_it_is(self, reader, django_assert_num_queries):
        *_rest, row = chain(2003, 2024)
        assert reader.may_read
        with django_assert_num_queries(6, exact=False) as few:
            load_thread(
                Recommendation.objects.select_related("report__mechanism").get(pk=row.pk), reader
            )
        *_rest, last = chain(*range(2004, 2024))
        LineageLinkFactory(recommendation=row, earlier=last)

        with django_assert_num_queries(len(few)):
            load_thread(
                Recommendation.objects.select_related("report__mechanism").get(pk=row.pk), reader
            )
