"""Small counts of persons on the pages: silent to who is outside the team, marked for who is in."""

import random
from datetime import UTC, datetime

import pytest
from lxml import html

from tests.factories import (
    EvidenceFactory,
    FigureFactory,
    IndicatorFactory,
    UserFactory,
)
from tests.test_small_numbers_hidden import ways
from tests.views.conftest import signed_in
from tracker.actions.evidence.items import EvidenceInput
from tracker.actions.figures import AddFigure, ReviseFigure, add, revise
from tracker.formats import format_number
from tracker.small_numbers import Sum

pytestmark = [pytest.mark.django_db, pytest.mark.once]
HERE = "/indicators/VICT_IDENTIFIED/"
WHOLE = f"{HERE}?show=all"  # with the history
LEGEND = "Counts below 5 persons are hidden, and so are values that would reveal them."
NOW = datetime(2026, 11, 26, tzinfo=UTC)
SEX = "sex"


def cells(page, label="Value"):
    """The text of each cell in a column, without what is only read out."""
    found = html.fromstring(page.text).xpath(f'//td[@data-label="{label}"]')
    for cell in found:
        for aside in cell.xpath('.//*[@class="hidden" or @class="edition"]'):
            aside.getparent().remove(aside)
    return [" ".join(cell.text_content().split()) for cell in found]


def letter(**page):
    return FigureFactory(**{"value": 3.0, **page})


def tells_of_figures(page):
    return "figure:" in str(page.context["timeline"].lines)


class TestIndicator:
    def test_tells_a_viewer_that_a_count_is_small_and_why(self, viewer):
        letter(qualifier="exactly")

        page = viewer.get(HERE)

        assert cells(page) == ["<5"]
        assert page.text.count(LEGEND) == 1
        assert 'title="hidden: small number"' in page.text
        assert "exactly" not in page.text

    def test_tells_an_analyst_the_value_and_that_it_stays_inside(self, analyst):
        letter()

        page = analyst.get(HERE)

        assert cells(page) == ["3"] and "small number: hidden outside" in page.text
        assert LEGEND not in page.text

    def test_tells_a_contributor_no_more_of_their_own_letter(self):
        contributor = signed_in(contributor=True)
        letter(evidence=EvidenceFactory(added_by=contributor.user))

        assert cells(contributor.get(HERE)) == ["<5"]

    def test_lets_what_is_published_stand(self, viewer):
        FigureFactory(edition=2024, value=3.0)

        assert cells(viewer.get(HERE)) == ["3"]

    def test_hides_another_part_with_a_small_one(self, viewer, analyst):
        for sex, value in (("", 20.0), ("female", 17.0), ("male", 3.0)):
            letter(value=value, breakdown={SEX: sex} if sex else {})

        assert cells(viewer.get(HERE)) == ["20", "…", "<5"]
        assert cells(analyst.get(HERE)) == ["20", "17", "3"]

    def test_says_of_which_period_it_shows_what_is_published_alone(self, viewer):
        FigureFactory(edition=2024, value=20.0)
        FigureFactory(edition=2024, value=17.0, breakdown={SEX: "female"})
        letter(breakdown={SEX: "male"})

        page = viewer.get(HERE)

        assert cells(page) == ["20", "17"]
        assert "For 2023 only published values are shown" in page.text

    def test_tells_no_change_from_or_to_a_small_count(self, viewer, analyst):
        letter(value=40.0, previous_value=3.0, previous_period="2022")
        letter(period="2024", previous_value=40.0, previous_period="2023")

        assert cells(viewer.get(HERE), "Change") == ["–", "–"]
        assert cells(viewer.get(HERE), "Previous value, same source") == ["40 (2023)", "<5 (2022)"]
        assert cells(analyst.get(HERE), "Change") == ["−37", "+37"]

    def test_draws_no_small_count(self, viewer, analyst):
        for period, value in (("2021", 40.0), ("2022", 3.0), ("2023", 50.0)):
            letter(period=period, value=value)

        seen, stored = viewer.get(HERE).context["chart"], analyst.get(HERE).context["chart"]

        assert (seen.count("<circle"), stored.count("<circle")) == (2, 3)
        assert "2022: 3" in stored and "2022" not in seen

    def test_tells_no_value_before_its_revision(self, viewer, analyst):
        old = letter(value=4.0)
        by = UserFactory(analyst=True)
        revise(ReviseFigure(row=old, value=9.0, reason="It was 4 only", by=by, now=NOW))

        page = viewer.get(HERE).text

        assert "before revision:" in page and "before revision: 4" not in page
        assert "It was 4 only" not in page
        assert "before revision: 4" in analyst.get(HERE).text

    def test_costs_the_same_for_few_and_for_many(self, viewer, django_assert_num_queries):
        letter()
        with django_assert_num_queries(100, exact=False) as few:
            viewer.get(HERE)
        for period in range(2010, 2020):
            letter(period=str(period))

        with django_assert_num_queries(len(few)):
            viewer.get(HERE)


class TestHistory:
    def test_is_silent_on_counts_of_persons_that_nobody_published(self, viewer, analyst):
        letter()

        assert not tells_of_figures(viewer.get(WHOLE))
        assert tells_of_figures(analyst.get(WHOLE))

    def test_tells_of_cases_and_of_what_is_published(self, viewer):
        letter(indicator=IndicatorFactory(code="INV_CASES", unit="Cases"))
        FigureFactory(edition=2024, value=3.0)

        assert tells_of_figures(viewer.get("/indicators/INV_CASES/?show=all"))
        assert tells_of_figures(viewer.get(WHOLE))

    def test_of_the_piece_does_not_tell_the_count_it_was_added_for(self, viewer):
        made = add(
            AddFigure(
                indicator=IndicatorFactory(),
                evidence_input=EvidenceInput(url="https://police.example.org/letters/9"),
                value=3.0,
                period="2023",
                by=UserFactory(analyst=True),
                now=NOW,
            )
        )

        page = viewer.get(made.evidence.get_absolute_url()).text

        assert "victims identified 2023" in page and "victims identified 2023: 3" not in page


class TestPieceOfEvidence:
    def test_hides_its_small_counts_and_what_gives_them_away(self, viewer, analyst):
        piece = EvidenceFactory()
        for sex, value in (("", 20.0), ("female", 17.0), ("male", 3.0)):
            letter(evidence=piece, value=value, breakdown={SEX: sex} if sex else {})

        page = viewer.get(piece.get_absolute_url())

        assert cells(page) == ["<5", "…", "20"] and LEGEND in page.text
        assert cells(analyst.get(piece.get_absolute_url())) == ["3", "17", "20"]

    def test_costs_the_same_for_few_and_for_many(self, viewer, django_assert_num_queries):
        piece = EvidenceFactory()
        letter(evidence=piece)
        with django_assert_num_queries(100, exact=False) as few:
            viewer.get(piece.get_absolute_url())
        for period in range(2010, 2020):
            old = letter(evidence=piece, period=str(period))
            letter(evidence=piece, period=str(period), revises=old)

        with django_assert_num_queries(len(few)):
            viewer.get(piece.get_absolute_url())


class TestRefusal:
    @pytest.mark.parametrize("deed", ["revise", "withdraw", "confirm"])
    def test_to_change_a_figure_does_not_name_its_value(self, viewer, deed):
        row = letter()

        answer = viewer.get(f"/figures/{row.pk}/{deed}/", follow=True)

        assert "victims identified 2023: 3" not in answer.text


class TestNothingOnThePage:
    @pytest.mark.parametrize("seed", range(25))
    def test_lets_a_hidden_count_be_worked_out(self, viewer, seed):
        chance = random.Random(seed)
        values = {name: chance.choice((0, 1, 2, 3, 4, 6, 9)) for name in ("a", "b", "c")}
        values[""] = sum(values.values())
        for name, value in values.items():
            shown_text = {"edition": 2024} if chance.random() < 0.2 else {}
            FigureFactory(value=float(value), breakdown={SEX: name} if name else {}, **shown_text)

        page = viewer.get(HERE)
        named = {
            ", ".join(row.figure.breakdown.values()): row.figure
            for part in _parts(page.context["series"])
            for row in part.rows
        }
        shown = dict(zip(named, cells(page), strict=True))

        if page.context["series"].withheld:
            assert {"<5", "…"}.isdisjoint(shown.values())
            return
        assert shown.keys() == values.keys()
        most = 40
        choices = {key: _possible(text, most) for key, text in shown.items()}
        found = list(ways(choices, [Sum("", ("a", "b", "c"))]))
        for key, text in shown.items():
            if text in ("<5", "…"):
                assert len({one[key] for one in found}) > 1
            else:
                assert text == format_number(values[key])


def _parts(page):
    return [page.total, *(part for table in page.tables for part in table.parts)]


def _possible(text, most):
    match text:
        case "<5":
            return range(1, 5)
        case "…":
            return range(5, most)
    return [int(text)]
