"""The series of an indicator: what stands side by side, and what is never told."""

import pytest

from tests.factories import (
    CitationFactory,
    EvidenceFactory,
    FigureFactory,
    IndicatorFactory,
    UserFactory,
)
from tracker.models import Figure
from tracker.summaries.figures.series import (
    Change,
    OtherValue,
    build_series,
    compute_change,
    count_by_country,
    decimal_year,
    get_breaks,
    list_current_figures,
)

pytestmark = pytest.mark.django_db


def load_series(indicator=None):
    indicator = indicator or IndicatorFactory()
    viewer = UserFactory(viewer=True)
    return build_series(indicator, list_current_figures(indicator, viewer), to=viewer)


def values(part):
    return [row.figure.value for row in part.rows]


class TestWhen:
    @pytest.mark.parametrize(
        ("period", "at"),
        [("2023", 2023), ("2022-2023", 2022.5), ("April 2023", 2023), ("", None), ("often", None)],
    )
    def test_is_the_middle_of_the_years_named(self, period, at):
        assert decimal_year(period) == at


class TestChange:
    @pytest.mark.parametrize(
        ("old", "new", "change"),
        [
            (20, 25, Change(5, 25)),
            (40, 20, Change(-20, -50)),
            (19, 38, Change(19, None)),
            (38, 19, Change(-19, None)),
            (0, 5, Change(5, None)),
            (5, 0, Change(-5, None)),
            (None, 5, None),
            (5, None, None),
        ],
    )
    def test_is_a_number_and_a_percentage_only_on_bases_of_20(self, old, new, change):
        one = Figure(value=new, previous_value=old, period="2023", previous_period="2022")

        assert compute_change(one, ()) == change

    def test_is_not_told_of_what_is_not_exact(self):
        one = Figure(value=50, previous_value=40, qualifier="at least")

        assert compute_change(one, ()) is None

    def test_has_no_percentage_where_the_value_before_is_assumed(self):
        one = Figure(value=50, previous_value=40, previous_is_assumed=True)

        assert compute_change(one, ()) == Change(10, None)

    def test_is_not_told_across_a_break(self):
        indicator = IndicatorFactory(breaks=[{"period": "2023", "words": "counts minors too"}])
        stated = {"value": 50, "previous_value": 40, "period": "2023", "previous_period": "2022"}
        FigureFactory(edition=2024, **stated)

        assert load_series(indicator).total.rows[0].change is None


class TestSeries:
    def test_runs_from_the_newest_period_with_what_names_none_last(self):
        for period, value in (("2021", 10.0), ("", 20.0), ("2023", 30.0)):
            FigureFactory(period=period, value=value)

        assert values(load_series().total) == [30.0, 10.0, 20.0]

    def test_shows_both_values_of_a_period_and_says_so(self):
        first = FigureFactory(edition=2024, value=7.0)
        FigureFactory(edition=2025, value=9.0, previous_value=8.0, previous_period="2023")

        rows = load_series().total.rows

        assert [row.figure.value for row in rows] == [9.0, 7.0]
        assert [other.value for other in rows[1].others] == [8.0]
        assert rows[1].figure == first and rows[1].others[0].is_previous

    def test_leaves_the_same_value_said_again_alone(self):
        FigureFactory(edition=2024, value=7.0)
        FigureFactory(edition=2025, value=9.0, previous_value=7.0, previous_period="2023")

        assert [row.others for row in load_series().total.rows] == [(), ()]

    def test_keeps_unknown_apart_from_zero(self):
        FigureFactory(edition=2024, value=None)
        FigureFactory(edition=2023, value=0.0)

        assert values(load_series().total) == [None, 0.0]

    def test_marks_a_break_between_the_periods_it_parts(self):
        words = "counts minors too"
        indicator = IndicatorFactory(breaks=[{"period": "2023", "words": words}])
        for edition in (2023, 2024, 2025):
            FigureFactory(edition=edition)

        marked = [[one.words for one in row.breaks] for row in load_series(indicator).total.rows]

        assert marked == [[], [words], []]

    def test_has_one_table_for_each_dimension(self):
        FigureFactory()
        FigureFactory(breakdown={"form of trafficking": "sex trafficking"})
        FigureFactory(breakdown={"form of trafficking": "forced labor"})
        FigureFactory(breakdown={"sex": "female", "age group": "child"})

        found = load_series()

        assert len(found.total.rows) == 1
        assert [(t.dimensions, [p.name for p in t.parts]) for t in found.tables] == [
            (("age group", "sex"), ["child, female"]),
            (("form of trafficking",), ["forced labor", "sex trafficking"]),
        ]

    def test_keeps_counts_by_others_and_in_other_units_out_of_the_total(self):
        FigureFactory(value=20.0)
        FigureFactory(value=30.0, scope="Harbour Aid", breakdown={"sex": "female"})
        FigureFactory(value=40.0, scope="Harbour Aid")
        FigureFactory(value=50.0, unit="cases")

        found = load_series()

        assert values(found.total) == [20.0]
        assert [(t.dimensions, t.parts[0].name, values(t.parts[0])) for t in found.tables] == [
            (("scope",), "Harbour Aid", [40.0]),
            (("scope", "sex"), "Harbour Aid, female", [30.0]),
            (("unit",), "cases", [50.0]),
        ]

    def test_leaves_out_what_was_revised_withdrawn_or_is_for_others(self):
        old = FigureFactory(value=1.0)
        FigureFactory(value=20.0, evidence=old.evidence, revises=old)
        FigureFactory(value=3.0, withdrawn_at=old.added_at, withdrawal_reason="Wrong")
        FigureFactory(value=4.0, evidence=EvidenceFactory(sensitivity="named_readers"))

        assert values(load_series().total) == [20.0]

    def test_is_of_one_indicator_and_empty_without_any(self):
        FigureFactory(indicator__code="OTHER")
        empty = load_series()
        assert empty.is_empty

        FigureFactory(breakdown={"sex": "female"})
        assert not load_series().is_empty
        FigureFactory(value=8.0)
        assert (values(load_series().total), load_series().is_empty) == ([8.0], False)

    def test_names_each_piece_of_evidence_once(self):
        piece = FigureFactory().evidence
        FigureFactory(period="2022", evidence=piece)
        other = FigureFactory(breakdown={"sex": "female"}).evidence
        FigureFactory(edition=2024)

        assert load_series().evidence == [piece, other]

    def test_compares_other_values_of_its_period_alone(self):
        first = FigureFactory(value=30.0)
        exact = FigureFactory(value=30.0, qualifier="at least")
        FigureFactory(value=30.0)
        FigureFactory(value=40.0, period="2022")
        FigureFactory(value=50.0, period="2024", previous_value=60.0, previous_period="2022")
        FigureFactory(value=3.0)
        FigureFactory(value=70.0, period="")

        found = {row.figure: row.others for row in load_series().total.rows}

        assert found[first] == (OtherValue(exact, 30.0, "2023"),)
        assert [
            [other.value for other in others]
            for figure, others in found.items()
            if figure.period != "2023"
        ] == [[], [60.0], []]
        (hidden,) = (others for figure, others in found.items() if figure.value is None)
        assert hidden == ()


class TestPeriods:
    def test_have_every_value_stated_of_them_oldest_first(self):
        first = FigureFactory(edition=2024, value=7.0)
        second = FigureFactory(edition=2025, value=9.0, previous_value=8.0, previous_period="2023")
        again = FigureFactory(value=7.0, period="2025", previous_value=9.0, previous_period="2024")
        FigureFactory(value=6.0, period="", previous_value=5.0)
        FigureFactory(value=3.0, period="2021")

        assert load_series().total.periods == [
            (2023.0, [OtherValue(first, 7.0, "2023"), OtherValue(second, 8.0, "2023", True)]),
            (2024.0, [OtherValue(second, 9.0, "2024")]),
            (2025.0, [OtherValue(again, 7.0, "2025")]),
        ]

    def test_have_every_earlier_value_of_a_source(self):
        further = [{"period": "2020", "value": 200}, {"period": "2019", "value": 323}]
        before = {"previous_value": 214.0, "previous_period": "2021", "earlier_values": further}
        FigureFactory(value=99.0, period="2022", **before)
        FigureFactory(value=201.0, period="2020")

        found = load_series().total

        assert [(year, [other.value for other in same]) for year, same in found.periods] == [
            (2019.0, [323]),
            (2020.0, [201.0, 200]),
            (2021.0, [214.0]),
            (2022.0, [99.0]),
        ]
        assert [[other.value for other in row.others] for row in found.rows] == [[], [200]]


class TestBreaks:
    def test_are_in_the_order_of_their_years(self):
        periods = ["2023", "from 2021", "often"]
        indicator = IndicatorFactory(breaks=[{"period": one, "words": ""} for one in periods])

        breaks = get_breaks(indicator)

        assert [one.period for one in breaks] == ["often", "from 2021", "2023"]


class TestCountries:
    def test_are_told_apart_with_evidence_where_it_is_cited_first(self):
        indicator, viewer = IndicatorFactory(), UserFactory(viewer=True)
        FigureFactory(edition=2024)
        cited = FigureFactory()
        CitationFactory(evidence=cited.evidence)
        FigureFactory()

        found = count_by_country(list_current_figures(indicator, viewer))

        assert [(one.code, one.name, one.count) for one in found] == [
            ("XK", "Kosovo", 2),
            ("", "", 1),
        ]
