"""Which counts of persons are hidden on a page, and from whom."""

import pytest

from tests.factories import (
    AssessmentFactory,
    CitationFactory,
    EvidenceFactory,
    FigureFactory,
    IndicatorFactory,
    RecommendationFactory,
    ReportFactory,
    UserFactory,
    as_factory,
)
from tracker.models import Figure
from tracker.summaries.figures.series import build_series, list_current_figures
from tracker.summaries.figures.small_numbers import annotate_country, suppress_small_numbers

pytestmark = pytest.mark.django_db
SEX = "sex"


def to(**rights):
    return UserFactory(**(rights or {"viewer": True}))


def seen(user=None, indicator=None):
    """What stands for each value: {part: "<5"}, or the value."""
    user, indicator = user or to(), indicator or IndicatorFactory()
    shown = suppress_small_numbers(
        list(Figure.objects.current().select_related("indicator", "evidence", "revises")),
        to=user,
    )
    return {", ".join(one.breakdown.values()): text(one) for one in shown.rows}


def text(one):
    return one.hidden.text if one.hidden and one.hidden.text else one.value


def parts(**values):
    for name, value in values.items():
        FigureFactory(value=value, breakdown={SEX: name} if name != "whole" else {})


def published(value, **breakdown):
    return FigureFactory(edition=2024, value=value, breakdown=breakdown)


class TestSmallCount:
    def test_of_a_letter_is_taken_off_the_row(self):
        FigureFactory(value=3.0, qualifier="at least")

        [row] = suppress_small_numbers(
            list(Figure.objects.select_related("indicator")), to=to()
        ).rows

        assert (row.hidden.text, row.value, row.qualifier) == ("<5", None, "")

    @pytest.mark.parametrize("role", ["analyst", "reviewer", "publisher", "auditor"])
    def test_is_marked_for_who_works_with_it(self, role):
        FigureFactory(value=3.0)

        [row] = suppress_small_numbers(
            list(Figure.objects.select_related("indicator")), to=to(**{role: True})
        ).rows

        assert (row.hidden.text, row.hidden.reason, row.value) == (
            "",
            "small number: hidden outside",
            3.0,
        )

    @pytest.mark.parametrize("value", [0.0, 5.0, None])
    def test_is_neither_none_nor_five_nor_unknown(self, value):
        FigureFactory(value=value)

        assert seen() == {"": value}

    def test_has_the_limit_of_the_setting(self, settings):
        settings.SMALL_COUNT = 8
        FigureFactory()

        assert seen() == {"": "<8"}

    def test_of_cases_is_shown(self):
        FigureFactory(value=3.0, indicator=IndicatorFactory(code="INV_CASES", unit="cases"))

        assert seen() == {"": 3.0}

    def test_that_was_published_stands(self):
        published(3.0)
        public = EvidenceFactory(sensitivity="public")
        FigureFactory(value=2.0, evidence=public, period="2021", breakdown={SEX: "male"})

        assert seen() == {"": 3.0, "male": 2.0}

    def test_is_hidden_in_a_letter_even_if_a_report_states_it_too(self):
        published(3.0)
        FigureFactory(value=3.0)

        whole = build_series(
            IndicatorFactory(), list_current_figures(IndicatorFactory(), user := to()), to=user
        ).total

        assert [text(row.figure) for row in whole.rows] == [3.0, "<5"]
        assert [row.others for row in whole.rows] == [(), ()]
        assert [len(some) for _at, some in whole.periods] == [1]


class TestSums:
    def test_hide_another_part(self):
        parts(whole=20.0, female=17.0, male=3.0)

        assert seen() == {"": 20.0, "female": "…", "male": "<5"}

    def test_that_do_not_hold_hide_none(self):
        parts(whole=30.0, female=17.0, male=3.0)

        assert seen() == {"": 30.0, "female": 17.0, "male": "<5"}
        with as_factory():
            Figure.objects.filter(value=30.0).update(value=19.0)
        assert seen() == {"": 19.0, "female": 17.0, "male": "<5"}

    def test_of_two_dimensions_without_a_whole_are_minded(self):
        parts(female=17.0, male=3.0)
        for form, value in (("labor", 12.0), ("sex trafficking", 8.0)):
            published(value, form=form)

        assert seen() == {"female": "…", "male": "<5", "labor": 12.0, "sex trafficking": 8.0}

    def test_go_over_two_dimensions_at_once(self):
        parts(whole=40.0, female=25.0, male=15.0)
        for sex, age, value in (
            ("female", "adult", 23.0),
            ("female", "child", 2.0),
            ("male", "adult", 9.0),
            ("male", "child", 6.0),
        ):
            FigureFactory(value=value, breakdown={SEX: sex, "age group": age})

        told = seen()

        assert told["female, child"] == "<5" and told["female, adult"] == "…"

    def test_mind_a_part_that_is_unknown(self):
        parts(whole=20.0, female=17.0, male=None)

        assert "…" in seen().values()

    def test_of_published_parts_withhold_the_rest(self):
        published(20.0)
        published(17.0, sex="female")
        parts(male=3.0)

        shown = suppress_small_numbers(
            list(Figure.objects.select_related("indicator", "evidence").order_by("pk")),
            to=to(),
        )

        assert [one.value for one in shown.rows] == [20.0, 17.0]
        assert shown.withheld == ("2023",)
        assert seen(to(analyst=True))["male"] == 3.0

    def test_are_of_one_country(self):
        albania = ReportFactory(year=2024, country="AL", country_name="Albania")
        FigureFactory(report=albania, value=20.0)
        kosovo = ReportFactory(year=2024)
        FigureFactory(report=kosovo, value=33.0, breakdown={SEX: "all"})
        for value, sex in ((17.0, "female"), (3.0, "male")):
            piece = FigureFactory(value=value, breakdown={SEX: sex}).evidence
            CitationFactory(evidence=piece)

        assert seen()["female"] == 17.0

    @pytest.mark.parametrize("is_elsewhere", [True, False])
    def test_are_the_same_where_other_countries_are_spared(self, is_elsewhere):
        if is_elsewhere:
            albania = ReportFactory(year=2024, country="AL", country_name="Albania")
            FigureFactory(report=albania, value=20.0)
        FigureFactory(report=ReportFactory(year=2024), value=20.0)
        piece = FigureFactory(value=17.0, breakdown={SEX: "female"}).evidence
        CitationFactory(evidence=piece)
        FigureFactory(value=3.0, breakdown={SEX: "male"})  # cited nowhere: of the only country
        user = to()

        def of_kosovo(*, is_spared):
            rows = annotate_country(Figure.objects.all(), user).filter(country="XK").order_by("pk")
            rows = list(rows.select_related("indicator", "evidence", "revises"))
            known = list(rows) if is_spared else None
            shown = suppress_small_numbers(rows, to=user, of_country=known)
            return [(row.pk, text(row)) for row in shown.rows]

        assert of_kosovo(is_spared=True) == of_kosovo(is_spared=False)
        (_whole, (_key, female)) = of_kosovo(is_spared=True)[:2]
        assert (female == 17.0) is is_elsewhere

    def test_of_too_many_sources_withhold_what_is_new(self):
        for value in range(20, 40):
            parts(whole=float(value), female=float(value), male=float(value - 18))

        assert seen() == {}

    def test_hold_for_the_year_before_as_well(self):
        parts(whole=20.0, male=3.0)
        published(17.0, sex="female")
        FigureFactory(
            value=30.0,
            period="2024",
            previous_value=3.0,
            previous_period="2023",
            breakdown={SEX: "male"},
        )

        [later] = [
            one
            for one in suppress_small_numbers(
                list(Figure.objects.select_related("indicator", "evidence")), to=to()
            ).rows
            if one.period == "2024"
        ]

        assert later.previous_value is None and later.hidden_before.text == "<5"

    def test_hold_for_all_years_before(self):
        further = [{"period": "2022", "value": 30}, {"period": "2021", "value": 2}]
        FigureFactory(value=30.0, previous_value=40.0, earlier_values=further)

        [figure] = suppress_small_numbers(
            list(Figure.objects.select_related("indicator", "evidence")), to=to()
        ).rows

        assert (figure.value, figure.previous_value, figure.earlier_values) == (30.0, None, [])


class TestCountry:
    def test_is_that_of_the_report_or_of_what_evidence_is_first_cited_for(self):
        chad = {"report__country": "TD", "report__country_name": "Chad"}
        cited, uncited, hidden = (FigureFactory() for _each in range(3))
        of_report = FigureFactory(edition=2024)
        CitationFactory(evidence=cited.evidence, withdrawn_at=cited.added_at)
        for country in (chad, {}):
            row = RecommendationFactory(**country)
            CitationFactory(evidence=cited.evidence, recommendation=row)
        draft = AssessmentFactory(recommendation=row, submitted=True)
        CitationFactory(evidence=hidden.evidence, recommendation=row, assessment=draft)

        rows = annotate_country(Figure.objects.order_by("pk"), to())

        assert [(one.pk, one.country, one.country_name) for one in rows] == [
            (cited.pk, "TD", "Chad"),
            (uncited.pk, "", ""),
            (hidden.pk, "", ""),
            (of_report.pk, "XK", "Kosovo"),
        ]


class TestWhatIsMarked:
    def test_has_a_reason_for_the_team_and_a_sign_for_others(self):
        FigureFactory(value=20.0)
        FigureFactory(value=17.0, breakdown={SEX: "female"}, previous_value=2.0)
        small = FigureFactory(value=3.0, breakdown={SEX: "male"}, qualifier="about")
        FigureFactory(value=9.0, revises=small, breakdown={SEX: "male"}, period="2022")
        rows = Figure.objects.select_related("indicator", "evidence", "revises").order_by("pk")

        team = suppress_small_numbers(list(rows.all()), to=to(analyst=True))
        others = suppress_small_numbers(list(rows), to=to())

        def marks(shown):
            return [
                tuple(
                    hidden and (hidden.text, hidden.reason)
                    for hidden in (one.hidden, one.hidden_before, one.hidden_revised)
                )
                for one in shown.rows
            ]

        small, beside = (
            "small number: hidden outside",
            "hidden outside: it would reveal a small number",
        )
        assert marks(team) == [
            (None, None, None),
            (("", beside), ("", small), None),
            (("", small), None, None),
            (None, None, ("", small)),
        ]
        assert (team.below, team.withheld, others.below, others.withheld) == (None, (), 5, ())
        assert [[hidden and hidden[0] for hidden in row] for row in marks(others)] == [
            [None, None, None],
            ["…", "<5", None],
            ["<5", None, None],
            [None, None, "<5"],
        ]
        told = [(one.value, one.previous_value, one.qualifier) for one in others.rows]
        assert told == [(20.0, None, ""), (None, None, ""), (None, None, ""), (9.0, None, "")]
        assert (others.rows[3].revises.value, others.rows[3].revises.qualifier) == (None, "")

    def test_is_marked_by_what_is_known_outside_the_named_readers(self):
        ana = to(analyst=True)
        parts(whole=20.0, male=3.0)
        held = {"sensitivity": "named_readers", "added_by": ana}
        for name, value in (("female", 17.0), ("child", 2.0)):
            piece = EvidenceFactory(**held)
            FigureFactory(value=value, evidence=piece, breakdown={SEX: name})
        rows = Figure.objects.select_related("indicator", "evidence", "revises").order_by("pk")

        shown = suppress_small_numbers(list(rows), to=ana)

        small = "small number: hidden outside"
        assert [one.hidden and one.hidden.reason for one in shown.rows] == [
            None,
            small,
            None,
            small,
        ]


class TestQueries:
    def test_are_as_many_for_many_as_for_few(self, django_assert_num_queries):
        user = to()
        parts(whole=20.0, female=17.0)
        seen(user)  # what the user may do is read once
        with django_assert_num_queries(20, exact=False) as few:
            seen(user)
        parts(male=3.0)
        published(17.0, sex="female")

        with django_assert_num_queries(len(few)):
            seen(user)
