"""The figures beside the recommendations of a progress report."""

from collections import defaultdict
from datetime import UTC, date, datetime

import pytest
from django.utils import translation

from tests.factories import (
    BodyFactory,
    CitationFactory,
    EvidenceFactory,
    FigureFactory,
    IndicatorFactory,
    RecommendationFactory,
    ReportFactory,
    UserFactory,
)
from tracker.summaries.progress.contents import figures
from tracker.summaries.progress.parameters import ReportParameters
from tracker.vocabulary import Audience, Basis, PastDay, ReportKind, Sensitivity, Theme

pytestmark = pytest.mark.django_db
ON = date(2025, 3, 31)


def load_series(report, *, on=ON, basis=Basis.AS_KNOWN_NOW, themes=None, withheld=None, **params):
    asked = ReportParameters(PastDay(on, basis), since=report.period_to, language="en", **params)
    return figures(
        report,
        params=asked,
        themes=themes,
        withheld=defaultdict(set) if withheld is None else withheld,
    )


def values(report, **params):
    return [
        (figure.period, figure.value)
        for one in load_series(report, **params)
        for figure in one.figures
    ]


def edition(year, **changes):
    return ReportFactory(year=year, published_on=date(year, 6, 24), **changes)


class TestTheLanguage:
    def test_of_names_units_and_qualifiers_is_that_of_the_report(self):
        here = edition(2024)
        sq = {"name_sq": "viktima të identifikuara", "unit_sq": "viktima"}
        FigureFactory(report=here, indicator=IndicatorFactory(**sq), qualifier="at least")

        with translation.override("sq"):
            (series,) = load_series(here)
        with translation.override("sr-latn"):
            (other,) = load_series(here)

        assert (series.name, series.unit, series.is_in_english) == (*sq.values(), False)
        assert series.figures[0].display_value == "të paktën 7"
        assert (other.name, other.is_in_english) == ("victims identified", True)
        assert not load_series(here)[0].is_in_english


class TestFigures:
    def test_are_those_of_the_country_up_to_the_edition_oldest_first(self):
        indicator = IndicatorFactory(
            breaks=[{"period": "2023", "words": "Counts courts of appeal too."}]
        )
        here = edition(2024)
        latest = FigureFactory(
            report=here, value=40.0, previous_value=30.0, previous_period="2022", period="2023"
        )
        edition(2023)
        FigureFactory(edition=2023, value=30.0, previous_value=24.0, previous_period="2021")
        FigureFactory(report=here, value=9.0, breakdown={"sex": "female"})
        FigureFactory(report=edition(2025), value=50.0)
        FigureFactory(report=edition(2024, country="AL", country_name="Albania"), value=8.0)
        revised = FigureFactory(report=here, value=4.0, period="2020")
        FigureFactory(report=here, value=5.0, period="2020", revises=revised)

        (series,) = load_series(here)

        assert (series.code, series.unit, series.theme.code) == (
            indicator.code,
            "victims",
            Theme.PROTECTION,
        )
        assert series.breaks == ((2023.0, "Counts courts of appeal too."),)
        assert [
            (f.period, f.decimal_year, f.value, f.previous_value, f.change, f.percent_change)
            for f in series.figures
        ] == [
            ("2020", 2020.0, 5.0, None, None, None),
            ("2022", 2022.0, 30.0, 24.0, 6.0, 25),
            ("2023", 2023.0, 40.0, 30.0, None, None),  # across the break
        ]
        source = series.figures[-1].source
        assert source.key == f"passage:{latest.passage.pk}:{latest.start}-{latest.end}"
        assert (source.quote, series.figures[-1].key) == (latest.quote, latest.pk)

    def test_are_national_and_of_one_unit_a_series(self):
        here = edition(2024)
        FigureFactory(report=here, value=20.0)
        FigureFactory(report=here, value=30.0, scope="Harbour Aid")
        FigureFactory(report=here, value=9.0, unit="cases")

        assert [
            (series.unit, [figure.value for figure in series.figures])
            for series in load_series(here)
        ] == [("victims", [20.0]), ("cases", [9.0])]

    def test_stand_in_full_reports_and_those_by_theme_alone(self):
        here = edition(2024)
        FigureFactory(report=here)

        kinds = [kind for kind in ReportKind if load_series(here, kind=kind)]

        assert kinds == [ReportKind.FULL, ReportKind.THEME]
        assert load_series(here, themes=frozenset()) == ()
        assert load_series(here, themes=frozenset({Theme.PROSECUTION})) == ()
        assert len(load_series(here, themes=frozenset({Theme.PROTECTION, Theme.PROSECUTION}))) == 1

    def test_are_those_that_were_out_on_the_day_by_the_knowledge_asked_for(self):
        here = edition(2024)
        row = RecommendationFactory(report=here)
        first = FigureFactory(report=here, value=20.0, period="2023")
        late = {"added_at": datetime(2025, 1, 10, tzinfo=UTC)}
        letter = EvidenceFactory(published_on=date(2024, 12, 1))
        undated = EvidenceFactory(published_on=None, **late)
        for piece in (letter, undated):
            CitationFactory(recommendation=row, evidence=piece)
        FigureFactory(evidence=letter, value=21.0, period="2023", revises=first, **late)
        FigureFactory(evidence=undated, value=30.0, period="2024", **late)
        FigureFactory(evidence=EvidenceFactory(), value=99.0, period="2024")  # of no country

        assert values(here, on=date(2024, 6, 1)) == []
        assert values(here, on=date(2024, 11, 30)) == [("2023", 20.0)]
        assert values(here, on=date(2024, 12, 31)) == [("2023", 21.0)]
        assert values(here, on=date(2024, 12, 31), basis=Basis.AS_RECORDED_THEN) == [("2023", 20.0)]
        assert values(here, basis=Basis.AS_RECORDED_THEN) == [("2023", 21.0), ("2024", 30.0)]

    def test_of_an_undated_piece_count_from_the_day_it_was_added_however_late_they_are_put_right(
        self,
    ):
        row = RecommendationFactory()
        letter = EvidenceFactory(published_on=None, added_at=datetime(2024, 11, 1, tzinfo=UTC))
        CitationFactory(recommendation=row, evidence=letter)
        wrong = FigureFactory(evidence=letter, value=70.0, period="2024")
        FigureFactory(
            evidence=letter,
            value=80.0,
            period="2024",
            revises=wrong,
            added_at=datetime(2025, 5, 1, tzinfo=UTC),
        )

        assert values(row.report) == [("2024", 80.0)]
        assert values(row.report, on=date(2024, 10, 31)) == []
        assert values(row.report, basis=Basis.AS_RECORDED_THEN) == [("2024", 70.0)]


class TestSmallCounts:
    @pytest.fixture
    def parts(self):
        """3 women and 9 men of 12 in 2023, as a letter says; 2 in 2022, as the edition did."""
        here = edition(2024)
        letter = EvidenceFactory(sensitivity=Sensitivity.INTERNAL)
        CitationFactory(recommendation=RecommendationFactory(report=here), evidence=letter)
        FigureFactory(report=here, value=2.0, period="2022")
        for value, breakdown in ((12.0, {}), (3.0, {"sex": "female"}), (9.0, {"sex": "male"})):
            FigureFactory(evidence=letter, value=value, breakdown=breakdown)
        FigureFactory(
            evidence=letter, value=4.0, period="2024", previous_value=12.0, previous_period="2023"
        )
        return here

    def test_are_hidden_from_every_reader_of_every_report(self, parts):
        withheld = defaultdict(set)

        (series,) = load_series(parts, withheld=withheld)

        assert [
            (f.period, f.display_value, f.value, f.is_suppressed, f.change) for f in series.figures
        ] == [
            ("2022", "2", 2.0, False, None),  # the edition published it
            ("2023", "12", 12.0, False, None),
            ("2024", "<5", None, True, None),
        ]
        assert [kind for kind, keys in withheld.items() if keys] == ["small_counts"]

    def test_and_whatever_is_not_public_stay_out_of_public_reports(self, parts):
        withheld = defaultdict(set)

        assert values(parts, audience=Audience.PUBLIC, withheld=withheld) == [("2022", 2.0)]
        assert (len(withheld["figures"]), bool(withheld["small_counts"])) == (2, True)

    def test_never_come_from_evidence_for_named_readers_even_for_one_of_them(self):
        here, thbd = edition(2024), BodyFactory(code="THBD")
        reader = UserFactory(contributor=True, speaks_for=[thbd])
        row = RecommendationFactory(report=here, lead=thbd)
        for sensitivity, value in ((Sensitivity.NAMED_READERS, 77.0), (Sensitivity.PUBLIC, 20.0)):
            piece = EvidenceFactory(sensitivity=sensitivity, added_by=reader)
            CitationFactory(recommendation=row, evidence=piece)
            FigureFactory(evidence=piece, value=value)

        assert values(here, reader=reader) == values(here) == [("2023", 20.0)]

    def test_that_were_withdrawn_since_are_hidden_with_the_small_ones_of_their_day(self):
        row, letter = RecommendationFactory(), EvidenceFactory()
        CitationFactory(recommendation=row, evidence=letter)
        stated = {
            "evidence": letter,
            "period": "2024",
            "added_at": datetime(2024, 11, 1, tzinfo=UTC),
        }
        gone = datetime(2025, 5, 1, tzinfo=UTC)
        FigureFactory(value=8.0, withdrawn_at=gone, **stated)
        for sex in ("male", "female"):  # two counts below 5 that add up to 8 are both 4
            FigureFactory(value=4.0, breakdown={"sex": sex}, **stated)
        FigureFactory(value=9.0, **{**stated, "added_at": gone})

        assert values(row.report, basis=Basis.AS_RECORDED_THEN) == [("2024", None)]
