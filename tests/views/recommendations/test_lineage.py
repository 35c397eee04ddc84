"""The thread on the page of a recommendation, and the page that links it to what it asks again."""

import re

import pytest
from django.urls import reverse

from tests.factories import (
    BodyFactory,
    LineageLinkFactory,
    RecommendationFactory,
    ResponsibilityFactory,
    UserFactory,
)
from tests.helpers.editions import (
    BOTH,
    FUND,
    FUND_MORE,
    INVESTIGATE,
    SCREEN,
    TRAIN,
    make_recommendations,
)
from tests.views.conftest import signed_in
from tracker.models import LineageLink, Recommendation
from tracker.vocabulary import Lifecycle, LineageKind, Status

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def rows():
    return make_recommendations()


def at(name, row, *args):
    return reverse(name, args=[row.report.slug, row.number, *args])


def suggested(page):
    return {
        (earlier.report.year, int(earlier.number)): (link.closeness, tick.value() or False)
        for earlier, link, _diff, tick, _closeness in page.context["form"].rows
    }


def ticked(*rows):
    return {f"link_{row.pk}": "on" for row in rows}


class TestSuggestions:
    def test_are_ticked_from_0_8_suggested_from_0_3_and_never_below(self, analyst, rows):
        repeated = suggested(analyst.get(at("lineage", rows[2024, 1])))
        split = suggested(analyst.get(at("lineage", rows[2024, 2])))
        merged = suggested(analyst.get(at("lineage", rows[2022, 2])))
        reworded = suggested(analyst.get(at("lineage", rows[2022, 3])))
        gap = suggested(analyst.get(at("lineage", rows[2024, 4])))

        assert repeated == {
            (2022, 1): (LineageKind.REPEATED, True),
            (2021, 1): (LineageKind.REPEATED, True),
        }
        assert split == {
            (2022, 2): (LineageKind.SPLIT, False),
            (2021, 2): (LineageKind.REPEATED, True),
        }
        assert merged == {
            (2021, 3): (LineageKind.MERGED, False),
            (2021, 2): (LineageKind.MERGED, False),
        }
        assert reworded == {(2021, 4): (LineageKind.REWORDED, False)}
        assert gap == {(2021, 6): (LineageKind.REPEATED, True)}

    def test_are_none_for_what_nothing_is_like(self, analyst, rows):
        page = analyst.get(at("lineage", rows[2024, 5]))

        assert suggested(page) == {}
        assert "at least 0.3" in page.text

    def test_leave_out_what_is_in_the_thread_and_other_countries(self, analyst, rows):
        LineageLinkFactory(recommendation=rows[2022, 1], earlier=rows[2021, 1])
        LineageLinkFactory(recommendation=rows[2024, 1], earlier=rows[2022, 1])
        RecommendationFactory(
            report__year=2023, report__country="AL", report__country_name="Albania", text=TRAIN
        )

        assert suggested(analyst.get(at("lineage", rows[2024, 1]))) == {}


class TestLink:
    def test_confirms_what_is_ticked_and_carries_over_what_is_ticked(self, analyst, rows):
        old, new = rows[2022, 1], rows[2024, 1]
        ResponsibilityFactory(recommendation=old, body=BodyFactory(code="THBD"))
        sent = {
            **ticked(old),
            f"closeness_{old.pk}": "repeated",
            "carry_over": ["bodies"],
            "reason": "Same",
        }

        answer = analyst.post(at("lineage", new), sent, follow=True)

        assert answer.redirect_chain[-1][0].endswith("#lineage")
        assert f"{new} is linked to {old}. Its status does not change." in answer.text
        link = LineageLink.objects.get()
        assert (link.recommendation, link.earlier, link.closeness, link.score) == (
            new, old, "repeated", 1.0,
        )  # fmt: skip
        assert new.responsibilities.get().body.code == "THBD"
        old.refresh_from_db()
        assert old.lifecycle == Lifecycle.CONTINUED

    def test_confirms_several_at_once(self, analyst, rows):
        both = rows[2021, 2], rows[2021, 3]

        analyst.post(at("lineage", rows[2022, 2]), ticked(*both))

        assert set(LineageLink.objects.values_list("earlier", "closeness")) == {
            (row.pk, "merged") for row in both
        }

    def test_links_by_hand_what_is_not_alike(self, analyst, rows):
        sent = {"edition": "tip-2021-kosovo", "number": "5", "closeness": "superseded"}

        analyst.post(at("lineage", rows[2024, 5]), sent)

        link = LineageLink.objects.get()
        assert (link.earlier, link.closeness, link.score) == (rows[2021, 5], "superseded", None)

    @pytest.mark.parametrize(
        ("sent", "says"),
        [
            ({}, "Nothing was linked"),
            ({"number": "5"}, "Choose the edition"),
            ({"edition": "tip-2021-kosovo"}, "Enter its number in TIP 2021 Kosovo"),
            ({"edition": "tip-2021-kosovo", "number": "99"}, "has no recommendation 99"),
            ({"edition": "tip-2024-kosovo", "number": "1"}, "not one of the available choices"),
            ({"edition": "tip-2021-kosovo", "number": "5", "closeness": "x"}, "x is not one of"),
            (
                {"edition": "tip-2021-kosovo", "number": "5", "carry_over": "status"},
                "status is not one",
            ),
        ],
    )
    def test_tells_what_is_missing_and_keeps_what_was_typed(self, analyst, rows, sent, says):
        answer = analyst.post(at("lineage", rows[2024, 5]), {**sent, "reason": "I compared them"})

        assert answer.status_code == 422
        assert says in answer.text
        assert "I compared them" in answer.text
        assert not LineageLink.objects.exists()

    def test_shows_a_refusal_with_what_was_typed(self, analyst, rows):
        LineageLinkFactory(recommendation=rows[2024, 5], earlier=rows[2021, 5])
        sent = {"edition": "tip-2021-kosovo", "number": "5", "reason": "I compared them"}

        answer = analyst.post(at("lineage", rows[2024, 5]), sent)

        assert answer.status_code == 422
        assert "are already linked" in answer.text
        assert "I compared them" in answer.text

    def test_is_told_to_who_may_not(self, viewer, rows):
        answer = viewer.get(at("lineage", rows[2024, 1]))

        assert answer.status_code == 403
        assert "only analysts can" in answer.text

    def test_costs_the_same_for_few_editions_and_for_many(
        self, analyst, rows, django_assert_num_queries
    ):
        url = at("lineage", rows[2024, 1])
        analyst.get(url)
        with django_assert_num_queries(40, exact=False) as few:
            analyst.get(url)
        for year in range(2000, 2020):
            for number in range(1, 9):
                RecommendationFactory(report__year=year, number=str(number), text=TRAIN)

        with django_assert_num_queries(len(few)):
            analyst.get(url)


class TestWithdraw:
    def test_takes_a_link_back_with_words(self, analyst, rows):
        link = LineageLinkFactory(recommendation=rows[2024, 1], earlier=rows[2022, 1])
        url = at("lineage_withdraw", rows[2024, 1], link.pk)

        page = analyst.get(url)
        answer = analyst.post(url, {"reason": "Another court"}, follow=True)

        assert "What was carried over stays" in page.text
        assert "was withdrawn" in answer.text
        assert not LineageLink.objects.not_withdrawn().exists()

    def test_asks_why(self, analyst, rows):
        link = LineageLinkFactory(recommendation=rows[2024, 1], earlier=rows[2022, 1])

        answer = analyst.post(at("lineage_withdraw", rows[2024, 1], link.pk), {"reason": ""})

        assert answer.status_code == 422
        assert LineageLink.objects.not_withdrawn().exists()

    def test_finds_no_link_of_another_recommendation(self, analyst, rows):
        link = LineageLinkFactory(recommendation=rows[2024, 1], earlier=rows[2022, 1])

        assert analyst.get(at("lineage_withdraw", rows[2024, 2], link.pk)).status_code == 404

    def test_is_told_to_who_may_not(self, viewer, rows):
        link = LineageLinkFactory(recommendation=rows[2024, 1], earlier=rows[2022, 1])

        assert viewer.get(at("lineage_withdraw", rows[2024, 1], link.pk)).status_code == 403


def plain(text):
    """A page without its marks."""
    return " ".join(re.sub(r"<[^>]+>", "", text).split())


WHOLE = {"show": "all"}


class TestSection:
    def test_shows_the_confirmed_thread(self, analyst, rows):
        for new, old in (((2024, 1), (2022, 1)), ((2022, 1), (2021, 1))):
            analyst.post(at("lineage", rows[new]), ticked(rows[old]))

        page = plain(analyst.get(rows[2024, 1].get_absolute_url(), WHOLE).text)

        assert "Asked since 2021; asked three times in the available editions." in page
        assert "Repeated: TIP 2022 Kosovo 1 similarity 1.00" in page
        assert "same wording" in page
        assert "2022, 1: repeated similarity 1.00" in page

    def test_shows_wordings_side_by_side_with_marks_that_are_read_out(self, viewer, rows):
        LineageLinkFactory(
            recommendation=rows[2022, 3], earlier=rows[2021, 4], closeness="reworded", score=0.5
        )

        page = viewer.get(rows[2022, 3].get_absolute_url(), WHOLE).text
        text = plain(page)

        assert "<del>" in page and "<ins>" in page
        assert "Fund shelters that assist child victims in [removed: every region.]" in text
        assert "victims [added: with trained staff, and open one] in [added: the north.]" in text
        assert FUND.split()[-1] in text and FUND_MORE.split()[-1] in text

    def test_shows_both_that_were_merged(self, viewer, rows):
        for number in (2, 3):
            LineageLinkFactory(
                recommendation=rows[2022, 2], earlier=rows[2021, number], closeness="merged"
            )

        page = plain(viewer.get(rows[2022, 2].get_absolute_url(), WHOLE).text)

        assert page.count("Merged: TIP 2021 Kosovo") == 2
        assert INVESTIGATE.rstrip(".") in BOTH

    def test_offers_the_wordings_to_who_opens_them(self, viewer, rows):
        LineageLinkFactory(recommendation=rows[2022, 3], earlier=rows[2021, 4])

        page = viewer.get(rows[2022, 3].get_absolute_url()).text

        assert '<a href="?show=all#wording">Compare with the earlier wording</a>' in page
        assert "<del>" not in page and "Asked since 2021" in page

    def test_says_not_found_and_never_new(self, viewer, rows):
        page = plain(viewer.get(rows[2024, 5].get_absolute_url(), WHOLE).text)

        assert "Not found in these editions: TIP 2022, TIP 2021." in page

    def test_names_the_edition_between_that_did_not_ask(self, viewer, rows):
        LineageLinkFactory(recommendation=rows[2024, 4], earlier=rows[2021, 6])

        page = plain(viewer.get(rows[2024, 4].get_absolute_url(), WHOLE).text)

        assert "2022 not asked in this edition" in page
        assert SCREEN in page

    def test_shows_how_the_earlier_one_stood_beside_and_takes_nothing_over(self, viewer):
        old = RecommendationFactory(report__year=2023, text=TRAIN, assessed=Status.PARTIAL)
        new = RecommendationFactory(report__year=2024, text=TRAIN)
        LineageLinkFactory(recommendation=new, earlier=old)

        page = viewer.get(new.get_absolute_url(), WHOLE).text
        section = plain(page[page.index('id="lineage"') : page.index('id="bodies"')])

        assert "Partially implemented" in section
        assert "as of 1 October 2024" in section
        assert "the status of the earlier edition does not carry over" in section
        assert Recommendation.objects.get(pk=new.pk).status == Status.NOT_ASSESSED

    def test_leaves_out_links_that_are_hidden_from_its_reader(self):
        body = BodyFactory(code="THBD")
        client = signed_in(contributor=True, speaks_for=[body])
        new = RecommendationFactory(lead=body)
        LineageLinkFactory(
            recommendation=new,
            earlier=RecommendationFactory(report__year=2023, lead="OSP", short_title="Zanzibar"),
        )

        page = client.get(new.get_absolute_url(), WHOLE).text

        assert "TIP 2023" not in page
        assert "Zanzibar" not in page
        assert "No earlier edition that you can see is linked." in plain(page)

    def test_offers_the_page_to_who_may_log_alone(self, analyst, viewer, rows):
        url = rows[2024, 1].get_absolute_url()

        assert at("lineage", rows[2024, 1]) in analyst.get(url).text
        assert at("lineage", rows[2024, 1]) not in viewer.get(url).text

    def test_costs_the_same_for_a_short_thread_and_a_long_one(
        self, viewer, django_assert_num_queries
    ):
        row = RecommendationFactory(report__year=2024, assessed=Status.PARTIAL)
        LineageLinkFactory(
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
                LineageLinkFactory(recommendation=later, earlier=earlier)
            later = earlier

        with django_assert_num_queries(len(few)):
            viewer.get(url)
