"""The thread on the page of a recommendation: who asked what again, in which words."""

import re

import pytest

from tests.editions import BOTH, FUND, FUND_MORE, INVESTIGATE, SCREEN, TRAIN, held
from tests.factories import BodyFactory, LinkFactory, RecommendationFactory, UserFactory
from tests.views.conftest import signed_in
from tests.views.test_lineage import at, ticked
from tracker.models import Recommendation
from tracker.vocabulary import Status

pytestmark = pytest.mark.django_db


@pytest.fixture
def rows():
    return held()


def plain(text):
    """A page without its marks."""
    return " ".join(re.sub(r"<[^>]+>", "", text).split())


class TestSection:
    def test_shows_the_confirmed_thread(self, analyst, rows):
        for new, old in (((2024, 1), (2022, 1)), ((2022, 1), (2021, 1))):
            analyst.post(at("lineage", rows[new]), ticked(rows[old]))

        told = plain(analyst.get(rows[2024, 1].get_absolute_url()).text)

        assert "First made in 2021, asked three times, in the editions held." in told
        assert "Repeated: TIP 2022 Kosovo 1 likeness 1.00" in told
        assert "the same words" in told
        assert "2022, 1: repeated likeness 1.00" in told

    def test_shows_wordings_side_by_side_with_marks_that_are_read_out(self, viewer, rows):
        LinkFactory(
            recommendation=rows[2022, 3], earlier=rows[2021, 4], closeness="reworded", score=0.5
        )

        page = viewer.get(rows[2022, 3].get_absolute_url()).text
        told = plain(page)

        assert "<del>" in page and "<ins>" in page
        assert "Fund shelters that assist child victims in [taken out: every region.]" in told
        assert "victims [put in: with trained staff, and open one] in [put in: the north.]" in told
        assert FUND.split()[-1] in told and FUND_MORE.split()[-1] in told

    def test_shows_both_that_were_merged(self, viewer, rows):
        for number in (2, 3):
            LinkFactory(
                recommendation=rows[2022, 2], earlier=rows[2021, number], closeness="merged"
            )

        told = plain(viewer.get(rows[2022, 2].get_absolute_url()).text)

        assert told.count("Merged: TIP 2021 Kosovo") == 2
        assert INVESTIGATE.rstrip(".") in BOTH

    def test_says_not_found_and_never_new(self, viewer, rows):
        told = plain(viewer.get(rows[2024, 5].get_absolute_url()).text)

        assert "Not found in the editions held: TIP 2022, TIP 2021." in told

    def test_names_the_edition_between_that_did_not_ask(self, viewer, rows):
        LinkFactory(recommendation=rows[2024, 4], earlier=rows[2021, 6])

        told = plain(viewer.get(rows[2024, 4].get_absolute_url()).text)

        assert "2022 not asked in this edition" in told
        assert SCREEN in told

    def test_shows_how_the_earlier_one_stood_beside_and_takes_nothing_over(self, viewer):
        old = RecommendationFactory(report__year=2023, text=TRAIN, assessed=Status.PARTIAL)
        new = RecommendationFactory(report__year=2024, text=TRAIN)
        LinkFactory(recommendation=new, earlier=old)

        page = viewer.get(new.get_absolute_url()).text
        section = plain(page[page.index('id="lineage"') : page.index('id="measures"')])

        assert "Partially implemented" in section
        assert "as of 1 October 2024" in section
        assert "the status of the earlier edition is not taken over" in section
        assert Recommendation.objects.get(pk=new.pk).status == Status.NOT_ASSESSED

    def test_leaves_out_links_that_are_hidden_from_its_reader(self):
        body = BodyFactory(code="THBD")
        client = signed_in(contributor=True, speaks_for=[body])
        new = RecommendationFactory(lead=body)
        LinkFactory(
            recommendation=new,
            earlier=RecommendationFactory(report__year=2023, lead="OSP", short_title="Zanzibar"),
        )

        page = client.get(new.get_absolute_url()).text

        assert "2023" not in page
        assert "Zanzibar" not in page
        assert "Nothing that you see of the earlier editions held is linked to it." in plain(page)

    def test_offers_the_page_to_who_may_log_alone(self, analyst, viewer, rows):
        url = rows[2024, 1].get_absolute_url()

        assert at("lineage", rows[2024, 1]) in analyst.get(url).text
        assert at("lineage", rows[2024, 1]) not in viewer.get(url).text

    def test_costs_the_same_for_a_short_thread_and_a_long_one(
        self, viewer, django_assert_num_queries
    ):
        row = RecommendationFactory(report__year=2024, assessed=Status.PARTIAL)
        LinkFactory(
            recommendation=row,
            earlier=RecommendationFactory(report__year=2023, number="9", assessed=Status.PARTIAL),
        )
        url = row.get_absolute_url()
        viewer.get(url)
        with django_assert_num_queries(60, exact=False) as few:
            viewer.get(url)
        later = row
        for year in range(2023, 2008, -1):
            for number in ("1", "2"):
                earlier = RecommendationFactory(
                    report__year=year, number=number, assessed=Status.PARTIAL,
                    assessed__author=UserFactory(analyst=True),
                )  # fmt: skip
                LinkFactory(recommendation=later, earlier=earlier)
            later = earlier

        with django_assert_num_queries(len(few)):
            viewer.get(url)
